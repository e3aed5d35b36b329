//! What was done on the page, and where on it: how a form's answer finds its place.

use crate::words::{Words, number};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The event was made.
    Made,
    /// Voting was opened,
    Opened,
    /// closed,
    Closed,
    /// or its times were chosen.
    Scheduled,
    /// A track plays,
    Playing,
    /// was played,
    Played,
    /// takes votes,
    Open,
    /// is hidden,
    Hidden,
    /// or is out of the line-up.
    Removed,
    /// A track was added,
    Added,
    /// or a list: how many of it were, and how many were there.
    Imported(u32, u32),
    /// A suggestion was taken in,
    Accepted,
    /// or turned down.
    Declined,
    /// all of them were,
    AllDeclined,
    /// The settings were saved.
    Saved,
    /// A co-host was let,
    Let,
    /// or is let no more.
    Revoked,
    /// The reader has another link.
    Renewed,
}

/// A part of the page, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// When one votes.
    Voting,
    /// What one votes on.
    LineUp,
    /// What guests suggest.
    Suggestions,
    /// How tracks are added.
    Add,
    /// What guests need.
    Guests,
    /// How one votes.
    Rules,
    /// Who does all this.
    Hosts,
}

impl Section {
    pub(super) const ALL: [Self; 7] =
        [Self::Voting, Self::LineUp, Self::Suggestions, Self::Add, Self::Guests, Self::Rules, Self::Hosts];

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Voting => "voting",
            Self::LineUp => "line-up",
            Self::Suggestions => "suggestions",
            Self::Add => "add",
            Self::Guests => "guests",
            Self::Rules => "rules",
            Self::Hosts => "hosts",
        }
    }

    pub(super) fn title(self, words: Words) -> &'static str {
        match self {
            Self::Voting => words.host_voting(),
            Self::LineUp => words.line_up(),
            Self::Suggestions => words.host_suggestions(),
            Self::Add => words.host_add(),
            Self::Guests => words.host_guests(),
            Self::Rules => words.host_rules(),
            Self::Hosts => words.host_hosts(),
        }
    }
}

impl Done {
    /// What links call it, without the numbers of [`Done::Imported`].
    pub fn code(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Scheduled => "scheduled",
            Self::Playing => "playing",
            Self::Played => "played",
            Self::Open => "open",
            Self::Hidden => "hidden",
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Imported(..) => "imported",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::AllDeclined => "all-declined",
            Self::Saved => "saved",
            Self::Let => "let",
            Self::Revoked => "revoked",
            Self::Renewed => "renewed",
        }
    }

    /// What has that code; of a list, how many were added and known.
    pub fn from_code(code: &str, added: u32, known: u32) -> Option<Self> {
        let all = [
            Self::Made,
            Self::Opened,
            Self::Closed,
            Self::Scheduled,
            Self::Playing,
            Self::Played,
            Self::Open,
            Self::Hidden,
            Self::Removed,
            Self::Added,
            Self::Imported(added, known),
            Self::Accepted,
            Self::Declined,
            Self::AllDeclined,
            Self::Saved,
            Self::Let,
            Self::Revoked,
            Self::Renewed,
        ];
        all.into_iter().find(|done| done.code() == code)
    }

    /// Where on the page it was done.
    pub fn section(self) -> Section {
        match self {
            Self::Made | Self::Opened | Self::Closed | Self::Scheduled => Section::Voting,
            Self::Playing | Self::Played | Self::Open | Self::Hidden | Self::Removed => Section::LineUp,
            Self::Added | Self::Imported(..) => Section::Add,
            Self::Accepted | Self::Declined | Self::AllDeclined => Section::Suggestions,
            Self::Saved => Section::Rules,
            Self::Let | Self::Revoked | Self::Renewed => Section::Hosts,
        }
    }

    pub(super) fn text(self, words: Words) -> String {
        let text = match self {
            Self::Made => words.done_made(),
            Self::Opened => words.done_opened(),
            Self::Closed => words.done_closed(),
            Self::Scheduled => words.done_scheduled(),
            Self::Playing => words.done_playing(),
            Self::Played => words.done_played(),
            Self::Open => words.done_open(),
            Self::Hidden => words.done_hidden(),
            Self::Removed => words.done_removed(),
            Self::Added => words.done_added(),
            Self::Imported(added, known) => {
                let count = |count: u32| number(words.language(), count.into());
                return words.done_imported(&count(added), &count(known));
            }
            Self::Accepted => words.done_accepted(),
            Self::Declined => words.done_declined(),
            Self::AllDeclined => words.done_declined_all(),
            Self::Saved => words.done_saved(),
            Self::Let => words.host_cohost_link_how(),
            Self::Revoked => words.done_revoked(),
            Self::Renewed => words.done_renewed(),
        };
        text.to_owned()
    }
}
