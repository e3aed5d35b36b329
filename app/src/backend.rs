//! What a page asks of a server while it is rendered; the server implements it. In the browser there is none, and the
//! same answers come over the link.

use serde::{Deserialize, Serialize};
use shared::{Channel, Direction, State, TrackId};
use std::{fmt, future::Future, pin::Pin, sync::Arc};

/// What a page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The channel as everyone sees it.
    pub state: State,
    /// The votes of the one who looks, at an event.
    pub own: Vec<(TrackId, Direction)>,
}

/// Why a page has nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// There is no such event.
    Unknown,
    /// The database is away; another try may succeed.
    Unavailable,
}

/// A server, seen from a page.
pub trait Backend: Send + Sync {
    /// The channel for the voter whose page is rendered.
    fn open(&self, channel: Channel) -> Pin<Box<dyn Future<Output = Result<Opening, Missing>> + Send>>;
}

/// One rendering on a server, as context.
#[derive(Clone)]
pub struct Visit {
    backend: Arc<dyn Backend>,
    on_missing: Arc<dyn Fn(Missing) + Send + Sync>,
}

impl Visit {
    /// A visit served by `backend`; `on_missing` is told when the page has nothing to show, and sets the status.
    pub fn new(backend: Arc<dyn Backend>, on_missing: impl Fn(Missing) + Send + Sync + 'static) -> Self {
        Self { backend, on_missing: Arc::new(on_missing) }
    }

    /// The channel, for the voter whose visit it is.
    pub async fn open(self, channel: Channel) -> Result<Opening, Missing> {
        let opening = self.backend.open(channel).await;
        if let Err(missing) = opening {
            self.missing(missing);
        }
        opening
    }

    /// Says that there is nothing to show.
    pub fn missing(&self, missing: Missing) {
        (self.on_missing)(missing);
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Visit")
    }
}
