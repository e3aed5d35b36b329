//! Hosts in a browser without scripts: forms, secret links, and who is kept out.

use crate::support::{
    browser::{Browser, field, hidden, standings},
    database,
};
use reqwest::{Client, StatusCode, header, multipart, redirect::Policy};

#[tokio::test]
async fn an_event_is_made_run_and_found_again_by_its_secret_link() {
    let database = database().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball & \"Chain\" 🎷").await;
    let text = host.text(&page).await;
    assert!(text.contains("Ball &amp; \"Chain\" 🎷") || text.contains("Ball &amp; &quot;Chain&quot; 🎷"), "{text}");
    assert!(text.contains("Voting is open."));
    assert!(!text.contains("<script"), "it works without");
    let link = field(&text, "link").to_owned();
    assert!(link.starts_with(&server.url("/h/")), "{link}");

    let other = Browser::new(&server);
    let entered = other.get(link.strip_prefix(&server.url("")).unwrap()).await;
    assert_eq!((entered.status(), entered.url().path()), (StatusCode::OK, &*page));
    assert_eq!(entered.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(entered.headers()[header::REFERRER_POLICY], "same-origin");
    assert_eq!(field(&entered.text().await.unwrap(), "link"), link);

    assert!(other.done(&format!("{page}/turn"), &[("turn", "close")]).await.contains("Voting is closed now."));
    assert!(host.text(&page).await.contains("Voting has been closed since"));
    let refused = host.get(&format!("{page}?done=nonsense&track=x")).await;
    assert_eq!(refused.status(), StatusCode::OK, "whatever an address says");
    assert!(host.done(&format!("{page}/turn"), &[("turn", "open")]).await.contains("Voting is open now."));
}

