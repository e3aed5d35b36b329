//! Hidden tracks: gone from all that is shown, with every voice kept.

use super::{cast, stand};
use crate::support::{Server, Socket, database, soon};
use shared::{Board, Channel, ClientMessage, Direction::Up, EventId, Refusal, ServerMessage, State, TrackId, Update};
use uuid::Uuid;

const VOTE: &str = "insert into event_vote (event_id, track_id, is_positive) values ";

async fn watch(server: &Server, channel: Channel) -> (Socket, State) {
    let mut socket = server.native(None).await;
    socket.send(&ClientMessage::Watch { channel, since: None }).await;
    let state = next_state(&mut socket, |_| true).await;
    (socket, state)
}

/// The next whole state that is like that.
async fn next_state(socket: &mut Socket, is_it: impl Fn(&State) -> bool) -> State {
    soon(async {
        loop {
            match socket.server_message().await {
                ServerMessage::State(state) if is_it(&state) => return *state,
                _ => {}
            }
        }
    })
    .await
}

/// All updates up to the one that tells of so many votes ever cast.
async fn updates(socket: &mut Socket, cast: u64) -> Vec<Update> {
    let mut updates: Vec<Update> = vec![];
    soon(async {
        while updates.last().is_none_or(|update| update.cast < cast) {
            if let ServerMessage::Update(update) = socket.server_message().await {
                updates.push(update);
            }
        }
    })
    .await;
    updates
}

/// The tracks that a state shows with their voices for, and those of which it tells a vote.
fn shown(state: &State) -> (Vec<(i32, u32)>, Vec<i32>) {
    let Board::Event(_, tracks) = &state.board else { panic!("an event's board") };
    (
        tracks.iter().map(|row| (row.track.id.0, row.tally.up)).collect(),
        state.recent.iter().map(|vote| vote.track.0).collect(),
    )
}

#[tokio::test]
async fn a_hidden_track_vanishes_for_who_watches_and_comes_back_with_all_its_voices() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    database.sql(&format!("{VOTE} (1, 1, true), (1, 2, true)")).await;
    let (mut socket, state) = watch(&server, Channel::Event(EventId(1))).await;
    assert_eq!(shown(&state).0, [(1, 1), (2, 1), (3, 0)]);
    stand(&database, 1, "hidden").await;
    let without = |state: &State| shown(state).0.len() == 2;
    let hidden = next_state(&mut socket, without).await;
    assert_eq!(shown(&hidden), (vec![(2, 1), (3, 0)], vec![2]));
    database.sql(&format!("{VOTE} (1, 1, true)")).await;
    database.sql(&format!("{VOTE} (1, 3, true)")).await;
    let told = updates(&mut socket, 4).await;
    let tallies: Vec<i32> = told.iter().flat_map(|update| &update.tallies).map(|(track, _)| *track).collect();
    let votes: Vec<i32> = told.iter().flat_map(|update| &update.votes).map(|vote| vote.track.0).collect();
    assert_eq!((tallies, votes), (vec![3], vec![3]));
    let (_late, state) = watch(&server, Channel::Event(EventId(1))).await;
    assert_eq!(shown(&state), (vec![(2, 1), (3, 1)], vec![3, 2]), "nor is a newcomer told");
    stand(&database, 1, "open").await;
    let back = next_state(&mut socket, |state| !without(state)).await;
    assert_eq!(shown(&back), (vec![(1, 2), (2, 1), (3, 1)], vec![3, 1, 2, 1]));
}

#[tokio::test]
async fn a_track_that_was_hidden_before_anyone_watched_is_as_hidden_and_comes_back_as_whole() {
    let database = database().await.with_catalog().await;
    stand(&database, 1, "hidden").await;
    database.sql(&format!("{VOTE} (1, 1, true), (1, 2, true)")).await;
    let server = database.serve().await;
    let (mut socket, state) = watch(&server, Channel::Event(EventId(1))).await;
    assert_eq!(shown(&state), (vec![(2, 1), (3, 0)], vec![2]));
    stand(&database, 1, "open").await;
    let back = next_state(&mut socket, |state| shown(state).0.len() == 3).await;
    assert_eq!(shown(&back), (vec![(1, 1), (2, 1), (3, 0)], vec![2, 1]));
}

#[tokio::test]
async fn of_all_events_a_hidden_tracks_votes_are_summed_and_not_told() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    stand(&database, 1, "hidden").await;
    let (mut socket, _) = watch(&server, Channel::Firehose).await;
    database.sql(&format!("{VOTE} (1, 1, true)")).await;
    database.sql(&format!("{VOTE} (2, 4, true)")).await;
    let told = updates(&mut socket, 2).await;
    let votes: Vec<i32> = told.iter().flat_map(|update| &update.votes).map(|vote| vote.track.0).collect();
    assert_eq!(votes, [4]);
    let (_late, state) = watch(&server, Channel::Firehose).await;
    let Board::Firehose(events) = &state.board else { panic!("the board of all events") };
    assert_eq!(events.iter().map(|row| row.tally.up).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(state.recent.iter().map(|vote| vote.track).collect::<Vec<_>>(), [TrackId(4)]);
}

#[tokio::test]
async fn a_hidden_track_is_as_unknown_to_who_votes_as_one_that_was_never_there() {
    let database = database().await.with_catalog().await;
    let ballots = super::open(&database);
    stand(&database, 1, "hidden").await;
    for track in [1, 5] {
        assert_eq!(cast(&ballots, Uuid::new_v4(), track, Some(Up)).await, Err(Refusal::UnknownTrack));
    }
}

#[tokio::test]
async fn a_hidden_track_that_has_votes_stays_hidden_when_it_is_removed() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    database.sql("update event_event set host_key_hash = '\\x01' where id = 1").await;
    database.sql(&format!("{VOTE} (1, 1, true), (1, 2, true)")).await;
    for track in [1, 3] {
        stand(&database, track, "hidden").await;
    }
    for track in [1, 2, 3] {
        let removed = database.store.remove_track(EventId(1), &[1], TrackId(track)).await.unwrap();
        assert_eq!(removed, Ok(true), "{track}");
    }
    assert_eq!(database.store.remove_track(EventId(1), &[1], TrackId(3)).await.unwrap(), Ok(false), "it had none");
    let (_socket, state) = watch(&server, Channel::Event(EventId(1))).await;
    assert_eq!(shown(&state).0, [(2, 1)], "what was never hidden is shown with its votes");
}
