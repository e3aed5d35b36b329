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
}

impl Bound {
    pub(super) fn label(self) -> Label {
        [("bound", self.name())]
    }
}
