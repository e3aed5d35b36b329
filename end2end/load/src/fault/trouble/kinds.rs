//! The kinds of faults, and their names.

use load::proxy::Mode;
use std::fmt;

/// A kind of fault.
#[derive(Clone, Copy, Debug)]
pub(in crate::fault) enum Fault {
    /// Postgres ends the session that listens.
    ListenerEnded,
    /// Postgres ends all sessions of all servers.
    SessionsEnded,
    /// Postgres is restarted in order.
    PostgresRestarted,
    /// Postgres crashes and recovers.
    PostgresCrashed,
    /// The hop between a server and Postgres breaks.
    Database(Mode),
    /// The hop between followers and a server breaks.
    Door(Mode),
    /// A server is killed.
    ServerKilled,
    /// A server is told to end, and started again.
    ServerRestarted,
    /// Followers lose their connection.
    FollowersDropped,
    /// Followers stop reading for a while.
    FollowersStalled,
}

/// Every kind.
const ALL: [Fault; 14] = [
    Fault::ListenerEnded,
    Fault::SessionsEnded,
    Fault::PostgresRestarted,
    Fault::PostgresCrashed,
    Fault::Database(Mode::Cut),
    Fault::Database(Mode::Stall),
    Fault::Database(Mode::Trickle),
    Fault::Door(Mode::Cut),
    Fault::Door(Mode::Stall),
    Fault::Door(Mode::Trickle),
    Fault::ServerKilled,
    Fault::ServerRestarted,
    Fault::FollowersDropped,
    Fault::FollowersStalled,
];

/// The kinds whose names contain one of `only`; all, if it is empty.
pub(in crate::fault) fn kinds(only: &[String]) -> anyhow::Result<Vec<Fault>> {
    let meant = |fault: &Fault| only.is_empty() || only.iter().any(|part| fault.to_string().contains(part));
    let kinds: Vec<Fault> = ALL.into_iter().filter(meant).collect();
    let names = || ALL.map(|fault| fault.to_string()).join(", ");
    anyhow::ensure!(!kinds.is_empty(), "no such fault; there are: {}", names());
    Ok(kinds)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = |mode: &Mode| match mode {
            Mode::Pass => "passes",
            Mode::Cut => "cut",
            Mode::Stall => "stalled",
            Mode::Trickle => "trickling",
        };
        match self {
            Self::ListenerEnded => f.write_str("listening session ended"),
            Self::SessionsEnded => f.write_str("all sessions ended"),
            Self::PostgresRestarted => f.write_str("postgres restarted"),
            Self::PostgresCrashed => f.write_str("postgres crashed"),
            Self::Database(how) => write!(f, "database hop {}", mode(how)),
            Self::Door(how) => write!(f, "followers' hop {}", mode(how)),
            Self::ServerKilled => f.write_str("server killed"),
            Self::ServerRestarted => f.write_str("server restarted"),
            Self::FollowersDropped => f.write_str("followers dropped"),
            Self::FollowersStalled => f.write_str("followers stalled"),
        }
    }
}
