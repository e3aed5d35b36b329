//! The languages there are. What a request asks for is the server's to find out.

use serde::{Deserialize, Serialize};

/// A language that pages come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English, for everyone who asks for nothing else.
    #[default]
    En,
    /// German.
    De,
    /// Spanish.
    Es,
    /// Japanese.
    Ja,
    /// Arabic.
    Ar,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Es, Self::Ja, Self::Ar];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Ja => "ja",
            Self::Ar => "ar",
        }
    }

    /// The language of that tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Ja => "日本語",
            Self::Ar => "العربية",
        }
    }

    /// Which way it is read, as `dir` has it.
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// What it writes numbers by: its tag, and for Arabic the digits that times and codes are written in as well.
    pub fn numbers(self) -> &'static str {
        if self == Self::Ar { "ar-u-nu-latn" } else { self.tag() }
    }

    /// What it puts before tenths.
    pub fn decimal(self) -> char {
        match self {
            Self::De | Self::Es => ',',
            Self::En | Self::Ja | Self::Ar => '.',
        }
    }
}
