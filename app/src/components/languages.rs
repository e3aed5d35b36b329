//! The languages to choose from. Each is a link that the server answers: it remembers the choice and leads back.

use super::fixed;
use leptos::prelude::*;

/// The foot of every page: every language by its own name.
#[component]
pub fn Languages() -> impl IntoView {
    view! { <footer inner_html=fixed!(links())></footer> }
}

#[cfg(feature = "ssr")]
fn links() -> impl IntoView {
    use crate::words::{Language, Words};
    let words = expect_context::<Words>();
    let links = Language::ALL.map(|language| {
        let tag = language.tag();
        let current = (language == words.language()).then_some("true");
        view! { <a href="/language/".to_owned() + tag rel="nofollow" lang=tag hreflang=tag aria-current=current>{language.name()}</a> }
    });
    view! { <nav class="languages" aria-label=words.languages()>{links}</nav> }
}
