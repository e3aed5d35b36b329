//! What a reader would see of the board as messages come.

use super::*;
use crate::live::own::OwnVote;
use shared::{
    Ballot, Board, Direction, Receipt, Refusal, ServerMessage, State, Tally, Timestamp, Track, TrackId, TrackTally,
    VoteId,
};

fn state(position: &str, ups: [u32; 2]) -> State {
    let event = Event {
        id: EventId(1),
        title: "Friday".into(),
        code: "FRIDAY".into(),
        opens_at: None,
        closes_at: None,
        rules: Rules::default(),
    };
    let row = |id: i32, up| TrackTally {
        track: Track { id: TrackId(id), name: format!("track {id}"), artist: None },
        tally: Tally { up, down: 0 },
        standing: Standing::Open,
    };
    State {
        position: format!("0-{position}").parse().expect("a position"),
        viewers: 1,
        cast: 0,
        board: Board::Event(event, vec![row(1, ups[0]), row(2, ups[1])]),
        recent: vec![],
    }
}

fn board() -> LiveBoard {
    LiveBoard::open(Opening { state: state("10", [0, 0]), own: vec![(TrackId(2), Direction::Down)], refused: None })
}

fn update(position: &str, tallies: Vec<(i32, Tally)>, votes: Vec<Publication>) -> ServerMessage {
    let position = format!("0-{position}").parse().expect("a position");
    let channel = Channel::Event(EventId(1));
    ServerMessage::Update(shared::Update { channel, position, viewers: 1, cast: 0, tallies, votes })
}

fn vote(id: i64) -> Publication {
    Publication {
        id: VoteId(id),
        event: EventId(1),
        title: String::new(),
        track: TrackId(1),
        name: String::new(),
        artist: None,
        direction: Direction::Up,
        cast_at: Timestamp(0),
    }
}

fn own(board: &LiveBoard, id: i32) -> OwnVote {
    board.row(id).expect("a row").own.get_untracked()
}

fn wish(board: &LiveBoard, id: i32, direction: Direction) -> Ballot {
    board.press(EventId(1), &board.row(id).expect("a row"), direction).ballot
}

#[test]
fn a_wish_is_pending_until_its_own_publication_comes_round() {
    let board = board();
    let ballot = wish(&board, 1, Direction::Up);
    assert_eq!((own(&board, 1).shown(), own(&board, 1).is_pending()), (Some(Direction::Up), true));
    assert_eq!(board.row(1).expect("a row").tally.get_untracked(), Tally::default(), "the click moves no number");
    board.receive(ServerMessage::Answer(ballot.id, Ok(Receipt { vote: VoteId(7), xid: 12 })));
    board.receive(update("12", vec![], vec![]));
    assert!(own(&board, 1).is_pending(), "a position before it");
    board.receive(update("13", vec![(1, Tally { up: 1, down: 0 })], vec![vote(7)]));
    assert_eq!((own(&board, 1).shown(), own(&board, 1).is_pending()), (Some(Direction::Up), false));
}

#[test]
fn the_publication_may_come_before_the_answer() {
    let board = board();
    let ballot = wish(&board, 1, Direction::Up);
    board.receive(update("13", vec![(1, Tally { up: 1, down: 0 })], vec![vote(7)]));
    assert!(own(&board, 1).is_pending());
    board.receive(ServerMessage::Answer(ballot.id, Ok(Receipt { vote: VoteId(7), xid: 12 })));
    assert!(!own(&board, 1).is_pending());
}

#[test]
fn a_refused_wish_says_why_and_returns_to_what_it_was() {
    let board = board();
    let ballot = wish(&board, 2, Direction::Up);
    board.receive(ServerMessage::Answer(ballot.id, Err(Refusal::Closed)));
    let own = own(&board, 2);
    assert_eq!((own.shown(), own.is_pending(), own.refused()), (Some(Direction::Down), false, Some(Refusal::Closed)));
}

#[test]
fn the_same_again_withdraws_and_quick_presses_keep_their_order() {
    let board = board();
    assert_eq!(wish(&board, 2, Direction::Down).choice, None);
    let (first, second) = (wish(&board, 1, Direction::Up), wish(&board, 1, Direction::Up));
    assert_eq!((first.choice, second.choice), (Some(Direction::Up), None));
    board.receive(ServerMessage::Answer(second.id, Err(Refusal::Busy)));
    board.receive(ServerMessage::Answer(first.id, Ok(Receipt { vote: VoteId(7), xid: 12 })));
    board.receive(update("13", vec![], vec![]));
    assert_eq!(own(&board, 1).shown(), Some(Direction::Up), "the first one stands");
}

#[test]
fn after_a_gap_the_state_replaces_everything_and_rows_stay_the_same_rows() {
    let board = board();
    let kept = board.row(1).expect("a row");
    board.receive(ServerMessage::State(Box::new(state("90", [3, 9]))));
    assert_eq!(kept.tally.get_untracked().up, 3);
    assert!(board.out_of_order().get_untracked(), "the order waits for a quiet moment");
    assert_eq!(board.rows().get_untracked()[0].id, 1);
    board.sort();
    assert_eq!(board.rows().get_untracked()[0].id, 2);
    board.receive(ServerMessage::Own(EventId(1), vec![(TrackId(1), Direction::Up)]));
    assert_eq!((own(&board, 1).shown(), own(&board, 2).shown()), (Some(Direction::Up), None));
}

#[test]
fn an_empty_board_waits_for_a_state_and_recalls_what_was_pressed_before() {
    let ballot = wish(&board(), 1, Direction::Up);
    let board = LiveBoard::empty(Channel::Event(EventId(1)));
    board.receive(update("11", vec![], vec![vote(1)]));
    assert!(board.position().is_none() && board.recent().get_untracked().is_empty());
    board.receive(ServerMessage::State(Box::new(state("12", [0, 0]))));
    for _ in 0..2 {
        board.recall(std::slice::from_ref(&ballot));
    }
    assert_eq!((own(&board, 1).shown(), own(&board, 1).is_pending()), (Some(Direction::Up), true));
    board.receive(ServerMessage::Answer(ballot.id, Err(Refusal::Closed)));
    assert_eq!(own(&board, 1).shown(), None);
}

#[test]
fn a_vote_is_listed_once_and_messages_of_another_channel_are_passed_over() {
    let board = board();
    board.receive(update("11", vec![], vec![vote(1), vote(2)]));
    board.receive(update("12", vec![], vec![vote(2), vote(3)]));
    assert_eq!(board.recent().get_untracked().iter().map(|vote| vote.id.0).collect::<Vec<_>>(), [3, 2, 1]);
    board.receive(ServerMessage::NoSuchChannel(Channel::Firehose));
    assert!(!board.missing().get_untracked());
}
