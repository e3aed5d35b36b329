//! How one votes, and what the event is called.

use super::{Part, Section, action};
use crate::{
    still::form::{
        Field,
        fields::{TextField, Tick},
    },
    words::Words,
};
use leptos::prelude::*;
use shared::Event;

/// The highest limit: nobody presses more often in an hour.
const MOST: u16 = 1_000;

#[component]
pub(super) fn Rules(event: Event) -> impl IntoView {
    let words = expect_context::<Words>();
    let rules = event.rules;
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    view! {
        <Part section=Section::Rules>
            <form method="post" action=action("rules") class="fields">
                <TextField field=Field::Title label=words.host_title() value=event.title required=true most=200/>
                <TextField field=Field::Votes label=words.host_votes_limit() how=words.host_votes_limit_how() kind="number" value=number(rules.votes_per_hour) range=(1, MOST)/>
                <TextField field=Field::Downs label=words.host_downs_limit() how=words.host_downs_limit_how() kind="number" value=number(rules.downs_per_hour) range=(0, MOST)/>
                <Tick field=Field::ShowsNegative label=words.host_shows_negative() ticked=rules.shows_negative/>
                <Tick field=Field::TakesSuggestions label=words.host_takes_suggestions() ticked=rules.takes_suggestions/>
                <Tick field=Field::FreeRepeats label=words.host_free_repeats() ticked=rules.free_repeats/>
                <p class="buttons"><button>{words.host_save()}</button></p>
            </form>
        </Part>
    }
}
