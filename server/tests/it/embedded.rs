//! The private Postgres, through the real program where its end is the point.

use crate::support::{Directory, soon};
use embedded::{Cluster, ClusterOptions, EmbeddedError};
use sqlx::{Connection, PgConnection};
use std::{fs, os::unix::fs::MetadataExt, path::PathBuf, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

fn program(directory: &Directory, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_partysense"));
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(&directory.0)
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Built pages, as far as the program wants to see them.
fn built_pages(directory: &Directory) -> PathBuf {
    let site = directory.0.with_extension("site");
    fs::create_dir_all(&site).unwrap();
    fs::write(site.join("assets.json"), r#"{"style":"/s","bare":"/s","still":"/s","script":"/s","wasm":"/s"}"#)
        .unwrap();
    site
}

/// Starts the server and waits for its line.
async fn serve(directory: &Directory) -> (Child, String) {
    let site = built_pages(directory);
    let mut child = program(directory, &["--listen", "127.0.0.1:0"]).arg("--site-dir").arg(&site).spawn().unwrap();
    let line = soon(BufReader::new(child.stdout.take().unwrap()).lines().next_line()).await.unwrap().unwrap();
    (child, line)
}

async fn count(directory: &Directory) -> i64 {
    let mut connection = PgConnection::connect_with(&Cluster::attach(&directory.0).unwrap()).await.unwrap();
    sqlx::query_scalar("select count(*) from event_event").fetch_one(&mut connection).await.unwrap()
}

fn stop(child: &Child) {
    let pid = nix::unistd::Pid::from_raw(child.id().unwrap().cast_signed());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
}

#[tokio::test]
async fn it_starts_stops_and_keeps_its_data() {
    let directory = Directory::new("keeps");
    let options = ClusterOptions::default();
    let cluster = Cluster::start(&directory.0, &options).await.unwrap();
    let mut connection = PgConnection::connect_with(&cluster.options().clone().database("postgres")).await.unwrap();
    sqlx::query("create table kept (n integer)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let second = Cluster::start(&directory.0, &options).await.unwrap_err();
    assert!(matches!(second, EmbeddedError::InUse(_)), "{second}");
    cluster.stop().await;
    assert!(!directory.0.join("postgres/postmaster.pid").exists(), "it was stopped in order");
    // What a crash of the whole machine leaves behind: the number is of no process, or of a stranger.
    for stale in ["999999999", "1"] {
        fs::write(directory.0.join("postgres/postmaster.pid"), format!("{stale}\n")).unwrap();
        let cluster = Cluster::start(&directory.0, &options).await.unwrap();
        let mut connection = PgConnection::connect_with(&cluster.options().clone().database("postgres")).await.unwrap();
        sqlx::query("insert into kept values (1)").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        cluster.stop().await;
    }
}

#[tokio::test]
async fn root_leaves_a_directory_of_another_user_as_it_was() {
    if !nix::unistd::Uid::effective().is_root() {
        // Only root can hand a folder to another user, and only root could take it away.
        return;
    }
    const SERVICE: u32 = 54_321;
    let directory = Directory::new("foreign");
    let run = directory.0.join("run");
    fs::create_dir_all(&run).unwrap();
    for folder in [&directory.0, &run] {
        std::os::unix::fs::chown(folder, Some(SERVICE), Some(SERVICE)).unwrap();
    }
    let refused = Cluster::start(&directory.0, &ClusterOptions::default()).await.unwrap_err();
    assert!(matches!(&refused, EmbeddedError::Foreign { .. }), "{refused}");
    assert!(refused.to_string().contains(&format!("runuser -u {SERVICE} -- ")), "{refused}");
    let doctor = program(&directory, &["doctor", "--listen", "127.0.0.1:0"]).output().await.unwrap();
    let report = String::from_utf8(doctor.stdout).unwrap();
    assert!(report.lines().any(|line| line.starts_with("FAIL  database: ") && line.contains("runuser")), "{report}");
    let left: Vec<_> = fs::read_dir(&directory.0).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["run"], "nothing was made");
    assert_eq!(fs::metadata(&run).unwrap().uid(), SERVICE, "nothing was taken");
}

#[tokio::test]
async fn systemd_is_told_when_the_program_serves() {
    let directory = Directory::new("notify");
    let beside = tempfile::tempdir().unwrap();
    let path = beside.path().join("notify");
    let told = tokio::net::UnixDatagram::bind(&path).unwrap();
    let site = built_pages(&directory);
    let mut server = program(&directory, &["--listen", "127.0.0.1:0"])
        .arg("--site-dir")
        .arg(&site)
        .env("NOTIFY_SOCKET", &path)
        .spawn()
        .unwrap();
    let mut said = [0; 64];
    let length = soon(told.recv(&mut said)).await.unwrap();
    assert_eq!(said[..length].trim_ascii_end(), b"READY=1");
    let line = BufReader::new(server.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    assert!(line.starts_with("partysense serves http://"), "it served already: {line}");
    stop(&server);
    assert!(soon(server.wait()).await.unwrap().success());
}

#[tokio::test]
async fn the_program_serves_stops_in_order_and_starts_again_after_a_kill() {
    let directory = Directory::new("program");
    let (mut server, line) = serve(&directory).await;
    assert!(line.starts_with("partysense serves http://127.0.0.1:"), "{line}");
    let demo = program(&directory, &["demo"]).output().await.unwrap();
    assert!(demo.status.success(), "{demo:?}");
    assert_eq!(count(&directory).await, 3);
    let second = program(&directory, &["--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).output().await.unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(
        !second.status.success() && said.contains("another partysense already uses") && said.lines().count() == 1,
        "{said}"
    );

    // Killed, it leaves its Postgres running; the next one takes it over, and ends it.
    server.kill().await.unwrap();
    let (mut server, _) = serve(&directory).await;
    assert_eq!(count(&directory).await, 3);
    stop(&server);
    assert!(soon(server.wait()).await.unwrap().success());
    assert!(!directory.0.join("postgres/postmaster.pid").exists(), "the adopted Postgres was stopped");
    let crowd = program(&directory, &["demo", "--crowd", "60"]).stderr(Stdio::piped()).output().await.unwrap();
    assert!(String::from_utf8(crowd.stderr).unwrap().contains("start `partysense serve` first"));
}

#[tokio::test]
async fn a_private_postgres_that_crashes_ends_the_program_which_starts_again() {
    let directory = Directory::new("crash");
    let (mut server, _) = serve(&directory).await;
    let pid = fs::read_to_string(directory.0.join("postgres/postmaster.pid")).unwrap();
    let pid = nix::unistd::Pid::from_raw(pid.lines().next().unwrap().parse().unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
    assert!(!soon(server.wait()).await.unwrap().success());
    let (mut server, line) = serve(&directory).await;
    assert!(line.starts_with("partysense serves"), "{line}");
    stop(&server);
    assert!(soon(server.wait()).await.unwrap().success());
}
