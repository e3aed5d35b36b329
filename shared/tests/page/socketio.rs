//! The messages of Socket.IO on the page.

use crate::{block, blocks};
use serde::Serialize;
use shared::{
    Ballot, Direction, EventId, TrackId,
    plain::{NotRecovered, Start},
    socketio::{
        Accepted, BALLOTS_UNDER_WAY, Begun, Cast, INBOX, MAX_MESSAGE, MOST_MISSED, MOST_PACKETS, MOST_POSTED, Own,
        OwnRequest, PING_INTERVAL_MS, PING_TIMEOUT_MS, Ready, Update,
    },
};
use std::collections::BTreeSet;
use uuid::{Uuid, uuid};

const BALLOT: Uuid = uuid!("00112233-4455-6677-8899-aabbccddeeff");

fn json(message: &impl Serialize) -> String {
    serde_json::to_string(message).unwrap()
}

#[test]
fn what_a_client_says_is_understood_as_the_page_says() {
    let ready: Ready = serde_json::from_str(block("json", "socketio:ready-since")).unwrap();
    assert_eq!(ready.start, Start::After("5c0e1a7b-812".parse().unwrap()));
    let cast: Cast = serde_json::from_str(block("json", "socketio:cast")).unwrap();
    let expected = Ballot { id: BALLOT, event: EventId(1), track: TrackId(2), choice: Some(Direction::Up) };
    assert_eq!(cast.ballot(Uuid::nil), expected);
    let own: OwnRequest = serde_json::from_str(block("json", "socketio:own-request")).unwrap();
    assert_eq!(own.event, EventId(1));
}

#[test]
fn what_the_server_says_is_on_the_page_to_the_letter() {
    let position = |at: &str| at.parse().unwrap();
    let begun = |recovered, reason, at: &str| json(&Begun { recovered, reason, position: at.into() });
    let said = [
        ("socketio:connected", r#"{"connected":true}"#.to_owned()),
        ("socketio:begun-recovered", begun(true, None, "5c0e1a7b-812")),
        ("socketio:begun-refused", begun(false, Some(NotRecovered::TooFarBack), "5c0e1a7b-990")),
        ("socketio:update", json(&Update::new(Some("Starman"), &position("5c0e1a7b-813")))),
        ("socketio:accepted", json(&Accepted { id: 7, ballot: BALLOT })),
        ("socketio:own", json(&Own::new([(TrackId(2), Direction::Up)]))),
    ];
    for (label, text) in &said {
        assert_eq!(block("json", label), text, "{label}");
    }
    let heard = ["socketio:ready-since", "socketio:cast", "socketio:own-request"];
    let known: BTreeSet<_> = said.iter().map(|(label, _)| *label).chain(heard).collect();
    let named = blocks("json").into_iter().map(|(label, _)| label).filter(|label| label.starts_with("socketio:"));
    assert_eq!(named.collect::<BTreeSet<_>>(), known);
}

#[test]
fn its_limits_are_those_of_the_code() {
    let page = crate::PAGE;
    let limits = [
        format!("at most {} KiB", MAX_MESSAGE / 1024),
        format!("{} MiB", MOST_POSTED / 1024 / 1024),
        format!("{MOST_PACKETS} packets wait"),
        format!("{INBOX}\nmessages may wait to be read and {BALLOTS_UNDER_WAY} ballots"),
        format!("More than {},{:03} titles", MOST_MISSED / 1000, MOST_MISSED % 1000),
        format!("every {} seconds and must be answered within {}", PING_INTERVAL_MS / 1000, PING_TIMEOUT_MS / 1000),
    ];
    for limit in limits {
        assert!(page.contains(&limit), "{limit}");
    }
}
