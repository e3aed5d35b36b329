//! Once a second: who has waited too long, and who has heard nothing for long.

use super::{Doorway, Reactor};
use crate::{
    config::limits::seconds,
    fanout::connection::{Connection, Standing},
    metrics::Bound,
    wire,
};
use bytes::Bytes;
use shared::Disconnect;
use std::time::Duration;

/// Signs of life to an audience that was sent something together go out over so many rounds.
const SPREAD: usize = 4;

/// What is due for a connection.
enum Due {
    /// It ends, for that bound if for any.
    End(Option<Bound>),
    /// It never said what it wants.
    Farewell,
    /// It is asked whether it lives.
    Ping,
    /// It is told that we live.
    Life(Bytes),
}

impl Reactor {
    pub(super) fn look_around(&mut self) {
        let due = |(key, connection)| Some((key, self.due(key, connection)?));
        let due: Vec<_> = self.connections.iter().filter_map(due).collect();
        self.doors.iter_mut().for_each(Doorway::open);
        self.send_the_silent_away();
        for (key, due) in due {
            let word = match due {
                Due::End(bound) => {
                    bound.into_iter().for_each(|bound| self.limits.refuse(bound));
                    self.remove(key);
                    continue;
                }
                Due::Farewell => {
                    self.disconnect(key, Disconnect::Idle);
                    continue;
                }
                Due::Ping => None,
                Due::Life(word) => Some(word),
            };
            if let Some(connection) = self.connections.get_mut(key) {
                connection.is_asked |= word.is_none();
                connection.put([word.unwrap_or_else(wire::ping)]);
                self.flush(key);
            }
        }
    }

    fn due(&self, key: usize, connection: &Connection) -> Option<Due> {
        let (now, most) = (self.now, self.limits.most());
        if connection.stuck_since.is_some_and(|since| since.after(seconds(most.stuck_seconds)) <= now) {
            return Some(Due::End(Some(Bound::Stuck)));
        }
        if connection.leaves_at.is_some_and(|at| at <= now) {
            return Some(Due::End(None));
        }
        if connection.leaves_at.is_some() || connection.stuck_since.is_some() {
            return None;
        }
        let silence = seconds(most.silence_seconds);
        if connection.heard_at.after(silence) <= now {
            return Some(Due::End(Some(Bound::SilenceSeconds)));
        }
        if !connection.is_asked && connection.heard_at.after(silence / 2) <= now {
            return Some(Due::Ping);
        }
        let watches = connection.viewer.is_some() || connection.task.is_some();
        let patience = connection.conversation.patience().filter(|_| !watches);
        if patience.is_some_and(|patience| connection.came_at.after(patience) <= now) {
            return Some(Due::Farewell);
        }
        let together = match connection.standing {
            Standing::Level { audience, .. } => self.audiences[audience].written_at,
            _ => connection.written_at,
        };
        let (life, interval) = connection.conversation.life();
        let earlier = Duration::from_secs((key % SPREAD) as u64);
        let is_quiet = together.max(connection.written_at).after(interval.saturating_sub(earlier)) <= now;
        is_quiet.then_some(Due::Life(life))
    }
}
