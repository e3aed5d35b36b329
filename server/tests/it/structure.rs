//! What the project says of its own structure, held against its files.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every Rust source of the product, and its text.
fn product() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for part in ["app/src", "frontend/src", "frontend/bundle/src", "server/embedded/src", "server/src", "shared/src"] {
        sources(&root().join(part), &mut found);
    }
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_step_of_a_votes_way_in_the_readme_is_where_it_says() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let steps: Vec<_> = readme
        .lines()
        .filter_map(|line| match line.split('|').collect::<Vec<_>>()[..] {
            [_, _, files, functions, _] if files.contains('/') => Some((quoted(files), quoted(functions))),
            _ => None,
        })
        .collect();
    assert!(steps.len() > 10, "the table was not found");
    for (files, functions) in steps {
        let text: String = files.iter().map(|file| fs::read_to_string(root().join(file)).expect(file)).collect();
        for function in functions {
            let name = function.rsplit("::").next().unwrap();
            assert!(
                text.contains(&format!("fn {name}")) || text.contains(&format!("function {name}(")),
                "{function} in {files:?}"
            );
        }
    }
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let readme = fs::read_to_string(root().join("server/README.md")).unwrap();
    let model = readme.split("## Threat model").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = model.lines().filter_map(|line| line.strip_prefix("| ")?.rsplit('|').nth(1)).skip(2);
    let named: Vec<_> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 20, "{named:?}");
    let mut files = vec![];
    for folder in ["server/src", "server/tests"] {
        sources(&root().join(folder), &mut files);
    }
    let texts: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for name in named {
        let is_there = match name.strip_suffix(".spec.ts") {
            Some(_) => root().join("end2end/tests").join(name).exists(),
            None => texts.contains(&format!("fn {name}()")),
        };
        assert!(is_there, "{name}");
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for (path, text) in product() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn only_the_store_writes_sql_and_only_triggers_announce() {
    for (path, text) in product() {
        let is_store = path.to_str().unwrap().contains("server/src/store");
        assert!(is_store || !text.contains("sqlx::query"), "{} queries by itself", path.display());
        assert!(!text.to_lowercase().contains("pg_notify("), "{} announces by itself", path.display());
    }
}

#[test]
fn the_arrows_between_crates_hold() {
    for (part, forbidden) in [
        ("shared", &["tokio", "sqlx", "axum", "leptos", "app", "server"][..]),
        ("app", &["tokio", "sqlx", "axum", "gloo-net", "server", "frontend"][..]),
        ("frontend", &["tokio", "sqlx", "axum", "server"][..]),
        ("end2end/load", &["axum", "leptos", "app", "server", "frontend"][..]),
        ("server/embedded", &["axum", "leptos", "app", "server", "shared"][..]),
    ] {
        let manifest = fs::read_to_string(root().join(part).join("Cargo.toml")).unwrap();
        let names = manifest.lines().map(|line| line.split(['.', ' ', '=']).next().unwrap());
        for name in names {
            assert!(!forbidden.contains(&name), "{part} depends on {name}");
        }
    }
}

#[test]
fn the_changelog_tells_of_this_version() {
    let changelog = fs::read_to_string(root().join("server/deploy/CHANGELOG.md")).unwrap();
    let newest = changelog.lines().find_map(|line| line.strip_prefix("## [")).unwrap();
    assert!(newest.starts_with(concat!(env!("CARGO_PKG_VERSION"), "] - ")), "{newest}");
}
