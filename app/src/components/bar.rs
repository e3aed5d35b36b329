//! The bar under a track: how many voices it has, beside the one that has most, and how many of them are for it.

use super::text;
use crate::live::{LiveBoard, Row};
use leptos::prelude::*;

/// A bar that the style sheet draws.
#[component]
pub fn Bar(
    /// The board that the track is on.
    board: LiveBoard,
    /// The track.
    row: Row,
) -> impl IntoView {
    let (all, tally) = (board.clone(), row.tally.clone());
    let share_of_most = text(move || share(all.told(&row), all.most()));
    let up = text(move || {
        if board.rules().shows_negative { tally.with(|tally| share(tally.up, tally.total())) } else { share(1, 1) }
    });
    view! { <span class="bar" style:--share=share_of_most style:--up=up></span> }
}

/// A part of a whole for the style sheet: `0.250`. To print a real fraction the browser would have to be sent 8 kB more.
fn share(part: u32, whole: u32) -> String {
    let thousandths = u64::from(part) * 1_000 / u64::from(whole.max(1));
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}
