//! Votes that wait to be sent outlive the tab: the browser keeps each until the server has answered. Sent twice, they count
//! once.

use app::live::Link;
use leptos::prelude::*;
use shared::{Ballot, Direction, EventId, TrackId};
use uuid::Uuid;
use web_sys::Storage;

/// Before the ballot's id in the name of what is kept.
const NAME: &str = "ballot:";

/// Hands `link` what an earlier tab could not send, and keeps what it sends until that is answered.
pub(crate) fn keep(link: Link) {
    // A browser that keeps nothing for us says so by an exception.
    let Some(storage) = window().local_storage().ok().flatten() else { return };
    let earlier = kept(&storage);
    link.recall(earlier.clone());
    Effect::new(move |before: Option<Vec<Ballot>>| {
        let before = before.unwrap_or_else(|| earlier.clone());
        let now = link.unanswered().get();
        for ballot in now.iter().filter(|ballot| !before.contains(ballot)) {
            let _ = storage.set_item(&name(ballot), &write(ballot, js_sys::Date::now() as u64));
        }
        for ballot in before.iter().filter(|ballot| !now.contains(ballot)) {
            let _ = storage.remove_item(&name(ballot));
        }
        now
    });
}

/// All that is kept, in the order in which it was cast.
fn kept(storage: &Storage) -> Vec<Ballot> {
    let names = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    let mut ballots: Vec<(u64, Ballot)> = vec![];
    for name in names {
        let kept = name.strip_prefix(NAME).zip(storage.get_item(&name).ok().flatten());
        if let Some((at, ballot)) = kept.and_then(|(id, text)| read(id, &text)) {
            ballots.insert(ballots.partition_point(|earlier| earlier.0 <= at), (at, ballot));
        }
    }
    ballots.into_iter().map(|(_, ballot)| ballot).collect()
}

fn name(ballot: &Ballot) -> String {
    let (high, low) = ballot.id.as_u64_pair();
    NAME.to_owned() + &high.to_string() + "," + &low.to_string()
}

/// When it was cast, where, on what, and which way.
fn write(ballot: &Ballot, at: u64) -> String {
    let choice = ballot.choice.map_or("", Direction::as_str);
    at.to_string() + "," + &ballot.event.to_string() + "," + &ballot.track.to_string() + "," + choice
}

fn read(id: &str, text: &str) -> Option<(u64, Ballot)> {
    let mut parts = text.split(',');
    let mut next = || parts.next();
    let at = next()?.parse().ok()?;
    let (event, track) = (EventId(next()?.parse().ok()?), TrackId(next()?.parse().ok()?));
    let choice = match next()? {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        _ => None,
    };
    // A parser of UUIDs would be sent to each reader.
    let (high, low) = id.split_once(',')?;
    let id = Uuid::from_u64_pair(high.parse().ok()?, low.parse().ok()?);
    Some((at, Ballot { id, event, track, choice }))
}
