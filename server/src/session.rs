//! One connection's conversation, over a [`Wire`](crate::wire::Wire): it knows no HTTP.

pub mod native;
pub mod plain;

use crate::wire::Wire;
use shared::Disconnect;

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The viewer is gone, or can't be written to.
    Gone,
    /// We close, and say why.
    Disconnect(Disconnect),
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl From<Disconnect> for End {
    fn from(reason: Disconnect) -> Self {
        Self::Disconnect(reason)
    }
}

/// Says goodbye as the end asks for.
async fn leave(wire: Wire, end: End) {
    match end {
        End::Gone => wire.part().await,
        End::Disconnect(reason) => wire.close(reason).await,
    }
}
