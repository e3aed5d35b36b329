//! The faults: every kind there is, at random, mostly one at a time. Each is written down when it begins.

mod kinds;

pub(super) use kinds::{Fault, kinds};

use super::{
    dice::Dice,
    followers::{Follower, Nudge},
    server::Server,
    stage::Stage,
};
use embedded::Shutdown;
use load::proxy::{Mode, Proxy};
use nix::sys::signal::Signal;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};

/// How long a hop stays broken, a server down, a crashed Postgres down, and a follower deaf, in seconds.
const BROKEN: (f64, f64) = (0.3, 6.0);
const DOWN: (f64, f64) = (0.0, 2.0);
const CRASHED: (f64, f64) = (0.0, 1.0);
const DEAF: (f64, f64) = (1.0, 5.0);
/// How often a fault does not wait for the end of the one before.
const TOGETHER: f64 = 0.2;
/// How long faults under way may take to end.
const END: Duration = Duration::from_secs(90);

/// How long to break things.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// In all.
    pub(super) span: Duration,
    /// Between two faults, on average.
    pub(super) pause: Duration,
    /// Each once, in any order, then each again.
    pub(super) kinds: Vec<Fault>,
}

/// What there is to break.
#[derive(Clone)]
struct Breaker {
    stage: Arc<Stage>,
    followers: Arc<[Arc<Follower>]>,
}

/// Breaks things as planned, and heals what it broke. Returns how often it did what. What is under way when it is
/// dropped stays broken.
pub(super) async fn make(
    stage: &Arc<Stage>,
    followers: &Arc<[Arc<Follower>]>,
    mut dice: Dice,
    plan: &Plan,
) -> anyhow::Result<BTreeMap<String, usize>> {
    let breaker = Breaker { stage: stage.clone(), followers: followers.clone() };
    let (mut counts, mut deck, mut under_way) = (BTreeMap::new(), Vec::new(), JoinSet::new());
    let end = Instant::now() + plan.span;
    loop {
        sleep_until(end.min(Instant::now() + dice.gap(plan.pause))).await;
        if !dice.chance(TOGETHER) {
            join(&mut under_way).await?;
        }
        if Instant::now() >= end {
            break;
        }
        if deck.is_empty() {
            deck = plan.kinds.clone();
            dice.shuffle(&mut deck);
        }
        let fault = deck.pop().expect("just filled");
        *counts.entry(fault.to_string()).or_default() += 1;
        let (breaker, own) = (breaker.clone(), Dice::new(dice.uuid().as_u64_pair().0, "fault", 0));
        under_way.spawn(async move { breaker.commit(fault, own).await });
    }
    timeout(END, join(&mut under_way)).await??;
    Ok(counts)
}

async fn join(tasks: &mut JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

impl Breaker {
    async fn commit(&self, fault: Fault, mut dice: Dice) -> anyhow::Result<()> {
        let server = dice.pick(&self.stage.servers);
        match fault {
            Fault::ListenerEnded => self.end_sessions(fault, "and (query ilike 'listen%' or query = 'select')").await,
            Fault::SessionsEnded => self.end_sessions(fault, "").await,
            Fault::PostgresRestarted => self.bounce_postgres(fault, Shutdown::Fast, &mut dice).await?,
            Fault::PostgresCrashed => self.bounce_postgres(fault, Shutdown::Immediate, &mut dice).await?,
            Fault::Database(mode) => self.break_hop(fault, server, &server.postgres, (mode, &mut dice)).await,
            Fault::Door(mode) => self.break_hop(fault, server, &server.door, (mode, &mut dice)).await,
            Fault::ServerKilled => self.bounce(fault, server, Signal::SIGKILL, &mut dice).await?,
            Fault::ServerRestarted => self.bounce(fault, server, Signal::SIGTERM, &mut dice).await?,
            Fault::FollowersDropped => self.nudge(fault, &mut dice, |_| Nudge::Drop),
            Fault::FollowersStalled => self.nudge(fault, &mut dice, |dice| Nudge::Stall(dice.seconds(DEAF.0, DEAF.1))),
        }
        Ok(())
    }

    async fn end_sessions(&self, fault: Fault, which: &str) {
        let sql = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'partysense' {which}"
        );
        let ended = async {
            let mut connection = self.stage.connect().await?;
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await
        };
        match ended.await {
            Ok(sessions) => self.say(fault, &format!("{} of them", sessions.len())),
            Err(error) => self.say(fault, &format!("not done: {error}")),
        }
    }

    async fn bounce_postgres(&self, fault: Fault, how: Shutdown, dice: &mut Dice) -> anyhow::Result<()> {
        let pause = dice.seconds(CRASHED.0, CRASHED.1);
        self.say(fault, &format!("down for {:.1} s", pause.as_secs_f64()));
        self.stage.bounce_postgres(how, pause).await?;
        self.stage.journal.say("postgres answers again");
        Ok(())
    }

    async fn break_hop(&self, fault: Fault, server: &Server, hop: &Proxy, (mode, dice): (Mode, &mut Dice)) {
        let span = dice.seconds(BROKEN.0, BROKEN.1);
        self.say(fault, &format!("{} for {:.1} s", server.name, span.as_secs_f64()));
        hop.set(mode);
        sleep(span).await;
        hop.set(Mode::Pass);
    }

    async fn bounce(&self, fault: Fault, server: &Server, signal: Signal, dice: &mut Dice) -> anyhow::Result<()> {
        let pause = dice.seconds(DOWN.0, DOWN.1);
        self.say(fault, &format!("{}, down for {:.1} s", server.name, pause.as_secs_f64()));
        server.bounce(signal, pause).await
    }

    fn nudge(&self, fault: Fault, dice: &mut Dice, nudge: impl Fn(&mut Dice) -> Nudge) {
        let part = dice.number();
        let hit: Vec<_> = self.followers.iter().filter(|_| dice.chance(part)).collect();
        self.say(fault, &format!("{} of them", hit.len()));
        for follower in hit {
            follower.nudge(nudge(dice));
        }
    }

    fn say(&self, fault: Fault, what: &str) {
        self.stage.journal.say(format!("{fault}: {what}"));
    }
}
