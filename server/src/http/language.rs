//! The reader's language: what they chose by the switch, else what their browser asks for, else English.

use super::AppState;
use app::words::Language;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "language";
/// How long a choice is remembered: a year.
const DAYS: i64 = 365;

/// The language for a request.
pub(super) fn of(headers: &HeaderMap) -> Language {
    let chosen = CookieJar::from_headers(headers).get(NAME).and_then(|cookie| Language::from_tag(cookie.value()));
    let asked = || accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    chosen.or_else(asked).unwrap_or_default()
}

/// `GET /language/{tag}`: remembers the choice, unless it was made on another site's page, and leads back to where it was made.
pub(super) async fn choose(State(state): State<AppState>, Path(tag): Path<String>, headers: HeaderMap) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return StatusCode::NOT_FOUND.into_response() };
    let back = Redirect::to(&back(&headers));
    if !state.trust.is_ours(&headers) {
        return back.into_response();
    }
    let cookie = Cookie::build((NAME, language.tag()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(DAYS));
    (CookieJar::new().add(cookie), back).into_response()
}

/// The language that is asked for most, of those that there are (RFC 9110, 12.5.4; RFC 4647, 3.4: a dialect is served
/// by its language).
fn accepted(header: &str) -> Option<Language> {
    let mut best = None;
    for range in header.split(',') {
        let (tag, weight) = range.split_once(";").unwrap_or((range, "q=1"));
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let weight: f32 = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let Some(language) = Language::from_tag(primary) else { continue };
        // Of equals the first.
        if weight > best.map_or(0.0, |(_, most)| most) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// Where the reader came from, if that can be a page of ours. Only a path is ever followed, and none that a browser
/// takes for another host: neither `//host` nor `/\host` (URL standard, "special authority slashes").
fn back(headers: &HeaderMap) -> String {
    let came = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let path = came.as_ref().and_then(Uri::path_and_query).map_or("/", |path| path.as_str());
    let is_local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let is_switch = path.starts_with("/language/");
    if is_local && !is_switch { path.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_most_is_served() {
        for (header, language) in [
            ("de-AT,de;q=0.9", Some(Language::De)),
            ("en;q=0.3, ja;q=0.8, fr", Some(Language::Ja)),
            ("fr-CH, AR-eg ; q=0.5", Some(Language::Ar)),
            ("es;q=0, de;q=0.1", Some(Language::De)),
            ("de,es", Some(Language::De)),
            ("fr, *", None),
            ("de;q=NaN, ;;q, -", None),
        ] {
            assert_eq!(accepted(header), language, "{header}");
        }
    }

    #[test]
    fn the_way_back_never_leaves_the_site() {
        for (referer, path) in [
            ("http://vote.example:3000/events/7?refused=closed&track=1", "/events/7?refused=closed&track=1"),
            ("http://evil.example//evil.example/", "/"),
            ("http://evil.example/\\evil.example", "/"),
            ("http://vote.example", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("evil.example", "/"),
            ("http://vote.example/language/de", "/"),
        ] {
            let headers = HeaderMap::from_iter([(header::REFERER, referer.parse().expect("a header"))]);
            assert_eq!(back(&headers), path, "{referer}");
        }
        assert_eq!(back(&HeaderMap::new()), "/");
    }
}
