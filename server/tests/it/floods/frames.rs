//! Frames that break rules, or keep to them without end.

use crate::support::{
    Guest, database,
    raw::{BINARY, GOES_ON, PING, TEXT, TEXT_BEGINS, close_code, flood, frame, rest, socket, whole},
    socketio::WEBSOCKET,
};
use shared::protocol::SUBPROTOCOL;
use tokio::{io::AsyncWriteExt, net::TcpStream};

const MIB: usize = 1024 * 1024;
/// The frame that is announced, and sent.
const HUGE: usize = 64 * MIB;
/// How many send it at once, and by how much the process may grow of it: with the other tests beside it, less than all of one
/// frame a sender.
const SENDERS: usize = 8;
const GROWTH: u64 = 256 * 1024;

/// Of this process, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn native() -> String {
    format!("Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n")
}

/// At every door that takes frames.
async fn at_each_door(server: &crate::support::Server) -> [TcpStream; 3] {
    let (plain, _) = socket(server, "/live", "").await;
    let (native, _) = socket(server, "/live", &native()).await;
    let (socketio, _) = socket(server, WEBSOCKET, "").await;
    [plain, native, socketio]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_64_mib_is_refused_when_it_is_announced_and_not_kept_when_it_is_sent() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let guest = Guest::arrives(&server).await;
    let announced = frame(BINARY, HUGE as u64, b"");
    for (mut stream, expected) in at_each_door(&server).await.into_iter().zip([Some(1009), Some(1009), None]) {
        stream.write_all(&announced).await.unwrap();
        // The library of the third closes without a code.
        let code = close_code(&mut stream).await;
        assert!(code == expected || expected.is_none(), "{code:?}");
    }
    let before = memory();
    let mut senders = Vec::new();
    for _ in 0..SENDERS {
        for mut stream in at_each_door(&server).await {
            let announced = announced.clone();
            senders.push(tokio::spawn(async move {
                let _ = stream.write_all(&announced).await;
                flood(&mut stream, &vec![b'x'; MIB], HUGE / MIB).await
            }));
        }
    }
    guest.votes().await;
    for sender in senders {
        sender.await.unwrap();
    }
    let grown = memory().saturating_sub(before);
    assert!(grown < GROWTH, "{grown} KiB more");
    guest.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn floods_of_pings_messages_and_fragments_are_ended() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let guest = Guest::arrives(&server).await;
    let request = whole(TEXT, br#"{"event":1}"#);
    let beginning = frame(TEXT_BEGINS, 1, b"[");
    for (name, first, then, codes) in [
        ("pings", &request, whole(PING, b"still there?"), [4429, 4429]),
        ("messages", &request, request.clone(), [4429, 4429]),
        ("fragments", &beginning, whole(GOES_ON, &[b'x'; 100]), [1009, 4429]),
        ("empty fragments", &beginning, whole(GOES_ON, b""), [4429, 4429]),
    ] {
        let (mut stream, _) = socket(&server, "/live", "").await;
        let (mut half, mut other) = stream.split();
        let first: &[u8] = first;
        let sending = async {
            other.write_all(first).await.unwrap();
            // Until it is closed, or reset since nobody reads it any more.
            while other.write_all(&then).await.is_ok() {}
        };
        let hearing = async {
            let mut said = Vec::new();
            let _ = tokio::io::AsyncReadExt::read_to_end(&mut half, &mut said).await;
            said
        };
        // One of two codes, by how the bytes are cut on their way.
        let (said, ()) = crate::support::soon(async { tokio::join!(hearing, sending) }).await;
        let is_told = codes.iter().any(|code: &u16| said.windows(2).any(|bytes| bytes == code.to_be_bytes()));
        assert!(is_told, "{name}: {} bytes", said.len());
        guest.votes().await;
    }
    assert!(guest.refused("messages-per-second").await >= 2.0);
    server.service.stop().await;
}

#[tokio::test]
async fn what_is_no_text_or_no_frame_ends_the_connection() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let guest = Guest::arrives(&server).await;
    let unmasked = [TEXT, 2, b'h', b'i'];
    let bad = [
        whole(TEXT, b"\xff\xfe"),
        whole(TEXT, b"\xed\xa0\x80"),
        [frame(TEXT_BEGINS, 1, b"\xc3"), whole(0x80, b"x")].concat(),
        unmasked.to_vec(),
        // A reserved bit, which is a compressed message only where that was agreed (RFC 7692, 6).
        whole(TEXT | 0x40, b"\x2a\x49\x54\x04\x00"),
        whole(0x83, b"no such opcode"),
        whole(PING, &[0; 126]),
        whole(GOES_ON, b"nothing began"),
    ];
    for bytes in &bad {
        let [mut plain, mut native, mut socketio] = at_each_door(&server).await;
        for (name, stream) in [("plain", &mut plain), ("native", &mut native)] {
            stream.write_all(bytes).await.unwrap();
            assert_eq!(close_code(stream).await, Some(4400), "{name} {bytes:?}");
        }
        socketio.write_all(bytes).await.unwrap();
        rest(&mut socketio).await;
    }
    guest.votes().await;
    server.service.stop().await;
}

#[tokio::test]
async fn nobody_agrees_to_compressed_messages() {
    let database = database().await.with_catalog().await;
    let server = database.serve_plain_port().await;
    let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    for (path, lines) in [("/live", String::new()), ("/live", native()), (WEBSOCKET, String::new())] {
        let (_, head) = socket(&server, path, &(lines + offer)).await;
        assert!(head.starts_with("http/1.1 101") && !head.contains("sec-websocket-extensions"), "{head}");
    }
    server.service.stop().await;
}
