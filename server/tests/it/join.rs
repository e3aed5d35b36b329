//! Joining by the code on the wall, typed or scanned.

use crate::support::{Server, database, soon};
use reqwest::{Response, StatusCode, header, redirect::Policy};
use resvg::{tiny_skia::Pixmap, usvg};

async fn get(server: &Server, path: &str, headers: &[(&'static str, &str)]) -> Response {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut request = client.get(server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    soon(request.send()).await.unwrap()
}

/// Where it leads, if anywhere.
async fn leads(server: &Server, path: &str) -> Option<String> {
    let answer = get(server, path, &[]).await;
    let to = answer.headers().get(header::LOCATION)?;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    Some(to.to_str().unwrap().to_owned())
}

/// What a phone reads in the picture, at that width in pixels.
fn scan(svg: &str, width: u32) -> String {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    let mut picture = Pixmap::new(width, width).unwrap();
    let scale = width as f32 / tree.size().width();
    resvg::render(&tree, usvg::Transform::from_scale(scale, scale), &mut picture.as_mut());
    let grey = |x: usize, y: usize| picture.pixels()[y * width as usize + x].red();
    let side = width as usize;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[tokio::test]
async fn cookies_are_for_https_alone_where_guests_come_that_way() {
    let database = database().await.with_catalog().await;
    let said = |serve: &mut server::config::Serve| serve.public_url = Some("https://vote.example".parse().unwrap());
    let (plain, public) = (database.serve().await, crate::support::Database::serve_as(&database.options, said).await);
    for (server, forwarded, is_secure) in [(&plain, None, false), (&plain, Some("https"), true), (&public, None, true)]
    {
        let mut page = reqwest::Client::new().get(server.url("/"));
        if let Some(scheme) = forwarded {
            page = page.header("x-forwarded-proto", scheme);
        }
        let answer = soon(page.send()).await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert_eq!(cookie.ends_with("; Secure"), is_secure, "{cookie}");
    }
}

#[tokio::test]
async fn a_code_leads_to_its_event_however_it_is_typed() {
    let database = database().await.with_catalog().await;
    database
        .sql("insert into event_event (id, title, code) values (7, 'Small', 'small'), (8, 'Odd', 'Odd one-1')")
        .await;
    let server = database.serve().await;
    for typed in ["FRIDAY", "friday", "FRI-DAY", "fri%20day", "%20Fri%E2%80%93DAY%20", "F-R-I-D-A-Y"] {
        assert_eq!(leads(&server, &format!("/j/{typed}")).await.as_deref(), Some("/events/1"), "{typed}");
        assert_eq!(leads(&server, &format!("/j?code={typed}")).await.as_deref(), Some("/events/1"), "{typed}");
    }
    assert_eq!(leads(&server, "/j?code=sat+day").await.as_deref(), Some("/events/2"));
    assert_eq!(leads(&server, "/j/SMALL").await.as_deref(), Some("/events/7"));
    assert_eq!(leads(&server, "/j/Odd%20one-1").await.as_deref(), Some("/events/8"), "as another program wrote it");
}

#[tokio::test]
async fn a_wrong_code_is_shown_as_it_was_typed_with_a_form_to_try_again() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let long = "X".repeat(5_000);
    for (typed, shown) in [
        ("FRIDAX", "FRIDAX"),
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("%22%27%3D", "&quot;"),
        ("a%00b", "ab"),
        ("1%25", "1%"),
        (&long, &long[..40]),
    ] {
        let answer = get(&server, &format!("/j?code={typed}"), &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{typed}");
        let page = answer.text().await.unwrap();
        assert!(page.contains(shown) && !page.contains("<script>") && page.len() < 10_000, "{page}");
        assert!(page.contains(r#"<form action="/j" method="get">"#) && page.contains(r#"<a href="/">"#));
    }
    for odd in ["/j/%FF", "/j/FRIDAY%2F..", "/j/"] {
        assert_eq!(get(&server, odd, &[]).await.status(), StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn the_form_stands_alone_and_speaks_the_readers_language() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for path in ["/j", "/j?code=", "/j?code=+"] {
        let answer = get(&server, path, &[("accept-language", "ar")]).await;
        assert_eq!((answer.status(), &answer.headers()["content-language"]), (StatusCode::OK, &"ar".parse().unwrap()));
        let page = answer.text().await.unwrap();
        assert!(page.contains(r#"<html lang="ar" dir="rtl">"#) && page.contains("انضم إلى فعالية"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }
}

#[tokio::test]
async fn a_phone_reads_the_join_link_in_the_code() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let answer = get(&server, "/events/1/qr.svg", &[("host", "vote.example:8080")]).await;
    assert_eq!(answer.headers()["content-type"], "image/svg+xml");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
    let svg = answer.text().await.unwrap();
    for width in [120, 333, 1_000] {
        assert_eq!(scan(&svg, width), "http://vote.example:8080/j/FRIDAY");
    }
    assert_eq!(get(&server, "/events/9/qr.svg", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get(&server, "/events/x/qr.svg", &[]).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_the_operator_says_goes_before_what_a_request_says_and_that_can_say_only_a_host() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for host in ["evil.example/path?", "user@evil.example", "evil.example\"><a", "a b"] {
        let answer = get(&server, "/events/1/qr.svg", &[("host", host)]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{host}");
    }
    let said = |serve: &mut server::config::Serve| serve.public_url = Some("https://vote.example".parse().unwrap());
    let server = crate::support::Database::serve_as(&database.options, said).await;
    let answer = get(&server, "/events/2/qr.svg", &[("host", "evil.example")]).await;
    assert_eq!(scan(&answer.text().await.unwrap(), 300), "https://vote.example/j/SATDAY");
}
