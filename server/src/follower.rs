//! One who follows the plain votes of a channel, over any number of disconnects: first what it missed, from the log or
//! from the table, then the log as it grows. What it has seen is exactly a position, and each vote brings the next one.

use crate::{
    hub::{Absent, Frame, Hub, Viewer},
    store::{Store, changes::Span},
};
use shared::{Channel, Disconnect, Position, Publication};
use std::collections::VecDeque;

/// The most votes of a channel that are read again for one who was away; further back, it starts anew.
const MOST_MISSED: i64 = 50_000;
/// Votes read from the table at a time.
const PAGE: i64 = 2_000;

/// A follower. It counts as a viewer until it is dropped.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    channel: Channel,
    viewer: Viewer,
    start: Position,
    /// What the log may bring and it has seen already, on another server.
    seen: Option<Position>,
    /// What lies between there and the log, oldest first.
    missed: VecDeque<Span>,
}

impl Follower {
    /// Follows `channel` from now on, or from `since` on. A position that this cluster can't have given out, or that is
    /// too far back, is refused whole: [`Disconnect::LostPosition`].
    pub async fn open(hub: &Hub, store: &Store, channel: Channel, since: Option<Position>) -> Result<Self, Disconnect> {
        let (viewer, position) = hub.watch_plain(channel, since.as_ref()).await.map_err(|absent| match absent {
            Absent::Unknown => Disconnect::UnknownEvent,
            Absent::Unavailable => Disconnect::Unavailable,
        })?;
        let Some(since) = since else {
            let missed = VecDeque::new();
            return Ok(Self { store: store.clone(), channel, viewer, start: position, seen: None, missed });
        };
        let mut missed = VecDeque::new();
        if since != position {
            let votes =
                store.votes_since(&since, channel, MOST_MISSED + 1).await.map_err(|_| Disconnect::Unavailable)?;
            if votes.is_none_or(|votes| votes > MOST_MISSED) {
                return Err(Disconnect::LostPosition);
            }
            missed = spans(&since, &position);
        }
        let start = since.clone();
        // The rest of a batch that is read from the table must not come from the log again.
        let seen = if missed.is_empty() { since } else { Position::At(since.end().clone()) };
        Ok(Self { store: store.clone(), channel, viewer, start, seen: Some(seen), missed })
    }

    /// Where it began.
    pub fn start(&self) -> &Position {
        &self.start
    }

    /// Waits until there is something to send and returns it, in order. Nothing is lost if the call is dropped.
    pub async fn next(&mut self) -> Result<Vec<Frame>, Disconnect> {
        while let Some(span) = self.missed.front_mut() {
            let votes = self.store.missed(span, self.channel, PAGE).await.map_err(|_| Disconnect::Unavailable)?;
            let Some((_, last)) = votes.last() else {
                self.missed.pop_front();
                continue;
            };
            span.after = Some(last.id);
            return Ok(votes.into_iter().map(|(xid, vote)| span.frame(self.channel, xid, &vote)).collect());
        }
        let mut frames = self.viewer.frames().await.map_err(|_fell_out| Disconnect::Slow)?;
        if let Some(seen) = &self.seen {
            frames.retain(|frame| !frame.vote.is_some_and(|(xid, id)| seen.covers(xid, id)));
        }
        Ok(frames)
    }
}

impl Span {
    fn frame(&self, channel: Channel, xid: u64, vote: &Publication) -> Frame {
        let after = Position::Within { from: self.from.clone(), to: self.to.clone(), last: vote.id };
        Frame::plain(channel, xid, vote, after)
    }
}

/// The way from one position to another. In the middle of a batch its rest comes first, as that batch: a position in it
/// says nothing about a third snapshot.
fn spans(since: &Position, position: &Position) -> VecDeque<Span> {
    let mut spans = VecDeque::new();
    if let Position::Within { from, to, last } = since {
        spans.push_back(Span { from: from.clone(), to: to.clone(), after: Some(*last), until: None });
    }
    let mut seen = since.end();
    let (whole, part) = match position {
        Position::At(snapshot) => (snapshot, None),
        Position::Within { from, to, last } => (from, Some((to, *last))),
    };
    for (to, until) in [Some((whole, None)), part.map(|(to, last)| (to, Some(last)))].into_iter().flatten() {
        // Not later than what is seen: another server was ahead, and the log goes on from there.
        if seen.max(to) != seen {
            spans.push_back(Span { from: seen.clone(), to: to.clone(), after: None, until });
            seen = to;
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::VoteId;

    fn way(since: &str, position: &str) -> Vec<String> {
        let at = |text: &str| text.parse().expect("a position");
        let id = |id: Option<VoteId>| id.map_or(String::new(), |id| id.to_string());
        let say = |span: &Span| format!("{} to {} ({}..{})", span.from, span.to, id(span.after), id(span.until));
        spans(&at(since), &at(position)).iter().map(say).collect()
    }

    #[test]
    fn between_batches_it_is_one_step() {
        assert_eq!(way("10:7", "20"), ["10:7 to 20 (..)"]);
        assert_eq!(way("20", "20"), [""; 0]);
        assert_eq!(way("30", "20"), [""; 0], "another server is ahead: the log goes on from there");
    }

    #[test]
    fn a_batch_that_was_cut_is_finished_before_anything_else() {
        assert_eq!(way("10~20~7", "30"), ["10 to 20 (7..)", "20 to 30 (..)"]);
        assert_eq!(way("10~20~7", "20"), ["10 to 20 (7..)"]);
        assert_eq!(way("10~20~7", "15"), ["10 to 20 (7..)"]);
    }

    #[test]
    fn a_channel_in_the_middle_of_a_batch_is_met_there() {
        assert_eq!(way("10", "20~30~9"), ["10 to 20 (..)", "20 to 30 (..9)"]);
        assert_eq!(way("25", "20~30~9"), ["25 to 30 (..9)"]);
        assert_eq!(way("30", "20~30~9"), [""; 0]);
    }
}
