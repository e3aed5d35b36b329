//! The bar under a track: how many voices it has, beside the one that has most, and how many of them are for it.

use super::text;
use crate::live::{LiveBoard, Row};
use leptos::prelude::*;

/// A bar of two colours, one over the other. Drawn, as the pages' policy lets no attribute style anything.
#[component]
pub fn Bar(
    /// The board that the track is on.
    board: LiveBoard,
    /// The track.
    row: Row,
) -> impl IntoView {
    let (all, tally) = (board.clone(), row.tally.clone());
    let told = text(move || share(all.told(&row), all.most()));
    let up = text(move || share(tally.with(|tally| tally.up), board.most()));
    view! {
        <svg class="bar" aria-hidden="true">
            <rect width=told></rect>
            <rect width=up></rect>
        </svg>
    }
}

/// A part of a whole, as wide: `25.0%`. To print a real fraction the browser would have to be sent 8 kB more.
fn share(part: u32, whole: u32) -> String {
    let thousandths = u64::from(part) * 1_000 / u64::from(whole.max(1));
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}
