//! The pages there are, and the addresses they live at.

use crate::words::Words;
use serde::{Deserialize, Serialize};
use shared::{Channel, EventId};

/// What one can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// `/`: pick an event, or the firehose.
    Home,
    /// `/events/{id}`: one event's line-up.
    Event(EventId),
    /// `/firehose`: every vote at every event.
    Firehose,
    /// There is no such page or event.
    Missing,
    /// The database is away; another try may succeed.
    Away,
}

impl Page {
    /// The page at a path; what else is in an address makes no other page.
    pub fn at(path: &str) -> Self {
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        match (steps.next(), steps.next(), steps.next()) {
            (None, ..) => Self::Home,
            (Some("firehose"), None, _) => Self::Firehose,
            (Some("events"), Some(id), None) => id.parse().map_or(Self::Missing, |id| Self::Event(EventId(id))),
            _ => Self::Missing,
        }
    }

    /// The channel that it shows.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Home | Self::Firehose => Some(Channel::Firehose),
            Self::Event(event) => Some(Channel::Event(event)),
            Self::Missing | Self::Away => None,
        }
    }

    /// What it is called, as far as its address tells.
    pub fn title(self, words: Words) -> &'static str {
        match self {
            Self::Home | Self::Event(_) => "",
            Self::Firehose => words.title_firehose(),
            Self::Missing => words.title_missing(),
            Self::Away => words.title_away(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_page() {
        let pages = ["/", "/firehose", "/firehose/", "/events/7", "/events/x", "/events", "/events/7/8", "/nowhere"]
            .map(Page::at);
        let event = Page::Event(EventId(7));
        let missing = Page::Missing;
        assert_eq!(pages, [Page::Home, Page::Firehose, Page::Firehose, event, missing, missing, missing, missing]);
    }
}
