//! Pages that only the server renders: they hold still, and need no script. They look like the others.

pub mod absent;
pub mod card;
pub mod chart;
pub mod clock;
pub mod create;
pub mod form;
pub mod host;
pub mod join;
pub mod night;
pub mod recap;
mod rules;
pub mod shut;
pub mod suggested;

use crate::{
    components::{languages::Languages, title},
    shell::brand,
    words::Words,
};
use leptos::{prelude::*, reactive::owner::Owner};
use rules::Rules;

/// Seconds until a browser without scripts asks again.
const AGAIN: &str = "10";
/// Asks again aside, and opens the page only once there is another one: whoever has it read aloud is not interrupted for nothing
/// (WCAG 2.2, 2.2.1).
const ASIDE: &str = "setInterval(async function () {
  if (location.pathname === '/offline') return;
  const response = await fetch(location.href).catch(Response.error);
  const isAway = response.type === 'error' || response.status === 503;
  if (!isAway) location.reload();
}, 10000);";

/// What is said of a page to who does not see it yet: in a tab, in a list of results, in a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What the tab says; empty: the program's name.
    pub title: String,
    /// What it is about, in one sentence.
    pub description: String,
    /// Its own whole address, and that of a picture of it, if it is one to be shared.
    pub shared: Option<Shared>,
    /// Whether the browser asks for it again by itself, as it should be another one soon.
    pub again: bool,
}

/// What a chat shows of a link (Open Graph protocol; X's cards take the rest from there).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The page's whole address.
    pub address: String,
    /// The picture's.
    pub picture: String,
    /// What one sees on it, for who does not.
    pub alternative: String,
    /// Its width and height in pixels.
    pub size: (u32, u32),
}

/// What the server says of every page that it alone renders.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The address of the built style sheet.
    pub style: &'a str,
    /// What the answer's policy calls the page's own script and style by (CSP, level 3, 2.3.1).
    pub nonce: &'a str,
}

/// A whole document around `content`.
pub fn document(words: Words, head: Head<'_>, about: About, content: impl FnOnce() -> AnyView) -> String {
    // Components look for what they say in a context, and contexts live in an owner.
    Owner::new().with(|| {
        provide_context(words);
        let rules = Rules::provide();
        let (style, nonce, content) = (head.style.to_owned(), head.nonce.to_owned(), content());
        view! { <Document words style nonce rules=rules.text() about>{content}</Document> }.to_html()
    })
}

#[component]
fn Document(
    words: Words,
    style: String,
    nonce: String,
    rules: String,
    about: About,
    children: Children,
) -> impl IntoView {
    let language = words.language();
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=language.direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f4"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#16121d"/>
                {about.again.then(|| view! {
                    <script nonce=nonce.clone() inner_html=ASIDE></script>
                    <noscript><meta http-equiv="refresh" content=AGAIN/></noscript>
                })}
                <title>{title::full(&about.title)}</title>
                {(!about.description.is_empty()).then(|| view! { <meta name="description" content=about.description.clone()/> })}
                {about.shared.clone().map(|shared| view! { <Card about shared/> })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                {(!rules.is_empty()).then(|| view! { <style nonce=nonce.clone() inner_html=rules.clone()></style> })}
            </head>
            <body>
                <header class="masthead"><div>{brand()}</div></header>
                <main id="content">{children()}</main>
                <Languages/>
            </body>
        </html>
    }
}

#[component]
fn Card(about: About, shared: Shared) -> impl IntoView {
    let About { title, description, .. } = about;
    let Shared { address, picture, alternative, size: (width, height) } = shared;
    view! {
        <link rel="canonical" href=address.clone()/>
        {property("og:type", "website".to_owned())}
        {property("og:site_name", "PartySense Live".to_owned())}
        {property("og:title", title)}
        {property("og:description", description)}
        {property("og:url", address)}
        {property("og:image", picture)}
        {property("og:image:type", "image/png".to_owned())}
        {property("og:image:width", width.to_string())}
        {property("og:image:height", height.to_string())}
        {property("og:image:alt", alternative)}
        <meta name="twitter:card" content="summary_large_image"/>
    }
}

/// An element of the Open Graph protocol, which HTML itself does not know.
fn property(name: &'static str, content: String) -> impl IntoView {
    leptos::html::meta().attr("property", name).content(content)
}
