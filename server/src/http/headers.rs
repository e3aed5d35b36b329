//! What browsers are told to keep to, on whatever is answered: what a page may load and run, who may frame it, what it may ask
//! of the device, whom it is named to. Never decides what is answered.

use super::{AppState, secure};
use app::page::Page;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;
use std::fmt;

/// How long browsers come back by https alone, in seconds: a year. Other names of the domain are not ours to speak for
/// (RFC 6797, 6.1.2).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// Not `no-referrer`: browsers would not say then that a form comes from this very site.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");
/// The same as `frame-ancestors`, for browsers that do not know that (RFC 7034).
const UNFRAMED: HeaderValue = HeaderValue::from_static("DENY");
/// A window that another site opened, or that opened it, is out of reach.
const OPENER: HeaderValue = HeaderValue::from_static("same-origin");

const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What no page of ours asks for, and nothing that got into one shall. Only features that Chromium knows: it complains of others.
macro_rules! nothing_else {
    ($($own:literal)?) => {
        HeaderValue::from_static(concat!(
            $($own, ", ",)?
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), ",
            "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), ",
            "publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()"
        ))
    };
}
const NOTHING: HeaderValue = nothing_else!("fullscreen=(), screen-wake-lock=()");
const WALL: HeaderValue = nothing_else!("fullscreen=(self), screen-wake-lock=(self)");

/// What an HTML answer needs, as an extension of the response; its own scripts and styles are known by a nonce of 128 bits, another
/// for each answer. An answer without a policy needs nothing.
#[derive(Clone, Debug)]
pub(super) enum Policy {
    /// A page that WASM makes live. To its browsers `'self'` is the WebSockets of this host as well (CSP, level 3, 6.7.2.8).
    Live(Nonce),
    /// A page that holds still.
    Still(Nonce),
    /// Swagger UI, whose style sheet has pictures in it.
    Docs,
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live(nonce) => write!(
                f,
                "script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
                 connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'"
            ),
            Self::Still(nonce) => write!(
                f,
                "script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; font-src 'self'; \
                 connect-src 'self'; form-action 'self'"
            ),
            Self::Docs => f.write_str(
                "script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'",
            ),
        }
    }
}

/// Says so on whatever is answered.
pub(super) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (page, is_worker) = (Page::at(path), path == "/sw.js");
    let is_secure = secure::is(&state, request.headers());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_MODIFIED {
        // What is said here would replace what the browser keeps beside the page (RFC 9111, 3.2), nonce and all.
        return response;
    }
    let policy = response.extensions_mut().remove::<Policy>();
    let is_embed = matches!(page, Some(Page::Embed(_)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, content_security(policy.as_ref(), is_worker, is_embed));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.entry(header::REFERRER_POLICY).or_insert(REFERRER);
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, readers(headers, is_embed));
    if !is_embed {
        headers.insert(header::X_FRAME_OPTIONS, UNFRAMED);
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if kind(headers).starts_with("text/html") {
        headers.insert(CROSS_ORIGIN_OPENER_POLICY, OPENER);
        headers.insert(PERMISSIONS_POLICY, if matches!(page, Some(Page::Wall(_))) { WALL } else { NOTHING });
    }
    response
}

fn content_security(policy: Option<&Policy>, is_worker: bool, is_embed: bool) -> HeaderValue {
    let needs = match policy {
        Some(policy) => format!("{policy}; "),
        // The worker is under its own script's policy, not under that of the page.
        None if is_worker => "connect-src 'self'; ".to_owned(),
        None => String::new(),
    };
    let ancestors = if is_embed { "*" } else { "'none'" };
    let whole = format!("default-src 'none'; {needs}base-uri 'none'; frame-ancestors {ancestors}");
    HeaderValue::try_from(whole).expect("a nonce is base64, and the rest is ours")
}

/// Which sites' pages may be given it (Fetch standard, 3.7). Pictures are for any, as is what CORS lets any read.
fn readers(headers: &HeaderMap, is_embed: bool) -> HeaderValue {
    let is_open =
        is_embed || headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) || kind(headers).starts_with("image/");
    HeaderValue::from_static(if is_open { "cross-origin" } else { "same-origin" })
}

fn kind(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}
