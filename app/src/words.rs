//! What pages say, in the reader's language: a method a message, and its templates.
//!
//! The build turns `languages/*/*.ftl` into both. The server knows all languages and writes the reader's into the page
//! that it renders; the browser knows none but that. Nothing here chooses a language.

mod count;
mod language;
mod template;

pub use count::number;
pub use language::Language;
pub use template::Counted;

use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use shared::Refusal;
use template::{among, around, fill};

/// Between the templates that a page carries: no message has a line's end in it.
const BETWEEN: char = '\n';

/// The reader's language, as context: each method says something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
    /// The templates of `live.ftl`, in its order.
    live: &'static [&'static str; LIVE],
    /// The templates of `pages.ftl`, which no browser gets.
    #[cfg(feature = "ssr")]
    pages: &'static [&'static str; PAGES],
}

impl Words {
    /// All that there is to say in a language.
    #[cfg(feature = "ssr")]
    pub fn of(language: Language) -> Self {
        Self { language, live: live_of(language), pages: pages_of(language) }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// Why a vote was not counted.
    pub fn refused(self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::UnknownEvent => self.refused_unknown_event(),
            Refusal::UnknownTrack => self.refused_unknown_track(),
            Refusal::NotOpen => self.refused_not_open(),
            Refusal::Closed => self.refused_closed(),
            Refusal::Busy => self.refused_busy(),
            Refusal::Unavailable => self.refused_unavailable(),
            Refusal::NoVoter => self.refused_no_voter(),
            Refusal::ForeignOrigin => self.refused_foreign_origin(),
            Refusal::BallotReused => self.refused_ballot_reused(),
            Refusal::Played => self.refused_played(),
            Refusal::NoDownVotes => self.refused_no_down_votes(),
            Refusal::Spent => self.refused_spent(),
        }
    }

    /// A track with its artist, if the library names one.
    pub fn track(self, name: &str, artist: Option<&str>) -> String {
        artist.map_or_else(|| name.to_owned(), |artist| self.by_artist(name, artist))
    }

    fn counted(self, forms: &'static [&'static str], count: u64) -> Counted {
        Counted::new(self.form(forms, count), number(self.language, count))
    }

    /// The form for a count, of those from `zero` to `other`.
    fn form(self, forms: &'static [&'static str], count: u64) -> &'static str {
        let form = forms[count::category(self.language, count)];
        if form.is_empty() { forms[count::OTHER] } else { form }
    }
}

include!(concat!(env!("OUT_DIR"), "/live.rs"));
#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/live_tables.rs"));
#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/pages.rs"));
#[cfg(feature = "ssr")]
include!(concat!(env!("OUT_DIR"), "/pages_tables.rs"));

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.language, self.live.join(&BETWEEN.to_string())).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Words {
    /// Keeps what it reads for good: a tab does this once, and speaks one language as long as it lives.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (language, live): (Language, String) = Deserialize::deserialize(deserializer)?;
        let live: Vec<&'static str> = live.leak().split(BETWEEN).collect();
        // Another number of them: another version of this program wrote it.
        let live = <Box<[_; LIVE]>>::try_from(live).map_err(|_| D::Error::custom("other messages"))?;
        Ok(Self {
            language,
            live: Box::leak(live),
            #[cfg(feature = "ssr")]
            pages: pages_of(language),
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
