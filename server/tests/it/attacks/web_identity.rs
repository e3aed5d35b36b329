//! Somebody who would be another voter, or a host: forged, cut, stolen and replayed cookies and tokens, over two servers.

use crate::support::{Database, Directory, Server, database, soon, until};
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use server::store::cookie_keys::Rotation;

/// A voter's cookie as a page gives it, and as the token that it is.
async fn voter(server: &Server) -> String {
    let page = reqwest::get(server.url("/")).await.unwrap();
    let cookie = page.headers()[header::SET_COOKIE].to_str().unwrap();
    let value = cookie.strip_prefix("voter=").unwrap().split(';').next().unwrap();
    value.replace("%3D", "=").replace("%2F", "/").replace("%2B", "+")
}

/// What becomes of a vote with that cookie, and with that token.
async fn cast(server: &Server, voter: &str) -> [u16; 2] {
    let url = server.url("/api/events/1/votes");
    let post = || Client::new().post(&url).json(&json!({"track": 1, "up": true}));
    let by_cookie = post().header(header::COOKIE, format!("voter={voter}")).send().await.unwrap().status().as_u16();
    // Whatever a header can't hold is sent as a cookie alone.
    let by_token = match header::HeaderValue::from_str(&format!("Bearer {voter}")) {
        Ok(token) => post().header(header::AUTHORIZATION, token).send().await.unwrap().status().as_u16(),
        Err(_) => by_cookie,
    };
    [by_cookie, by_token]
}

/// The cookie that a page gives to who comes with one, if any.
async fn given(server: &Server, voter: &str) -> Option<String> {
    let request = Client::new().get(server.url("/")).header(header::COOKIE, format!("voter={voter}"));
    let page = request.send().await.unwrap();
    page.headers().get(header::SET_COOKIE).map(|cookie| cookie.to_str().unwrap().to_owned())
}

/// Lets time pass for the keys.
async fn later(database: &Database, interval: &str) {
    database
        .sql(&format!(
            "update partysense_cookie_key set created_at = created_at - interval '{interval}';
             select pg_notify('doorbell_keys', '')"
        ))
        .await;
}

async fn keys(database: &Database) -> Vec<i32> {
    let keys = sqlx::query_scalar("select id from partysense_cookie_key order by id");
    keys.fetch_all(&mut database.connect().await).await.unwrap()
}

#[tokio::test]
async fn whatever_we_did_not_sign_is_nobody() {
    let database = database().await.with_catalog().await;
    let elsewhere = crate::support::database().await.with_catalog().await;
    let (server, stranger) = (database.serve().await, elsewhere.serve().await);
    let ours = voter(&server).await;
    let (signature, id) = ours.split_at(44);
    let other = voter(&server).await;
    let theirs = voter(&stranger).await;
    assert_eq!(cast(&server, &ours).await, [201, 201]);
    let mut forged: Vec<String> = vec![
        String::new(),
        id.into(),
        uuid::Uuid::nil().to_string(),
        other[44..].into(),
        format!("{signature}{}", &other[44..]),
        format!("{}{id}", &other[..44]),
        format!("{id}{signature}"),
        format!("{}={id}", "A".repeat(43)),
        theirs,
        ours.to_uppercase(),
        format!("{ours}0"),
        format!("{ours};{ours}"),
        format!("\"{ours}\""),
        format!("{ours}' or '1'='1"),
        "\u{e9}".repeat(22),
        "%00".repeat(30),
        "A".repeat(3_000),
    ];
    forged.extend((0..ours.len()).map(|end| ours[..end].to_owned()));
    for forged in forged {
        // Behind a semicolon another cookie begins.
        let cookie_is_ours = forged == format!("{ours};{ours}");
        let [by_cookie, by_token] = cast(&server, &forged).await;
        assert_eq!((by_cookie == 201, by_token), (cookie_is_ours, 401), "{forged}");
    }
    for name in ["host_1", "language", "clock", "fresh", "Voter", "voter2"] {
        let request = Client::new().post(server.url("/api/events/1/votes")).json(&json!({"track": 1, "up": true}));
        let answer = request.header(header::COOKIE, format!("{name}={ours}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "signed, as {name}");
    }
    let request = Client::new().get(server.url("/events/1/host")).header(header::COOKIE, format!("host_1={ours}"));
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "a voter's name is no host's key");
}

#[tokio::test]
async fn a_new_key_signs_once_all_servers_know_it_and_nobody_becomes_another_voter() {
    let database = database().await.with_catalog().await;
    let (one, two) = (database.serve().await, database.serve().await);
    let ours = voter(&one).await;
    database.store.rotate_cookie_keys(Rotation::Keep).await.unwrap();
    assert_eq!(keys(&database).await, [1, 2]);
    assert_eq!(voter(&two).await.len(), ours.len());
    assert!(given(&two, &ours).await.is_none(), "the new one does not sign yet");
    later(&database, "3 minutes").await;
    for server in [&one, &two] {
        until(async || given(server, &ours).await.is_some()).await;
        assert_eq!(cast(server, &ours).await, [201, 201], "what the old one signed is believed");
        let renewed = given(server, &ours).await.unwrap();
        assert!(
            renewed.contains(&ours[44..]) && !renewed.contains(&ours[..40]),
            "the same voter, signed anew: {renewed}"
        );
        assert!(
            renewed.contains("HttpOnly") && renewed.contains("SameSite=Lax") && renewed.contains("Max-Age=34560000")
        );
    }
    let renewed = voter(&one).await;
    assert!(given(&two, &renewed).await.is_none() && cast(&two, &renewed).await == [201, 201]);
    let mut connection = database.connect().await;
    let voters: i64 =
        sqlx::query_scalar("select count(distinct voter_id) from event_vote").fetch_one(&mut connection).await.unwrap();
    assert_eq!(voters, 2);
}

#[tokio::test]
async fn keys_are_made_every_90_days_and_forgotten_when_no_cookie_can_live_any_more() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let ours = voter(&server).await;
    later(&database, "91 days").await;
    until(async || keys(&database).await == [1, 2]).await;
    for expected in
        [vec![1, 2, 3], vec![1, 2, 3, 4], vec![1, 2, 3, 4, 5], vec![1, 2, 3, 4, 5, 6], vec![2, 3, 4, 5, 6, 7]]
    {
        assert_eq!(cast(&server, &ours).await, [201, 201]);
        later(&database, "91 days").await;
        until(async || keys(&database).await == expected).await;
    }
    until(async || cast(&server, &ours).await == [401, 401]).await;
    assert_eq!(
        database.serve().await.service.address().port() > 0,
        keys(&database).await.len() == 6,
        "a start adds none"
    );
}

