//! Connections that one task keeps for itself.

use super::{
    PATIENCE,
    lease::{ANSWER, in_time},
};
use sqlx::{
    Connection, Error, PgConnection, Postgres,
    postgres::{PgArguments, PgConnectOptions, PgDatabaseError, PgRow, PgSeverity},
    query::Query,
};
use std::sync::Mutex;

/// As many connections as are in use at a time, kept while they answer. Not a pool: that asks a connection whether it
/// lives whenever it is lent, and again when it is given back, and so goes to the database three times where one would do.
#[derive(Debug)]
pub(super) struct Kept {
    options: PgConnectOptions,
    idle: Mutex<Vec<PgConnection>>,
}

impl Kept {
    /// None yet.
    pub(super) fn new(options: PgConnectOptions) -> Self {
        Self { options, idle: Mutex::default() }
    }

    /// All rows of one query, which may be asked twice: a connection that died while nobody used it says so only now. One
    /// that does not answer is closed.
    pub(super) async fn rows<'q>(
        &self,
        query: impl Fn() -> Query<'q, Postgres, PgArguments>,
    ) -> sqlx::Result<Vec<PgRow>> {
        let idle = self.idle().pop();
        if let Some(connection) = idle {
            match self.ask(connection, query()).await {
                Err(error) if is_dead(&error) => {}
                answer => return answer,
            }
        }
        let connection = in_time(PATIENCE, PgConnection::connect_with(&self.options)).await?;
        self.ask(connection, query()).await
    }

    async fn ask(
        &self,
        mut connection: PgConnection,
        query: Query<'_, Postgres, PgArguments>,
    ) -> sqlx::Result<Vec<PgRow>> {
        let answer = in_time(ANSWER, query.fetch_all(&mut connection)).await;
        if answer.as_ref().map_or_else(lives, |_| true) {
            self.idle().push(connection);
        }
        answer
    }

    /// Hands them back to Postgres.
    pub(super) async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            let _ = connection.close().await;
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<PgConnection>> {
        self.idle.lock().expect("no thread panics while it holds the connections")
    }
}

/// Whether a connection that gave this error is of use.
fn lives(error: &Error) -> bool {
    let answered = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    answered.is_some_and(|error| !matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic))
}

/// Whether it was ended from the other side; one that is silent may come back, but nobody waits for it twice.
fn is_dead(error: &Error) -> bool {
    !lives(error) && !matches!(error, Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut)
}
