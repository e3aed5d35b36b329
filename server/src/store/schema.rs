//! The schema: what this binary needs, what the database has, and how the one becomes the other.

use super::Store;
use sqlx::{
    Connection, PgConnection, Row,
    migrate::{MigrateError, Migrator},
};

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
    /// Whatever else went wrong.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

impl Store {
    /// Brings the schema up to what this binary needs; does nothing when it is there, so that a role that may only use it will
    /// do. Servers that start together take turns.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        // A connection of its own: a change to a large table may take longer than a request may.
        let mut connection = PgConnection::connect_with(&self.options).await?;
        if missing(&mut connection).await? > 0 {
            MIGRATIONS.run(&mut connection).await?;
        }
        Ok(connection.close().await?)
    }

    /// The same for a server that starts; `may_change`: else it must be there already.
    pub async fn prepare(&self, may_change: bool) -> Result<(), SchemaError> {
        let missing = self.missing_migrations().await.map_err(MigrateError::from)?;
        if missing > 0 && !may_change {
            return Err(SchemaError::Behind { missing });
        }
        self.migrate()
            .await
            .map_err(|error| if is_forbidden(&error) { SchemaError::Behind { missing } } else { error.into() })
    }

    /// How many migrations are still to be run. One that was run in another form than it has here is among them, and one that
    /// is not known here: running them says so.
    pub async fn missing_migrations(&self) -> sqlx::Result<usize> {
        let mut connection = PgConnection::connect_with(&self.options).await?;
        let missing = missing(&mut connection).await?;
        connection.close().await?;
        Ok(missing)
    }
}

async fn missing(connection: &mut PgConnection) -> sqlx::Result<usize> {
    let begun: bool =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    if !begun {
        return Ok(MIGRATIONS.iter().count());
    }
    let run = sqlx::query("select version, checksum from _sqlx_migrations where success").fetch_all(connection).await?;
    let run = run.iter().map(|row| Ok((row.try_get("version")?, row.try_get("checksum")?)));
    let mut run: Vec<(i64, Vec<u8>)> = run.collect::<sqlx::Result<_>>()?;
    let mut missing = 0;
    for migration in MIGRATIONS.iter() {
        match run.iter().position(|(version, sum)| (*version, &sum[..]) == (migration.version, &migration.checksum[..]))
        {
            Some(at) => drop(run.swap_remove(at)),
            None => missing += 1,
        }
    }
    Ok(missing.max(run.len()))
}

fn is_forbidden(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else { return false };
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == INSUFFICIENT_PRIVILEGE)
}
