//! One file a page.

pub mod embed;
pub mod event;
pub mod firehose;
pub mod home;
pub mod wall;
