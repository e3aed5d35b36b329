//! What the program says of itself: pages for `man`, completions for shells, and whether it lives.

use crate::support::{Directory, database, soon, until};
use std::{
    fs,
    num::NonZeroUsize,
    process::{Command, Output, Stdio},
};

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_partysense")).args(arguments).env_clear().output().unwrap()
}

fn said(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The names of commands and flags, as `--help` lists them.
fn listed() -> (Vec<String>, Vec<String>) {
    let help = said(&["--help"]);
    let (commands, flags) = help.split_once("Options:").unwrap();
    let commands = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let flags = flags.lines().map(str::trim).filter(|line| line.starts_with('-'));
    let flags = flags.filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")));
    (commands.map(str::to_owned).collect(), flags.map(str::to_owned).collect())
}

#[test]
fn there_is_a_page_for_each_command_and_it_names_every_flag() {
    let directory = Directory::new("man");
    said(&["man", directory.0.to_str().unwrap()]);
    let (commands, flags) = listed();
    assert!(commands.len() > 6 && flags.len() > 10, "{commands:?} {flags:?}");
    for command in commands.iter().filter(|command| *command != "help") {
        let page = fs::read_to_string(directory.0.join(format!("partysense-{command}.1"))).expect(command);
        assert!(page.contains(&format!(".TH partysense-{command} 1")), "{page:.200}");
    }
    let page = fs::read_to_string(directory.0.join("partysense.1")).unwrap();
    assert_eq!(page, said(&["man"]));
    for name in flags.iter().chain(commands.iter().filter(|command| *command != "help")) {
        assert!(page.contains(&name.replace('-', "\\-")), "{name}");
    }
    for variable in ["DATABASE_URL", "PARTYSENSE_LISTEN", "PARTYSENSE_DATA_DIR"] {
        assert!(page.contains(variable), "{variable}");
    }
}

#[test]
fn a_shell_takes_its_completions_and_they_know_every_flag() {
    let (commands, flags) = listed();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = said(&["completions", shell]);
        for name in commands.iter().chain(&flags) {
            let name = name.trim_start_matches('-');
            assert!(script.contains(name), "{shell} {name}");
        }
    }
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    let script = said(&["completions", "bash"]);
    std::io::Write::write_all(&mut bash.stdin.take().unwrap(), script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success());
    assert!(!program(&["completions", "tcsh"]).status.success());
}

#[tokio::test]
async fn a_server_that_lives_is_told_from_one_that_does_not() {
    let database = database().await;
    let server = database.serve().await;
    let address = server.service.address().to_string();
    let ask = async |address: String| {
        let asked = tokio::task::spawn_blocking(move || program(&["health", "--listen", &address]));
        soon(asked).await.unwrap()
    };
    let alive = ask(address.clone()).await;
    assert!(alive.status.success(), "{alive:?}");
    let everywhere = ask(format!("0.0.0.0:{}", server.service.address().port())).await;
    assert!(everywhere.status.success(), "{everywhere:?}");
    server.service.stop().await;
    let dead = ask(address).await;
    assert!(!dead.status.success() && String::from_utf8(dead.stderr).unwrap().contains("nobody listens"));
}

#[tokio::test]
async fn a_server_that_is_full_lives() {
    let database = database().await;
    let server = database.serve_limited(|limits| limits.connections = NonZeroUsize::new(1)).await;
    let address = server.service.address().to_string();
    let _held = server.open("/live", &[]).await;
    // It closes when it has answered, and an answer that crosses the question on its way may be lost.
    until(async || {
        let address = address.clone();
        let asked = tokio::task::spawn_blocking(move || program(&["health", "--listen", &address]));
        soon(asked).await.unwrap().status.success()
    })
    .await;
    server.service.stop().await;
}
