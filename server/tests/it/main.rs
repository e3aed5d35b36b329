//! The server against a real Postgres: a database for each test, since NOTIFY's channels are per database.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod announcements;
mod api;
mod attacks;
mod ballots;
mod cluster;
mod doctor;
mod doors;
mod embedded;
mod engineio;
mod exactness;
mod fairness;
mod floods;
mod handshakes;
mod headers;
mod held;
mod history;
mod host;
mod join;
mod languages;
mod limits;
mod logs;
mod manual;
mod metrics;
mod pipeline;
mod plain;
mod plain_port;
mod recap;
mod resume;
mod slow;
mod socketio;
mod sse;
mod stop;
mod structure;
mod support;
mod titles;
mod trouble;
mod voters;
