//! Why the server closes a connection, and whether it makes sense to come back.

/// How long one may take nothing of what it is sent, in seconds; then its connection ends without a word.
pub const STUCK_SECONDS: u32 = 60;

/// A reason with its WebSocket close code (RFC 6455, 7.4: 4000-4999 are free for private use).
///
/// Of ours, those below 4500 mean "the same again will fail again", those from 4500 on "come back".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disconnect {
    /// The server stops or restarts.
    Restart,
    /// A message that the protocol does not have.
    Malformed,
    /// A message longer than the protocol allows.
    TooLong,
    /// The event asked for does not exist.
    UnknownEvent,
    /// No request came within the time for it.
    Idle,
    /// More messages came than are read.
    Flood,
    /// The viewer read so slowly that its place in the log is gone; `since` brings the rest.
    Slow,
    /// The database's history is another one now: a standby took over. What was seen may not be what is there.
    NewHistory,
    /// The database is away.
    Unavailable,
}

impl Disconnect {
    /// Every reason there is.
    pub const ALL: [Self; 9] = [
        Self::TooLong,
        Self::Restart,
        Self::Malformed,
        Self::UnknownEvent,
        Self::Idle,
        Self::Flood,
        Self::Slow,
        Self::NewHistory,
        Self::Unavailable,
    ];

    /// The close code.
    pub fn code(self) -> u16 {
        match self {
            Self::Restart => 1012,
            Self::Malformed => 4400,
            Self::TooLong => 1009,
            Self::UnknownEvent => 4404,
            Self::Idle => 4408,
            Self::Flood => 4429,
            Self::Slow => 4501,
            Self::NewHistory => 4502,
            Self::Unavailable => 4503,
        }
    }

    /// The reason, for people; at most 123 bytes, as a close frame has no room for more.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Restart => "the server restarts",
            Self::Malformed => "not a message of this protocol",
            Self::TooLong => "message too long",
            Self::UnknownEvent => "this event does not exist",
            Self::Idle => "no request came in time",
            Self::Flood => "too many messages at once",
            Self::Slow => "reading too slowly; come back with since",
            Self::NewHistory => "the database was replaced; come back",
            Self::Unavailable => "the database is away",
        }
    }

    /// The name that programs rely on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::Malformed => "malformed",
            Self::TooLong => "too-long",
            Self::UnknownEvent => "unknown-event",
            Self::Idle => "idle",
            Self::Flood => "flood",
            Self::Slow => "slow",
            Self::NewHistory => "new-history",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether the same request may succeed if the client simply comes back.
    pub fn is_temporary(self) -> bool {
        matches!(self, Self::Restart | Self::Slow | Self::NewHistory | Self::Unavailable)
    }
}
