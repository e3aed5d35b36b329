//! The protocols that are spoken over a WebSocket: they know neither HTTP nor sockets.

pub mod native;
pub mod plain;
