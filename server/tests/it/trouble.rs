//! The way to the database breaks, and heals.

use crate::{
    pipeline::Pipeline,
    support::{Database, Socket, database, soon, until},
};
use load::proxy::Mode;
use shared::{Ballot, Channel, ClientMessage, Direction, EventId, Refusal, ServerMessage, TrackId};
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values (1, 1, true)";

#[tokio::test]
async fn a_connection_that_is_open_and_says_nothing_is_given_up_and_nothing_is_lost() {
    let database = database().await.with_catalog().await;
    let (hop, options) = database.hop().await;
    let pipeline = Pipeline::start_through(&options).await;
    let mut follower = pipeline.plain(Channel::Event(EventId(1))).await;
    let is_listening = async || pipeline.health.report().listening_since.is_some();
    until(is_listening).await;
    hop.set(Mode::Stall);
    database.sql(VOTE).await;
    until(async || !is_listening().await).await;
    database.sql(VOTE).await;
    hop.set(Mode::Pass);
    assert_eq!(follower.ids(2).await, [1, 2]);
    until(is_listening).await;
    assert!(pipeline.health.report().connects >= 2);
    // By its announcement, as before.
    database.sql(VOTE).await;
    assert_eq!(follower.ids(3).await, [1, 2, 3]);
}

async fn told_paused(socket: &mut Socket, expected: bool) {
    soon(async { while socket.server_message().await != ServerMessage::Paused(expected) {} }).await;
}

#[tokio::test]
async fn while_the_database_is_away_viewers_are_told_and_votes_are_refused_for_now() {
    let database = database().await.with_catalog().await;
    let (hop, options) = database.hop().await;
    let server = Database::serve_through(&options).await;
    let page = reqwest::get(server.url("/events/1")).await.unwrap();
    let cookie = page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut socket = server.native(Some(&cookie)).await;
    socket.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    assert!(matches!(socket.server_message().await, ServerMessage::State(_)));

    hop.set(Mode::Cut);
    told_paused(&mut socket, true).await;
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 503);
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().status(), 200);
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(2), choice: Some(Direction::Up) };
    socket.send(&ClientMessage::Cast(ballot.clone())).await;
    assert_eq!(socket.server_message().await, ServerMessage::Answer(ballot.id, Err(Refusal::Unavailable)));
    // Another program gets through all the same, and who comes now is told at once.
    database.sql(VOTE).await;
    let mut late = server.native(Some(&cookie)).await;
    assert_eq!(late.server_message().await, ServerMessage::Paused(true));
    late.send(&ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }).await;
    assert!(matches!(late.server_message().await, ServerMessage::State(_)), "what is known is shown");
    let mut elsewhere = server.native(None).await;
    elsewhere.send(&ClientMessage::Watch { channel: Channel::Event(EventId(2)), since: None }).await;

    hop.set(Mode::Pass);
    told_paused(&mut late, false).await;
    soon(async { while !matches!(late.server_message().await, ServerMessage::Own(EventId(1), _)) {} }).await;
    soon(async { while !matches!(elsewhere.server_message().await, ServerMessage::State(_)) {} }).await;
    socket.send(&ClientMessage::Cast(ballot.clone())).await;
    let (mut cast, mut answered) = (0, false);
    while cast < 2 || !answered {
        match soon(socket.server_message()).await {
            ServerMessage::Update(update) => cast = update.cast,
            ServerMessage::Answer(id, Ok(_)) if id == ballot.id => answered = true,
            _ => {}
        }
    }
    assert_eq!(cast, 2);
    until(async || reqwest::get(server.url("/readyz")).await.unwrap().status() == 200).await;
}
