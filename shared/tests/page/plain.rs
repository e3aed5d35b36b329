//! The plain messages of the page: requests as the server reads them, answers as it writes them.

use crate::{block, blocks, starman};
use serde::Serialize;
use shared::{
    Board, Channel, Direction, Disconnect, Event, EventId, EventTally, Position, Publication, Rules, Standing, State,
    Tally, Track, TrackId, TrackTally, VoteId,
    plain::{Failure, NotRecovered, Opening, Reason, Request, Start, Vote},
};
use std::collections::BTreeSet;

fn position(text: &str) -> Position {
    text.parse().unwrap()
}

fn json(message: &impl Serialize) -> String {
    serde_json::to_string(message).unwrap()
}

fn event() -> Event {
    Event {
        id: EventId(1),
        title: "Friday".into(),
        code: "FRDNGT".into(),
        opens_at: None,
        closes_at: None,
        rules: Rules::default(),
    }
}

fn state(position: &str, board: Board) -> State {
    State { position: position.parse().unwrap(), viewers: 0, cast: 4, board, recent: vec![] }
}

#[test]
fn requests_are_understood_as_the_page_says() {
    let event = Channel::Event(EventId(1));
    let expected = [
        ("plain:request-all", Channel::Firehose, Start::Now),
        ("plain:request-event", event, Start::Now),
        ("plain:request-text", event, Start::Now),
        ("plain:request-anew", event, Start::Anew),
        ("plain:request-since", event, Start::After(position("5c0e1a7b-812"))),
    ];
    for (label, event, start) in expected {
        let request: Request = serde_json::from_str(block("json", label)).unwrap();
        assert_eq!(request, Request { event, start }, "{label}");
    }
}

/// What the server says in each of the page's examples.
fn answers() -> Vec<(&'static str, String)> {
    let up = starman();
    let label = Publication {
        id: VoteId(8),
        track: TrackId(4),
        name: "White label".into(),
        artist: None,
        direction: Direction::Down,
        ..up.clone()
    };
    let tally = Tally { up: 3, down: 1 };
    let track = Track { id: up.track, name: up.name.clone(), artist: up.artist.clone() };
    let tracks =
        state("5c0e1a7b-811", Board::Event(event(), vec![TrackTally { track, tally, standing: Standing::Open }]));
    let events = state("5c0e1a7b-811", Board::Firehose(vec![EventTally { event: event(), tally }]));
    let empty = state("5c0e1a7b-990", Board::Event(event(), vec![]));
    let unknown = Disconnect::UnknownEvent;
    let error = Reason { code: unknown.name(), message: unknown.reason() };
    vec![
        ("plain:vote-event", json(&Vote::new(Channel::Event(EventId(1)), &up, &position("5c0e1a7b-812")))),
        ("plain:vote-all", json(&Vote::new(Channel::Firehose, &label, &position("5c0e1a7b-813")))),
        ("plain:opening-event", json(&Opening::anew(&tracks, None))),
        ("plain:opening-all", json(&Opening::anew(&events, None))),
        ("plain:opening-recovered", json(&Opening::recovered(&position("5c0e1a7b-812")))),
        ("plain:opening-refused", json(&Opening::anew(&empty, Some(NotRecovered::TooFarBack)))),
        ("plain:failure", json(&Failure { error })),
    ]
}

#[test]
fn answers_are_what_the_page_says_to_the_letter() {
    for (label, answer) in answers() {
        assert_eq!(block("json", label), answer, "{label}");
    }
}

#[test]
fn no_example_is_left_out_of_these_tests() {
    let known: BTreeSet<_> = answers().into_iter().map(|(label, _)| label).collect();
    for (label, _) in blocks("json").into_iter().filter(|(label, _)| !label.starts_with("socketio:")) {
        assert!(known.contains(label) || label.starts_with("plain:request-"), "{label}");
    }
    assert_eq!(blocks("json").iter().filter(|(label, _)| label.starts_with("plain:request-")).count(), 5);
}

#[test]
fn server_sent_events_carry_the_plain_messages_and_their_positions() {
    for (label, message, first) in
        [("sse:opening", "plain:opening-recovered", Some("event: state")), ("sse:vote", "plain:vote-event", None)]
    {
        let id = format!("id: {}", position("5c0e1a7b-812"));
        let data = format!("data: {}", block("json", message));
        let lines: Vec<_> = first.into_iter().chain([&*id, &*data]).collect();
        assert_eq!(block("text", label), lines.join("\n"), "{label}");
    }
}
