//! Somebody who reads the logs, or listens to everything that others may hear: no key, no cookie, no voter and no password is
//! in any of it, whatever the level of the log.

use crate::support::{Database, Directory, browser::field, database, soon};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, header};
use serde_json::{Value, json};
use server::store::cookie_keys::Rotation;
use sha2::{Digest, Sha256};
use shared::{Ballot, Channel, ClientMessage, Direction, EventId, TrackId, codec, protocol::SUBPROTOCOL};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
    task::JoinHandle,
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use uuid::Uuid;

const PASSWORD: &str = "correct-horse-battery";

/// The real program at the highest level of its log, and all that it says.
struct Program {
    child: Child,
    url: String,
    log: JoinHandle<String>,
    _directory: Directory,
}

impl Program {
    async fn start(database: &Database) -> Self {
        let directory = Directory::new("secrecy");
        std::fs::create_dir_all(&directory.0).unwrap();
        let assets = r#"{"style":"/s","bare":"/s","still":"/s","script":"/s","wasm":"/s"}"#;
        std::fs::write(directory.0.join("assets.json"), assets).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_partysense"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--site-dir"]).arg(&directory.0);
        command
            .env("DATABASE_URL", database.url(PASSWORD))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut said = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut log = vec![];
            said.read_to_end(&mut log).await.unwrap();
            String::from_utf8_lossy(&log).into_owned()
        });
        let line = soon(BufReader::new(child.stdout.take().unwrap()).lines().next_line()).await.unwrap().unwrap();
        let url = line.split_whitespace().last().unwrap().to_owned();
        Self { child, url, log, _directory: directory }
    }

    fn at(&self, path: &str) -> String {
        self.url.clone() + path
    }

    /// All that it logged in its life.
    async fn log(mut self) -> String {
        let pid = nix::unistd::Pid::from_raw(self.child.id().unwrap().cast_signed());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(soon(self.child.wait()).await.unwrap().success());
        self.log.await.unwrap()
    }
}

/// What nobody may learn, by what it is; each in all the forms in which somebody might write it.
#[derive(Default)]
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn add(&mut self, what: &'static str, text: &str) {
        assert!(text.len() >= 16, "{what}: too short to be looked for: {text}");
        self.0.push((what, text.to_owned()));
    }

    fn add_bytes(&mut self, what: &'static str, bytes: &[u8]) {
        let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let listed = format!("{bytes:?}");
        for text in
            [&hexadecimal, &hexadecimal.to_uppercase(), listed.trim_matches(['[', ']']), &BASE64_STANDARD.encode(bytes)]
        {
            self.add(what, text);
        }
    }

    fn add_voter(&mut self, token: &str) {
        let id: Uuid = token[44..].parse().unwrap();
        self.add("a voter", &id.simple().to_string());
        self.add("a voter", &id.hyphenated().to_string());
        self.add_bytes("a voter", id.as_bytes());
        self.add("a voter's signature", &token[..43]);
        self.add("a voter's signature", &token[..43].replace('/', "%2F").replace('+', "%2B"));
    }

    fn add_host(&mut self, key: &str) {
        self.add("a host's key", key);
        self.add_bytes("the hash of a host's key", &Sha256::digest(key));
    }

    /// Whichever of them is told somewhere.
    fn are_kept_by(&self, told: &str, whose: &str) {
        for (what, secret) in &self.0 {
            let Some(place) = told.find(secret) else { continue };
            let line = told[..place].rfind('\n').map_or(0, |start| start + 1);
            panic!("{whose} tells {what}: {}", told[line..].lines().next().unwrap_or_default());
        }
    }
}

