//! The pages there are, and the addresses they live at.

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
}

impl Page {
    /// The page at a path; what else is in an address makes no other page.
    pub fn at(path: &str) -> Option<Self> {
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        match (steps.next(), steps.next(), steps.next(), steps.next()) {
            (None, ..) => Some(Self::Home),
            (Some("firehose"), None, ..) => Some(Self::Firehose),
            (Some("events"), Some(id), view, None) => {
                let event = EventId(id.parse().ok()?);
                match view {
                    None => Some(Self::Event(event)),
                    Some("wall") => Some(Self::Wall(event)),
                    Some("embed") => Some(Self::Embed(event)),
                    Some(_) => None,
                }
            }
            _ => None,
        }
    }

    /// The channel that it shows.
    pub fn channel(self) -> Channel {
        match self {
            Self::Home | Self::Firehose => Channel::Firehose,
            Self::Event(event) | Self::Wall(event) | Self::Embed(event) => Channel::Event(event),
        }
    }

    /// Whether it comes without the bar at the top and the languages at the end.
    pub fn is_bare(self) -> bool {
        matches!(self, Self::Wall(_) | Self::Embed(_))
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
            assert_eq!(Page::at(address), Some(page), "{address}");
        }
        for address in ["/events/x", "/events", "/events/7/8", "/events/7/wall/8", "/events/x/wall", "/nowhere"] {
            assert_eq!(Page::at(address), None, "{address}");
        }
    }
}
