//! The server: carries each vote from Postgres to everyone who watches.
//!
//! In the order of a vote's way: [`http`] and [`session`] take a ballot, [`ballot_box`] and [`store`] make it a row,
//! the triggers in `migrations/` announce it, [`listener`] hears, [`feed`] reads, [`hub`] holds, [`fanout`] writes it to
//! the sockets. [`announcements`] is the same for titles, in small.

pub mod announcements;
pub mod ballot_box;
pub mod commands;
pub mod config;
pub mod database;
pub mod fanout;
pub mod feed;
pub mod follower;
pub mod health;
pub mod http;
pub mod hub;
pub mod keyring;
pub mod limits;
pub mod listener;
pub mod metrics;
pub mod presence;
pub mod service;
pub mod session;
pub mod site;
pub mod store;
pub mod wire;
