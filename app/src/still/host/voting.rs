//! When one votes: now, not now, or from when to when.

use super::{Part, Section, action};
use crate::{
    still::{
        clock::Clock,
        form::{Draft, Field, fields::Times},
    },
    words::Words,
};
use leptos::prelude::*;
use shared::{Event, Timestamp};

#[component]
pub(super) fn Voting(event: Event, now: Timestamp, clock: Clock) -> impl IntoView {
    let words = expect_context::<Words>();
    let shown = |at| clock.read(at);
    let (state, text) = match (event.opens_at, event.closes_at) {
        (_, Some(at)) if at <= now => ("closed", words.host_closed_since(&shown(at))),
        (Some(at), _) if at > now => ("waiting", words.host_opens_at(&shown(at))),
        (_, Some(at)) => ("open", words.host_open_until(&shown(at))),
        (_, None) => ("open", words.host_open().to_owned()),
    };
    let (open, close) = (
        view! { <button class="button" name="turn" value="open">{words.host_open_now()}</button> },
        view! { <button class="button" name="turn" value="close">{words.host_close_now()}</button> },
    );
    let buttons = match state {
        "open" => (None, Some(close)),
        "closed" => (Some(open), None),
        _ => (Some(open), Some(close)),
    };
    let draft = expect_context::<Draft>();
    let is_wrong = [Field::Opens, Field::Closes].iter().any(|field| draft.wrong(*field).is_some());
    view! {
        <Part section=Section::Voting>
            <div class="switch">
                <p class="state" data-state=state>{text}</p>
                <form method="post" action=action("turn") class="buttons">{buttons}</form>
            </div>
            <details open=is_wrong>
                <summary>{words.host_schedule()}</summary>
                <form method="post" action=action("schedule") class="fields">
                    <Times opens=event.opens_at closes=event.closes_at clock now/>
                    <p class="buttons"><button>{words.host_save()}</button></p>
                </form>
            </details>
        </Part>
    }
}
