//! Line-ups over the API: how tracks stand, lists of them, and what the library finds.

use super::{Program, problem};
use crate::support::{database, soon};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

fn standings(line_up: &Value) -> Vec<(i64, &str)> {
    let tracks = line_up["tracks"].as_array().unwrap();
    tracks.iter().map(|track| (track["id"].as_i64().unwrap(), track["standing"].as_str().unwrap())).collect()
}

async fn import(program: &Program<'_>, path: &str, kind: &str, text: impl Into<reqwest::Body>) -> Response {
    let request = program.request(Method::POST, &format!("{path}/tracks/import")).header(header::CONTENT_TYPE, kind);
    soon(request.body(text).send()).await.unwrap()
}

#[tokio::test]
async fn one_track_plays_at_a_time_and_what_is_hidden_only_hosts_see() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let tracks = format!("/events/{id}/tracks");
    for (name, artist) in
        [("\"Heroes\"", json!("David Bowie")), ("Starman", json!("David Bowie")), ("White label", json!(null))]
    {
        host.post(&tracks, json!({"name": name, "artist": artist})).await;
    }
    let mark = async |track: i64, standing: &str| {
        let answer = host.patch(&format!("{tracks}/{track}"), json!({"standing": standing})).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Value>().await.unwrap()
    };
    assert_eq!(mark(1, "hidden").await["played_at"], Value::Null);
    let first = mark(2, "playing").await;
    assert!(first["played_at"].is_string());
    assert_eq!(mark(2, "playing").await, first, "it began when it began");
    assert_eq!(mark(4, "playing").await["standing"], "playing");
    let guest = Program::new(&server);
    assert_eq!(standings(&guest.get(&tracks).await), [(2, "played"), (4, "playing")]);
    assert_eq!(standings(&host.get(&tracks).await), [(1, "hidden"), (2, "played"), (4, "playing")]);
    let elsewhere = Program::host(&server, json!({"title": "Mine"})).await.0;
    assert_eq!(standings(&elsewhere.get(&tracks).await), [(2, "played"), (4, "playing")]);
    assert_eq!(host.get(&tracks).await["tracks"][1]["played_at"], first["played_at"]);
    assert_eq!(mark(2, "open").await["played_at"], Value::Null, "it is yet to play");
    assert!(mark(1, "played").await["played_at"].is_string());

    let gone = host.patch(&format!("{tracks}/5"), json!({"standing": "open"})).await;
    assert_eq!(problem(gone).await, (404, "unknown-track".into()));
    assert_eq!(problem(host.patch(&format!("{tracks}/1"), json!({"standing": "loud"})).await).await.0, 422);
    let stranger = guest.patch(&format!("{tracks}/1"), json!({"standing": "open"})).await;
    assert_eq!(problem(stranger).await, (401, "no-host-key".into()));
    assert_eq!(problem(elsewhere.patch(&format!("{tracks}/1"), json!({"standing": "open"})).await).await.0, 403);
}

#[tokio::test]
async fn a_line_up_has_five_thousand_tracks_at_most() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    let listed = format!(
        "insert into music_track (id, name) select nth, 'Track ' || nth from generate_series(1, 4998) nth;
         alter table music_track alter id restart 4999;
         insert into event_track (event_id, track_id) select {id}, nth from generate_series(1, 4998) nth"
    );
    database.sql(&listed).await;
    let too_many = import(&host, &path, "text/plain", "One\nTwo\nThree").await;
    assert_eq!(problem(too_many).await, (409, "line-up-full".into()));
    assert_eq!(import(&host, &path, "text/plain", "One\nTrack 1").await.status(), StatusCode::OK);
    let tracks = format!("{path}/tracks");
    assert_eq!(host.post(&tracks, json!({"name": "Two"})).await.status(), StatusCode::CREATED);
    assert_eq!(problem(host.post(&tracks, json!({"name": "Three"})).await).await, (409, "line-up-full".into()));
    for name in ["Two", "Track 1"] {
        assert_eq!(
            host.post(&tracks, json!({"name": name})).await.status(),
            StatusCode::CREATED,
            "it is there already"
        );
    }
}

#[tokio::test]
async fn of_many_that_begin_at_the_same_moment_one_plays() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    assert_eq!(import(&host, &path, "text/plain", "a\nb\nc\nd\ne\nf").await.status(), StatusCode::OK);
    let ids: Vec<_> = standings(&host.get(&format!("{path}/tracks")).await).iter().map(|(id, _)| *id).collect();
    let starts =
        ids.iter().map(|track| host.patch_owned(format!("{path}/tracks/{track}"), json!({"standing": "playing"})));
    for answer in futures_util::future::join_all(starts).await {
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let line_up = host.get(&format!("{path}/tracks")).await;
    let count = |standing| standings(&line_up).iter().filter(|(_, stands)| *stands == standing).count();
    assert_eq!((count("playing"), count("played"), count("open")), (1, 5, 0));
}

