//! What no source file says: that a migration was added, that the pages were built anew, and which commit this is.

use std::{env, path::Path, process::Command};

/// The built pages.
const SITE: &str = "../target/site";

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-env-changed=PARTYSENSE_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").expect("cargo sets it");
    // A debug build reads the pages when it runs, and is built too often to name each commit.
    let commit = if env::var("PROFILE").is_ok_and(|profile| profile == "release") { release() } else { None };
    let version = commit.map_or_else(|| version.clone(), |commit| format!("{version} ({commit})"));
    println!("cargo:rustc-env=PARTYSENSE_VERSION={version}");
}

/// The commit of a build to hand out: what the environment says, else what git knows, if it is there.
fn release() -> Option<String> {
    println!("cargo:rerun-if-changed={SITE}");
    if !Path::new(SITE).join("assets.json").is_file() {
        println!(
            "cargo:warning=the pages are not built, and this program will have none inside: `make pages` builds them"
        );
    }
    if let Ok(commit) = env::var("PARTYSENSE_COMMIT") {
        return Some(commit);
    }
    // The log grows with each commit, whatever branch it is on.
    println!("cargo:rerun-if-changed={}", git(&["rev-parse", "--git-path", "logs/HEAD"])?);
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
