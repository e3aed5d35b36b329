//! Why a Socket.IO client does not get what it asked for, in words.

use serde::{Serialize, Serializer};
use shared::{
    Disconnect, Refusal,
    plain::{Failure, NotRecovered, Reason},
};

/// Why a request was not granted, or a stream ended: `{"error":{"code":…,"message":…}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) code: &'static str,
    message: String,
}

impl Mistake {
    /// What can't be understood.
    pub(super) fn malformed(what: &str) -> Self {
        Self { code: Disconnect::Malformed.name(), message: what.to_owned() }
    }
}

impl From<serde_json::Error> for Mistake {
    fn from(error: serde_json::Error) -> Self {
        Self::malformed(&error.to_string())
    }
}

impl From<Refusal> for Mistake {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code(), message: refusal.to_string() }
    }
}

impl From<Disconnect> for Mistake {
    fn from(reason: Disconnect) -> Self {
        Self { code: reason.name(), message: reason.reason().to_owned() }
    }
}

impl From<NotRecovered> for Mistake {
    fn from(reason: NotRecovered) -> Self {
        let (code, message) = match reason {
            NotRecovered::OtherHistory => ("other-history", "the position belongs to another database"),
            NotRecovered::Future => ("future", "nobody can have seen so much yet"),
            NotRecovered::TooFarBack => ("too-far-back", "more was inserted since than is read again"),
        };
        Self { code, message: message.to_owned() }
    }
}

impl Serialize for Mistake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Failure { error: Reason { code: self.code, message: &self.message } }.serialize(serializer)
    }
}
