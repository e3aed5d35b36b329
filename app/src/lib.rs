//! The pages and their live state, the same code on the server and in the browser.
//!
//! It does no I/O. What a page begins with comes as a [`visit::Visit`], which the server makes; what happens afterwards
//! comes through [`live::Link`], which the browser's edge feeds.

// Components take their properties by value: the macro that calls them knows nothing else.
#![allow(clippy::needless_pass_by_value)]

pub mod components;
#[cfg(feature = "ssr")]
pub mod document;
pub mod live;
pub mod page;
pub mod pages;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod still;
pub mod visit;
pub mod words;
