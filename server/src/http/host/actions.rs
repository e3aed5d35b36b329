//! When one votes, and what becomes of what guests suggest.

use super::{
    console,
    desk::{Answer, Desk, clock, clock_cookie},
    door,
};
use crate::store::{
    events::{Changes, Turn},
    hosts::Denied,
};
use app::still::{
    clock::Clock,
    form::{Draft, Field, Wrong},
    host::Done,
};
use axum::{Form, response::IntoResponse};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::Timestamp;

/// What the pressed button says.
#[derive(Debug, Deserialize)]
pub(super) struct Turned {
    turn: Way,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    Open,
    Close,
}

/// The fields of a schedule.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Schedule {
    opens: String,
    closes: String,
    clock: String,
}

/// What becomes of a suggestion.
#[derive(Debug, Deserialize)]
pub(super) struct Answered {
    suggestion: i32,
    answer: Verdict,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Decline,
}

/// Opens or closes voting now.
pub(super) async fn turn(desk: Desk, Form(Turned { turn }): Form<Turned>) -> Answer {
    let (turn, done) = match turn {
        Way::Open => (Turn::Open, Done::Opened),
        Way::Close => (Turn::Close, Done::Closed),
    };
    desk.store().turn_event(desk.event, &desk.hash, turn).await??;
    Ok(desk.done(done))
}

/// Says from when to when one votes.
pub(super) async fn schedule(desk: Desk, Form(fields): Form<Schedule>) -> Answer {
    let before = clock(&desk.headers);
    let clock = Clock::of(&fields.clock).unwrap_or(before);
    let mut draft = Draft::default();
    let (opens_at, closes_at) = door::times(&mut draft, &fields.opens, &fields.closes, clock);
    if !draft.is_fine() {
        return console::again(&desk, draft).await;
    }
    let event = desk.store().hosted(desk.event, &desk.hash).await??.edition.event;
    // A field has no seconds: a time that was left as it is stays what it is to the millisecond.
    let exact = |said: Option<Timestamp>, was: Option<Timestamp>| match was {
        Some(was) if clock == before && said.is_some_and(|said| clock.field(said) == clock.field(was)) => Some(was),
        _ => said,
    };
    let changes = Changes {
        opens_at: Some(exact(opens_at, event.opens_at)),
        closes_at: Some(exact(closes_at, event.closes_at)),
        ..Changes::default()
    };
    match desk.store().change_event(desk.event, &desk.hash, |_| true, &changes).await? {
        Err(Denied::ClosesFirst) => {
            draft.blame(Field::Closes, Wrong::Order);
            console::again(&desk, draft).await
        }
        changed => {
            changed?;
            Ok((CookieJar::new().add(clock_cookie(clock)), desk.done(Done::Scheduled)).into_response())
        }
    }
}

/// Takes a suggestion in, or turns it down.
pub(super) async fn answer(desk: Desk, Form(Answered { suggestion, answer }): Form<Answered>) -> Answer {
    let (store, event) = (desk.store(), desk.event);
    let (was_there, done) = match answer {
        Verdict::Accept => match store.take_suggestion(event, &desk.hash, suggestion).await? {
            Err(Denied::Full) => {
                let mut draft = Draft::default();
                draft.blame(Field::Subject, Wrong::Full);
                return console::again(&desk, draft).await;
            }
            taken => (taken?.is_some(), Done::Accepted),
        },
        Verdict::Decline => (store.drop_suggestion(event, &desk.hash, suggestion).await??, Done::Declined),
    };
    if was_there {
        return Ok(desk.done(done));
    }
    let mut draft = Draft::default();
    draft.blame(Field::Subject, Wrong::Gone);
    console::again(&desk, draft).await
}

/// Turns down all that waits.
pub(super) async fn decline_all(desk: Desk) -> Answer {
    desk.store().drop_suggestions(desk.event, &desk.hash).await??;
    Ok(desk.done(Done::AllDeclined))
}
