//! Finds the programs of an installed Postgres. Downloads nothing.

use crate::EmbeddedError;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Folders under which systems keep one Postgres a version, and what follows the version.
const VERSIONED: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", "bin"),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ("/usr", "bin"),
];

/// The oldest major version with all that the schema and the feed use (`xid8` and `pg_current_snapshot` are of 13).
pub(crate) const OLDEST: u32 = 13;

/// A Postgres that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The folder with `initdb` and `postgres`.
    pub programs: PathBuf,
    /// Its major version.
    pub major: u32,
}

/// The installation to use: `programs` if given, else the newest; for a cluster that exists, the one of its version.
pub fn locate(programs: Option<&Path>, needs: Option<&str>, cluster: &Path) -> Result<Installation, EmbeddedError> {
    let candidates = match programs {
        Some(folder) => vec![folder.to_owned()],
        None => candidates(),
    };
    let mut found: Vec<Installation> = candidates.iter().filter_map(|folder| examine(folder)).collect();
    found.retain(|installation| installation.major >= OLDEST);
    found.sort_by_key(|installation| std::cmp::Reverse(installation.major));
    let Some(newest) = found.first() else { return Err(EmbeddedError::NotInstalled) };
    let Some(needs) = needs else { return Ok(newest.clone()) };
    let fits = found.iter().find(|installation| installation.major.to_string() == needs);
    fits.cloned().ok_or_else(|| EmbeddedError::WrongVersion {
        directory: cluster.to_owned(),
        needs: needs.to_owned(),
        found: newest.major.to_string(),
    })
}

fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    // A link in PATH points into the folder where the rest lies.
    let resolved: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| Some(fs::canonicalize(folder.join("postgres")).ok()?.parent()?.to_owned()))
        .collect();
    folders.extend(resolved);
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    for (parent, rest) in VERSIONED {
        let versions = fs::read_dir(parent).into_iter().flatten().flatten();
        folders.extend(versions.map(|version| version.path().join(rest)));
    }
    folders
}

fn examine(programs: &Path) -> Option<Installation> {
    // They are run from another folder.
    let programs = std::path::absolute(programs).ok()?;
    if !programs.join("initdb").is_file() || !programs.join("postgres").is_file() {
        return None;
    }
    let output = Command::new(programs.join("postgres")).arg("--version").output().ok()?;
    let major = major(&String::from_utf8_lossy(&output.stdout))?;
    Some(Installation { programs, major })
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` → 15; betas say `17beta1`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let digits = number.find(|other: char| !other.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_numbers() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(major("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(major("no such thing"), None);
    }

    #[test]
    fn a_missing_postgres_is_said_with_what_to_install() {
        let nowhere = locate(Some(Path::new("/nonexistent")), None, Path::new("/nonexistent"));
        let said = nowhere.expect_err("nothing is there").to_string();
        assert!(said.contains("apt install postgresql") && said.lines().count() == 1, "{said}");
    }
}
