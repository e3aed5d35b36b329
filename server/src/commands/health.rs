//! `partysense health`: asks a server on this machine whether it lives, where nothing else is there to ask, as in a container.

use anyhow::Context;
use axum::body::Body;
use hyper::{Request, client::conn::http1::handshake};
use hyper_util::rt::TokioIo;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpStream, time::timeout};

/// A server that takes longer to say that it lives is of no use to anyone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fails unless a server that listens on `listen` answers; it may be full, and its database away.
pub(super) async fn run(listen: SocketAddr) -> anyhow::Result<()> {
    let address = nearest(listen);
    timeout(PATIENCE, ask(address)).await.with_context(|| format!("{address} does not answer"))?
}

async fn ask(address: SocketAddr) -> anyhow::Result<()> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("nobody listens on {address}"))?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = Request::get("/healthz").header("host", address.to_string()).body(Body::empty())?;
    // Whatever it answers, it lives: also one that has as many connections as it may have (503).
    sender.send_request(request).await?;
    connection.abort();
    println!("{address} lives");
    Ok(())
}

/// Where to reach, from this machine, who listens there.
fn nearest(listen: SocketAddr) -> SocketAddr {
    let address = match listen.ip() {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    SocketAddr::new(address, listen.port())
}
