//! What is measured on: a private Postgres, as durable as in earnest, with one event, and servers on it.

use super::{Setting, cores::Cores};
use crate::ground;
use anyhow::{Context, ensure};
use embedded::{Cluster, ClusterOptions};
use shared::Tally;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The event that is voted at, and its tracks: the ids from one on.
pub(super) const EVENT: i32 = 1;
pub(super) const TRACKS: i32 = 20;

/// Frames of the length that real names give: 137 bytes as the trigger announces them.
const CATALOG: &str = "
    insert into event_event (id, title) values (1, 'Friday night at the harbour');
    insert into music_artist (id, name)
        select id, 'The Marvelous Ensemble of Harbour Street ' || (10 + id) from generate_series(1, 5) id;
    insert into music_track (id, name, artist_id)
        select id, 'Dancing until the Morning, part ' || (10 + id), 1 + id % 5 from generate_series(1, 20) id;
    insert into event_track (event_id, track_id) select 1, id from generate_series(1, 20) id;";

const AUDIT: &str = "
    select track_id, count(*) filter (where is_positive), count(*) filter (where not is_positive) from (
        select distinct on (track_id, coalesce(voter_id::text, id::text)) track_id, is_positive
          from event_vote where event_id = $1
         order by track_id, coalesce(voter_id::text, id::text), turn desc) last
     group by track_id";

/// Postgres, and how to start what is measured on it.
#[derive(Debug)]
pub(super) struct Stand {
    pub(super) program: PathBuf,
    pub(super) site: PathBuf,
    pub(super) directory: PathBuf,
    pub(super) cores: Cores,
    cluster: Cluster,
}

impl Stand {
    /// Starts Postgres, and makes the schema and the event.
    pub(super) async fn set(setting: &Setting, cores: Cores) -> anyhow::Result<Self> {
        let directory = ground::scratch("measure")?;
        let options = ClusterOptions { programs: None, settings: vec!["max_connections=200".to_owned()] };
        let cluster = Cluster::start(&directory.join("data"), &options).await?;
        let mut admin = PgConnection::connect_with(&cluster.options().clone().database("postgres")).await?;
        sqlx::raw_sql("create database partysense").execute(&mut admin).await?;
        admin.close().await?;
        let (program, site) = (setting.product.program()?, setting.product.site(&directory)?);
        let stand = Self { program, site, directory, cores, cluster };
        stand.migrate()?;
        sqlx::raw_sql(CATALOG).execute(&mut stand.connect().await?).await?;
        Ok(stand)
    }

    /// Past all servers.
    pub(super) async fn connect(&self) -> sqlx::Result<PgConnection> {
        PgConnection::connect_with(self.options()).await
    }

    /// One vote, past all servers.
    pub(super) async fn vote_once(&self) -> sqlx::Result<()> {
        let vote = "insert into event_vote (event_id, track_id, is_positive) values ($1, 1, true)";
        sqlx::query(vote).bind(EVENT).execute(&mut self.connect().await?).await.map(drop)
    }

    /// Rows of votes.
    pub(super) async fn votes(&self) -> sqlx::Result<u64> {
        let count = sqlx::query_scalar("select count(*) from event_vote");
        count.fetch_one(&mut self.connect().await?).await.map(i64::cast_unsigned)
    }

    /// The sums of the event, the long way: the last row of each voter, and every row of nobody.
    pub(super) async fn tallies(&self) -> sqlx::Result<BTreeMap<i32, Tally>> {
        let rows = sqlx::query_as(AUDIT).bind(EVENT).fetch_all(&mut self.connect().await?).await?;
        let tally = |(track, up, down): (i32, i64, i64)| (track, Tally { up: up as u32, down: down as u32 });
        Ok(rows.into_iter().map(tally).collect())
    }

    /// The number of Postgres' first process, which started all others.
    pub(super) fn postmaster(&self) -> anyhow::Result<u32> {
        let file = fs::read_to_string(self.directory.join("data/postgres/postmaster.pid"))?;
        Ok(file.lines().next().context("Postgres has ended")?.trim().parse()?)
    }

    /// Postgres' socket file.
    pub(super) fn postgres(&self) -> anyhow::Result<PathBuf> {
        Ok(self.folder()?.join(format!(".s.PGSQL.{}", self.options().get_port())))
    }

    /// The database as a URL.
    pub(super) fn url(&self) -> anyhow::Result<String> {
        let (folder, port) = (self.folder()?.display(), self.options().get_port());
        Ok(format!("postgres://postgres@localhost/{}?host={folder}&port={port}", embedded::DATABASE))
    }

    /// Ends Postgres, and leaves nothing behind.
    pub(super) async fn strike(self) -> anyhow::Result<()> {
        self.cluster.stop().await;
        Ok(fs::remove_dir_all(&self.directory)?)
    }

    fn migrate(&self) -> anyhow::Result<()> {
        let mut migrate = Command::new(&self.program);
        migrate.args(["migrate", "--database-url", &self.url()?, "--log", "warn"]).stdout(Stdio::null());
        ensure!(migrate.status()?.success(), "`partysense migrate` failed");
        Ok(())
    }

    fn options(&self) -> &PgConnectOptions {
        self.cluster.options()
    }

    fn folder(&self) -> anyhow::Result<&Path> {
        self.options().get_socket().map(PathBuf::as_path).context("the private Postgres is reached by a socket file")
    }
}
