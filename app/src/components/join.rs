//! How one gets to an event from across the room: its code to scan, to type, and the short address.

use super::text;
use crate::{live::LiveBoard, words::Words};
use leptos::prelude::*;
use shared::EventId;

/// Where guests find the server, as context: what they type before the path.
#[derive(Clone, Debug)]
pub struct Host(pub String);

/// The code as a picture, in letters, and as an address.
#[component]
pub fn Join(
    /// The event.
    event: EventId,
    /// Its board.
    board: LiveBoard,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let (code, host) = (board.code(), StoredValue::new(expect_context::<Host>().0));
    let address = text(move || host.get_value() + &address(&code.read()));
    let letters = text(move || code.read().chars().count().max(1).to_string());
    view! {
        <section class="join" aria-labelledby="join">
            <h2 id="join">{words.wall_join()}</h2>
            <img src=format!("/events/{event}/qr.svg") alt=words.wall_qr() width="256" height="256"/>
            <p class="code" dir="ltr" style:--letters=letters>{text(move || code.get())}</p>
            <p class="address" dir="ltr">{address}</p>
        </section>
    }
}

/// The short address that a code stands for, on its own host.
pub fn address(code: &str) -> String {
    "/j/".to_owned() + code
}
