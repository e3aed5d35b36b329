//! How one votes, what the event is called, and who hosts it.

use super::{
    console,
    desk::{Answer, Desk, cookie},
    door::TITLE,
    fields,
};
use crate::{
    http::host_key,
    store::{
        events::{Changes, RuleChanges},
        hosts::Denied,
    },
};
use app::still::{
    form::{Draft, Field, Wrong},
    host::Done,
};
use axum::{Form, http::HeaderMap, response::IntoResponse};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;
use shared::EventId;

/// The longest name of a co-host, in characters.
const NAME: usize = 100;
/// The highest limit within an hour.
const MOST: u16 = 1_000;

/// The cookie that carries a co-host's new key to the page that shows it, and no further.
const FRESH: &str = "fresh";
/// How long it may take to get there, in seconds.
const SECONDS: i64 = 60;

/// The fields of the settings. A box that is not ticked is not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rules {
    title: String,
    votes_per_hour: String,
    downs_per_hour: String,
    shows_negative: String,
    takes_suggestions: String,
    free_repeats: String,
}

/// Somebody to be let.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    cohost: String,
}

/// Somebody to be let no more.
#[derive(Debug, Deserialize)]
pub(super) struct Revoked {
    cohost: i32,
}

/// Says how one votes.
pub(super) async fn rules(desk: Desk, Form(fields): Form<Rules>) -> Answer {
    let mut draft = Draft::default();
    let title = fields::text(&mut draft, Field::Title, &fields.title, TITLE);
    let votes = fields::number(&mut draft, Field::Votes, &fields.votes_per_hour, 1, MOST);
    let downs = fields::number(&mut draft, Field::Downs, &fields.downs_per_hour, 0, MOST);
    let rules = RuleChanges {
        votes_per_hour: Some(votes),
        downs_per_hour: Some(downs),
        shows_negative: Some(fields::tick(&mut draft, Field::ShowsNegative, &fields.shows_negative)),
        takes_suggestions: Some(fields::tick(&mut draft, Field::TakesSuggestions, &fields.takes_suggestions)),
        free_repeats: Some(fields::tick(&mut draft, Field::FreeRepeats, &fields.free_repeats)),
    };
    if !draft.is_fine() {
        return console::again(&desk, draft).await;
    }
    let changes = Changes { title: Some(title), rules, ..Changes::default() };
    desk.store().change_event(desk.event, &desk.hash, |_| true, &changes).await??;
    Ok(desk.done(Done::Saved))
}

/// Lets somebody; the page shows the link once.
pub(super) async fn add_cohost(desk: Desk, Form(Named { cohost }): Form<Named>) -> Answer {
    let mut draft = Draft::default();
    let name = fields::text(&mut draft, Field::Cohost, &cohost, NAME);
    if !draft.is_fine() {
        return console::again(&desk, draft).await;
    }
    let (key, hash) = host_key::new();
    match desk.store().add_cohost(desk.event, &desk.hash, &name, &hash).await? {
        Err(Denied::Crowded) => {
            draft.blame(Field::Cohost, Wrong::Crowded);
            console::again(&desk, draft).await
        }
        added => {
            let fresh = fresh_cookie(desk.event, format!("{}.{key}", added?.id), SECONDS);
            Ok((CookieJar::new().add(fresh), desk.done(Done::Let)).into_response())
        }
    }
}

/// Takes a co-host's link back. Twice is as good as once.
pub(super) async fn revoke(desk: Desk, Form(Revoked { cohost }): Form<Revoked>) -> Answer {
    desk.store().remove_cohost(desk.event, &desk.hash, cohost).await??;
    Ok(desk.done(Done::Revoked))
}

/// Gives the host another link.
pub(super) async fn renew(desk: Desk) -> Answer {
    let (key, hash) = host_key::new();
    desk.store().renew_key(desk.event, &desk.hash, &hash).await??;
    Ok((CookieJar::new().add(cookie(desk.event, key)), desk.done(Done::Renewed)).into_response())
}

/// The co-host who was let just now, and the key.
pub(super) fn fresh(headers: &HeaderMap) -> Option<(i32, String)> {
    let jar = CookieJar::from_headers(headers);
    let (id, key) = jar.get(FRESH)?.value().split_once('.')?;
    Some((id.parse().ok()?, key.to_owned()))
}

/// It was shown.
pub(super) fn forget_fresh(event: EventId) -> Cookie<'static> {
    fresh_cookie(event, String::new(), 0)
}

fn fresh_cookie(event: EventId, text: String, seconds: i64) -> Cookie<'static> {
    Cookie::build((FRESH, text))
        .path(format!("/events/{event}/host"))
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(time::Duration::seconds(seconds))
        .build()
}
