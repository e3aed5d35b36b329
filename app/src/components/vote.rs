//! The vote buttons: a form that works before WASM arrives and without it, and afterwards a wish and an action. They
//! know no transport.

use super::{flag, text};
use crate::{
    live::{LiveBoard, OwnVote, Row},
    words::{Language, Words},
};
use leptos::prelude::*;
use shared::{Direction, EventId, Rules, Standing, Tally};

/// Up and down for one track.
#[component]
pub fn VoteButtons(
    /// Where the vote counts.
    event: EventId,
    /// The track.
    row: Row,
    /// The board that it is on.
    board: LiveBoard,
    /// What a press does once the page lives.
    #[prop(into)]
    on_vote: Callback<Direction>,
) -> impl IntoView {
    let (ruled, tally) = (board.clone(), row.tally.clone());
    let words = expect_context::<Words>();
    view! {
        <form class="vote" method="post" action=format!("/events/{event}/votes")>
            <input type="hidden" name="track" value=row.id/>
            <VoteButton direction=Direction::Up board=board.clone() row=row.clone() on_vote/>
            <span class="score" title=words.score_meaning()>{text(move || score(words.language(), tally.get(), ruled.rules()))}</span>
            <VoteButton direction=Direction::Down board row on_vote/>
        </form>
    }
}

#[component]
fn VoteButton(direction: Direction, board: LiveBoard, row: Row, on_vote: Callback<Direction>) -> impl IntoView {
    let words = expect_context::<Words>();
    let Row { named, tally, own, .. } = row.clone();
    let shown = {
        let own = own.clone();
        flag(move || own.with(|own| own.shown() == Some(direction)))
    };
    // A press that adds a voice takes none back.
    let adding = board.clone();
    let pressed = flag(move || shown.get() && !adding.rules().free_repeats);
    let count = move || tally.with(|tally| if direction.is_up() { tally.up } else { tally.down });
    let shown_count = text(move || short(words.language(), count().into()));
    let label = text(move || {
        let what = words.track(&named.read().title, named.read().artist.as_deref());
        let action = if direction.is_up() { words.vote_up(&what) } else { words.vote_down(&what) };
        action + " (" + &shown_count.get().unwrap_or_default() + ")"
    });
    view! {
        <button
            class=direction.as_str()
            name="choice"
            value=text(move || if pressed.get() { "withdraw" } else { direction.as_str() }.to_owned())
            disabled=flag(move || row.standing() != Standing::Open)
            hidden=flag(move || direction == Direction::Down && board.rules().downs_per_hour == Some(0))
            aria-pressed=text(move || if pressed.get() { "true" } else { "false" }.to_owned())
            aria-label=label
            data-pending=flag(move || shown.get() && own.with(OwnVote::is_pending))
            on:click=move |press| {
                press.prevent_default();
                on_vote.run(direction);
            }
        >
            <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d=if direction.is_up() { "M12 5l8 10H4z" } else { "M12 19L4 9h16z" }/>
            </svg>
            <span class="count">{shown_count}</span>
        </button>
    }
}

/// A score; where votes against are not told of, it is never below nothing.
pub(super) fn score(language: Language, tally: Tally, rules: Rules) -> String {
    signed(language, if rules.shows_negative { tally.score() } else { tally.score().max(0) })
}

/// With a real minus, which is as wide as a digit, and stays before the number where one reads from right to left.
fn signed(language: Language, score: i64) -> String {
    let sign = match language {
        _ if score >= 0 => "",
        Language::Ar => "\u{200e}−",
        _ => "−",
    };
    sign.to_owned() + &short(language, score.unsigned_abs())
}

/// As it fits on a button: 9999, 12.3k, 200k, 1.2M; cut, never rounded up.
fn short(language: Language, number: u64) -> String {
    let (unit, letter) = match number {
        0..10_000 => return number.to_string(),
        10_000..1_000_000 => (1_000, "k"),
        _ => (1_000_000, "M"),
    };
    let (whole, tenths) = (number / unit, number % unit * 10 / unit);
    if whole >= 100 || tenths == 0 {
        format!("{whole}{letter}")
    } else {
        format!("{whole}{}{tenths}{letter}", language.decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_fit_on_a_button() {
        let short = [0, 9_999, 10_000, 12_399, 200_002, 999_999, 1_250_000].map(|number| short(Language::En, number));
        assert_eq!(short, ["0", "9999", "10k", "12.3k", "200k", "999k", "1.2M"]);
        assert_eq!([-12_399, 7].map(|score| signed(Language::De, score)), ["−12,3k", "7"]);
    }
}
