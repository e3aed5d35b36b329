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
    /// `/events/{id}/wall`: the same for a screen that a hall looks at.
    Wall(EventId),
    /// `/events/{id}/embed`: the same in a frame of another site's page.
    Embed(EventId),
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
        match (steps.next(), steps.next(), steps.next(), steps.next()) {
            (None, ..) => Self::Home,
            (Some("firehose"), None, ..) => Self::Firehose,
            (Some("events"), Some(id), view, None) => match (id.parse().map(EventId), view) {
                (Ok(event), None) => Self::Event(event),
                (Ok(event), Some("wall")) => Self::Wall(event),
                (Ok(event), Some("embed")) => Self::Embed(event),
                _ => Self::Missing,
            },
            _ => Self::Missing,
        }
    }

    /// The channel that it shows.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Home | Self::Firehose => Some(Channel::Firehose),
            Self::Event(event) | Self::Wall(event) | Self::Embed(event) => Some(Channel::Event(event)),
            Self::Missing | Self::Away => None,
        }
    }

    /// Whether it comes without the bar at the top and the languages at the end.
    pub fn is_bare(self) -> bool {
        matches!(self, Self::Wall(_) | Self::Embed(_))
    }

    /// What it is called, as far as its address tells.
    pub fn title(self, words: Words) -> &'static str {
        match self {
            Self::Home | Self::Event(_) | Self::Wall(_) | Self::Embed(_) => "",
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
        let event = EventId(7);
        for (address, page) in [
            ("/", Page::Home),
            ("/firehose", Page::Firehose),
            ("/firehose/", Page::Firehose),
            ("/events/7", Page::Event(event)),
            ("/events/7/wall", Page::Wall(event)),
            ("/events/7/embed/", Page::Embed(event)),
        ] {
            assert_eq!(Page::at(address), page, "{address}");
        }
        for address in ["/events/x", "/events", "/events/7/8", "/events/7/wall/8", "/events/x/wall", "/nowhere"] {
            assert_eq!(Page::at(address), Page::Missing, "{address}");
        }
    }
}