#[tokio::test]
async fn a_list_goes_in_whole_and_each_track_once() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    host.post(&format!("{path}/tracks"), json!({"name": "Starman", "artist": "David Bowie"})).await;
    let list = "David Bowie - Starman\nDavid Bowie – Lazarus\nWhite label\n\nNobody – Something\nNobody – Else\nDavid Bowie - Lazarus\n";
    let added: Value = import(&host, &path, "text/plain; charset=utf-8", list).await.json().await.unwrap();
    assert_eq!(added, json!({"added": 4, "known": 1}));
    let again: Value =
        import(&host, &path, "text/csv", "artist,name\nDavid Bowie,Lazarus\n").await.json().await.unwrap();
    assert_eq!(again, json!({"added": 0, "known": 1}));
    let line_up = host.get(&format!("{path}/tracks")).await;
    let tracks: Vec<_> =
        line_up["tracks"].as_array().unwrap().iter().map(|track| json!([track["name"], track["artist"]])).collect();
    assert_eq!(
        tracks,
        [
            json!(["Starman", "David Bowie"]),
            json!(["White label", null]),
            json!(["Lazarus", "David Bowie"]),
            json!(["Something", "Nobody"]),
            json!(["Else", "Nobody"])
        ],
        "in the order of the list behind those that the library had"
    );
    let mut connection = database.connect().await;
    let artists: i64 =
        sqlx::query_scalar("select count(*) from music_artist").fetch_one(&mut connection).await.unwrap();
    assert_eq!(artists, 2, "each artist once");
}

#[tokio::test]
async fn a_list_with_a_mistake_adds_nothing_and_says_where_it_is() {
    let database = database().await;
    let server = database.serve().await;
    let (host, id) = Program::host(&server, json!({"title": "Sunday"})).await;
    let path = format!("/events/{id}");
    let wrong = import(&host, &path, "text/csv", "name,artist\nfine,x\n,y\n").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.json::<Value>().await.unwrap()["detail"], "line 3: the track has no name");
    for (kind, text, status) in [
        ("text/plain", "a\n".repeat(1_001).into_bytes(), 422),
        ("text/plain", vec![b'\n'; 10], 422),
        ("text/plain", vec![b'a'; 256 * 1024 + 1], 413),
        ("text/plain", vec![b'a', 0xff], 400),
        ("application/json", b"[]".to_vec(), 415),
    ] {
        assert_eq!(problem(import(&host, &path, kind, text).await).await.0, status, "{kind}");
    }
    let stranger = Program { token: Some("none".into()), ..Program::new(&server) };
    assert_eq!(problem(import(&stranger, &path, "text/plain", "\n").await).await, (403, "not-host".into()));
    assert_eq!(host.get(&format!("{path}/tracks")).await["tracks"], json!([]));
    let full = (0..1_000).map(|nth| format!("Artist {} - Title {nth}\n", nth % 7)).collect::<String>();
    assert_eq!(import(&host, &path, "text/plain", full).await.json::<Value>().await.unwrap()["added"], 1_000);
}

#[tokio::test]
async fn the_library_is_searched_by_name_and_artist_and_nothing_in_a_search_is_a_pattern() {
    let database = database().await;
    database
        .sql(
            r"insert into music_artist (id, name) values (1, 'Björk'), (2, '100% Pure');
              insert into music_track (name, artist_id) values
                  ('Jóga', 1), ('Hyperballad', 1), ('It''s Oh So Quiet', 1), ('under_score', 2), ('back\slash', null), ('underXscore', null);
              insert into music_track (name) select 'Filler ' || nth from generate_series(1, 30) nth",
        )
        .await;
    let server = database.serve().await;
    let program = Program::new(&server);
    let find = async |text: &str| {
        let path: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let answer = soon(program.request(Method::GET, &format!("/tracks?search={path}")).send()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{text}");
        let found = answer.json::<Value>().await.unwrap();
        found["tracks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|track| track["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("bjö").await, ["Hyperballad", "It's Oh So Quiet", "Jóga"]);
    assert_eq!(find("JÓG").await, ["Jóga"]);
    assert_eq!(find("100%").await, ["under_score"]);
    assert_eq!(find("r_s").await, ["under_score"]);
    assert_eq!(find(r"K\S").await, [r"back\slash"]);
    assert_eq!(find("%").await, ["under_score"]);
    assert_eq!(find("'; drop table music_track; --").await, [""; 0]);
    assert_eq!(find("filler").await.len(), 20);
    for search in ["", "%20", "a%00"] {
        let answer = soon(program.request(Method::GET, &format!("/tracks?search={search}")).send()).await.unwrap();
        assert_eq!(problem(answer).await.0, 400, "{search}");
    }
}
