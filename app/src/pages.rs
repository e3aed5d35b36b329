//! One file a page.

pub mod event;
pub mod firehose;
pub mod home;
pub mod missing;
