//! What all viewers of one stream are sent, as the first of them received it. Equal bytes need no second look: so that
//! checking every message of every viewer costs a comparison of memory, and the load is not the bottleneck.

use super::frames;

/// Bytes and the messages in them.
#[derive(Debug, Default)]
pub(super) struct Script {
    bytes: Vec<u8>,
    /// One of each vote.
    marks: Vec<Mark>,
    /// Bytes that are whole frames.
    parsed: usize,
}

/// A vote, and where its message ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) id: i64,
    pub(super) end: usize,
}

impl Script {
    /// Whether `bytes`, read at `place`, are what is known from there on. What nobody has received yet is, too.
    pub(super) fn agrees(&mut self, place: usize, bytes: &[u8]) -> bool {
        let known = &self.bytes[place..];
        let both = known.len().min(bytes.len());
        if known[..both] != bytes[..both] {
            return false;
        }
        if bytes.len() > both {
            self.bytes.extend(&bytes[both..]);
            self.parse();
        }
        true
    }

    /// The votes from number `from` on that end before `place`.
    pub(super) fn votes(&self, from: usize, place: usize) -> &[Mark] {
        let rest = &self.marks[from..];
        &rest[..rest.partition_point(|mark| mark.end <= place)]
    }

    /// Bytes from the end of the vote before number `next` to `place`: a message that has partly come.
    pub(super) fn partial(&self, next: usize, place: usize) -> &[u8] {
        let start = next.checked_sub(1).map_or(0, |last| self.marks[last].end);
        &self.bytes[start..place]
    }

    /// Where one stands who had everything up to this vote, and the number of the next.
    pub(super) fn after(&self, id: i64) -> Option<(usize, usize)> {
        // Ids rise but for a transaction that commits late, and here are none.
        let number = self.marks.binary_search_by_key(&id, |mark| mark.id).ok()?;
        Some((self.marks[number].end, number + 1))
    }

    fn parse(&mut self) {
        while let Some(frame) = frames::first(&self.bytes[self.parsed..]) {
            self.parsed += frame.length;
            if let (frames::TEXT, Some(id)) = (frame.opcode, frames::id(frame.payload)) {
                self.marks.push(Mark { id, end: self.parsed });
            }
        }
    }
}
