//! The log of the real program, and the ids by which one finds a request in it.

use crate::support::{database, program::Program};
use serde_json::Value;

#[tokio::test]
async fn a_request_is_one_line_of_json_that_has_its_id() {
    let database = database().await.with_catalog().await;
    let mut program = Program::serve(&database.options, &["--log-format", "json", "--log", "info,access=debug"]).await;
    let request = reqwest::Client::new().get(program.url("/api/events/77?x=1"));
    let answer = request.header("x-request-id", "proxy-1.a_B").header("cookie", "secret=4711").send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], "proxy-1.a_B");
    assert_eq!(answer.json::<Value>().await.unwrap()["request_id"], "proxy-1.a_B");
    let line = program.logged("proxy-1.a_B").await;
    let said: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&said["target"], &said["route"], &said["status"]),
        (&"access".into(), &"/api/events/{id}".into(), &404.into())
    );
    let span = &said["spans"][0];
    assert_eq!(
        (&span["id"], &span["method"], &span["name"]),
        (&"proxy-1.a_B".into(), &"GET".into(), &"request".into())
    );
    assert!(!line.contains("4711"), "{line}");
}

#[tokio::test]
async fn an_id_that_nobody_gave_or_that_is_none_is_made() {
    let database = database().await;
    let server = database.serve().await;
    let client = reqwest::Client::new();
    for given in [None, Some("two words"), Some("\"><script>"), Some(&*"x".repeat(65))] {
        let mut request = client.get(server.url("/healthz"));
        if let Some(given) = given {
            request = request.header("x-request-id", given);
        }
        let made = request.send().await.unwrap().headers()["x-request-id"].to_str().unwrap().to_owned();
        assert!(uuid::Uuid::try_parse(&made).is_ok(), "{made}");
    }
    server.service.stop().await;
}

#[tokio::test]
async fn the_limit_of_open_files_is_raised_and_told() {
    let database = database().await;
    let mut program = Program::serve(&database.options, &[]).await;
    let line = program.logged("open files").await;
    let text = reqwest::get(program.url("/metrics")).await.unwrap().text().await.unwrap();
    let limit = text.lines().find_map(|line| line.strip_prefix("process_max_fds ")).unwrap().parse::<f64>().unwrap();
    let (_, hard) = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE).unwrap();
    assert_eq!(limit, hard as f64);
    assert!(line.contains(&format!("limit={hard}")), "{line}");
}
