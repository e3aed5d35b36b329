//! One visit to a page: what it shows and what it begins with. The server makes it and writes it into the page that it
//! renders; the browser reads it there, so that both render the same first.

use crate::{page::Page, words::Words};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use shared::Board;
use shared::{Direction, Refusal, State, Timestamp, TrackId};

/// What a page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The channel as everyone sees it.
    pub state: State,
    /// The votes of the one who looks, at an event.
    pub own: Vec<(TrackId, Direction)>,
    /// A vote by form that led back here because it was refused.
    pub refused: Option<(TrackId, Refusal)>,
}

/// A page as the server renders it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The page.
    pub page: Page,
    /// What it begins with.
    pub opening: Opening,
    /// What it says.
    pub words: Words,
    /// When it was rendered.
    pub now: Timestamp,
    /// Where guests find the server: a host and maybe a port.
    pub host: String,
}

impl Visit {
    /// The `id` of the element that holds it in a rendered page.
    pub const ELEMENT: &str = "visit";

    /// As a page carries it: postcard in base64, which needs no escape anywhere.
    pub fn to_text(&self) -> String {
        BASE64_STANDARD.encode(postcard::to_allocvec(self).expect("plain data in memory always encodes"))
    }

    /// What a page carried, out of base64 again; `None`: another version of this program wrote it.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// What the page is called: an event by its title. Empty: as the program.
    #[cfg(feature = "ssr")]
    pub fn title(&self) -> &str {
        match (&self.page, &self.opening.state.board) {
            (Page::Firehose, _) => self.words.title_firehose(),
            (_, Board::Event(event, _)) => &event.title,
            _ => "",
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::words::Language;
    use shared::EventId;

    #[test]
    fn what_a_page_carries_is_what_it_was_rendered_from() {
        let state = State {
            position: "0-9".parse().expect("a position"),
            viewers: 3,
            cast: 8,
            board: Board::Firehose(vec![]),
            recent: vec![],
        };
        let opening =
            Opening { state, own: vec![(TrackId(2), Direction::Down)], refused: Some((TrackId(1), Refusal::Closed)) };
        let visit = Visit {
            page: Page::Event(EventId(7)),
            opening,
            words: Words::of(Language::Ar),
            now: Timestamp(7),
            host: "vote.example".into(),
        };
        let carried = BASE64_STANDARD.decode(visit.to_text()).expect("base64");
        assert_eq!(Visit::from_bytes(&carried), Some(visit));
    }
}
