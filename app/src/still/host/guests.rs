//! What guests need to find the event, to read out, to scan and to send.

use super::{Part, Section};
use crate::words::Words;
use leptos::prelude::*;
use shared::EventId;

#[component]
pub(super) fn Guests(event: EventId, code: String, join: String, site: String) -> impl IntoView {
    let words = expect_context::<Words>();
    let page = format!("/events/{event}");
    let frame =
        format!("<iframe src=\"{site}{page}/embed\" width=\"100%\" height=\"600\" style=\"border:0\"></iframe>");
    view! {
        <Part section=Section::Guests>
            <div class="invitation">
                <img src=page.clone() + "/qr.svg" alt=words.host_qr() width="160" height="160"/>
                <p class="field">
                    <span>{words.host_code()}</span>
                    <b class="code" dir="ltr">{code}</b>
                </p>
            </div>
            <Copied id="join" label=words.host_join() text=join/>
            <p class="links">
                <a href=page.clone()>{words.host_page_vote()}</a>
                <a href=page.clone() + "/wall">{words.host_page_wall()}</a>
                <a href=page + "/recap">{words.host_page_recap()}</a>
            </p>
            <Copied id="embed" label=words.host_embed() text=frame/>
        </Part>
    }
}

/// A text to copy.
#[component]
pub(super) fn Copied(
    id: &'static str,
    #[prop(into)] label: String,
    text: String,
    #[prop(default = "")] how: &'static str,
) -> impl IntoView {
    let described = (!how.is_empty()).then(|| id.to_owned() + "-how");
    view! {
        <p class="field">
            <label for=id>{label}</label>
            <input id=id type="text" readonly value=text dir="ltr" class="copied" spellcheck="false" aria-describedby=described.clone()/>
            {described.map(|described| view! { <small id=described>{how}</small> })}
        </p>
    }
}
