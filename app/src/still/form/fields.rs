//! The fields of forms as one sees them: what each is called, how it is filled in, and what is wrong with it.

// What the macro makes of a component that only its neighbours see is public all the same.
#![allow(unreachable_pub)]

use super::{Draft, Field};
use crate::{still::clock::Clock, words::Words};
use leptos::prelude::*;
use shared::Timestamp;

/// A field of one line, with what it is called, how it is filled in, and what is wrong with it.
#[component]
pub(in crate::still) fn TextField(
    field: Field,
    label: &'static str,
    #[prop(default = "")] how: &'static str,
    #[prop(default = "text")] kind: &'static str,
    /// What is in it, unless somebody typed something else.
    #[prop(default = String::new())]
    value: String,
    #[prop(optional)] required: bool,
    /// The most characters; 0: as many as the kind has.
    #[prop(default = 0)]
    most: usize,
    /// The least and the most number.
    #[prop(optional)]
    range: Option<(u16, u16)>,
) -> impl IntoView {
    let draft = expect_context::<Draft>();
    let name = field.name();
    let value = draft.typed(field).map_or(value, str::to_owned);
    let (least, greatest) = range.unzip();
    view! {
        <p class="field">
            <label for=name>{label}</label>
            <input
                id=name name=name type=kind value=value required=required dir="auto" autocomplete="off"
                maxlength=(most > 0).then(|| most.to_string())
                min=least.map(|least| least.to_string()) max=greatest.map(|most| most.to_string())
                aria-describedby=described(field, how)
                aria-invalid=draft.wrong(field).map(|_| "true")
            />
            <How field how/>
            <Mistake field/>
        </p>
    }
}

/// A box to tick.
#[component]
pub(in crate::still) fn Tick(field: Field, label: &'static str, ticked: bool) -> impl IntoView {
    let draft = expect_context::<Draft>();
    let ticked = draft.typed(field).map_or(ticked, |typed| !typed.is_empty());
    view! {
        <p class="tick">
            <input id=field.name() name=field.name() type="checkbox" value="on" checked=ticked/>
            <label for=field.name()>{label}</label>
        </p>
    }
}

/// When voting opens and closes, and by whose clock.
#[component]
pub(in crate::still) fn Times(
    opens: Option<Timestamp>,
    closes: Option<Timestamp>,
    clock: Clock,
    now: Timestamp,
) -> impl IntoView {
    let words = expect_context::<Words>();
    let shown = move |at: Option<Timestamp>| at.map(|at| clock.field(at)).unwrap_or_default();
    let clocks = Clock::all().map(|other| {
        let text = other.time(now) + " · " + &other.name();
        view! { <option value=other.minutes().to_string() selected=other == clock>{text}</option> }
    });
    view! {
        <TextField field=Field::Opens label=words.host_opens() how=words.host_opens_how() kind="datetime-local" value=shown(opens)/>
        <TextField field=Field::Closes label=words.host_closes() how=words.host_closes_how() kind="datetime-local" value=shown(closes)/>
        <p class="field">
            <label for="clock">{words.host_clock()}</label>
            <select id="clock" name="clock" aria-describedby="clock-how">{clocks.collect_view()}</select>
            <small id="clock-how">{words.host_clock_how()}</small>
        </p>
    }
}

/// How a field is filled in.
#[component]
pub(in crate::still) fn How(field: Field, how: &'static str) -> impl IntoView {
    (!how.is_empty()).then(|| view! { <small id=field.name().to_owned() + "-how">{how}</small> })
}

/// What is wrong with a field.
#[component]
pub(in crate::still) fn Mistake(field: Field) -> impl IntoView {
    let words = expect_context::<Words>();
    let wrong = expect_context::<Draft>().wrong(field)?.lines(words);
    let lines: Vec<_> = wrong.into_iter().map(|line| view! { <span>{line}</span> }).collect();
    Some(view! { <strong class="wrong" id=field.name().to_owned() + "-wrong">{lines}</strong> })
}

/// Which texts describe a field.
pub(in crate::still) fn described(field: Field, how: &str) -> Option<String> {
    let name = field.name();
    let wrong = expect_context::<Draft>().wrong(field).map(|_| name.to_owned() + "-wrong");
    let how = (!how.is_empty()).then(|| name.to_owned() + "-how");
    let texts: Vec<_> = [wrong, how].into_iter().flatten().collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