/// Votes in every way, as a voter of a browser's and as one with a token.
async fn vote(program: &Program, browser: &Client, secrets: &mut Secrets) {
    let page = browser.get(program.at("/events/1")).send().await.unwrap();
    let cookie = page.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let token = cookie.trim_start_matches("voter=").replace("%3D", "=").replace("%2F", "/").replace("%2B", "+");
    secrets.add_voter(&token);
    let form = browser.post(program.at("/events/1/votes")).header("origin", &program.url);
    form.form(&[("track", "1"), ("choice", "up")]).send().await.unwrap();
    let made: Value = browser.post(program.at("/api/voters")).send().await.unwrap().json().await.unwrap();
    let other = made["token"].as_str().unwrap().to_owned();
    secrets.add_voter(&other);
    for track in [2, 99] {
        let vote = Client::new().post(program.at("/api/events/1/votes")).bearer_auth(&other);
        vote.json(&json!({"track": track, "up": false})).send().await.unwrap();
    }
    let own = Client::new().get(program.at("/api/events/1/votes/own")).bearer_auth(&other).send().await.unwrap();
    assert_eq!(own.status(), 200);
    native(program, &cookie).await;
    let polling = program.at("/socket.io/?EIO=4&transport=polling");
    let open = browser.get(&polling).send().await.unwrap().text().await.unwrap();
    let sid = serde_json::from_str::<Value>(&open[1..]).unwrap()["sid"].as_str().unwrap().to_owned();
    let session = format!("{polling}&sid={sid}");
    let mut said = String::new();
    // Who speaks before it is let in is sent away.
    for (packet, answer) in [
        (format!("40{}", json!({"token": other})), "40{"),
        (r#"421["vote",{"event":1,"track":3,"up":true}]"#.to_owned(), "431["),
    ] {
        browser.post(&session).body(packet).send().await.unwrap();
        while !said.contains(answer) {
            let heard = soon(browser.get(&session).send()).await.unwrap();
            assert_eq!(heard.status(), 200);
            said += &heard.text().await.unwrap();
        }
    }
    secrets.are_kept_by(&said, "Socket.IO");
    // Its own client is told, and nobody else.
    secrets.add("a Socket.IO session", &sid);
}

async fn native(program: &Program, cookie: &str) {
    let mut request = program.at("/live").replace("http", "ws").into_client_request().unwrap();
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    let (mut socket, _) = connect_async(request).await.unwrap();
    let ballot = Ballot { id: Uuid::new_v4(), event: EventId(1), track: TrackId(3), choice: Some(Direction::Down) };
    for message in
        [ClientMessage::Watch { channel: Channel::Event(EventId(1)), since: None }, ClientMessage::Cast(ballot)]
    {
        socket.send(Message::binary(codec::encode_client(&message))).await.unwrap();
    }
    let answered = |message: &Message| {
        matches!(codec::decode_server(&message.clone().into_data()), Ok(shared::ServerMessage::Answer(..)))
    };
    while !answered(&soon(socket.next()).await.unwrap().unwrap()) {}
    socket.close(None).await.unwrap();
}

/// Makes an event, and does as hosts do.
async fn host(program: &Program, browser: &Client, secrets: &mut Secrets) {
    let post = async |path: &str, form: &[(&str, &str)]| {
        let request = browser.post(program.at(path)).header("origin", &program.url).form(form);
        request.send().await.unwrap().text().await.unwrap()
    };
    let page = post("/events", &[("title", "Mine")]).await;
    let key = field(&page, "link").rsplit('/').next().unwrap().to_owned();
    secrets.add_host(&key);
    let entered = Client::new().get(program.at(&format!("/h/{key}"))).send().await.unwrap();
    let page = entered.url().path().to_owned();
    Client::new().get(program.at(&format!("/h//{key}/?{key}"))).send().await.unwrap();
    post(&format!("{page}/tracks"), &[("name", "Starman")]).await;
    post(&format!("{page}/turn"), &[("turn", "close")]).await;
    post(&format!("{page}/schedule"), &[("opens", "soon")]).await;
    let shown = post(&format!("{page}/cohosts"), &[("cohost", "Kim")]).await;
    let links: Vec<_> = shown.split("/h/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let theirs = links.iter().find(|link| **link != key).unwrap();
    secrets.add_host(theirs);
    Client::new()
        .patch(program.at("/api/events/3"))
        .bearer_auth(&key)
        .json(&json!({"title": "Ours"}))
        .send()
        .await
        .unwrap();
    let renewed = post(&format!("{page}/renew"), &[]).await;
    secrets.add_host(field(&renewed, "link").rsplit('/').next().unwrap());
    assert!(post(&format!("{page}/turn"), &[("turn", "open")]).await.contains("Voting is open"), "it is still theirs");
}

async fn add_cookie_keys(database: &Database, secrets: &mut Secrets) {
    let keys = sqlx::query_scalar("select secret from partysense_cookie_key");
    let keys: Vec<Vec<u8>> = keys.fetch_all(&mut database.connect().await).await.unwrap();
    keys.iter().for_each(|key| secrets.add_bytes("a key of cookies", key));
}

#[tokio::test]
async fn neither_logs_nor_streams_nor_answers_tell_a_secret() {
    let database = database().await.with_catalog().await;
    let program = Program::start(&database).await;
    let mut secrets = Secrets::default();
    secrets.add("the database's password", PASSWORD);
    let (mut plain, _) = connect_async(program.at("/live").replace("http", "ws")).await.unwrap();
    plain.send(Message::text(r#"{"event":"ALL"}"#)).await.unwrap();
    let browser = Client::builder().cookie_store(true).build().unwrap();
    vote(&program, &browser, &mut secrets).await;
    host(&program, &browser, &mut secrets).await;
    add_cookie_keys(&database, &mut secrets).await;
    database.store.rotate_cookie_keys(Rotation::Keep).await.unwrap();
    add_cookie_keys(&database, &mut secrets).await;

    let mut heard = String::new();
    while heard.matches("\"tid\":").count() < 4 {
        heard += &soon(plain.next()).await.unwrap().unwrap().into_text().unwrap();
    }
    secrets.are_kept_by(&heard, "the plain stream");
    // Also to the voter and the host themselves.
    for path in [
        "/",
        "/events/1",
        "/events/1/wall",
        "/events/1/embed",
        "/events/1/recap",
        "/firehose",
        "/events/3",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/events",
        "/api/events/1",
        "/api/events/1/votes?since=",
        "/api/events/1/votes.csv",
        "/api/events/1/votes.ndjson",
        "/api/events/1/tally",
        "/api/events/1/recap",
        "/api/events/3/tracks",
        "/api/openapi.json",
    ] {
        let answer = browser.get(program.at(path)).send().await.unwrap();
        let head = format!("{:?}", answer.headers());
        secrets.are_kept_by(&(head + &answer.text().await.unwrap()), path);
    }
    // Statements that fail are logged, with what the database says.
    database.sql("alter table event_vote rename to elsewhere").await;
    let vote = browser
        .post(program.at("/events/1/votes"))
        .header("origin", &program.url)
        .form(&[("track", "2"), ("choice", "up")]);
    vote.send().await.unwrap();
    browser.get(program.at("/events/1")).send().await.unwrap();
    database.sql("alter table elsewhere rename to event_vote; alter table event_cohost rename to elsewhere").await;
    browser.get(program.at("/events/3/host")).send().await.unwrap();

    let log = program.log().await;
    for part in ["TRACE", "request", "/events/1/votes", "elsewhere"] {
        assert!(part == "elsewhere" || log.contains(part), "the log is not whole: no {part}");
    }
    secrets.are_kept_by(&log, "the log");
}

#[tokio::test]
async fn a_password_is_not_told_when_its_address_is_wrong() {
    let directory = Directory::new("password");
    for url in [
        format!("postgres://user:{PASSWORD}@127.0.0.1:port/db"),
        format!("mysql://user:{PASSWORD}@127.0.0.1/db"),
        format!("postgres://user:{PASSWORD}@127.0.0.1:1/db"),
        format!("postgres://user:{PASSWORD}@127.0.0.1:1/db?sslmode=perhaps"),
        format!("user:{PASSWORD}"),
    ] {
        for by_flag in [true, false] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_partysense"));
            command.args(["doctor", "--log", "trace", "--data-dir"]).arg(&directory.0).env_remove("DATABASE_URL");
            let command =
                if by_flag { command.args(["--database-url", &url]) } else { command.env("DATABASE_URL", &url) };
            let output = soon(command.output()).await.unwrap();
            assert!(!output.status.success());
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(!said.contains(PASSWORD) && !said.is_empty(), "{url}: {said}");
        }
    }
    let mut help = Command::new(env!("CARGO_BIN_EXE_partysense"));
    let help = help.arg("--help").env("DATABASE_URL", format!("postgres://user:{PASSWORD}@127.0.0.1/db"));
    assert!(!String::from_utf8_lossy(&help.output().await.unwrap().stdout).contains(PASSWORD));
}
