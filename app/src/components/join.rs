//! How one gets to an event from across the room: its code to scan, to type, and the short address.

use super::text;
use crate::{live::LiveBoard, words::Words};
use leptos::prelude::*;
use shared::EventId;

/// Where guests find the server, as context: what they type before the path.
#[derive(Clone, Debug)]
pub struct Host(pub String);

/// How wide a letter of the code is at most, with the space behind it, in hundredths of their size.
const LETTER: usize = 92;

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
    // As large as the letters that there are let it be.
    let room = text(move || format!("0 0 {} 100", code.read().chars().count().max(1) * LETTER));
    view! {
        <section class="join" aria-labelledby="join">
            <h2 id="join">{words.wall_join()}</h2>
            <img src=format!("/events/{event}/qr.svg") alt=words.wall_qr() width="256" height="256"/>
            <p class="code" dir="ltr"><svg viewBox=room><text x="50%" y="78">{text(move || code.get())}</text></svg></p>
            <p class="address" dir="ltr">{address}</p>
        </section>
    }
}

/// The short address that a code stands for, on its own host.
pub fn address(code: &str) -> String {
    "/j/".to_owned() + code
}
