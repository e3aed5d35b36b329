//! What writers were told: each acknowledged row and ballot, to be found in the table at the end.

use shared::Ballot;
use std::{collections::BTreeMap, sync::Mutex};
use uuid::Uuid;

/// A kind of writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Writer {
    /// One row of SQL, of nobody.
    Single,
    /// One row of SQL, of a voter who changes their mind.
    Chain,
    /// Many rows in one statement.
    Batch,
    /// A transaction that stays open.
    Late,
    /// One that is rolled back.
    Rollback,
    /// Thousands of rows in one statement.
    Import,
    /// The JSON API.
    Http,
    /// The native socket.
    Socket,
}

/// What one kind of writer did.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    /// Rows and ballots that it sent.
    pub(super) written: usize,
    /// The ids of rows whose commit was answered.
    pub(super) rows: Vec<i64>,
    /// Ballots with a receipt.
    pub(super) ballots: Vec<Accepted>,
    /// Marks of rows that were rolled back.
    pub(super) withheld: Vec<Uuid>,
}

/// A ballot and its receipt.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    /// What was cast.
    pub(super) ballot: Ballot,
    /// The row that the receipt names.
    pub(super) row: i64,
    /// The transaction that it names; the JSON API names none.
    pub(super) xid: Option<u64>,
}

/// The accounts of all writers.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    accounts: Mutex<BTreeMap<Writer, Account>>,
    complaints: Mutex<Vec<String>>,
}

impl Ledger {
    /// `count` more are on their way.
    pub(super) fn sent(&self, writer: Writer, count: usize) {
        self.with(writer, |account| account.written += count);
    }

    /// These rows are committed.
    pub(super) fn committed(&self, writer: Writer, rows: &[i64]) {
        self.with(writer, |account| account.rows.extend_from_slice(rows));
    }

    /// This ballot has a receipt.
    pub(super) fn accepted(&self, writer: Writer, accepted: Accepted) {
        self.with(writer, |account| account.ballots.push(accepted));
    }

    /// The row with this ballot id was rolled back.
    pub(super) fn withheld(&self, writer: Writer, mark: Uuid) {
        self.with(writer, |account| account.withheld.push(mark));
    }

    /// Something that must not happen to a writer.
    pub(super) fn complain(&self, what: String) {
        self.complaints.lock().expect("no holder panics").push(what);
    }

    /// The accounts, by kind.
    pub(super) fn accounts(&self) -> BTreeMap<Writer, Account> {
        self.accounts.lock().expect("no holder panics").clone()
    }

    /// What was complained of.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.complaints.lock().expect("no holder panics").clone()
    }

    fn with(&self, writer: Writer, change: impl FnOnce(&mut Account)) {
        change(self.accounts.lock().expect("no holder panics").entry(writer).or_default());
    }
}
