//! The pages and their live state, the same code on the server and in the browser.
//!
//! It does no I/O. What a page needs while it is rendered comes through [`backend::Backend`]; what happens afterwards
//! comes through [`live::Link`], which the browser's edge feeds.

// Components take their properties by value: the macro that calls them knows nothing else.
#![allow(clippy::needless_pass_by_value)]

pub mod backend;
pub mod components;
pub mod live;
pub mod pages;
pub mod shell;
