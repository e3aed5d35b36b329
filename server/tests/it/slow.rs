//! A thousand who watch, half of whom have stopped reading.

use crate::support::{Database, Server, Socket, database, soon, until};
use shared::{Board, Channel, ClientMessage, Direction, EventId, ServerMessage, TrackId, protocol::SUBPROTOCOL};
use tokio::io::AsyncReadExt;

/// Stalled, of each protocol.
const STALLED: usize = 250;
/// Reading: plain ones, and native ones, which cost this test more to read.
const PLAIN: usize = 470;
const NATIVE: usize = 30;
/// More than a log and two sockets hold.
const VOTES: usize = 10_000;
/// In commits of so many, each when a reader has the one before.
const BATCH: usize = 500;
/// More than a vote's line, and more than follows the last one.
const LINE: usize = 512;
const BYTES: usize = 6 * 1024 * 1024;

async fn plain(server: &Server, is_narrow: bool) -> Socket {
    let mut socket = if is_narrow { server.open_narrow("/live", &[]).await } else { server.open("/live", &[]).await };
    socket.say(r#"{"event":1}"#).await;
    socket
}

async fn native(server: &Server, is_narrow: bool) -> Socket {
    let headers = [("sec-websocket-protocol", SUBPROTOCOL)];
    let mut socket =
        if is_narrow { server.open_narrow("/live", &headers).await } else { server.open("/live", &headers).await };
    socket.send(&ClientMessage::Watch { channel: Channel::Event(EventId(2)), since: None }).await;
    socket
}

/// Reads until the message with `last` is there, and returns how many bytes that were.
async fn read_to(socket: Socket, last: String) -> usize {
    let (mut stream, mut read, mut end) = (socket.into_stream(), 0, Vec::new());
    let is_there = |end: &[u8]| {
        let place = end.windows(last.len()).position(|some| some == last.as_bytes());
        place.is_some_and(|place| end[place..].contains(&b'}'))
    };
    while !is_there(&end) {
        let more = soon(stream.read_buf(&mut end)).await.unwrap();
        assert_ne!(more, 0, "closed after {read} bytes");
        read += more;
        let keep = end.len().saturating_sub(LINE);
        end.drain(..keep);
    }
    read
}

/// The voices for track 4 as they come, until there are `wanted`; how often the whole state came, and the bytes of it all.
async fn voices(socket: &mut Socket, wanted: impl Fn(usize, usize) -> bool) -> (usize, usize, usize) {
    let (mut up, mut states, mut bytes) = (0, 0, 0);
    while !wanted(up, bytes) {
        let message = socket.hear().await;
        bytes += message.len();
        match shared::codec::decode_server(&message.into_data()).unwrap() {
            ServerMessage::State(state) => {
                let Board::Event(_, tracks) = state.board else { panic!("not an event's board") };
                up = tracks.iter().find(|row| row.track.id == TrackId(4)).unwrap().tally.up as usize;
                states += 1;
            }
            ServerMessage::Update(update) => {
                update.tallies.iter().filter(|(track, _)| *track == 4).for_each(|(_, tally)| up = tally.up as usize);
                assert!(update.votes.iter().all(|vote| vote.direction == Direction::Up));
            }
            _ => {}
        }
    }
    (up, states, bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_who_stop_reading_keep_nobody_waiting_and_find_the_newest_when_they_wake() {
    let database = database().await.with_catalog().await;
    database.sql(&format!("update music_track set name = '{}' where id = 4", "long ".repeat(4_000))).await;
    let server = Database::serve_at(&database.options, 1_000).await;
    let (mut slow_plain, mut slow_native, mut readers, mut counters) = (vec![], vec![], vec![], vec![]);
    for _ in 0..STALLED {
        slow_plain.push(plain(&server, true).await);
        slow_native.push(native(&server, true).await);
    }
    for _ in 0..PLAIN {
        readers.push(plain(&server, false).await);
    }
    for _ in 0..NATIVE {
        counters.push(native(&server, false).await);
    }
    let everyone = (2 * STALLED + PLAIN + NATIVE) as f64;
    until(async || server.metric("partysense_viewers").await == everyone).await;

    // Whoever reads gets every vote, byte for byte the same, while the others take nothing.
    let vote = "insert into event_vote (event_id, track_id, is_positive)";
    let last = format!("\"id\":{VOTES},");
    let mut leader = readers.pop().unwrap();
    let readers: Vec<_> = readers.into_iter().map(|socket| tokio::spawn(read_to(socket, last.clone()))).collect();
    for end in (BATCH..=VOTES).step_by(BATCH) {
        database.sql(&format!("{vote} select 1, 1, true from generate_series(1, {BATCH})")).await;
        while leader.json().await["id"] != end {}
    }
    let mut lengths = Vec::new();
    for reader in readers {
        lengths.push(reader.await.unwrap());
    }
    assert!(lengths.iter().all(|length| *length == lengths[0] && *length > VOTES * 100), "{lengths:?}");

    let mut first = counters.pop().unwrap();
    let watch = tokio::spawn(async move { voices(&mut first, |_, bytes| bytes > BYTES).await });
    let (mut cast, mut connection) = (0, database.connect().await);
    let long = format!("{vote} values (2, 4, true)");
    while !watch.is_finished() {
        sqlx::query(sqlx::AssertSqlSafe(long.clone())).execute(&mut connection).await.unwrap();
        cast += 1;
    }
    for socket in &mut counters {
        assert_eq!(soon(voices(socket, |up, _| up >= cast)).await.0, cast);
    }

    // Now the others wake.
    for mut socket in slow_plain {
        let mut next = 1;
        let closed = loop {
            let said = socket.json().await;
            match said.get("error") {
                Some(error) => break error["code"].clone(),
                None => assert_eq!(said["id"], next),
            }
            next += 1;
        };
        assert_eq!((closed.as_str(), socket.close_code().await), (Some("slow"), 4501));
        assert!(next < VOTES, "it was not stalled");
    }
    for mut socket in slow_native {
        let (up, states, _) = soon(voices(&mut socket, |up, _| up >= cast)).await;
        assert_eq!((up, states), (cast, 2), "once in the beginning, and once when it woke");
    }
    server.service.stop().await;
}
