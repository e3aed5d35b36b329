//! The built files, from inside the program or from a folder. It compresses nothing: what is worth it lies there compressed.

use super::api::etag;
use crate::site::{self, Site};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rust_embed::EmbeddedFile;
use std::borrow::Cow;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Codings that the bundler compresses with, and how their files' names end; the better one first.
const CODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The longest path of a file, in bytes: as long as a name may be on most systems. Ours are far shorter.
const LONGEST: usize = 255;

/// The methods that files have.
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD");

/// Answers with the files of `site` below `folder`, and with `otherwise` where there is none.
pub(super) fn router(site: &Site, folder: &'static str, otherwise: Router) -> Router {
    match site {
        Site::Embedded => otherwise.layer(middleware::from_fn_with_state(folder, embedded)),
        Site::Folder(root) => {
            let files = ServeDir::new(root.join(folder)).append_index_html_on_directories(false);
            let files = files.precompressed_br().precompressed_gzip().fallback(otherwise.clone());
            Router::new().fallback_service(files).layer(middleware::from_fn_with_state(otherwise, named))
        }
    }
}

/// Looks for no file whose name the system could not even look up: to `ServeDir` that is a fault of ours.
async fn named(State(otherwise): State<Router>, request: Request, next: Next) -> Response {
    if request.uri().path().len() <= LONGEST {
        return next.run(request).await;
    }
    let Ok(response) = otherwise.oneshot(request).await;
    response
}

/// The files inside the program.
async fn embedded(State(folder): State<&'static str>, request: Request, next: Next) -> Response {
    let path = format!("{folder}{}", request.uri().path());
    match answer(request.method(), request.headers(), path.trim_start_matches('/'), site::embedded) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

/// `None`: there is no such file. What is not a question is refused, whether there is one or not.
fn answer(
    method: &Method,
    headers: &HeaderMap,
    path: &str,
    find: impl Fn(&str) -> Option<EmbeddedFile>,
) -> Option<Response> {
    if ![Method::GET, Method::HEAD].contains(method) {
        return Some((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, METHODS)]).into_response());
    }
    let plain = find(path)?;
    let accepted = CODINGS.iter().filter(|(coding, _)| takes(headers, coding));
    let mut compressed = accepted.filter_map(|(coding, ending)| Some((*coding, find(&format!("{path}{ending}"))?)));
    let (coding, file) = compressed.next().map_or((None, plain), |(coding, file)| (Some(coding), file));
    Some(respond(headers, path, coding, file))
}

fn respond(headers: &HeaderMap, path: &str, coding: Option<&'static str>, file: EmbeddedFile) -> Response {
    let tag = etag::of(&file.metadata.sha256_hash());
    let is_known = etag::names(headers, header::IF_NONE_MATCH, &tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        let content = match file.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => data.into(),
        };
        ([(header::CONTENT_TYPE, kind.as_ref())], Body::from(content)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, header::ACCEPT_ENCODING.into());
    if let (Some(coding), false) = (coding, is_known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Whether a client names that coding, and not with a weight of zero (RFC 9110, 12.5.3).
fn takes(headers: &HeaderMap, coding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(coding) && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_embed::RustEmbed;

    /// The public files as they are in the sources.
    #[derive(RustEmbed)]
    #[folder = "../style/public"]
    struct Public;

    /// The same, some of them with companions that stand for compressed ones; nothing looks inside.
    fn find(path: &str) -> Option<EmbeddedFile> {
        match path {
            "favicon.svg.br" | "favicon.svg.gz" | "icon-180.png.gz" => Public::get("icon-192.png"),
            other => Public::get(other),
        }
    }

    fn ask(method: &Method, path: &str, headers: &[(header::HeaderName, &str)]) -> Option<Response> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a header"))).collect();
        answer(method, &headers, path, find)
    }

    #[test]
    fn a_client_gets_the_best_coding_that_it_takes_and_that_there_is() {
        for (path, accepted, coding) in [
            ("favicon.svg", "gzip, deflate, br", Some("br")),
            ("favicon.svg", "GZIP;q=0.5", Some("gzip")),
            ("favicon.svg", "br;q=0, gzip; q=1", Some("gzip")),
            ("favicon.svg", "br;q=0.000", None),
            ("favicon.svg", "brotli, identity", None),
            ("icon-180.png", "br, gzip", Some("gzip")),
            ("icon-192.png", "br, gzip", None),
        ] {
            let response = ask(&Method::GET, path, &[(header::ACCEPT_ENCODING, accepted)]).expect("a file");
            let said = response.headers().get(header::CONTENT_ENCODING).map(|coding| coding.to_str().expect("ASCII"));
            assert_eq!(said, coding, "{path} {accepted}");
            let kind = if path.ends_with("svg") { "image/svg+xml" } else { "image/png" };
            assert_eq!(
                (&response.headers()[header::CONTENT_TYPE], response.status()),
                (&kind.parse().expect("one"), StatusCode::OK)
            );
        }
    }

    #[test]
    fn who_has_a_file_is_not_sent_it_again_unless_in_another_coding() {
        let tag = |accepted| {
            ask(&Method::HEAD, "favicon.svg", &[(header::ACCEPT_ENCODING, accepted)]).expect("a file").headers()
                [header::ETAG]
                .clone()
        };
        let (plain, compressed) = (tag("identity"), tag("br"));
        assert_ne!(plain, compressed);
        for (accepted, tag, status) in [
            ("identity", &plain, StatusCode::NOT_MODIFIED),
            ("br", &compressed, StatusCode::NOT_MODIFIED),
            ("br", &plain, StatusCode::OK),
        ] {
            let known = tag.to_str().expect("ASCII");
            let conditions = [(header::ACCEPT_ENCODING, accepted), (header::IF_NONE_MATCH, known)];
            let response = ask(&Method::GET, "favicon.svg", &conditions).expect("a file");
            assert_eq!(
                (response.status(), response.headers().contains_key(header::CONTENT_TYPE)),
                (status, status == StatusCode::OK)
            );
        }
    }

    #[test]
    fn what_is_no_file_is_left_to_others_and_what_is_no_question_is_refused() {
        for path in ["", "nothing", "../Cargo.toml", "%66avicon.svg", "favicon.svg/", "/etc/passwd"] {
            assert!(ask(&Method::GET, path, &[]).is_none(), "{path}");
        }
        let refused = ask(&Method::POST, "nothing", &[]).expect("an answer");
        assert_eq!((refused.status(), &refused.headers()[header::ALLOW]), (StatusCode::METHOD_NOT_ALLOWED, &METHODS));
    }
}
