//! Who does all this: the reader's own link, and the co-hosts.

use super::{Cohost, Part, Section, action, guests::Copied};
use crate::{
    still::{
        clock::Clock,
        form::{Field, fields::TextField},
    },
    words::Words,
};
use leptos::prelude::*;

#[component]
pub(super) fn Hosts(link: String, is_owner: bool, cohosts: Vec<Cohost>, clock: Clock) -> impl IntoView {
    let words = expect_context::<Words>();
    let how = if is_owner { words.host_cohosts_how() } else { words.host_cohosts_others() };
    let fresh = cohosts.iter().find_map(|cohost| Some((cohost.name.clone(), cohost.link.clone()?)));
    let rows: Vec<_> = cohosts.into_iter().map(|cohost| view! { <Row cohost is_owner clock/> }).collect();
    view! {
        <Part section=Section::Hosts>
            {fresh.map(|(name, link)| view! { <Copied id="fresh" label=words.host_cohost_link(&name) text=link/> })}
            <Copied id="link" label=words.host_own_link() text=link how=words.host_own_link_how()/>
            {is_owner.then(|| view! {
                <form method="post" action=action("renew") class="fields">
                    <p class="buttons"><button aria-describedby="renew-how">{words.host_renew()}</button></p>
                    <small id="renew-how">{words.host_renew_how()}</small>
                </form>
            })}
            <h3>{words.host_cohosts()}</h3>
            <p class="quiet">{how}</p>
            <ul class="listed">{rows}</ul>
            {is_owner.then(|| view! {
                <form method="post" action=action("cohosts") class="fields">
                    <TextField field=Field::Cohost label=words.host_cohost_name() required=true most=100/>
                    <p class="buttons"><button>{words.host_cohost_add()}</button></p>
                </form>
            })}
        </Part>
    }
}

#[component]
fn Row(cohost: Cohost, is_owner: bool, clock: Clock) -> impl IntoView {
    let words = expect_context::<Words>();
    let label = words.host_action(words.host_cohost_revoke(), &cohost.name);
    view! {
        <li>
            <p class="names">
                <span class="name" dir="auto">{cohost.name}</span>
                <span class="artist">{words.host_cohost_since(&clock.read(cohost.since))}</span>
            </p>
            {is_owner.then(|| view! {
                <form method="post" action=action("revoke") class="buttons">
                    <input type="hidden" name="cohost" value=cohost.id.to_string()/>
                    <button aria-label=label>{words.host_cohost_revoke()}</button>
                </form>
            })}
        </li>
    }
}
