//! What pages are made of.

pub mod clock;
pub mod opened;
pub mod ranking;
pub mod status;
pub mod stream;
pub mod vote;
