//! The order of a list of tracks: when it is sorted anew, and how its rows glide to where they belong. It decides no
//! rank.

use super::follow;
use crate::live::LiveBoard;
use leptos::{
    html::Ol,
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{FocusOptions, HtmlElement};

/// How long after the reader's last touch, move or key in the list its order stays as it is.
const QUIET: Duration = Duration::from_millis(1_500);
/// How long rows take to glide; in a flood of votes the next glide begins when this one has ended.
const GLIDE: Duration = Duration::from_millis(600);

/// When the list is sorted anew.
#[derive(Clone, Copy)]
pub struct Order {
    board: StoredValue<LiveBoard>,
    list: NodeRef<Ol>,
    /// While it runs the order is held.
    hold: StoredValue<Option<TimeoutHandle>>,
}

impl Order {
    /// Keeps `list`, which shows the rows of `board`, in order from now on.
    pub fn new(board: LiveBoard, list: NodeRef<Ol>) -> Self {
        let out_of_order = board.out_of_order();
        let order = Self { board: StoredValue::new(board), list, hold: StoredValue::new(None) };
        follow(move || {
            if out_of_order.get() && order.hold.with_value(Option::is_none) {
                order.sort();
            }
        });
        on_cleanup(move || order.release());
        order
    }

    /// From now on the order is held while the reader is at the list.
    pub fn hold_while_touched(self) {
        follow(move || {
            let Some(list) = self.list.get() else { return };
            let touch = Closure::<dyn Fn()>::new(move || self.hold_for(QUIET));
            for event in ["pointerdown", "pointermove", "wheel", "touchmove", "keydown"] {
                let _ = list.add_event_listener_with_callback(event, touch.as_ref().unchecked_ref());
            }
            // As long as the page.
            touch.forget();
        });
    }

    fn hold_for(self, span: Duration) {
        self.release();
        let when_over = move || {
            if self.is_in_use() {
                return self.hold_for(QUIET);
            }
            self.hold.set_value(None);
            if self.board.with_value(|board| board.out_of_order().get_untracked()) {
                self.sort();
            }
        };
        self.hold.set_value(set_timeout_with_handle(when_over, span).ok());
    }

    /// Whether a finger is down on the list, or a mouse rests on a button of it. After a tap a phone goes on to call the button
    /// hovered.
    fn is_in_use(self) -> bool {
        let has_mouse = window().match_media("(hover: hover)").ok().flatten().is_some_and(|query| query.matches());
        let in_use = if has_mouse { ":has(:active, button:hover)" } else { ":has(:active)" };
        self.list.try_get_untracked().flatten().is_some_and(|list| list.matches(in_use).unwrap_or(false))
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
        let focused = self.focused();
        self.board.with_value(LiveBoard::sort);
        self.hold_for(GLIDE);
        request_animation_frame(move || {
            if let Some(focused) = focused {
                restore(&focused);
            }
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

    /// What of the list the keyboard is at.
    fn focused(self) -> Option<HtmlElement> {
        let focused = document().active_element()?;
        let list = self.list.try_get_untracked().flatten()?;
        list.contains(Some(&focused)).then(|| focused.dyn_into().ok())?
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

/// A row that is moved leaves the document for a moment, and the keyboard loses its place: it is given back, and the page does
/// not scroll after it.
fn restore(focused: &HtmlElement) {
    let is_lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    if is_lost {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = focused.focus_with_options(&options);
    }
}
