//! Who leads, said now and then to those who listen to the page. It is not seen: the ranking is.

use super::{follow, text};
use crate::{live::LiveBoard, words::Words};
use leptos::prelude::*;
use shared::Standing;
use std::time::Duration;

/// Between two summaries: who listens must be able to do something else.
const PAUSE: Duration = Duration::from_secs(20);

/// A live region that says who leads, if that is another than was said last.
#[component]
pub fn Leader(
    /// The line-up.
    board: LiveBoard,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let said = RwSignal::new(String::new());
    follow(move || {
        let board = board.clone();
        let say = move || {
            let news = untrack(|| summary(&board, words)).unwrap_or_default();
            if said.with_untracked(|said| *said != news) {
                said.set(news);
            }
        };
        if let Ok(interval) = set_interval_with_handle(say, PAUSE) {
            on_cleanup(move || interval.clear());
        }
    });
    view! { <p class="aside" aria-live="polite">{text(move || said.get())}</p> }
}

/// The first two of those that can be voted on.
fn summary(board: &LiveBoard, words: Words) -> Option<String> {
    let mut best = [(i64::MIN, None), (i64::MIN, None)];
    for row in board.rows().read().iter().filter(|row| row.standing() == Standing::Open) {
        let score = row.tally.get().score();
        let score = if board.rules().shows_negative { score } else { score.max(0) };
        if score > best[0].0 {
            best = [(score, Some(row.clone())), best[0].clone()];
        } else if score > best[1].0 {
            best[1] = (score, Some(row.clone()));
        }
    }
    let [(first, leader), (second, next)] = best;
    let (leader, next) = (leader?.title(), next?.title());
    Some(if first > second {
        words.leads(&leader, &crate::words::number(words.language(), first.abs_diff(second)))
    } else {
        words.level(&leader, &next)
    })
}
