//! The tables of the page: codes, reasons, limits.

use crate::{PAGE, table};
use shared::{Disconnect, Refusal, codec, disconnect, plain, plain::NotRecovered, position, protocol, state};

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

#[test]
fn every_close_code_is_there_and_says_whether_to_come_back() {
    let told: Vec<_> = table("code").iter().map(|row| [row[0].clone(), row[1].clone(), row[3].clone()]).collect();
    let known =
        Disconnect::ALL.map(|why| [why.code().to_string(), why.name().to_owned(), yes_or_no(why.is_temporary())]);
    assert_eq!(told, known);
    // The rule that the page gives for codes of our own.
    for why in Disconnect::ALL.into_iter().filter(|why| why.code() >= 4000) {
        assert_eq!(why.is_temporary(), why.code() >= 4500, "{why:?}");
    }
}

#[test]
fn every_refusal_is_there_with_its_number() {
    let known: Vec<_> = Refusal::ALL
        .iter()
        .map(|why| {
            // A refusal is one byte on the wire.
            let number = postcard::to_allocvec(why).unwrap()[0].to_string();
            vec![number, format!("{why:?}"), why.code().to_owned(), yes_or_no(why.is_temporary())]
        })
        .collect();
    assert_eq!(table("number"), known);
}

#[test]
fn every_reason_to_begin_anew_is_there() {
    let reasons = [NotRecovered::OtherHistory, NotRecovered::Future, NotRecovered::TooFarBack];
    let told: Vec<_> = table("reason").iter().map(|row| serde_json::to_string(&row[0]).unwrap()).collect();
    assert_eq!(told, reasons.map(|reason| serde_json::to_string(&reason).unwrap()));
}

#[test]
fn limits_are_those_of_the_code() {
    let known = [
        ("plain::MAX_MESSAGE", plain::MAX_MESSAGE as i64),
        ("codec::MAX_CLIENT_MESSAGE", codec::MAX_CLIENT_MESSAGE as i64),
        ("position::MAX_TEXT", position::MAX_TEXT as i64),
        ("plain::MOST_NAMED", plain::MOST_NAMED as i64),
        ("plain::MOST_MISSED", plain::MOST_MISSED),
        ("plain::REQUEST_SECONDS", plain::REQUEST_SECONDS.into()),
        ("plain::PING_SECONDS", plain::PING_SECONDS.into()),
        ("protocol::HEARTBEAT_SECONDS", protocol::HEARTBEAT_SECONDS.into()),
        ("protocol::SILENCE_SECONDS", protocol::SILENCE_SECONDS.into()),
        ("protocol::BALLOTS_UNDER_WAY", protocol::BALLOTS_UNDER_WAY as i64),
        ("state::RECENT", state::RECENT as i64),
        ("disconnect::STUCK_SECONDS", disconnect::STUCK_SECONDS.into()),
    ];
    let rows = table("limit");
    let told: Vec<_> = rows.iter().map(|row| (row[2].as_str(), row[1].replace(',', "").parse().unwrap())).collect();
    assert_eq!(told, known);
}

#[test]
fn the_subprotocol_is_named() {
    assert!(PAGE.contains(&format!("with the subprotocol `{}`", protocol::SUBPROTOCOL)));
}
