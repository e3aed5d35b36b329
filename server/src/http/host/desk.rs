//! Where a host sits: the event, the key of the cookie, and the way back to the page. Never lets anyone sit down whom the store
//! does not know.

use super::Stop;
use crate::{
    http::{AppState, host_key},
    limits::{Client, TooMany},
    metrics::Bound,
    store::{Store, hosts::Denied},
};
use app::still::{
    clock::Clock,
    host::{Done, Section},
    shut::Shut,
};
use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use shared::{EventId, Timestamp, TrackId};
use time::OffsetDateTime;

/// As long as browsers keep a cookie (RFC 6265bis, 5.5: 400 days).
const DAYS: i64 = 400;
/// The cookie of the reader's clock.
const CLOCK: &str = "clock";

/// What a handler answers.
pub(super) type Answer = Result<Response, Stop>;

/// A host's request: of an event that the cookie has a key to, and, if it changes anything, from a page of ours. Whether the
/// key still opens it, the store says.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) state: AppState,
    pub(super) headers: HeaderMap,
    pub(super) event: EventId,
    pub(super) key: String,
    pub(super) hash: [u8; 32],
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Stop> {
        let Path(id) = Path::<i32>::from_request_parts(parts, state).await.map_err(|_| Stop::Missing)?;
        let headers = parts.headers.clone();
        if !parts.method.is_safe() && !state.trust.is_ours(&headers) {
            return Err(Stop::Shut(Shut::Foreign));
        }
        let Ok(client) = Client::from_request_parts(parts, state).await;
        state.services.limits.allow(Bound::KeysPerMinute, client)?;
        let event = EventId(id);
        let key = CookieJar::from_headers(&headers).get(&name(event)).map(|cookie| cookie.value().to_owned());
        let key = key.ok_or(Stop::Shut(Shut::Page))?;
        let hash = host_key::hash(&key);
        Ok(Self { state: state.clone(), headers, event, key, hash })
    }
}

impl Desk {
    pub(super) fn store(&self) -> &Store {
        &self.state.services.store
    }

    /// The whole link of a key.
    pub(super) fn link(&self, key: &str) -> String {
        self.site() + "/h/" + key
    }

    /// Where guests find the server.
    pub(super) fn site(&self) -> String {
        self.state.public(&self.headers).map(|site| site.to_string()).unwrap_or_default()
    }

    /// Back to the page, where it was done.
    pub(super) fn done(&self, done: Done) -> Response {
        self.back(done, &[], done.section().id())
    }

    /// Back to the track that it was done to.
    pub(super) fn done_to(&self, done: Done, track: TrackId) -> Response {
        self.back(done, &[("track", track.0.to_string())], &format!("track-{track}"))
    }

    /// Back to the list that was taken.
    pub(super) fn imported(&self, added: u32, known: u32) -> Response {
        let numbers = [("added", added.to_string()), ("known", known.to_string())];
        self.back(Done::Imported(added, known), &numbers, Section::Add.id())
    }

    fn back(&self, done: Done, more: &[(&str, String)], place: &str) -> Response {
        let more: String = more.iter().map(|(name, text)| format!("&{name}={text}")).collect();
        let page = format!("/events/{}/host?done={}{more}#{place}", self.event, done.code());
        Redirect::to(&page).into_response()
    }
}

/// The cookie that lets who has it onto the event's page.
pub(super) fn cookie(event: EventId, key: String) -> Cookie<'static> {
    Cookie::build((name(event), key))
        .path(format!("/events/{event}"))
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(DAYS))
        .build()
}

fn name(event: EventId) -> String {
    format!("host_{event}")
}

/// The clock that the reader goes by.
pub(super) fn clock(headers: &HeaderMap) -> Clock {
    CookieJar::from_headers(headers).get(CLOCK).and_then(|cookie| Clock::of(cookie.value())).unwrap_or_default()
}

/// Remembers it.
pub(super) fn clock_cookie(clock: Clock) -> Cookie<'static> {
    Cookie::build((CLOCK, clock.minutes().to_string()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(DAYS))
        .build()
}

/// What time it is.
pub(super) fn now() -> Timestamp {
    let now = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    Timestamp(i64::try_from(now).unwrap_or(i64::MAX))
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        tracing::warn!(%error, "a host was not served");
        Self::Away
    }
}

impl From<TooMany> for Stop {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

/// What a form's own answer does not say beside a field.
impl From<Denied> for Stop {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unknown => Self::Missing,
            Denied::NotHost
            | Denied::NotOwner
            | Denied::Changed
            | Denied::ClosesFirst
            | Denied::Crowded
            | Denied::Full => Self::Shut(Shut::Page),
        }
    }
}
