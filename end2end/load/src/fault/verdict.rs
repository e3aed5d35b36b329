//! The end of a run: waits until every follower could have everything, and holds all memories against the table.

use super::{
    catalog,
    compare::{self, Difference},
    followers::{Follower, native, plain},
    ledger::{Accepted, Account, Ledger, Writer},
    stage::Stage,
    table::{Row, Table},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// How long followers may take to come back and catch up when nothing is broken any more.
const CATCH_UP: Duration = Duration::from_secs(60);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);
/// How long to go on listening then, for what comes twice.
const GRACE: Duration = Duration::from_secs(2);

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Each follower's difference.
    pub(super) followers: Vec<(Arc<Follower>, Difference)>,
    /// What each kind of writer was told,
    pub(super) accounts: BTreeMap<Writer, Account>,
    /// and where the table says otherwise.
    pub(super) wrong: BTreeMap<Writer, Vec<String>>,
    /// What is odd besides: pages opened afresh, servers that fell, refused ballots.
    pub(super) oddities: Vec<String>,
    /// How often what was broken.
    pub(super) faults: BTreeMap<String, usize>,
    /// Followers that did not catch up in time.
    pub(super) behind: Vec<String>,
    /// The truth.
    pub(super) table: Table,
}

/// Casts one last vote per event, and waits until each follower has them. Returns who does not.
pub(super) async fn settle(stage: &Stage, followers: &[Arc<Follower>]) -> anyhow::Result<Vec<String>> {
    let mut connection = stage.connect().await?;
    let mut last: Vec<i64> = Vec::new();
    for event in catalog::events() {
        let insert = "insert into event_vote (event_id, track_id, is_positive) values ($1, $2, true) returning id";
        let ids = sqlx::query_scalar(insert).bind(event).bind(catalog::tracks(event)[0]).fetch_all(&mut connection);
        let ids: Vec<i64> = ids.await?;
        last.extend(ids);
    }
    let table = Table::read(&mut connection).await?;
    let last: Vec<&Row> = last.iter().filter_map(|id| table.rows.get(id)).collect();
    let lacks = |follower: &&Arc<Follower>| last.iter().any(|row| !follower.has(row));
    let caught_up = async {
        while followers.iter().any(|follower| lacks(&follower)) {
            sleep(LOOK).await;
        }
    };
    let _ = timeout(CATCH_UP, caught_up).await;
    sleep(GRACE).await;
    Ok(followers.iter().filter(lacks).map(|follower| follower.name.clone()).collect())
}

impl Verdict {
    /// Compares.
    pub(super) async fn reach(stage: &Stage, followers: &[Arc<Follower>], ledger: &Ledger) -> anyhow::Result<Self> {
        let table = Table::read(&mut stage.connect().await?).await?;
        let accounts = ledger.accounts();
        let mut oddities = ledger.complaints();
        oddities.extend(table.broken_chains().iter().map(|id| format!("row {id} breaks its voter's chain")));
        oddities.extend(look(stage, &table).await);
        oddities.extend(followers.iter().filter_map(|follower| overclaims(follower, &table)));
        for server in &stage.servers {
            let fell = server.fell.load(Ordering::Relaxed);
            oddities.extend((fell > 0).then(|| format!("{} ended {fell} times though nobody asked", server.name)));
        }
        Ok(Self {
            followers: followers.iter().map(|one| (one.clone(), Difference::of(&table, one))).collect(),
            wrong: accounts.iter().map(|(writer, account)| (*writer, wrong(account, &table))).collect(),
            accounts,
            oddities,
            table,
            ..Self::default()
        })
    }

    /// Whether everything is as it should be.
    pub(super) fn is_clean(&self) -> bool {
        let follower = |(follower, difference): &(Arc<Follower>, Difference)| {
            let seen = follower.seen();
            difference.is_none() && seen.refused.is_empty() && seen.failures.is_empty()
        };
        self.followers.iter().all(follower)
            && self.wrong.values().all(Vec::is_empty)
            && self.oddities.is_empty()
            && self.behind.is_empty()
    }
}

/// Where the table says other than a writer was told.
fn wrong(account: &Account, table: &Table) -> Vec<String> {
    let absent = account.rows.iter().filter(|id| !table.rows.contains_key(id));
    let absent = absent.map(|id| format!("row {id} was acknowledged and is not there"));
    let ballots = account.ballots.iter().filter_map(|accepted| misplaced(accepted, table));
    let withheld = account.withheld.iter().filter(|mark: &&Uuid| table.ballots.contains_key(mark));
    let withheld = withheld.map(|mark| format!("the row of {mark} was rolled back and is there"));
    absent.chain(ballots).chain(withheld).collect()
}

/// The table has each ballot once or not at all: its column is unique.
fn misplaced(Accepted { ballot, row, xid }: &Accepted, table: &Table) -> Option<String> {
    let Some(found) = table.ballots.get(&ballot.id).and_then(|id| table.rows.get(id)) else {
        return Some(format!("ballot {} was acknowledged as row {row} and is not there", ballot.id));
    };
    let cast = (ballot.event.0, ballot.track.0, ballot.choice.map(shared::Direction::is_up));
    if found.id != *row || xid.is_some_and(|xid| xid != found.xid) {
        return Some(format!("ballot {} is row {}, its receipt says {row} of {xid:?}", ballot.id, found.id));
    }
    (cast != (found.event, found.track, found.choice))
        .then(|| format!("ballot {} became another vote: {found:?}", ballot.id))
}

/// A position that names transactions behind the last row: after a crash Postgres may hand those numbers out again, and
/// a follower that claims to have seen them would miss their rows.
fn overclaims(follower: &Follower, table: &Table) -> Option<String> {
    let seen = follower.seen();
    let shown = seen.shown.as_ref().map(|shown| shown.position.clone());
    let position = shown.or_else(|| seen.position.as_ref()?.parse().ok())?;
    let last = table.rows.values().map(|row| row.xid).max().unwrap_or_default();
    let claims = position.whole().xmax() > last + 1;
    claims.then(|| format!("{} stands at {position}, behind the last row, of transaction {last}", follower.name))
}

/// What those see who come only now, at every server.
async fn look(stage: &Stage, table: &Table) -> Vec<String> {
    let mut odd = Vec::new();
    for server in &stage.servers {
        for channel in catalog::channels() {
            let door = server.door.address();
            let page = match native::look(door, channel).await {
                Ok(shown) => compare::page(table, channel, Some(&shown)).sums,
                Err(error) => vec![error],
            };
            let opening = match plain::look(door, channel).await {
                Ok(sums) => compare::tallies(&table.audit(channel), &sums),
                Err(error) => vec![error],
            };
            let named = |door: &str, what: &String| format!("{}, a fresh {door} of {channel}: {what}", server.name);
            odd.extend(page.iter().map(|what| named("page", what)));
            odd.extend(opening.iter().map(|what| named("stream", what)));
        }
    }
    odd
}
