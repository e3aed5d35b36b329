//! The native protocol, over real sockets.

use crate::support::{Server, Socket, database};
use shared::{Ballot, Channel, ClientMessage, Direction, EventId, Refusal, ServerMessage, TrackId, VoteId};
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

/// What the server says when `channel` is opened: everything.
async fn watch(socket: &mut Socket, channel: Channel) -> shared::State {
    socket.send(&ClientMessage::Watch { channel, since: None }).await;
    match socket.server_message().await {
        ServerMessage::State(state) => *state,
        other => panic!("{other:?}"),
    }
}

/// The cookie that any page gives.
async fn cookie(server: &Server) -> String {
    let page = reqwest::get(server.url("/")).await.unwrap();
    page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_native_viewer_sees_the_state_then_each_change_and_the_count_of_viewers() {
    let database = database().await.with_catalog().await;
    database.sql(VOTE).await;
    let server = database.serve().await;
    let mut socket = server.native(None).await;
    let state = watch(&mut socket, Channel::Event(EventId(1))).await;
    let shared::Board::Event(event, tracks) = state.board else { panic!("an event's board") };
    assert_eq!((event.title.as_str(), tracks.len(), tracks[0].tally.up, state.recent.len()), ("Friday", 3, 1, 1));
    let _second = server.native(None).await;
    let mut second = server.native(None).await;
    watch(&mut second, Channel::Event(EventId(1))).await;
    let mut viewers = 0;
    while viewers < 2 {
        if let ServerMessage::Update(update) = socket.server_message().await {
            viewers = update.viewers;
        }
    }
    database.sql("insert into event_vote (event_id, track_id, is_positive) values (1, 2, false)").await;
    loop {
        let ServerMessage::Update(update) = socket.server_message().await else { continue };
        if update.votes.is_empty() {
            continue;
        }
        assert_eq!(update.tallies, [(2, shared::Tally { up: 0, down: 1 })]);
        assert_eq!((update.votes[0].id, update.votes[0].direction), (VoteId(2), Direction::Down));
        break;
    }
}

#[tokio::test]
async fn a_ballot_up_the_socket_is_answered_and_then_covered_by_a_position() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut socket = server.native(Some(&cookie(&server).await)).await;
    socket.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(3), choice: Some(Direction::Up) };
    socket.send(&ClientMessage::Cast(ballot.clone())).await;
    let (mut receipt, mut position) = (None, None);
    while receipt.is_none() || position.is_none() {
        match socket.server_message().await {
            ServerMessage::Answer(id, answer) => {
                assert_eq!(id, ballot.id);
                receipt = Some(answer.unwrap());
            }
            ServerMessage::Update(update) if !update.votes.is_empty() => position = Some(update.position),
            _ => {}
        }
    }
    let receipt = receipt.unwrap();
    assert!(position.unwrap().covers(receipt.xid, receipt.vote));
    let mut again = server.native(Some(&cookie(&server).await)).await;
    watch(&mut again, Channel::Event(EventId(1))).await;
    assert_eq!(again.server_message().await, ServerMessage::Own(EventId(1), vec![]), "another voter");
}

#[tokio::test]
async fn who_may_not_vote_is_told_so() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(1), choice: None };
    for cookie in [None, Some("voter=00000000000000000000000000000001"), Some("voter=x%3D")] {
        let mut socket = server.native(cookie).await;
        socket.send(&ClientMessage::Cast(ballot.clone())).await;
        assert_eq!(
            socket.server_message().await,
            ServerMessage::Answer(ballot.id, Err(Refusal::NoVoter)),
            "{cookie:?}"
        );
    }
    let mut socket = server.native(None).await;
    socket.send(&ClientMessage::Watch { channel: Channel::Event(EventId(99)), since: None }).await;
    assert_eq!(socket.server_message().await, ServerMessage::NoSuchChannel(Channel::Event(EventId(99))));
    socket.send_bytes(vec![255; 9]).await;
    assert_eq!(socket.close_code().await, 4400);
}

#[tokio::test]
async fn a_server_that_stops_tells_its_viewers_to_come_back() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let mut native = server.native(None).await;
    watch(&mut native, Channel::Firehose).await;
    let mut plain = server.open("/live", &[]).await;
    plain.say(r#"{"event":"ALL"}"#).await;
    server.service.stop().await;
    assert_eq!(native.close_code().await, 1012);
    assert_eq!(plain.close_code().await, 1012);
}

#[tokio::test]
async fn what_is_said_at_once_is_dealt_with_one_after_the_other() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let cookie = cookie(&server).await;
    let mut socket = server.native(Some(&cookie)).await;
    let watch = |event| ClientMessage::Watch { channel: Channel::Event(EventId(event)), since: None };
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(2), track: TrackId(3), choice: Some(Direction::Up) };
    socket.send_together(&[watch(1), watch(9), watch(2), ClientMessage::Cast(ballot.clone())]).await;
    let mut heard = Vec::new();
    while heard.len() < 6 {
        heard.push(match socket.server_message().await {
            ServerMessage::State(state) => format!("state {}", state.board.channel()),
            ServerMessage::Own(event, _) => format!("own {event}"),
            ServerMessage::NoSuchChannel(channel) => format!("no {channel}"),
            ServerMessage::Answer(id, Ok(_)) if id == ballot.id => "answer".to_owned(),
            // Who watches.
            ServerMessage::Update(update) if update.votes.is_empty() => continue,
            other => panic!("{other:?}"),
        });
    }
    let expected = ["state event_1", "own 1", "no event_9", "state event_2", "own 2", "answer"];
    assert_eq!(heard, expected);
    server.service.stop().await;
}
