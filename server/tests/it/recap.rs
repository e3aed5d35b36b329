//! The recap of a night, against the log that it sums up.

use crate::support::{Database, Server, database, soon};
use reqwest::{Response, StatusCode, header};
use resvg::tiny_skia::Pixmap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn get(server: &Server, path: &str) -> Response {
    soon(reqwest::get(server.url(path))).await.unwrap()
}

async fn recap(server: &Server, event: i32) -> Value {
    let answer = get(server, &format!("/api/events/{event}/recap")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

/// Its page, without the marks that keep what is read in different directions apart.
async fn page(server: &Server, event: i32) -> String {
    let answer = get(server, &format!("/events/{event}/recap")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.unwrap().replace(['\u{2068}', '\u{2069}'], "")
}

/// Votes up, down, changed, withdrawn, of known and unknown voters and repeated, at all hours of a night, at random.
async fn vote_at_random(database: &Database, votes: u32) {
    database
        .sql(&format!(
            "select setseed(0.42);
             insert into event_vote (event_id, track_id, is_positive, voter_id, adds, cast_at)
             select 1, 1 + floor(random() * 3)::int, case when voter is null or adds or random() < 0.8 then random() < 0.6 end,
                    voter, adds and voter is not null, timestamptz '2026-11-20 20:00Z' + random() * interval '5 hours'
               from (select case when random() < 0.8
                                 then ('00000000-0000-4000-8000-' || lpad(floor(random() * 40)::text, 12, '0'))::uuid
                            end as voter, random() < 0.1 as adds
                       from generate_series(1, {votes})) cast_votes"
        ))
        .await;
}

/// What the exported rows add up to: for each track voices up and down, and votes that were ever cast.
async fn exported(server: &Server, event: i32) -> BTreeMap<i64, (i64, i64, i64)> {
    let csv = get(server, &format!("/api/events/{event}/votes.csv")).await.text().await.unwrap();
    let mut sums = BTreeMap::<i64, (i64, i64, i64)>::new();
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        let row = row.unwrap();
        let (up, down, cast) = sums.entry(row[2].parse().unwrap()).or_default();
        let one = |field: &str, said: &str| i64::from(field == said);
        *up += one(&row[5], "true") - one(&row[6], "true");
        *down += one(&row[5], "false") - one(&row[6], "false");
        *cast += i64::from(!row[5].is_empty());
    }
    sums
}

fn sums(rows: &Value) -> (i64, i64, i64) {
    let sum = |field: &str| rows[field].as_i64().unwrap();
    (sum("up"), sum("down"), sum("cast"))
}

#[tokio::test]
async fn a_recap_and_the_exported_rows_agree_to_the_vote() {
    let database = database().await.with_catalog().await;
    vote_at_random(&database, 3_000).await;
    let server = database.serve().await;
    let (recap, exported) = (recap(&server, 1).await, exported(&server, 1).await);
    let tracks = recap["tracks"].as_array().unwrap();
    let told: BTreeMap<_, _> = tracks.iter().map(|track| (track["id"].as_i64().unwrap(), sums(track))).collect();
    assert_eq!(told, exported);
    let cast: i64 = exported.values().map(|(.., cast)| cast).sum();
    assert_eq!(recap["cast"], cast);
    let course = &recap["course"];
    let bars = course["bars"].as_array().unwrap();
    let drawn: i64 = bars.iter().map(|bar| bar["up"].as_i64().unwrap() + bar["down"].as_i64().unwrap()).sum();
    assert!(drawn == cast && bars.len() <= 60 && course["astray"] == 0, "{drawn} of {cast}");
    for racer in course["race"].as_array().unwrap() {
        let (up, down, _) = exported[&racer["track"].as_i64().unwrap()];
        assert_eq!(racer["scores"].as_array().unwrap().last().unwrap(), up - down);
    }
    let scores: Vec<_> =
        tracks.iter().map(|track| track["up"].as_i64().unwrap() - track["down"].as_i64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let mut connection = database.connect().await;
    let (voters, unknown): (i64, i64) =
        sqlx::query_as("select count(distinct voter_id), count(*) filter (where voter_id is null) from event_vote")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!((recap["voters"].as_i64().unwrap(), recap["unknown"].as_i64().unwrap()), (voters, unknown));
}

#[tokio::test]
async fn a_line_of_the_race_is_of_the_track_it_says_even_where_others_above_it_were_never_voted_on() {
    let database = database().await.with_catalog().await;
    let votes =
        "insert into event_vote (event_id, track_id, is_positive) values (1, 3, false), (1, 3, false), (1, 2, true)";
    database.sql(votes).await;
    let server = database.serve().await;
    let recap = recap(&server, 1).await;
    let ranks: Vec<_> = recap["tracks"].as_array().unwrap().iter().map(|track| track["id"].as_i64()).collect();
    assert_eq!(ranks, [Some(2), Some(1), Some(3)]);
    let last = |racer: &Value| (racer["track"].as_i64(), racer["scores"].as_array().unwrap().last().unwrap().as_i64());
    let ends: Vec<_> = recap["course"]["race"].as_array().unwrap().iter().map(last).collect();
    assert_eq!(ends, [(Some(2), Some(1)), (Some(3), Some(-2))]);
    let page = page(&server, 1).await;
    let key = page.split(r#"class="key""#).nth(1).unwrap().split("</ol>").next().unwrap();
    for (name, is_named) in [("Heroes", false), ("Starman", true), ("Changes", true)] {
        assert_eq!(key.contains(name), is_named, "{name}: {key}");
    }
}

#[tokio::test]
async fn a_hidden_track_counts_and_is_not_named() {
    let database = database().await.with_catalog().await;
    vote_at_random(&database, 300).await;
    database.sql("update event_track set standing = 'hidden' where (event_id, track_id) = (1, 2)").await;
    let server = database.serve().await;
    let (recap, exported) = (recap(&server, 1).await, exported(&server, 1).await);
    assert_eq!((sums(&recap["hidden"]), &recap["hidden"]["tracks"]), (exported[&2], &json!(1)));
    assert!(!recap.to_string().contains("Starman"));
    let page = page(&server, 1).await;
    assert!(!page.contains("Starman") && page.contains("1 hidden track") && page.contains("Heroes"), "{page}");
}

#[tokio::test]
async fn an_event_without_votes_has_a_page_and_a_picture_and_an_unknown_one_has_none() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let recap = recap(&server, 1).await;
    assert_eq!(
        (&recap["cast"], &recap["course"], recap["tracks"].as_array().unwrap().len()),
        (&json!(0), &Value::Null, 3)
    );
    assert!(page(&server, 1).await.contains("Nobody has voted yet"));
    assert_eq!(get(&server, "/events/1/recap.png").await.status(), StatusCode::OK);
    for path in ["/events/9/recap", "/events/x/recap", "/events/9/recap.png", "/api/events/9/recap"] {
        assert_eq!(get(&server, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn nights_of_any_length_are_drawn_and_wrong_clocks_squeeze_none() {
    let database = database().await.with_catalog().await;
    let insert = "insert into event_vote (event_id, track_id, is_positive, cast_at)";
    let night = "timestamptz '2026-11-20 20:00Z'";
    database
        .sql(&format!(
            "{insert} select 1, 1, true, {night} + nth * interval '1 second' from generate_series(0, 59) nth;
             {insert} values (1, 1, true, 'infinity'), (1, 2, false, '-infinity'), (1, 1, true, '1970-01-01'),
                             (1, 2, true, '250000-01-01'), (1, 1, true, '4000-01-01 BC');
             {insert} select 2, 3, true, {night} + nth * interval '7 minutes' from generate_series(0, 4300) nth"
        ))
        .await;
    let server = database.serve().await;
    let minute = recap(&server, 1).await;
    assert_eq!(
        (&minute["course"]["step"], &minute["course"]["astray"], &minute["cast"]),
        (&json!(10), &json!(5), &json!(65))
    );
    assert_eq!(minute["course"]["bars"].as_array().unwrap().len(), 6);
    assert_eq!(minute["course"]["race"][0]["scores"].as_array().unwrap().last().unwrap(), 63);
    let weeks = recap(&server, 2).await;
    assert_eq!((&weeks["course"]["step"], &weeks["course"]["astray"]), (&json!(43_200), &json!(0)));
    assert_eq!(weeks["course"]["first"], "2026-11-20T20:00:00Z");
    assert!(
        page(&server, 1).await.contains("5 votes have a time too far") && page(&server, 2).await.contains("20 d 21 h")
    );
}

#[tokio::test]
async fn hundreds_of_tracks_are_named_and_the_rest_summed_up() {
    let database = database().await.with_catalog().await;
    database
        .sql(
            "insert into event_event (id, title) values (7, 'Long');
             insert into music_track (id, name) select nth, 'Number ' || nth from generate_series(1001, 1520) nth;
             insert into event_track (event_id, track_id) select 7, nth from generate_series(1001, 1520) nth;
             insert into event_vote (event_id, track_id, is_positive)
             select 7, track, true from generate_series(1001, 1520) track, generate_series(1001, track)",
        )
        .await;
    let server = database.serve().await;
    let recap = recap(&server, 7).await;
    assert_eq!((recap["tracks"].as_array().unwrap().len(), &recap["tracks"][0]["up"]), (500, &json!(520)));
    assert_eq!((&recap["others"]["tracks"], &recap["others"]["up"]), (&json!(20), &json!(210)));
    assert_eq!(recap["cast"], 520 * 521 / 2);
    assert!(page(&server, 7).await.contains("505 more tracks"));
}

#[tokio::test]
async fn chats_get_a_picture_of_their_size_and_its_address() {
    let database = database().await.with_catalog().await;
    vote_at_random(&database, 200).await;
    let odd =
        r#"update event_event set title = E'<b>&"\u0001 عيد ميلاد 誕生日 🎉 ' || repeat('long ', 40) where id = 1"#;
    database.sql(odd).await;
    let said = |serve: &mut server::config::Serve| serve.public_url = Some("https://vote.example".parse().unwrap());
    let server = Database::serve_as(&database.options, said).await;
    let answer = get(&server, "/events/1/recap.png").await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=60");
    let tag = answer.headers()[header::ETAG].clone();
    let picture = Pixmap::decode_png(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (1_200, 630));
    let colours: std::collections::BTreeSet<_> = picture.pixels().iter().map(|pixel| pixel.red()).collect();
    assert!(colours.len() > 50, "something is drawn");
    let again = reqwest::Client::new().get(server.url("/events/1/recap.png")).header(header::IF_NONE_MATCH, tag);
    assert_eq!(soon(again.send()).await.unwrap().status(), StatusCode::NOT_MODIFIED);
    let page = page(&server, 1).await;
    assert!(page.contains(r#"content="https://vote.example/events/1/recap.png""#) && !page.contains("<b>&"), "{page}");
}
