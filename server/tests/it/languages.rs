//! The reader's language: on pages as the server renders them, and by the switch.

use crate::support::{Server, database};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header, redirect::Policy};

async fn served(server: &Server, path: &str, ask: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    ask(client.get(server.url(path))).send().await.unwrap()
}

/// A page as a browser gets it that prefers these languages, and perhaps chose another by the switch.
async fn page(server: &Server, path: &str, prefers: &'static str, chose: Option<&str>) -> String {
    let answer = served(server, path, |request| {
        let request = request.header(header::ACCEPT_LANGUAGE, prefers);
        match chose {
            Some(tag) => request.header(header::COOKIE, format!("language={tag}")),
            None => request,
        }
    })
    .await;
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_page_comes_in_the_language_that_the_browser_asks_for() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let answer =
        served(&server, "/events/1", |request| request.header(header::ACCEPT_LANGUAGE, "de-AT,de;q=0.9")).await;
    let headers = answer.headers().clone();
    assert_eq!(headers[header::CONTENT_LANGUAGE], "de");
    let vary: Vec<_> = headers.get_all(header::VARY).iter().map(|value| value.to_str().unwrap()).collect();
    let vary = vary.join(", ").to_lowercase();
    assert!(vary.contains("accept-language") && vary.contains("cookie"), "{vary}");
    let german = answer.text().await.unwrap();
    assert!(german.contains(r#"<html lang="de" dir="ltr">"#));
    assert!(german.contains("Gerade abgestimmt") && !german.contains("Just voted"));
    let arabic = page(&server, "/", "ar-EG", None).await;
    assert!(arabic.contains(r#"<html lang="ar" dir="rtl">"#) && arabic.contains("ماذا نسمع بعد ذلك؟"));
    for (path, says) in [("/firehose", "Todos los votos en directo"), ("/nowhere", "Aquí no suena nada")] {
        assert!(page(&server, path, "es", None).await.contains(says), "{path}");
    }
}

#[tokio::test]
async fn a_choice_beats_the_browser_and_english_is_for_all_others() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let tag = |page: String| page.split(r#"<html lang=""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    for (prefers, chose, language) in [
        ("de", Some("ja"), "ja"),
        ("de", Some("en"), "en"),
        ("de", Some("klingon"), "de"),
        ("fr-CH, fr;q=0.9, *;q=0.1", None, "en"),
        ("", None, "en"),
    ] {
        assert_eq!(tag(page(&server, "/", prefers, chose).await), language, "{prefers} {chose:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_readers_language() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let page = page(&server, "/events/1?refused=closed&track=1", "ja", None).await;
    assert!(page.contains("投票は締め切られました"));
}

#[tokio::test]
async fn the_switch_remembers_and_leads_back_and_never_to_another_site() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let came = |from: String| served(&server, "/language/ar", |request| request.header(header::REFERER, from));
    let answer = came(server.url("/events/1?a=b")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/events/1?a=b");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["language=ar", "Path=/", "SameSite=Lax", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for from in ["//evil.example", "/\\evil.example", "http://evil.example//evil.example", "https:evil.example"] {
        assert_eq!(came(from.to_owned()).await.headers()[header::LOCATION], "/", "{from}");
    }
    // Of another site's address only the path, which is one of ours then.
    assert_eq!(came("http://evil.example/events/1".to_owned()).await.headers()[header::LOCATION], "/events/1");
    let unknown = served(&server, "/language/klingon", |request| request).await;
    assert_eq!((unknown.status(), unknown.headers().get(header::SET_COOKIE)), (StatusCode::NOT_FOUND, None));
}
