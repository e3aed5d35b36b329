//! The native types of the page: each choice has the variants of the code, in their order, each record its fields.

use crate::block;
use serde::de::DeserializeOwned;
use shared::{
    Ballot, Board, Channel, ClientMessage, Direction, Event, EventTally, Part, Position, Publication, Receipt, Rules,
    ServerMessage, Snapshot, Standing, State, Tally, Track, TrackTally, Update,
};

/// The name of each variant or field of `T`, as serde says them when it is asked for one that is not there.
pub fn names<T: DeserializeOwned>(wrong: &str) -> Vec<String> {
    let complaint = serde_json::from_str::<T>(wrong).err().expect("not a value of this type").to_string();
    let (_, expected) = complaint.split_once("expected").expect("the names");
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What the page says of `name`, without line ends.
fn definition(name: &str) -> String {
    let page = block("text", "types").replace("\n   ", " ");
    let line =
        page.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap_or_else(|| panic!("{name}"));
    line[name.len()..].trim_start().trim_start_matches("= ").to_owned()
}

/// Splits where `separator` stands outside brackets.
fn parts(text: &str, separator: char) -> Vec<String> {
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in text.chars() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if c != separator || depth > 0 => last.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn variants<T: DeserializeOwned>(name: &str) {
    let told: Vec<_> = parts(&definition(name), '|').iter().map(|variant| first_word(variant)).collect();
    assert_eq!(told, names::<T>("\"no such variant\""), "{name}");
}

fn fields<T: DeserializeOwned + serde::Serialize>(name: &str, example: &T) {
    let definition = definition(name);
    let inner = definition.trim_matches(['{', '}', ' ']);
    let told: Vec<_> = parts(inner, ',').iter().map(|field| first_word(field)).collect();
    assert_eq!(told, keys(&serde_json::to_string(example).unwrap()), "{name}");
}

/// The keys of a JSON object in the order of its text.
fn keys(json: &str) -> Vec<String> {
    let inner = &json[1..json.len() - 1];
    parts(inner, ',').iter().map(|field| first_word(field.trim_start_matches('"'))).collect()
}

#[test]
fn every_choice_has_the_variants_of_the_code() {
    variants::<ClientMessage>("ClientMessage");
    variants::<ServerMessage>("ServerMessage");
    variants::<Channel>("Channel");
    variants::<Direction>("Direction");
    variants::<Board>("Board");
    variants::<Standing>("Standing");
    variants::<Result<Receipt, shared::Refusal>>("Outcome");
}

#[test]
fn every_record_has_the_fields_of_the_code() {
    let update = crate::native::update();
    let (event, track, state) = crate::native::event_state();
    let tally = Tally::default();
    fields::<Ballot>("Ballot", &crate::native::ballot());
    fields::<Receipt>("Receipt", &Receipt { vote: shared::VoteId(0), xid: 0 });
    fields::<State>("State", &state);
    fields::<Publication>("Publication", &update.votes[0]);
    fields::<Position>("Position", &update.position);
    fields::<Snapshot>("Snapshot", update.position.whole());
    fields::<Part>("Part", &Part { xid: 0, last: shared::VoteId(0) });
    fields::<EventTally>("EventTally", &EventTally { event: event.clone(), tally });
    fields::<TrackTally>("TrackTally", &TrackTally { track: track.clone(), tally, standing: Standing::Open });
    fields::<Event>("Event", &event);
    fields::<Rules>("Rules", &event.rules);
    fields::<Track>("Track", &track);
    fields::<Tally>("Tally", &tally);
    fields::<Update>("Update", &update);
}
