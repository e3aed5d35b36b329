//! Drawings of a night, as shapes that stretch and words beside them that do not. Time runs from left to right in every
//! language. Never the only way to the numbers: each has its table.

pub mod bars;
pub mod race;
pub mod ranks;
pub mod scale;

pub use bars::Bars;
pub use race::Race;
pub use ranks::{MOST, Ranks, shown};
pub use scale::{Clocks, at, signed};

use super::rules::look;
use leptos::prelude::*;

/// Beside a scale: where on it, in per cent from its beginning, and what stands there.
type Mark = (f64, String);

/// A drawing with its words around it.
#[component]
fn Plot(
    /// What it is, to who can't see it.
    title: &'static str,
    /// How far it reaches in its own units.
    size: (f64, f64),
    /// Words beside it, from the top down.
    rows: Vec<Mark>,
    /// Words below it, from left to right.
    columns: Vec<Mark>,
    /// The shapes.
    children: Children,
) -> impl IntoView {
    let (width, height) = size;
    let grid: String = rows.iter().map(|(top, _)| format!("M0 {:.2}H{width}", top / 100.0 * height)).collect();
    let words = |class, side, marks: Vec<Mark>| {
        let mark = |(place, text)| {
            // Under the very beginning of a scale there is nothing to the left of it.
            let begins = if place < 0.005 { " start" } else { "" };
            view! { <li class=look(format!("{side}:{place:.2}%")) + begins>{text}</li> }
        };
        view! { <ol class=class aria-hidden="true">{marks.into_iter().map(mark).collect_view()}</ol> }
    };
    view! {
        <svg role="img" viewBox=format!("0 0 {width} {height}") preserveAspectRatio="none">
            <title>{title}</title>
            <path class="grid" d=grid/>
            {children()}
        </svg>
        {words("rows", "top", rows)}
        {words("columns", "left", columns)}
    }
}
