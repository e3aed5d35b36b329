//! Opens a channel for a page: as the server rendered it, or, for a page that the reader comes to from another one of
//! ours, empty until the link fills it.

use crate::{
    live::{Link, LiveBoard},
    pages::missing::MissingPage,
    visit::Opening,
};
use leptos::{either::Either, prelude::*};
use shared::Channel;

/// Renders `children` with the channel's board, which follows the server from then on.
#[component]
pub fn Opened<F, V>(
    /// What to open.
    channel: Channel,
    /// What the page begins with.
    opening: Option<Opening>,
    /// The page.
    children: F,
) -> impl IntoView
where
    F: Fn(LiveBoard) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let link = expect_context::<Link>();
    let board = opening.map_or_else(|| LiveBoard::empty(channel), LiveBoard::open);
    let followed = board.clone();
    Effect::new(move || link.follow(&followed));
    let left = board.clone();
    on_cleanup(move || link.unfollow(&left));
    let missing = board.missing();
    move || if missing.get() { Either::Left(view! { <MissingPage/> }) } else { Either::Right(children(board.clone())) }
}
