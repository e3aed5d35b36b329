//! The schema: what this binary needs, what the database has, and how the one becomes the other.

use super::Store;
use sqlx::{
    Connection, PgConnection, Row,
    migrate::{MigrateError, Migrator},
};
use std::collections::HashMap;

/// The schema and the triggers, embedded in the binary.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// The SQLSTATE of a role that may not do what it tries (PostgreSQL manual, appendix A).
const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// Why the schema is not what it must be.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// It lacks something, and this role may not, or is told not to, change it.
    #[error("{missing} migrations are missing; run `partysense migrate` as the role that owns the schema")]
    Behind {
        /// How many.
        missing: usize,
    },
    /// It has what this binary does not know.
    #[error("the schema is newer than this program: install the version that made it, or restore a backup from before")]
    Ahead,
    /// Whatever else went wrong.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

/// How the schema stands to this binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// As it must be.
    Current,
    /// Migrations are still to be run, or were run in another form than they have here.
    Behind {
        /// How many.
        missing: usize,
    },
    /// Migrations were run that are not known here.
    Ahead,
}

impl Store {
    /// Brings the schema up to what this binary needs; does nothing when it is there, so that a role that may only use it will
    /// do. Servers that start together take turns.
    pub async fn migrate(&self) -> Result<(), SchemaError> {
        // A connection of its own: a change to a large table may take longer than a request may.
        let mut connection = PgConnection::connect_with(&self.options).await.map_err(MigrateError::from)?;
        match state(&mut connection).await.map_err(MigrateError::from)? {
            SchemaState::Current => {}
            SchemaState::Behind { .. } => MIGRATIONS.run(&mut connection).await?,
            SchemaState::Ahead => return Err(SchemaError::Ahead),
        }
        Ok(connection.close().await.map_err(MigrateError::from)?)
    }

    /// The same for a server that starts; `may_change`: else it must be there already.
    pub async fn prepare(&self, may_change: bool) -> Result<(), SchemaError> {
        let state = self.schema_state().await.map_err(MigrateError::from)?;
        let SchemaState::Behind { missing } = state else { return self.migrate().await };
        if !may_change {
            return Err(SchemaError::Behind { missing });
        }
        self.migrate().await.map_err(|error| match error {
            SchemaError::Migrate(error) if is_forbidden(&error) => SchemaError::Behind { missing },
            other => other,
        })
    }

    /// How the schema stands to this binary.
    pub async fn schema_state(&self) -> sqlx::Result<SchemaState> {
        let mut connection = PgConnection::connect_with(&self.options).await?;
        let state = state(&mut connection).await?;
        connection.close().await?;
        Ok(state)
    }
}

async fn state(connection: &mut PgConnection) -> sqlx::Result<SchemaState> {
    let begun: bool =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    if !begun {
        return Ok(SchemaState::Behind { missing: MIGRATIONS.iter().count() });
    }
    let run = sqlx::query("select version, checksum from _sqlx_migrations where success").fetch_all(connection).await?;
    let run = run.iter().map(|row| Ok((row.try_get("version")?, row.try_get("checksum")?)));
    let run: HashMap<i64, Vec<u8>> = run.collect::<sqlx::Result<_>>()?;
    if run.keys().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Ok(SchemaState::Ahead);
    }
    let is_missing = |version, checksum: &[u8]| run.get(&version).is_none_or(|sum| sum[..] != *checksum);
    Ok(match MIGRATIONS.iter().filter(|one| is_missing(one.version, &one.checksum)).count() {
        0 => SchemaState::Current,
        missing => SchemaState::Behind { missing },
    })
}

fn is_forbidden(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else { return false };
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == INSUFFICIENT_PRIVILEGE)
}