#[tokio::test]
async fn after_an_emergency_no_stolen_key_signs_for_anybody() {
    let database = database().await.with_catalog().await;
    let (one, two) = (database.serve().await, database.serve().await);
    let stolen = voter(&one).await;
    assert_eq!(cast(&two, &stolen).await, [201, 201]);
    database.store.rotate_cookie_keys(Rotation::Revoke).await.unwrap();
    for server in [&one, &two] {
        until(async || cast(server, &stolen).await == [401, 401]).await;
        assert!(given(server, &stolen).await.is_some(), "whoever comes with it is a new voter");
    }
    let fresh = voter(&one).await;
    assert_eq!(cast(&two, &fresh).await, [201, 201]);
    assert_eq!(keys(&database).await.len(), 1);
}

#[tokio::test]
async fn the_command_rotates_keys_of_servers_that_run() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    let stolen = voter(&server).await;
    let url = database.url("anything");
    let directory = Directory::new("rotate");
    let rotate = async |more: &[&str]| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_partysense"));
        let command =
            command.arg("rotate-keys").args(more).arg("--data-dir").arg(&directory.0).env("DATABASE_URL", &url);
        let output = soon(command.output()).await.unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(rotate(&[]).await.contains("still believed"));
    assert_eq!((keys(&database).await.len(), cast(&server, &stolen).await), (2, [201, 201]));
    assert!(rotate(&["--revoke"]).await.contains("new voter"));
    until(async || cast(&server, &stolen).await == [401, 401]).await;
    assert_eq!(keys(&database).await.len(), 1);
}

#[tokio::test]
async fn neither_part_of_a_hosts_key_nor_its_hash_opens_anything() {
    use sha2::{Digest, Sha256};
    let database = database().await;
    let server = database.serve().await;
    let client = Client::new();
    let made = client.post(server.url("/api/events")).json(&json!({"title": "Mine"})).send().await.unwrap();
    let key = made.json::<Value>().await.unwrap()["host_key"].as_str().unwrap().to_owned();
    let change = async |key: &str| {
        let request = client.patch(server.url("/api/events/1")).bearer_auth(key).json(&json!({"title": "Theirs"}));
        request.send().await.unwrap().status().as_u16()
    };
    let hash = Sha256::digest(&key);
    let hexadecimal: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut last = key.clone();
    let end = if last.pop() == Some('A') { 'E' } else { 'A' };
    last.push(end);
    let swapped: String =
        key.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c }).collect();
    for wrong in [
        &hexadecimal,
        &format!("\\x{hexadecimal}"),
        &last,
        &swapped,
        &key[1..],
        &key[..42],
        &format!("{key}="),
        "%",
        "' or true --",
    ] {
        assert_eq!(change(wrong).await, 403, "{wrong}");
        let link = client.get(server.url("/h/")).build().unwrap().url().join(&wrong.replace('%', "%25")).unwrap();
        assert_eq!(client.get(link).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(change(&key).await, 200);
}
