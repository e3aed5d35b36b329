//! The keys that sign voters' cookies, made by the first server that finds none or only old ones, and shared by all on this
//! database. Never decides which of them is believed.

use super::{
    Store,
    lease::{self, ANSWER, Lease, in_time},
};
use sqlx::{Connection, PgConnection, Row, postgres::PgRow};
use std::fmt;

/// What a key is made of, in bytes: the signing library wants 64.
const SECRET: usize = 64;
/// How long a key signs, in days: what somebody got hold of without being noticed is worth little by then.
const SIGNS: i32 = 90;
/// How long a key is believed after the next one was made, in days: as long as browsers keep a cookie (RFC 6265bis, 5.5: 400
/// days), and a day for the change itself.
const BELIEVED: i32 = 401;
/// How long a new key waits until it signs, in seconds: every server must know it before any signs with it.
const SETTLES: f64 = 120.0;

/// A key.
pub struct CookieKey {
    /// What it is made of.
    pub secret: Vec<u8>,
    /// Whether every server that runs has had the time to learn of it.
    pub is_settled: bool,
}

/// Which cookies are believed from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Those of earlier keys as well.
    Keep,
    /// Only those of the new one: everybody becomes a new voter.
    Revoke,
}

impl Store {
    /// All keys that are believed, newest first; at least one.
    pub async fn cookie_keys(&self) -> sqlx::Result<Vec<CookieKey>> {
        let due = sqlx::query(
            "select from partysense_cookie_key having coalesce(max(created_at) < now() - make_interval(days => $1), true)",
        );
        if !lease::rows(&self.pool, due.bind(SIGNS)).await?.is_empty() {
            self.add_cookie_key(Some(SIGNS), Rotation::Keep).await?;
        }
        let keys = sqlx::query(
            "select secret, created_at <= now() - make_interval(secs => $1) as is_settled
               from partysense_cookie_key order by id desc",
        );
        lease::rows(&self.pool, keys.bind(SETTLES)).await?.iter().map(read).collect()
    }

    /// Makes another key at once, whatever the age of the last.
    pub async fn rotate_cookie_keys(&self, rotation: Rotation) -> sqlx::Result<()> {
        self.add_cookie_key(None, rotation).await
    }

    /// Adds a key, unless there is one younger than `age` in days, and clears up after those that are believed no more.
    async fn add_cookie_key(&self, age: Option<i32>, rotation: Rotation) -> sqlx::Result<()> {
        let mut lease = Lease::of(&self.pool).await?;
        in_time(ANSWER, async {
            let mut transaction = lease.begin().await?;
            take_turns(&mut transaction).await?;
            if rotation == Rotation::Revoke {
                sqlx::query("delete from partysense_cookie_key").execute(&mut *transaction).await?;
            }
            let fresh: [u8; SECRET] = rand::random();
            let added = sqlx::query(
                "insert into partysense_cookie_key (secret)
                 select $1
                  where not exists (select from partysense_cookie_key
                                     where created_at >= now() - make_interval(days => $2))",
            );
            added.bind(&fresh[..]).bind(age.unwrap_or(-1)).execute(&mut *transaction).await?;
            let cleared = sqlx::query(
                "delete from partysense_cookie_key old
                  where exists (select from partysense_cookie_key next
                                 where next.id > old.id and next.created_at < now() - make_interval(days => $1))",
            );
            cleared.bind(BELIEVED).execute(&mut *transaction).await?;
            transaction.commit().await
        })
        .await?;
        lease.keep();
        Ok(())
    }
}

/// Servers that find the same take turns. In a statement before: the next one's snapshot sees what was done.
async fn take_turns(connection: &mut PgConnection) -> sqlx::Result<()> {
    let lock = sqlx::query("select pg_advisory_xact_lock(hashtext('partysense: cookie keys'))");
    lock.execute(connection).await.map(drop)
}

fn read(row: &PgRow) -> sqlx::Result<CookieKey> {
    Ok(CookieKey { secret: row.try_get("secret")?, is_settled: row.try_get("is_settled")? })
}

impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieKey").field("is_settled", &self.is_settled).finish_non_exhaustive()
    }
}
