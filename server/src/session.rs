//! The protocols that are spoken over a WebSocket: they know neither HTTP nor sockets. Socket.IO knows its library.

pub mod native;
pub mod plain;
pub mod socketio;