#[tokio::test]
async fn who_has_no_key_of_the_event_is_kept_out() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Mine").await;
    let stranger = Browser::new(&server);
    for path in [page.clone(), "/events/1/host".into(), "/events/99/host".into()] {
        let shut = stranger.get(&path).await;
        assert_eq!(
            (shut.status(), &shut.headers()[header::CACHE_CONTROL]),
            (StatusCode::FORBIDDEN, &"no-store".parse().unwrap())
        );
        assert!(shut.text().await.unwrap().contains("This page is for hosts"), "{path}");
    }
    let unknown = stranger.get("/h/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert!(unknown.text().await.unwrap().contains("This link opens nothing"));
    assert_eq!(stranger.get("/h/%ff").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(stranger.send(&format!("{page}/turn"), &[("turn", "close")]).await.status(), StatusCode::FORBIDDEN);
    for origin in ["https://elsewhere.example", "null"] {
        for (path, form) in [(format!("{page}/turn"), ("turn", "close")), ("/events".into(), ("title", "Theirs"))] {
            let request = host.client.post(server.url(&path)).header(header::ORIGIN, origin).form(&[form]);
            let foreign = request.send().await.unwrap();
            assert_eq!(foreign.status(), StatusCode::FORBIDDEN, "{path}");
            assert!(foreign.text().await.unwrap().contains("Nothing has changed"));
        }
    }
    assert!(host.text(&page).await.contains("Voting is open."));
    let key = "host_1=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let request = stranger.client.post(server.url("/events/1/host/turn")).header(header::COOKIE, key);
    assert_eq!(request.form(&[("turn", "close")]).send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_key_is_in_a_cookie_of_that_event_which_no_script_reads() {
    let database = database().await;
    let server = database.serve().await;
    let still = Client::builder().redirect(Policy::none()).build().unwrap();
    let made = still.post(server.url("/events")).form(&[("title", "Mine")]).send().await.unwrap();
    assert_eq!(
        (made.status(), &made.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/events/1/host?done=made".parse().unwrap())
    );
    let cookies: Vec<_> =
        made.headers().get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("host_1=")).unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/events/1", "Max-Age=34560000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let key = cookie.split(['=', ';']).nth(1).unwrap();
    let entered = still.get(server.url(&format!("/h/{key}"))).send().await.unwrap();
    assert_eq!(
        (entered.status(), &entered.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/events/1/host".parse().unwrap())
    );
    assert_eq!(entered.headers()[header::REFERRER_POLICY], "no-referrer");
    assert_eq!(entered.headers()[header::CACHE_CONTROL], "no-store");
    let mut connection = database.connect().await;
    let stored: String =
        sqlx::query_scalar("select event_event::text from event_event").fetch_one(&mut connection).await.unwrap();
    assert!(!stored.contains(key), "only its hash is stored");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays() {
    let database = database().await;
    let server = database.serve().await;
    let browser = Browser::new(&server);
    let page = browser.wrong("/events", &[("title", "  "), ("closes", "soon")]).await;
    assert!(page.contains("This can’t stay empty.") && page.contains("Date and time, please"));
    assert_eq!(field(&page, "closes"), "soon");
    let backwards = [("title", "Ball"), ("opens", "2026-11-27T20:00"), ("closes", "2026-11-27T19:00")];
    let page = browser.wrong("/events", &backwards).await;
    assert!(page.contains("It must close later than it opens."));
    assert_eq!((field(&page, "title"), field(&page, "opens")), ("Ball", "2026-11-27T20:00"));

    let (host, page) = Browser::host(&server, "Ball").await;
    let long = "x".repeat(201);
    let wrong = host.wrong(&format!("{page}/tracks"), &[("name", &long), ("artist", "Queen")]).await;
    assert!(wrong.contains("At most \u{2068}200\u{2069} characters") && field(&wrong, "artist") == "Queen");
    let rules = [("title", "Ball"), ("votes_per_hour", "0"), ("downs_per_hour", "many"), ("free_repeats", "on")];
    let wrong = host.wrong(&format!("{page}/rules"), &rules).await;
    assert!(
        wrong.contains("from \u{2068}1\u{2069} to \u{2068}1,000\u{2069}")
            && wrong.contains("from \u{2068}0\u{2069} to \u{2068}1,000\u{2069}")
    );
    assert_eq!((field(&wrong, "votes_per_hour"), field(&wrong, "downs_per_hour")), ("0", "many"));
    assert!(wrong.split("id=\"free_repeats\"").nth(1).unwrap().split('>').next().unwrap().contains("checked"));
    assert!(!wrong.split("id=\"shows_negative\"").nth(1).unwrap().split('>').next().unwrap().contains("checked"));
    let wrong =
        host.wrong(&format!("{page}/schedule"), &[("opens", "2026-11-27T20:00"), ("closes", "2026-11-27T20:00")]).await;
    assert!(wrong.contains("It must close later than it opens."));
    assert!(
        host.wrong(&format!("{page}/mark"), &[("track", "7"), ("mark", "played")]).await.contains("not there any more")
    );
    assert!(host.wrong(&format!("{page}/cohosts"), &[("cohost", "")]).await.contains("This can’t stay empty."));
}

#[tokio::test]
async fn voting_opens_and_closes_by_the_hosts_own_clock() {
    let database = database().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball").await;
    let schedule = format!("{page}/schedule");
    let times = [("opens", "2099-11-27T20:00"), ("closes", "2099-11-28T02:00"), ("clock", "-300")];
    let text = host.done(&schedule, &times).await;
    assert!(text.contains("Voting opens at \u{2068}2099-11-27 20:00\u{2069}."), "{text}");
    let api = reqwest::get(server.url("/api/events/1")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!(api["opens_at"], "2099-11-28T01:00:00Z");
    assert_eq!(field(&host.text(&page).await, "closes"), "2099-11-28T02:00", "the clock is remembered");
    let text = host.done(&format!("{page}/turn"), &[("turn", "close")]).await;
    assert!(text.contains("Voting has been closed since"), "though it was to open later");
    let closed = field(&text, "closes").to_owned();
    let before = reqwest::get(server.url("/api/events/1")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    host.done(&schedule, &[("opens", ""), ("closes", &closed), ("clock", "-300")]).await;
    let after = reqwest::get(server.url("/api/events/1")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!(before["closes_at"], after["closes_at"], "to the millisecond");
    host.done(&format!("{page}/turn"), &[("turn", "open")]).await;
    let open = reqwest::get(server.url("/api/events/1")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!((&open["opens_at"], &open["closes_at"]), (&serde_json::Value::Null, &serde_json::Value::Null));
}

#[tokio::test]
async fn tracks_come_in_by_name_from_the_library_and_as_lists_and_stand_as_the_host_says() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball").await;
    host.done(&format!("{page}/tracks"), &[("name", " Blue Monday "), ("artist", "New Order")]).await;
    let found = host.text(&format!("{page}?search=starm")).await;
    assert_eq!((hidden(&found, "name"), hidden(&found, "artist")), (vec!["Starman"], vec!["David Bowie"]));
    assert!(host.text(&format!("{page}?search=%25")).await.contains("nothing like"));
    host.done(&format!("{page}/tracks"), &[("name", "Starman"), ("artist", "David Bowie")]).await;
    let typed = multipart::Form::new().text("list", "Queen - Innuendo\nTitle only\n").text("file", "");
    let page_after = host.import(&format!("{page}/import"), typed).await.text().await.unwrap();
    assert!(
        page_after.contains("Added: \u{2068}2\u{2069}. In the line-up already: \u{2068}0\u{2069}."),
        "{page_after}"
    );
    let file = multipart::Part::text("name;artist\nBlue Monday;New Order\nNew;\n").file_name("list.csv");
    let page_after =
        host.import(&format!("{page}/import"), multipart::Form::new().text("list", "").part("file", file)).await;
    assert!(
        page_after
            .text()
            .await
            .unwrap()
            .contains("Added: \u{2068}1\u{2069}. In the line-up already: \u{2068}1\u{2069}.")
    );
    let wrong = host.import(&format!("{page}/import"), multipart::Form::new().text("list", "fine\nA - \n")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = wrong.text().await.unwrap();
    assert!(
        wrong.contains("Line \u{2068}2\u{2069}: \u{2068}the track has no name.\u{2069}")
            && wrong.contains("fine\nA - ")
    );
    for bytes in [vec![b'a'; 256 * 1024 + 1], vec![b'a'; 900 * 1024], vec![0xff]] {
        let file = multipart::Part::bytes(bytes).file_name("list.txt");
        let wrong = host.import(&format!("{page}/import"), multipart::Form::new().part("file", file)).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    let text = host.text(&page).await;
    let names: Vec<_> = standings(&text).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["Starman", "Blue Monday", "Innuendo", "Title only", "New"]);
    let ids: Vec<_> = text.split("<li id=\"track-").skip(1).map(|row| row.split('"').next().unwrap()).collect();
    for (track, mark) in [(ids[4], "playing"), (ids[3], "playing"), (ids[0], "hidden"), (ids[1], "remove")] {
        host.done(&format!("{page}/mark"), &[("track", track), ("mark", mark)]).await;
    }
    assert_eq!(
        standings(&host.text(&page).await),
        [("Title only", "playing"), ("Innuendo", "open"), ("New", "played"), ("Starman", "hidden")]
    );
}

#[tokio::test]
async fn a_cohosts_link_is_shown_once_and_opens_until_it_is_taken_back() {
    let database = database().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball").await;
    let text = host.done(&format!("{page}/cohosts"), &[("cohost", "Kim & Lee")]).await;
    let link = field(&text, "fresh").to_owned();
    assert!(!host.text(&page).await.contains(&link), "this once");
    let kim = Browser::new(&server);
    let path = link.strip_prefix(&server.url("")).unwrap();
    let entered = kim.get(path).await.text().await.unwrap();
    assert_eq!(field(&entered, "link"), link);
    assert!(!entered.contains("/host/revoke") && !entered.contains("/host/renew"), "that is for who made the event");
    assert_eq!(kim.send(&format!("{page}/renew"), &[]).await.status(), StatusCode::FORBIDDEN);
    kim.done(&format!("{page}/tracks"), &[("name", "Blue Monday")]).await;

    let cohost = hidden(&text, "cohost")[0];
    assert_eq!(kim.send(&format!("{page}/revoke"), &[("cohost", cohost)]).await.status(), StatusCode::FORBIDDEN);
    host.done(&format!("{page}/revoke"), &[("cohost", cohost)]).await;
    assert_eq!(kim.get(&page).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(kim.send(&format!("{page}/tracks"), &[("name", "Late")]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(Browser::new(&server).get(path).await.status(), StatusCode::NOT_FOUND);

    let old = field(&text, "link").to_owned();
    let renewed = host.done(&format!("{page}/renew"), &[]).await;
    assert_ne!(field(&renewed, "link"), old);
    let old = Browser::new(&server).get(old.strip_prefix(&server.url("")).unwrap()).await;
    assert_eq!(old.status(), StatusCode::NOT_FOUND);
    assert_eq!(host.get(&page).await.status(), StatusCode::OK, "the host has the new one");
}

#[tokio::test]
async fn what_guests_suggest_waits_on_the_page_and_the_settings_let_them() {
    let database = database().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball").await;
    let rules = [("title", "Ball at night"), ("votes_per_hour", "12"), ("takes_suggestions", "on")];
    let text = host.done(&format!("{page}/rules"), &rules).await;
    assert!(text.contains("The settings are saved.") && text.contains("Nothing waits."));
    let api = reqwest::get(server.url("/api/events/1")).await.unwrap().json::<serde_json::Value>().await.unwrap();
    assert_eq!(
        (&api["title"], &api["votes_per_hour"], &api["shows_negative"]),
        (&"Ball at night".into(), &12.into(), &false.into())
    );
    let voter = reqwest::Client::new().post(server.url("/api/voters")).send().await.unwrap();
    let token = voter.json::<serde_json::Value>().await.unwrap()["token"].as_str().unwrap().to_owned();
    for name in ["<b>Bold</b>", "Noise"] {
        let wish = host.client.post(server.url("/api/events/1/suggestions")).bearer_auth(&token);
        let kept = wish.json(&serde_json::json!({"name": name})).send().await.unwrap();
        assert_eq!(kept.status(), StatusCode::CREATED);
    }
    let text = host.text(&page).await;
    assert!(text.contains("&lt;b&gt;Bold&lt;/b&gt;") && !text.contains("<b>Bold"));
    let ids = hidden(&text, "suggestion");
    let answer = format!("{page}/suggestions");
    host.done(&answer, &[("suggestion", ids[0]), ("answer", "accept")]).await;
    let text_after = host.done(&answer, &[("suggestion", ids[1]), ("answer", "decline")]).await;
    assert_eq!(standings(&text_after), [("&lt;b&gt;Bold&lt;/b&gt;", "open")]);
    assert!(host.wrong(&answer, &[("suggestion", ids[1]), ("answer", "accept")]).await.contains("not there any more"));
}

#[tokio::test]
async fn a_guest_suggests_by_form_and_is_told_what_became_of_it() {
    let database = database().await;
    let server = database.serve().await;
    let (host, page) = Browser::host(&server, "Ball").await;
    let guest = Browser::new(&server);
    let path = "/events/1/suggestions";
    assert_eq!(guest.send(path, &[("name", "Starman")]).await.status(), StatusCode::FORBIDDEN, "nobody yet");
    guest.get("/events/1").await;
    assert_eq!(guest.send(path, &[("name", "Starman")]).await.status(), StatusCode::FORBIDDEN, "it takes none");
    host.done(&format!("{page}/rules"), &[("title", "Ball"), ("takes_suggestions", "on")]).await;
    let kept = guest.send(path, &[("name", " Starman "), ("artist", " ")]).await;
    assert_eq!(kept.status(), StatusCode::CREATED);
    assert!(kept.text().await.unwrap().contains("The hosts see your suggestion now."));
    assert_eq!(guest.send(path, &[("name", " ")]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(guest.send("/events/9/suggestions", &[("name", "x")]).await.status(), StatusCode::NOT_FOUND);
    let foreign = guest.client.post(server.url(path)).header(header::ORIGIN, "https://elsewhere.example");
    assert_eq!(foreign.form(&[("name", "Theirs")]).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    for name in ["Two", "Three"] {
        assert_eq!(guest.send(path, &[("name", name)]).await.status(), StatusCode::CREATED);
    }
    assert_eq!(guest.send(path, &[("name", "Four")]).await.status(), StatusCode::TOO_MANY_REQUESTS);
    host.done(&format!("{page}/turn"), &[("turn", "close")]).await;
    assert_eq!(guest.send(path, &[("name", "Late")]).await.status(), StatusCode::CONFLICT);
    let text = host.text(&page).await;
    assert_eq!(hidden(&text, "suggestion").len(), 3);
    assert!(text.contains(">Starman<"));
}
