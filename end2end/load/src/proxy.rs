//! A breakable hop: everything to one address goes through it, and it can be cut, stalled or slowed at any time. It
//! never looks at what it carries.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;
/// Bytes that a trickling hop passes at once, and how long it rests then: 4 kB a second.
const DRIP: usize = 16;
const REST: Duration = Duration::from_millis(4);

/// What a hop does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Forwards.
    Pass,
    /// Resets what is open, and what comes.
    Cut,
    /// Holds everything open, and forwards nothing.
    Stall,
    /// Forwards a few bytes at a time.
    Trickle,
}

/// Where a hop leads.
#[derive(Clone, Debug)]
pub enum Target {
    /// A socket file.
    Unix(PathBuf),
    /// A port.
    Tcp(SocketAddr),
}

/// A hop. Dropped, it ends with all it carries.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Opens a port that leads to `target`.
    pub async fn open(target: Target) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (mode, watched) = watch::channel(Mode::Pass);
        let accepting = tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((client, _)) => drop(tokio::spawn(carry(client, target.clone(), watched.clone()))),
                    // Out of descriptors: the next may end, and leave one.
                    Err(_) => tokio::time::sleep(REST).await,
                }
            }
        });
        Ok(Self { address, mode, accepting })
    }

    /// Where to connect instead of to the target.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

enum Upstream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Upstream {
    async fn connect(target: &Target) -> io::Result<Self> {
        match target {
            Target::Unix(path) => UnixStream::connect(path).await.map(Self::Unix),
            Target::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                Ok(Self::Tcp(stream))
            }
        }
    }
}

/// One connection, from its beginning to its end.
async fn carry(mut client: TcpStream, target: Target, mode: watch::Receiver<Mode>) {
    let mut cut = mode.clone();
    let mut upstream = None;
    let whole = tokio::select! {
        biased;
        _cut_or_dropped = cut.wait_for(|mode| *mode == Mode::Cut) => false,
        relayed = async {
            client.set_nodelay(true)?;
            match upstream.insert(Upstream::connect(&target).await?) {
                Upstream::Unix(stream) => relay(&mut client, stream, mode).await,
                Upstream::Tcp(stream) => relay(&mut client, stream, mode).await,
            }
        } => relayed.is_ok(),
    };
    if !whole {
        // A close that lingers for no time is a reset.
        let _ = client.set_zero_linger();
        if let Some(Upstream::Tcp(stream)) = upstream {
            let _ = stream.set_zero_linger();
        }
    }
}

/// Both ways, until both have ended or one has failed.
async fn relay<U>(client: &mut TcpStream, upstream: &mut U, mode: watch::Receiver<Mode>) -> io::Result<()>
where
    U: AsyncRead + AsyncWrite + Unpin,
{
    let (from_client, to_client) = client.split();
    let (from_upstream, to_upstream) = tokio::io::split(upstream);
    let up = pump(from_client, to_upstream, mode.clone());
    let down = pump(from_upstream, to_client, mode);
    tokio::try_join!(up, down).map(drop)
}

/// One way. The end of the stream is held back like any byte of it.
async fn pump<R, W>(mut from: R, mut to: W, mut mode: watch::Receiver<Mode>) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut buffer = vec![0; CHUNK];
    loop {
        open(&mut mode).await?;
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            open(&mut mode).await?;
            return to.shutdown().await;
        }
        let mut rest = &buffer[..length];
        while !rest.is_empty() {
            let trickles = open(&mut mode).await? == Mode::Trickle;
            let (now, later) = rest.split_at(if trickles { DRIP.min(rest.len()) } else { rest.len() });
            to.write_all(now).await?;
            rest = later;
            if trickles {
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Waits while nothing passes; a hop that was dropped is an error.
async fn open(mode: &mut watch::Receiver<Mode>) -> io::Result<Mode> {
    let passes = mode.wait_for(|mode| matches!(mode, Mode::Pass | Mode::Trickle)).await;
    passes.map(|mode| *mode).map_err(|_dropped| io::ErrorKind::ConnectionAborted.into())
}

#[cfg(test)]
mod tests;
