//! The built pages: those inside the program, or a folder that the operator names. It never builds them, and knows nothing
//! of HTTP.

use anyhow::Context;
use app::document::Assets;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{fmt, fs, path::PathBuf};

/// The list of file names that the bundler leaves.
const LIST: &str = "assets.json";

/// What the bundler had written when this program was built; a debug build looks there when it runs.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Embedded;

/// Where the built pages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// Inside the program.
    Embedded,
    /// In a folder that the bundler wrote.
    Folder(PathBuf),
}

impl Site {
    /// The names of the built files.
    ///
    /// # Errors
    /// If there are none, or the list is not one.
    pub fn assets(&self) -> anyhow::Result<Assets> {
        let text = match self {
            Self::Embedded => embedded(LIST)
                .context("no pages are in this program: run `make pages`, then build it again; or say --site-dir")?
                .data
                .into_owned(),
            Self::Folder(folder) => {
                let list = folder.join(LIST);
                fs::read(&list).with_context(|| format!("the pages are not built: can't read {}", list.display()))?
            }
        };
        serde_json::from_slice(&text).with_context(|| format!("{LIST} of {self} is not what the bundler writes"))
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("inside the program"),
            Self::Folder(folder) => folder.display().fmt(f),
        }
    }
}

/// A file inside the program, by its path without a leading slash.
pub(crate) fn embedded(path: &str) -> Option<EmbeddedFile> {
    Embedded::get(path)
}
