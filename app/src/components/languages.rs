//! The languages to choose from. Each is a link that the server answers: it remembers the choice and leads back.

use crate::words::{Language, Words};
use leptos::prelude::*;

/// Every language by its own name.
#[component]
pub fn Languages() -> impl IntoView {
    let words = expect_context::<Words>();
    let links = Language::ALL.map(|language| {
        let tag = language.tag();
        let current = (language == words.language()).then_some("true");
        view! { <a href="/language/".to_owned() + tag rel="external nofollow" lang=tag hreflang=tag aria-current=current>{language.name()}</a> }
    });
    view! { <footer><nav class="languages" aria-label=words.languages()>{links}</nav></footer> }
}
