//! What everything plays on: a Postgres that can be stopped and crashed, and the servers on it.

use super::{
    Options,
    journal::Journal,
    server::{Plan, Server},
};
use anyhow::Context;
use embedded::{Cluster, ClusterOptions, Shutdown};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Mutex, task::JoinSet, time::sleep};

/// Postgres and the servers.
#[derive(Debug)]
pub(super) struct Stage {
    /// The servers of the cluster.
    pub(super) servers: Vec<Arc<Server>>,
    /// A folder of this run's own.
    pub(super) directory: PathBuf,
    /// What was broken when.
    pub(super) journal: Arc<Journal>,
    postgres: Mutex<Option<Cluster>>,
    options: PgConnectOptions,
    tending: Mutex<JoinSet<()>>,
}

impl Stage {
    /// Starts a Postgres in `directory`, and the servers.
    pub(super) async fn set(directory: PathBuf, options: &Options, journal: Arc<Journal>) -> anyhow::Result<Self> {
        let cluster = start_postgres(&directory).await?;
        let connect = cluster.options().clone();
        let mut admin = PgConnection::connect_with(&connect.clone().database("postgres")).await?;
        sqlx::raw_sql("create database partysense").execute(&mut admin).await?;
        admin.close().await?;
        let socket = connect.get_socket().context("the private Postgres is reached by a socket file")?;
        let plan = Plan {
            program: options.product.program()?,
            site: options.product.site(&directory)?,
            postgres: socket.join(format!(".s.PGSQL.{}", connect.get_port())),
            log: PathBuf::new(),
        };
        let (mut servers, mut tending) = (Vec::new(), JoinSet::new());
        for number in 0..usize::from(options.servers) {
            let log = directory.join(format!("server-{}.log", number + 1));
            let server = Arc::new(Server::start(number, Plan { log, ..plan.clone() }, journal.clone()).await?);
            servers.push(server.clone());
            tending.spawn(async move { server.tend().await });
        }
        Ok(Self {
            servers,
            directory,
            journal,
            postgres: Mutex::new(Some(cluster)),
            options: connect,
            tending: Mutex::new(tending),
        })
    }

    /// Past all hops.
    pub(super) async fn connect(&self) -> sqlx::Result<PgConnection> {
        PgConnection::connect_with(&self.options).await
    }

    /// Ends Postgres, and starts it again after `pause`.
    pub(super) async fn bounce_postgres(&self, how: Shutdown, pause: Duration) -> anyhow::Result<()> {
        let mut postgres = self.postgres.lock().await;
        if let Some(running) = postgres.take() {
            running.shut_down(how).await;
        }
        sleep(pause).await;
        *postgres = Some(start_postgres(&self.directory).await?);
        Ok(())
    }

    /// Every hop passes again, Postgres runs, and every server serves.
    pub(super) async fn heal(&self) -> anyhow::Result<()> {
        for server in &self.servers {
            server.heal();
        }
        let mut postgres = self.postgres.lock().await;
        if postgres.is_none() {
            *postgres = Some(start_postgres(&self.directory).await?);
        }
        drop(postgres);
        for server in &self.servers {
            server.serves().await?;
        }
        Ok(())
    }

    /// Ends everything.
    pub(super) async fn strike(&self) {
        self.tending.lock().await.shutdown().await;
        futures_util::future::join_all(self.servers.iter().map(|server| server.stop())).await;
        if let Some(postgres) = self.postgres.lock().await.take() {
            postgres.stop().await;
        }
    }
}

/// Durable as in earnest: a crash must lose nothing that was acknowledged.
async fn start_postgres(directory: &Path) -> anyhow::Result<Cluster> {
    let options = ClusterOptions { programs: None, settings: vec!["max_connections=300".to_owned()] };
    Ok(Cluster::start(&directory.join("data"), &options).await?)
}
