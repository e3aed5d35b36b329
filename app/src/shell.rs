//! What is around every page: the bar at the top, and the languages at the end.

use crate::{
    components::{
        clock::{Now, Zone},
        languages::Languages,
        status::StatusBadge,
    },
    live::Link,
    page::Page,
    pages::{
        embed::EmbedPage,
        event::EventPage,
        firehose::FirehosePage,
        home::HomePage,
        missing::{AwayPage, MissingPage},
        wall::WallPage,
    },
    visit::Opening,
    words::Words,
};
use leptos::{either::EitherOf7, prelude::*};
use shared::Timestamp;

/// The body: the bar at the top, below it the page, and the languages.
#[component]
pub fn App(
    /// What to show; the browser's edge changes it as the reader goes from page to page.
    page: RwSignal<Page>,
    /// What the first page begins with.
    opening: Option<Opening>,
    /// What the pages say.
    words: Words,
    /// When the first page was rendered.
    now: Timestamp,
) -> impl IntoView {
    provide_context(words);
    provide_context(Zone::new());
    provide_context(Now::new(now));
    // The browser's edge provides the one that it feeds; on a server it stays as it is.
    let link = use_context::<Link>().unwrap_or_default();
    provide_context(link);
    let opening = StoredValue::new(opening);
    let shown = move || {
        let opening = opening.try_update_value(Option::take).flatten();
        match page.get() {
            Page::Home => EitherOf7::A(view! { <HomePage opening/> }),
            Page::Event(event) => EitherOf7::B(view! { <EventPage event opening/> }),
            Page::Firehose => EitherOf7::C(view! { <FirehosePage opening/> }),
            Page::Missing => EitherOf7::D(view! { <MissingPage/> }),
            Page::Away => EitherOf7::E(view! { <AwayPage/> }),
            Page::Wall(event) => EitherOf7::F(view! { <WallPage event opening/> }),
            Page::Embed(event) => EitherOf7::G(view! { <EmbedPage event opening/> }),
        }
    };
    // Links to and from such a page load it anew.
    let is_whole = !page.get_untracked().is_bare();
    view! {
        {is_whole.then(|| view! { <Masthead page/> })}
        <main id="content">{shown}</main>
        {is_whole.then(|| view! { <Languages/> })}
    }
}

#[component]
fn Masthead(page: RwSignal<Page>) -> impl IntoView {
    let words = expect_context::<Words>();
    let at_home = move || (page.get() == Page::Home).then_some("page");
    view! {
        <a class="skip" href="#content">{words.skip()}</a>
        <header class="masthead">
            <a href="/" class="brand" aria-current=at_home>
                <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 21v-9m4.5 13V8M16 20v-8m4.5 11V9M25 20v-7"/></svg>
                <span>"PartySense"</span>
            </a>
            <StatusBadge/>
        </header>
    }
}
