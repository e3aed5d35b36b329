//! The reader's own vote on a track: what the server has, and what was asked for since.

use shared::{Direction, Position, Receipt, Refusal};
use uuid::Uuid;

/// The reader's vote on a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnVote {
    /// What the server has.
    pub(super) settled: Option<Direction>,
    /// What the reader wanted since, in order, and has not yet seen come round.
    wishes: Vec<Wish>,
    /// Why the last wish was not granted.
    pub(super) refused: Option<Refusal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wish {
    ballot: Uuid,
    choice: Option<Direction>,
    /// It adds a voice and leaves what stood as it was.
    adds: bool,
    /// It is a row; on this page it counts once the board's position covers it.
    receipt: Option<Receipt>,
}

impl OwnVote {
    /// The direction to mark: the last wish while there is one.
    pub fn shown(&self) -> Option<Direction> {
        self.wishes.last().map_or(self.settled, |wish| wish.choice)
    }

    /// Whether a wish has yet to come round.
    pub fn is_pending(&self) -> bool {
        !self.wishes.is_empty()
    }

    /// Why the last wish was not granted.
    pub fn refused(&self) -> Option<Refusal> {
        self.refused
    }

    /// What pressing `direction` means: the same again withdraws, unless each press adds a voice.
    pub fn choice(&self, direction: Direction, adds: bool) -> Option<Direction> {
        (adds || self.shown() != Some(direction)).then_some(direction)
    }

    /// Whether `ballot` is among the wishes.
    pub(super) fn asked(&self, ballot: Uuid) -> bool {
        self.wishes.iter().any(|wish| wish.ballot == ballot)
    }

    pub(super) fn wish(&mut self, ballot: Uuid, choice: Option<Direction>, adds: bool) {
        self.wishes.push(Wish { ballot, choice, adds, receipt: None });
        self.refused = None;
    }

    pub(super) fn answer(&mut self, ballot: Uuid, answer: Result<Receipt, Refusal>) {
        match answer {
            Ok(receipt) => {
                for wish in self.wishes.iter_mut().filter(|wish| wish.ballot == ballot) {
                    wish.receipt = Some(receipt);
                }
            }
            Err(refusal) => {
                self.wishes.retain(|wish| wish.ballot != ballot);
                self.refused = Some(refusal);
            }
        }
    }

    /// Takes the wishes that `position` brought round as what the server has.
    pub(super) fn settle(&mut self, position: &Position) {
        let came_round = |wish: &Wish| wish.receipt.is_some_and(|receipt| position.covers(receipt.xid, receipt.vote));
        let settled = &mut self.settled;
        self.wishes.retain(|wish| {
            let done = came_round(wish);
            if done && !wish.adds {
                *settled = wish.choice;
            }
            !done
        });
    }
}
