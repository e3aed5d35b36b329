//! The native messages of the page, byte by byte.

use crate::{blocks, starman, types::names};
use shared::{
    Ballot, Board, Channel, ClientMessage, Direction, Event, EventId, EventTally, Publication, Receipt, Refusal, Rules,
    ServerMessage, Standing, State, Tally, Timestamp, Track, TrackId, TrackTally, Update, VoteId, codec,
};
use std::{collections::BTreeSet, fmt::Debug};
use uuid::Uuid;

const CHANNEL: Channel = Channel::Event(EventId(1));

/// The bytes at the beginning of each line of an example; what follows two blanks is their meaning.
fn bytes(example: &str) -> Vec<u8> {
    let words = example.lines().filter_map(|line| line.split("  ").next()).flat_map(str::split_whitespace);
    words.map(|byte| u8::from_str_radix(byte, 16).unwrap_or_else(|_| panic!("{byte} in {example}"))).collect()
}

pub fn ballot() -> Ballot {
    Ballot {
        id: Uuid::parse_str("00112233-4455-6677-8899-aabbccddeeff").unwrap(),
        event: EventId(1),
        track: TrackId(2),
        choice: Some(Direction::Up),
    }
}

fn vote() -> Publication {
    Publication { artist: None, direction: Direction::Down, cast_at: Timestamp(1_799_999_999_000), ..starman() }
}

fn state(board: Board, recent: Vec<Publication>) -> State {
    State { position: "e8-812".parse().unwrap(), viewers: 5, cast: 4, board, recent }
}

pub fn event_state() -> (Event, Track, State) {
    let closes_at = Some(Timestamp(1_800_000_000_000));
    let rules = Rules { votes_per_hour: Some(20), takes_suggestions: true, ..Rules::default() };
    let event =
        Event { id: EventId(1), title: "Friday".into(), code: "FRDNGT".into(), opens_at: None, closes_at, rules };
    let track = Track { id: TrackId(2), name: "Starman".into(), artist: Some("David Bowie".into()) };
    let row = TrackTally { track: track.clone(), tally: Tally { up: 300, down: 1 }, standing: Standing::Open };
    (event.clone(), track, state(Board::Event(event, vec![row]), vec![vote()]))
}

pub fn update() -> Update {
    Update {
        channel: CHANNEL,
        position: "e8-813".parse().unwrap(),
        viewers: 6,
        cast: 5,
        tallies: vec![(2, Tally { up: 300, down: 2 })],
        votes: vec![vote()],
    }
}

/// What a viewer says in the page's examples, in their order.
fn client_examples() -> Vec<ClientMessage> {
    vec![
        ClientMessage::Watch { channel: Channel::Firehose, since: None },
        ClientMessage::Watch { channel: CHANNEL, since: Some("e8-812:790~790.7".parse().unwrap()) },
        ClientMessage::Cast(ballot()),
    ]
}

/// What the server says in them.
fn server_examples() -> Vec<ServerMessage> {
    let (event, _, event_state) = event_state();
    let event = Event { closes_at: None, rules: Rules::default(), ..event };
    let firehose = Board::Firehose(vec![EventTally { event, tally: Tally { up: 300, down: 1 } }]);
    vec![
        ServerMessage::State(Box::new(event_state)),
        ServerMessage::State(Box::new(state(firehose, vec![]))),
        ServerMessage::Resumed(CHANNEL, 4),
        ServerMessage::Update(update()),
        ServerMessage::Own(EventId(1), vec![(TrackId(2), Direction::Up)]),
        ServerMessage::Answer(ballot().id, Ok(Receipt { vote: VoteId(7), xid: 811 })),
        ServerMessage::Answer(ballot().id, Err(Refusal::Closed)),
        ServerMessage::NoSuchChannel(Channel::Event(EventId(99))),
        ServerMessage::Heartbeat,
        ServerMessage::Paused(true),
    ]
}

/// Holds the blocks of one side against what was meant: the name, the bytes both ways, and that no variant is missing.
fn compare<T: Debug + PartialEq>(
    side: &str,
    examples: &[T],
    variants: &[String],
    encode: impl Fn(&T) -> Vec<u8>,
    decode: impl Fn(&[u8]) -> Option<T>,
) {
    let told: Vec<_> =
        blocks("hex").into_iter().filter_map(|(label, text)| Some((label.strip_prefix(side)?, text))).collect();
    assert_eq!(told.len(), examples.len(), "{side}");
    for ((name, text), example) in told.iter().zip(examples) {
        let bytes = bytes(text);
        assert_eq!(decode(&bytes).as_ref(), Some(example), "{text}");
        assert_eq!(bytes, encode(example), "{text}");
        let shown = format!("{example:?}");
        assert_eq!(shown.split(['(', ' ']).next(), Some(*name), "{text}");
        assert!(text.lines().next().unwrap().ends_with(&format!("  {name}")), "{text}");
    }
    let shown: BTreeSet<_> = told.iter().map(|(name, _)| *name).collect();
    assert_eq!(shown, variants.iter().map(String::as_str).collect(), "an example of each");
}

#[test]
fn every_message_of_a_viewer_has_an_example_that_is_read_as_the_page_says() {
    let variants = names::<ClientMessage>("\"no such variant\"");
    compare("client:", &client_examples(), &variants, codec::encode_client, |bytes| codec::decode_client(bytes).ok());
}

#[test]
fn every_message_of_the_server_has_an_example_that_is_written_as_the_page_says() {
    let variants = names::<ServerMessage>("\"no such variant\"");
    compare("server:", &server_examples(), &variants, codec::encode_server, |bytes| codec::decode_server(bytes).ok());
}
