//! Why ballots could not be written: who else has to wait for it is decided by that. Tries nothing again.

/// What a failed INSERT failed for.
pub(super) enum Blame {
    /// Something in a row that Postgres does not take, or not at the same time as another server's.
    Row,
    /// Another program holds a lock on an event or a track.
    Lock,
    /// Postgres itself, or the way to it.
    Database,
}

impl Blame {
    /// By the classes of SQLSTATE: PostgreSQL manual, appendix A.
    pub(super) fn of(error: &sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        match code.as_deref() {
            Some("55P03") => Self::Lock,
            Some(code) if ["22", "23", "40", "P0"].iter().any(|class| code.starts_with(class)) => Self::Row,
            _ => Self::Database,
        }
    }
}
