//! Reads the fields of forms: what is wrong with one goes into the draft, beside what was typed.

use crate::http::import;
use app::still::{
    clock::Clock,
    form::{Draft, Field, Wrong},
};
use shared::Timestamp;

/// A text of at most so many characters, without the spaces around it; empty: something is wrong with it.
pub(super) fn text(draft: &mut Draft, field: Field, typed: &str, most: usize) -> String {
    draft.keep(field, typed);
    let text = typed.trim();
    if text.is_empty() {
        draft.blame(field, Wrong::Empty);
    }
    optional(draft, field, text, most)
}

/// The same, which may be empty.
pub(super) fn optional(draft: &mut Draft, field: Field, typed: &str, most: usize) -> String {
    draft.keep(field, typed);
    let text = typed.trim();
    if text.contains(char::is_control) {
        draft.blame(field, Wrong::Unshowable);
    } else if text.chars().count() > most {
        draft.blame(field, Wrong::Long(most));
    }
    text.to_owned()
}

/// A whole number between two, or none.
pub(super) fn number(draft: &mut Draft, field: Field, typed: &str, least: u16, most: u16) -> Option<u16> {
    draft.keep(field, typed);
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let number = typed.parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        draft.blame(field, Wrong::Number(least, most));
    }
    number
}

/// A moment by a clock, or none.
pub(super) fn moment(draft: &mut Draft, field: Field, typed: &str, clock: Clock) -> Option<Timestamp> {
    draft.keep(field, typed);
    if typed.trim().is_empty() {
        return None;
    }
    let at = clock.moment(typed);
    if at.is_none() {
        draft.blame(field, Wrong::Time);
    }
    at
}

/// A box, ticked or not.
pub(super) fn tick(draft: &mut Draft, field: Field, typed: &str) -> bool {
    draft.keep(field, typed);
    !typed.is_empty()
}

/// What is wrong with a list of tracks.
pub(super) fn list(unreadable: import::Unreadable) -> Wrong {
    let fault = |fault| match fault {
        import::Fault::Nameless => Wrong::Empty,
        import::Fault::TooLong => Wrong::Long(import::NAME),
        import::Fault::Unshowable => Wrong::Unshowable,
    };
    match unreadable {
        import::Unreadable::Empty => Wrong::ListEmpty,
        import::Unreadable::TooMany => Wrong::ListLong,
        import::Unreadable::Lines(lines) => {
            Wrong::Lines(lines.into_iter().map(|line| (line.number, fault(line.fault))).collect())
        }
    }
}
