//! Pages, rendered whole by the same code that runs in the browser.

use super::{AppState, headers::Policy, still, voter::Voter};
use crate::{hub::Absent, session::native::Services};
use app::{
    document::Shell,
    page::Page,
    visit::{Opening, Visit},
};
use axum::{
    Extension,
    extract::{Query, Request, State},
    http::{HeaderValue, Uri, header},
    response::Response,
};
use leptos::{nonce::Nonce, prelude::*};
use serde::Deserialize;
use shared::{Channel, Refusal, Timestamp, TrackId};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// A page shows its voter's own votes: nobody else may keep it.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What a page depends on, apart from its address: another language, or another reader.
const DEPENDS: HeaderValue = HeaderValue::from_static("Accept-Language, Cookie");

/// The query of an address that a refused form led back to.
#[derive(Debug, Deserialize)]
struct Refused {
    refused: String,
    track: i32,
}

/// Any page, also the one that says there is none.
pub(super) async fn render(
    State(state): State<AppState>,
    Extension(voter): Extension<Voter>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let words = still::words(headers);
    let Some(page) = Page::at(request.uri().path()) else { return still::missing(&state, headers) };
    let opening = match open(&state.services, voter.0, page.channel()).await {
        Ok(opening) => Opening { refused: refused(request.uri()), ..opening },
        Err(Absent::Unknown) => return still::missing(&state, headers),
        Err(Absent::Unavailable) => return still::away(&state, headers),
    };
    let host = state.public(headers).map(|public| public.host().to_owned()).unwrap_or_default();
    let visit = Visit { page, opening, words, now: now(), host };
    let (assets, nonce) = (state.assets, Nonce::new());
    let (own, theirs) = (nonce.to_string(), nonce.clone());
    let shell = move || view! { <Shell assets=assets.clone() nonce=own.clone() visit=visit.clone()/> };
    // The library adds scripts of its own, which carry the nonce that they find here.
    let context = move || provide_context(theirs.clone());
    let mut response = leptos_axum::render_app_async_with_context(context, shell)(request).await;
    response.extensions_mut().insert(Policy::Live(nonce));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    headers.append(header::VARY, DEPENDS);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(words.language().tag()));
    response
}

async fn open(services: &Services, voter: Uuid, channel: Channel) -> Result<Opening, Absent> {
    let state = services.hub.state(channel).await?;
    let own = match channel {
        Channel::Event(event) => services.store.own_votes(event, voter).await.map_err(|_| Absent::Unavailable)?,
        Channel::Firehose => vec![],
    };
    Ok(Opening { state: shared::State::clone(&state), own, refused: None })
}

/// By this machine's clock.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(since.as_millis().try_into().unwrap_or(i64::MAX))
}

/// What a form that led here was refused for.
fn refused(address: &Uri) -> Option<(TrackId, Refusal)> {
    let Query(said) = Query::<Refused>::try_from_uri(address).ok()?;
    Some((TrackId(said.track), Refusal::from_code(&said.refused)?))
}
