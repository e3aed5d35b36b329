//! The database of this run: the one that was named, or the private cluster.

use crate::{
    config,
    store::{Store, create_database},
};
use embedded::{Cluster, ClusterOptions, DATABASE, EmbeddedError};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::timeout;

/// How long connections may take to close: a server that stopped has tried already.
const PATIENCE: Duration = Duration::from_secs(1);

/// An open database. [`close`](Self::close) it, so that a private Postgres ends in order.
#[derive(Debug)]
pub struct Database {
    store: Store,
    cluster: Option<Cluster>,
}

impl Database {
    /// The named database, or a private cluster of our own.
    pub async fn open(config: &config::Database) -> Result<Self, EmbeddedError> {
        if let Some(url) = &config.database_url {
            return Ok(Self { store: store(url, config), cluster: None });
        }
        let options = ClusterOptions { programs: config.pg_bin.clone(), settings: vec![] };
        let cluster = Cluster::start(&config.directory(), &options).await?;
        furnish(cluster.options()).await?;
        Ok(Self { store: store(cluster.options(), config), cluster: Some(cluster) })
    }

    /// The same, but a private cluster that a server runs already is shared.
    pub async fn join_or_open(config: &config::Database) -> Result<Self, EmbeddedError> {
        match Self::join(config) {
            Err(EmbeddedError::NotServed(_)) => Self::open(config).await,
            joined => joined,
        }
    }

    /// The named database, or the private cluster of a server that is running.
    pub fn join(config: &config::Database) -> Result<Self, EmbeddedError> {
        let options = match &config.database_url {
            Some(url) => url.clone(),
            None => Cluster::attach(&config.directory())?,
        };
        Ok(Self { store: store(&options, config), cluster: None })
    }

    /// Its store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until the private cluster ends by itself; a database that was named is its operator's to watch.
    pub async fn ended(&mut self) {
        match &mut self.cluster {
            Some(cluster) => cluster.ended().await,
            None => std::future::pending().await,
        }
    }

    /// Closes the connections, and ends the cluster if it is ours.
    pub async fn close(self) {
        // A connection that is stuck must not keep the program from ending.
        let _ = timeout(PATIENCE, self.store.close()).await;
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

fn store(options: &PgConnectOptions, config: &config::Database) -> Store {
    Store::with_connections(options.clone(), config.database_connections)
}

/// A fresh cluster has no database for us yet.
async fn furnish(options: &PgConnectOptions) -> Result<(), EmbeddedError> {
    let mut connection = PgConnection::connect_with(&options.clone().database("postgres")).await?;
    create_database(&mut connection, DATABASE).await?;
    Ok(connection.close().await?)
}
