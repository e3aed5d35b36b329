//! Opens a channel for a page: rendered with the page on a server, filled over the link in the browser.

use crate::{
    backend::{Missing, Visit},
    live::{Link, LiveBoard},
    pages::missing::{AwayPage, MissingPage},
};
use leptos::{either::EitherOf3, prelude::*};
use shared::Channel;
use std::sync::Arc;

/// Renders `children` with the channel's board, which follows the server from then on.
#[component]
pub fn Opened<F, V>(
    /// What to open.
    channel: Channel,
    /// The page.
    children: F,
) -> impl IntoView
where
    F: Fn(LiveBoard) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let link = expect_context::<Link>();
    let visit = use_context::<Visit>();
    // In the browser this runs only when the reader comes from another page of ours; the board is filled by the link.
    let opening = OnceResource::new_blocking(async move {
        match visit {
            Some(visit) => visit.open(channel).await.map(Some),
            None => Ok(None),
        }
    });
    let children = Arc::new(children);
    view! {
        <Suspense>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match opening.await {
                        Err(Missing::Unknown) => EitherOf3::A(view! { <MissingPage/> }),
                        Err(Missing::Unavailable) => EitherOf3::B(view! { <AwayPage/> }),
                        Ok(opening) => {
                            let board = opening.map_or_else(|| LiveBoard::empty(channel), LiveBoard::open);
                            EitherOf3::C(view! { <Following board link children/> })
                        }
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn Following<F, V>(board: LiveBoard, link: Link, children: Arc<F>) -> impl IntoView
where
    F: Fn(LiveBoard) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let followed = board.clone();
    Effect::new(move || link.follow(&followed));
    let left = board.clone();
    on_cleanup(move || link.unfollow(&left));
    let missing = board.missing();
    view! {
        <Show when=move || !missing.get() fallback=|| view! { <MissingPage/> }>
            {children(board.clone())}
        </Show>
    }
}
