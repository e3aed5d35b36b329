//! The bounds that something can go over. What happens then is in the table of server/README.md; here they only have names.

use super::Label;

/// Declares the bounds, their names and the list of them.
macro_rules! bounds {
    ($($(#[doc = $about:literal])+ $bound:ident = $name:literal,)+) => {
        /// A bound that something went over.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bound { $($(#[doc = $about])+ $bound,)+ }

        impl Bound {
            /// Every bound there is.
            pub const ALL: &[Self] = &[$(Self::$bound,)+];

            /// The name that dashboards and alerts rely on.
            pub fn name(self) -> &'static str {
                match self { $(Self::$bound => $name,)+ }
            }
        }
    };
}

bounds! {
    /// Ballots that wait for the INSERT under way.
    BallotBox = "ballot-box",
    /// Ballots under way of one connection.
    BallotsUnderWay = "ballots-under-way",
    /// Messages of a Socket.IO client that wait to be read.
    SocketioInbox = "socketio-inbox",
    /// Packets that wait for a Socket.IO client.
    SocketioPackets = "socketio-packets",
    /// Titles or votes in the log, of a Socket.IO client that reads too slowly.
    SocketioLog = "socketio-log",
    /// Frames in a channel's log, of a viewer that reads too slowly.
    Log = "log",
    /// Votes or titles that are read again for one who comes back.
    Replay = "replay",
    /// Batches that wait for a channel to load.
    Loading = "loading",
    /// Channels held at a time.
    Channels = "channels",
    /// Time until a connection says something.
    Greeting = "greeting",
    /// Connections on their way to the HTTP server.
    HttpEntrance = "http-entrance",
    /// Time in which an HTTP connection takes nothing.
    HttpStuck = "http-stuck",
    /// Time in which a viewer takes nothing.
    Stuck = "stuck",
    /// Bytes of one message from a viewer.
    MessageLength = "message-length",
    /// Connections that the system lets the process open.
    OpenFiles = "open-files",
    /// Connections in all.
    Connections = "connections",
    /// Connections of one address.
    ConnectionsPerAddress = "connections-per-address",
    /// Socket.IO sessions in all.
    SocketioSessions = "socketio-sessions",
    /// Socket.IO sessions of one address.
    SocketioSessionsPerAddress = "socketio-sessions-per-address",
    /// New voters of one address.
    VotersPerMinute = "voters-per-minute",
    /// New events of one address.
    EventsPerHour = "events-per-hour",
    /// Suggestions of one address.
    SuggestionsPerMinute = "suggestions-per-minute",
    /// Announced titles of one address.
    TitlesPerMinute = "titles-per-minute",
    /// Join codes and host keys that one address tries.
    KeysPerMinute = "keys-per-minute",
    /// Votes of one voter.
    VotesPerSecond = "votes-per-second",
    /// Messages of one socket.
    MessagesPerSecond = "messages-per-second",
    /// Time until a plain client has asked for a stream.
    SubscribeSeconds = "subscribe-seconds",
    /// Time in which a viewer gives no sign of life.
    SilenceSeconds = "silence-seconds",
    /// Bytes, or lines, of a request's head.
    HeadBytes = "head-bytes",
    /// Time in which the rest of a request's head must come.
    HeadSeconds = "head-seconds",
    /// Bytes of a request's body.
    BodyBytes = "body-bytes",
    /// Time in which a request's body must come.
    BodySeconds = "body-seconds",
}

impl Bound {
    /// Whether it is one of the whole server rather than of one address: HTTP says 503 then, else 429.
    pub fn is_in_all(self) -> bool {
        matches!(self, Self::Connections | Self::SocketioSessions)
    }

    pub(super) fn label(self) -> Label {
        [("bound", self.name())]
    }
}
