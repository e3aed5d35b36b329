//! One viewer of a plain stream: checks that it is told each row once and in order.

use super::{frames, script::Script};
use std::collections::BTreeSet;

/// Places and counts; what it reads is with the script that all share.
#[derive(Debug)]
pub(super) struct Viewer {
    /// The id that should come next.
    pub(super) expected: i64,
    /// What it was told.
    pub(super) told: u64,
    place: usize,
    next: usize,
    /// Of one who was sent other bytes than the rest: what has not been read of them.
    stray: Option<Vec<u8>>,
    skipped: BTreeSet<i64>,
    pub(super) wrong: Wrong,
}

/// What should be zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Rows told again.
    pub(super) doubled: u64,
    /// Rows told after a later one.
    pub(super) disordered: u64,
    /// Rows never told.
    pub(super) missing: u64,
    /// Viewers whose connection was ended.
    pub(super) gone: u64,
}

impl Wrong {
    pub(super) fn add(&mut self, other: Self) {
        self.doubled += other.doubled;
        self.disordered += other.disordered;
        self.missing += other.missing;
        self.gone += other.gone;
    }
}

impl Viewer {
    /// One who is told rows from `first` on.
    pub(super) fn new(first: i64) -> Self {
        let (skipped, wrong) = (BTreeSet::new(), Wrong::default());
        Self { expected: first, told: 0, place: 0, next: 0, stray: None, skipped, wrong }
    }

    /// Takes in what one read brought.
    pub(super) fn take(&mut self, bytes: &[u8], script: &mut Script) {
        if let Some(mut stray) = self.stray.take() {
            stray.extend(bytes);
            return self.go_astray(&stray, script);
        }
        if !script.agrees(self.place, bytes) {
            let stray = [script.partial(self.next, self.place), bytes].concat();
            return self.go_astray(&stray, script);
        }
        self.place += bytes.len();
        let votes = script.votes(self.next, self.place);
        for vote in votes {
            self.judge(vote.id);
        }
        self.next += votes.len();
    }

    /// What it lacks of the rows before `end`.
    pub(super) fn verdict(&self, end: i64) -> Wrong {
        let behind = (end - self.expected).max(0).cast_unsigned();
        Wrong { missing: self.skipped.len() as u64 + behind, ..self.wrong }
    }

    /// Reads for itself, until it stands where the script has a place.
    fn go_astray(&mut self, bytes: &[u8], script: &Script) {
        let (mut at, mut last) = (0, None);
        while let Some(frame) = frames::first(&bytes[at..]) {
            at += frame.length;
            if let (frames::TEXT, Some(id)) = (frame.opcode, frames::id(frame.payload)) {
                self.judge(id);
                last = Some(id);
            }
        }
        let back = last.filter(|_| at == bytes.len()).and_then(|id| script.after(id));
        match back {
            Some((place, next)) => (self.place, self.next) = (place, next),
            None => self.stray = Some(bytes[at..].to_vec()),
        }
    }

    fn judge(&mut self, id: i64) {
        self.told += 1;
        if id >= self.expected {
            self.skipped.extend(self.expected..id);
            self.expected = id + 1;
        } else if self.skipped.remove(&id) {
            self.wrong.disordered += 1;
        } else {
            self.wrong.doubled += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: i64) -> Vec<u8> {
        let text = format!(r#"{{"id" : {id}}}"#);
        [&[0x81, text.len() as u8], text.as_bytes()].concat()
    }

    fn told(viewer: &mut Viewer, script: &mut Script, ids: &[i64]) {
        viewer.take(&ids.iter().flat_map(|id| frame(*id)).collect::<Vec<u8>>(), script);
    }

    #[test]
    fn whoever_is_told_the_same_in_other_pieces_lacks_nothing() {
        let mut script = Script::default();
        let (mut one, mut other) = (Viewer::new(1), Viewer::new(1));
        told(&mut one, &mut script, &[1, 2, 3]);
        for byte in [1, 2, 3, 4].map(frame).concat() {
            other.take(&[byte], &mut script);
        }
        told(&mut one, &mut script, &[4]);
        for viewer in [one, other] {
            assert_eq!((viewer.told, viewer.verdict(5)), (4, Wrong::default()));
        }
    }

    #[test]
    fn doubles_gaps_and_disorder_are_told_apart() {
        let mut script = Script::default();
        told(&mut Viewer::new(1), &mut script, &[1, 2, 3, 4, 5, 6]);
        let mut viewer = Viewer::new(1);
        told(&mut viewer, &mut script, &[1, 3, 2, 2, 5]);
        assert_eq!(viewer.verdict(7), Wrong { doubled: 1, disordered: 1, missing: 2, gone: 0 });
    }

    #[test]
    fn a_ping_between_two_votes_leads_nobody_astray_for_good() {
        let mut script = Script::default();
        told(&mut Viewer::new(1), &mut script, &[1, 2, 3]);
        let mut viewer = Viewer::new(1);
        told(&mut viewer, &mut script, &[1]);
        viewer.take(&[0x89, 0], &mut script);
        told(&mut viewer, &mut script, &[2]);
        assert!(viewer.stray.is_none(), "it stands where the script does");
        told(&mut viewer, &mut script, &[3]);
        assert_eq!(viewer.verdict(4), Wrong::default());
    }
}
