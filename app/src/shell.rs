//! What is around every page: the bar at the top, and the languages at the end.

use crate::{
    components::{
        clock::{Now, Zone},
        fixed, follow,
        join::Host,
        languages::Languages,
        status::StatusBadge,
    },
    live::{Link, LiveBoard},
    page::Page,
    pages::{embed::EmbedPage, event::EventPage, firehose::FirehosePage, home::HomePage, wall::WallPage},
    visit::Opening,
    words::Words,
};
use leptos::{either::EitherOf5, prelude::*};
use shared::Timestamp;

/// The body: the bar at the top, below it the page, and the languages.
#[component]
pub fn App(
    /// What to show.
    page: Page,
    /// What it begins with.
    opening: Opening,
    /// What the pages say.
    words: Words,
    /// When it was rendered.
    now: Timestamp,
    /// Where guests find the server.
    host: String,
) -> impl IntoView {
    provide_context(words);
    provide_context(Host(host));
    provide_context(Zone::new());
    provide_context(Now::new(now));
    // The browser's edge provides the one that it feeds; on a server it stays as it is.
    let link = use_context::<Link>().unwrap_or_default();
    provide_context(link);
    let board = LiveBoard::open(opening);
    let followed = board.clone();
    follow(move || {
        link.follow(&followed);
        // The event is gone, and the server has a page that says so.
        if followed.missing().get() {
            let _ = window().location().reload();
        }
    });
    let shown = match page {
        Page::Home => EitherOf5::A(view! { <HomePage board/> }),
        Page::Event(event) => EitherOf5::B(view! { <EventPage event board/> }),
        Page::Firehose => EitherOf5::C(view! { <FirehosePage board/> }),
        Page::Wall(event) => EitherOf5::D(view! { <WallPage event board/> }),
        Page::Embed(_) => EitherOf5::E(view! { <EmbedPage board/> }),
    };
    let is_whole = !page.is_bare();
    view! {
        {is_whole.then(|| view! { <Masthead/> })}
        <main id="content">{shown}</main>
        {is_whole.then(|| view! { <Languages/> })}
    }
}

#[component]
fn Masthead() -> impl IntoView {
    view! {
        <header class="masthead">
            <div inner_html=fixed!(brand())></div>
            <StatusBadge/>
        </header>
    }
}

/// Past the bar, and home.
#[cfg(feature = "ssr")]
pub(crate) fn brand() -> impl IntoView {
    let words = expect_context::<Words>();
    view! {
        <a class="skip" href="#content">{words.skip()}</a>
        <a href="/" class="brand">
            <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 21v-9m4.5 13V8M16 20v-8m4.5 11V9M25 20v-7"/></svg>
            <span>"PartySense"</span>
        </a>
    }
}
