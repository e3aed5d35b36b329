//! The hop's modes, on an echo.

use super::*;
use tokio::time::timeout;

const MOMENT: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_secs(10);

async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("a bound port");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

async fn proxy() -> (Proxy, TcpStream) {
    let proxy = Proxy::open(Target::Tcp(echo().await)).await.expect("a proxy");
    let stream = TcpStream::connect(proxy.address()).await.expect("it accepts");
    (proxy, stream)
}

async fn returns(stream: &mut TcpStream, text: &[u8]) {
    let mut back = vec![0; text.len()];
    timeout(PATIENCE, stream.read_exact(&mut back)).await.expect("in time").expect("open");
    assert_eq!(back, text);
}

async fn is_reset(stream: &mut TcpStream) {
    let said = timeout(PATIENCE, stream.read(&mut [0; 8])).await.expect("in time");
    assert_eq!(said.expect_err("a reset is no end").kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn what_passes_ends_as_it_ended() {
    let (_proxy, mut stream) = proxy().await;
    stream.write_all(b"hello").await.expect("open");
    stream.shutdown().await.expect("open");
    returns(&mut stream, b"hello").await;
    assert_eq!(stream.read(&mut [0; 8]).await.expect("an end, not a reset"), 0);
}

#[tokio::test]
async fn a_cut_resets_what_is_open_and_what_comes_until_it_is_healed() {
    let (proxy, mut stream) = proxy().await;
    stream.write_all(b"a").await.expect("open");
    returns(&mut stream, b"a").await;
    proxy.set(Mode::Cut);
    is_reset(&mut stream).await;
    if let Ok(mut stream) = TcpStream::connect(proxy.address()).await {
        is_reset(&mut stream).await;
    }
    proxy.set(Mode::Pass);
    let mut stream = TcpStream::connect(proxy.address()).await.expect("it accepts again");
    stream.write_all(b"b").await.expect("open");
    returns(&mut stream, b"b").await;
}

#[tokio::test]
async fn a_stall_holds_every_byte_and_loses_none() {
    let (proxy, mut stream) = proxy().await;
    proxy.set(Mode::Stall);
    let mut late = TcpStream::connect(proxy.address()).await.expect("a stalled hop accepts");
    for stream in [&mut stream, &mut late] {
        stream.write_all(b"held").await.expect("open");
        assert!(timeout(MOMENT, stream.read(&mut [0; 8])).await.is_err(), "nothing passes");
    }
    proxy.set(Mode::Pass);
    returns(&mut stream, b"held").await;
    returns(&mut late, b"held").await;
}

#[tokio::test]
async fn a_trickle_is_slow_and_whole() {
    let (proxy, mut stream) = proxy().await;
    proxy.set(Mode::Trickle);
    let long = vec![7; 800];
    stream.write_all(&long).await.expect("open");
    let mut some = [0; 400];
    let begun = std::time::Instant::now();
    timeout(PATIENCE, stream.read_exact(&mut some)).await.expect("in time").expect("open");
    assert!(begun.elapsed() >= REST * (400 / DRIP as u32 - 1), "{:?}", begun.elapsed());
    proxy.set(Mode::Pass);
    returns(&mut stream, &long[400..]).await;
}
