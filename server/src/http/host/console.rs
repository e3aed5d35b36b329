//! `/events/{id}/host`: gathers what is on the page. Changes nothing.

use super::{
    desk::{Answer, Desk, clock, now},
    settings,
};
use crate::{
    http::{join, still},
    store::{
        hosts::Hosted,
        line_up::{Listed, Mark},
        suggestions::Suggestion,
    },
};
use app::still::{
    form::Draft,
    host::{self, Cohost, Console, Done, Wish},
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::{Standing, Tally, TrackId};

/// The longest text that is looked for, in characters.
const SEARCH: usize = 100;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    search: String,
    done: String,
    track: Option<i32>,
    added: u32,
    known: u32,
}

/// The page.
pub(super) async fn show(desk: Desk, said: Result<Query<Said>, QueryRejection>) -> Answer {
    let said = said.map(|Query(said)| said).unwrap_or_default();
    let fresh = settings::fresh(&desk.headers);
    let page = draw(&desk, StatusCode::OK, said, Draft::default(), fresh.as_ref()).await?;
    // It is shown this once.
    Ok(match fresh {
        Some(_) => (CookieJar::new().add(settings::forget_fresh(desk.event)), page).into_response(),
        None => page,
    })
}

/// The page again, with a form that was not done.
pub(super) async fn again(desk: &Desk, draft: Draft) -> Answer {
    draw(desk, StatusCode::UNPROCESSABLE_ENTITY, Said::default(), draft, None).await
}

async fn draw(desk: &Desk, status: StatusCode, said: Said, draft: Draft, fresh: Option<&(i32, String)>) -> Answer {
    let (store, id) = (desk.store(), desk.event);
    let Hosted { edition, is_owner } = store.hosted(id, &desk.hash).await??;
    let tracks = store.ranked(id).await?.into_iter().map(listed).collect();
    let suggestions = store.suggestions(id).await?.into_iter().map(wish).collect();
    let cohosts = store.cohosts(id).await?.into_iter().map(|cohost| {
        let link = fresh.filter(|(fresh, _)| *fresh == cohost.id).map(|(_, key)| desk.link(key));
        Cohost { id: cohost.id, name: cohost.name, since: cohost.created_at, link }
    });
    let cohosts = cohosts.collect();
    let text: String = said.search.trim().chars().filter(|c| !c.is_control()).take(SEARCH).collect();
    let found = if text.is_empty() { None } else { Some((store.search(&text).await?, text)) };
    let console = Console {
        join: desk.site() + &join::path(&edition.event.code),
        event: edition.event,
        now: now(),
        clock: clock(&desk.headers),
        site: desk.site(),
        link: desk.link(&desk.key),
        is_owner,
        tracks,
        suggestions,
        cohosts,
        found: found.map(|(tracks, text)| (text, tracks)),
        done: Done::from_code(&said.done, said.added, said.known).map(|done| (done, said.track.map(TrackId))),
        draft,
    };
    Ok(still::page(&desk.state, &desk.headers, status, |words, head| host::page(words, head, console)))
}

fn listed((Listed { track, mark, .. }, tally): (Listed, Tally)) -> host::Listed {
    let standing = match mark {
        Mark::Open => Some(Standing::Open),
        Mark::Playing => Some(Standing::Playing),
        Mark::Played => Some(Standing::Played),
        Mark::Hidden => None,
    };
    host::Listed { track, tally, standing }
}

fn wish(suggestion: Suggestion) -> Wish {
    Wish { id: suggestion.id, name: suggestion.name, artist: suggestion.artist }
}
