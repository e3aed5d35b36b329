//! The doctor finds what is broken, says what to do about it, and finds nothing where nothing is.

use crate::support::{Database, Directory, database, program::run};
use embedded::{Cluster, ClusterOptions};
use sqlx::postgres::PgConnectOptions;
use std::{net::TcpListener, sync::Arc};

/// What it prints, and whether it is content.
async fn doctor(options: &PgConnectOptions, arguments: &[&str]) -> (String, bool) {
    let mut all = vec!["doctor", "--listen", "127.0.0.1:0"];
    all.extend(arguments);
    let output = run(options, &all).await;
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

/// The line that begins like this.
fn line<'a>(report: &'a str, begins: &str) -> &'a str {
    report.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("no {begins} in:\n{report}"))
}

#[tokio::test]
async fn where_nothing_is_broken_it_finds_nothing() {
    let directory = Directory::new("doctor");
    let cluster = Cluster::start(&directory.0, &ClusterOptions::default()).await.unwrap();
    let database = Database::empty(Arc::new(cluster)).await;
    database.store.migrate().await.unwrap();
    let (report, is_content) =
        doctor(&database.options, &["--public-url", "https://vote.example", "--trusted-proxies", "127.0.0.1"]).await;
    assert!(is_content && !report.contains("FAIL"), "{report}");
    for check in [
        "built pages",
        "open files",
        "address",
        "public URL",
        "database",
        "encoding",
        "durability",
        "connections",
        "clock",
        "announcements",
        "schema",
        "rights",
        "triggers",
        "functions",
        "indexes",
        "listening",
    ] {
        assert!(report.lines().any(|line| line[6..].starts_with(&format!("{check}: "))), "{check}: {report}");
    }
    line(&report, "ok    listening: an announcement came round");
}

#[tokio::test]
async fn it_names_what_was_altered_in_the_schema() {
    for (broken, found) in [
        ("alter table event_vote disable trigger event_vote_announce", "triggers: event_vote_announce is switched off"),
        ("drop trigger event_vote_no_delete on event_vote", "triggers: event_vote_no_delete is missing"),
        (
            "drop trigger event_vote_ring on event_vote;
             create trigger event_vote_ring after update on event_vote for each statement execute function event_vote_ring()",
            "triggers: event_vote_ring is altered",
        ),
        (
            "drop trigger event_vote_take_turn on event_vote;
             create trigger event_vote_take_turn before insert on event_vote for each row
                 when (new.voter_id is not null) execute function event_vote_take_turn()",
            "triggers: event_vote_take_turn is altered",
        ),
        (
            "create or replace function event_vote_ring() returns trigger language plpgsql as $$ begin return null; end $$",
            "functions: event_vote_ring is altered",
        ),
        ("drop function event_vote_cast", "functions: event_vote_cast is missing"),
        ("drop index event_vote_event", "indexes: event_vote_event is missing or not valid"),
        ("update pg_index set indisvalid = false where indexrelid = 'realtime_xid'::regclass", "indexes: realtime_xid is missing"),
        ("delete from _sqlx_migrations where version = 7", "schema: 1 migrations are missing; run `partysense migrate`"),
        ("update _sqlx_migrations set checksum = '' where version = 2", "schema: 1 migrations are missing"),
        (
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'of a later version', true, '', 0)",
            "schema: the schema is newer than this program",
        ),
        (
            "alter table partysense_server disable trigger partysense_server_ring_once",
            "listening: no announcement came round",
        ),
    ] {
        let database = database().await;
        database.sql(broken).await;
        let (report, is_content) = doctor(&database.options, &[]).await;
        line(&report, &format!("FAIL  {found}"));
        assert!(!is_content);
    }
}

#[tokio::test]
async fn it_names_what_is_wrong_around_the_schema() {
    let database = database().await;
    // The tests' own cluster forgets in a crash, and is quick.
    let (report, is_content) = doctor(&database.options, &["--public-url", "http://vote.example"]).await;
    line(&report, "FAIL  durability: fsync or full_page_writes is off");
    line(&report, "WARN  public URL: http://vote.example: without https");
    assert!(!is_content);
    let (report, _) = doctor(&database.options, &["--public-url", "https://vote.example"]).await;
    assert!(line(&report, "WARN  public URL: https://vote.example, ").contains("set --trusted-proxies"));

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (report, _) = doctor(&database.options, &["--plain-listen", &address, "--database-connections", "999"]).await;
    line(&report, &format!("WARN  address for plain clients: {address} is in use"));
    assert!(line(&report, "WARN  connections: ").contains("lower --database-connections"));

    let name = format!("{}_latin", database.options.get_database().unwrap());
    database.sql(&format!("create database {name} template template0 encoding 'LATIN1' locale 'C'")).await;
    let (report, _) = doctor(&database.options.clone().database(&name), &[]).await;
    line(&report, "FAIL  encoding: LATIN1");
    line(&report, "FAIL  schema: ");

    let (report, is_content) = doctor(&database.options.clone().socket("/nonexistent"), &[]).await;
    line(&report, "FAIL  database: ");
    assert!(!is_content);
}
