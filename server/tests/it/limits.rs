//! Each limit against the real server: what is over it is refused as documented and counted, and nobody else suffers.

mod addresses;
mod connections;
mod requests;
mod sockets;
mod stuck;

use crate::support::Server;
use std::num::{NonZeroU32, NonZeroUsize};
use tokio::net::TcpStream;

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn z(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.service.address()).await.unwrap()
}
