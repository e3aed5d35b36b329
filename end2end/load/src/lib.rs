//! What tests of other crates use of the load program: the hop that breaks.

pub mod proxy;
