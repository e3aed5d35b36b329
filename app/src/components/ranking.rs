//! The ranked line-up. Numbers and bars move at once; the order waits until no finger is near, and then glides.

use super::{search::Needle, vote::VoteButtons};
use crate::{
    live::{Link, LiveBoard, OwnVote, Row},
    words::Words,
};
use leptos::{
    html::Ol,
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
};
use shared::{EventId, Rules, Standing};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How long after the reader's last touch, move or key in the list its order stays as it is.
const QUIET: Duration = Duration::from_millis(1_500);

/// The tracks of an event, best first.
#[component]
pub fn Ranking(
    /// The event.
    event: EventId,
    /// Its board.
    board: LiveBoard,
    /// What is searched for.
    needle: Needle,
) -> impl IntoView {
    let link = expect_context::<Link>();
    let rules = {
        let board = board.clone();
        Memo::new(move |_| board.rules())
    };
    let list = NodeRef::<Ol>::new();
    let order = Order::new(board.clone(), list);
    let rows = board.rows();
    let is_waiting = {
        let out_of_order = board.out_of_order();
        move || out_of_order.get().then_some("")
    };
    view! {
        <ol
            class="ranking"
            node_ref=list
            data-reordering=is_waiting
            data-positive=move || (!rules.get().shows_negative).then_some("")
            on:pointerdown=move |_| order.touch()
            on:pointermove=move |_| order.touch()
            on:wheel=move |_| order.touch()
            on:touchmove=move |_| order.touch()
            on:keydown=move |_| order.touch()
        >
            <For each=move || rows.get() key=|row| row.id let:row>
                <TrackRow event board=board.clone() row link rules needle/>
            </For>
        </ol>
    }
}

#[component]
fn TrackRow(
    event: EventId,
    board: LiveBoard,
    row: Row,
    link: Link,
    rules: Memo<Rules>,
    needle: Needle,
) -> impl IntoView {
    let Row { id, title, artist, standing, tally, own } = row.clone();
    let share_of_most = {
        let board = board.clone();
        let tally = tally.clone();
        move || share(tally.with(|tally| tally.total()), board.most())
    };
    let up = move || tally.with(|tally| share(tally.up, tally.total()));
    let pressed = row.clone();
    let words = expect_context::<Words>();
    let on_vote = move |direction| link.cast_pressed(board.press(event, &pressed, direction));
    let (stands, searched) = (standing.clone(), row.clone());
    let standing_name = move || match standing.get() {
        Standing::Open => None,
        Standing::Playing => Some("playing"),
        Standing::Played => Some("played"),
        Standing::Unlisted => Some("unlisted"),
    };
    let standing_text = move || match stands.get() {
        Standing::Open => None,
        Standing::Playing => Some(words.playing()),
        Standing::Played => Some(words.played()),
        Standing::Unlisted => Some(words.unlisted()),
    };
    view! {
        <li class="track" id=format!("track-{id}") data-id=id data-standing=standing_name hidden=move || !needle.finds(&searched)>
            <div class="names">
                <small class="standing">{standing_text}</small>
                <span class="name" dir="auto">{move || title.get()}</span>
                <span class="artist" dir="auto">{move || artist.get()}</span>
                <span class="bar" style:--share=share_of_most style:--up=up></span>
            </div>
            <VoteButtons event row rules on_vote/>
            <p class="refusal" role="alert">{move || own.with(OwnVote::refused).map(|why| words.refused(why))}</p>
        </li>
    }
}

/// A part of a whole for the style sheet: `0.250`. To print a real fraction the browser would have to be sent 8 kB more.
fn share(part: u32, whole: u32) -> String {
    let thousandths = u64::from(part) * 1_000 / u64::from(whole.max(1));
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

/// When the list is sorted anew.
#[derive(Clone, Copy)]
struct Order {
    board: StoredValue<LiveBoard>,
    list: NodeRef<Ol>,
    /// Runs out [`QUIET`] after the last touch; while it runs the order is held.
    hold: StoredValue<Option<TimeoutHandle>>,
}

impl Order {
    fn new(board: LiveBoard, list: NodeRef<Ol>) -> Self {
        let out_of_order = board.out_of_order();
        let order = Self { board: StoredValue::new(board), list, hold: StoredValue::new(None) };
        Effect::new(move || {
            if out_of_order.get() && order.hold.with_value(Option::is_none) {
                order.sort();
            }
        });
        on_cleanup(move || order.release());
        order
    }

    /// The reader is at it.
    fn touch(self) {
        self.release();
        let when_quiet = move || {
            self.hold.set_value(None);
            if self.board.with_value(|board| board.out_of_order().get_untracked()) {
                self.sort();
            }
        };
        self.hold.set_value(set_timeout_with_handle(when_quiet, QUIET).ok());
    }

    fn release(self) {
        self.hold.try_update_value(|hold| {
            if let Some(hold) = hold.take() {
                hold.clear();
            }
        });
    }

    /// Sorts, and lets every row glide from where it was: first, last, invert, play.
    fn sort(self) {
        let before = self.tops();
        self.board.with_value(LiveBoard::sort);
        request_animation_frame(move || {
            let after = self.tops();
            let moved: Vec<HtmlElement> = after
                .into_iter()
                .filter_map(|(row, top)| {
                    let shift = before.iter().find(|before| before.0 == row)?.1 - top;
                    if shift.abs() < 1.0 {
                        return None;
                    }
                    let style = row.style();
                    style.set_property("transition", "none").ok()?;
                    style.set_property("transform", &format!("translateY({}px)", shift as i32)).ok()?;
                    Some(row)
                })
                .collect();
            request_animation_frame(move || {
                for row in &moved {
                    // The style sheet says how a row glides; reduced motion says that it does not.
                    let _ = row.style().remove_property("transition");
                    let _ = row.style().remove_property("transform");
                }
            });
        });
    }

    /// Every row, and where it is.
    fn tops(self) -> Vec<(HtmlElement, f64)> {
        let Some(list) = self.list.try_get_untracked().flatten() else { return vec![] };
        let children = list.children();
        (0..children.length())
            .filter_map(|index| {
                let row: HtmlElement = children.item(index)?.dyn_into().ok()?;
                let top = row.get_bounding_client_rect().top();
                Some((row, top))
            })
            .collect()
    }
}
