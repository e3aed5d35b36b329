//! How tracks come into the line-up: typed, found in the library, or as a list.

use super::{Part, Section, action};
use crate::{
    still::form::{
        Draft, Field,
        fields::{How, Mistake, TextField, described},
    },
    words::Words,
};
use leptos::prelude::*;
use shared::{EventId, Track};

/// The longest name, in characters.
const NAME: usize = 200;

#[component]
pub(super) fn Add(found: Option<(String, Vec<Track>)>) -> impl IntoView {
    let words = expect_context::<Words>();
    view! {
        <Part section=Section::Add>
            <form method="post" action=action("tracks") class="fields">
                <h3>{words.host_one()}</h3>
                <TextField field=Field::Name label=words.host_name() required=true most=NAME/>
                <TextField field=Field::Artist label=words.host_artist() how=words.host_artist_how() most=NAME/>
                <p class="buttons"><button>{words.host_add_one()}</button></p>
            </form>
            <Search found/>
            <List/>
        </Part>
    }
}

#[component]
fn Search(found: Option<(String, Vec<Track>)>) -> impl IntoView {
    let words = expect_context::<Words>();
    let page = format!("/events/{}/host#add", expect_context::<EventId>());
    let (text, tracks) = found.map_or((None, vec![]), |(text, tracks)| (Some(text), tracks));
    let none = text.clone().filter(|_| tracks.is_empty()).map(|text| words.host_found_none(&text));
    let rows: Vec<_> = tracks.into_iter().map(|track| view! { <Found track/> }).collect();
    view! {
        <form method="get" action=page class="fields" role="search">
            <h3>{words.host_search()}</h3>
            <TextField field=Field::Search label=words.host_search_for() kind="search" value=text.unwrap_or_default() required=true most=100/>
            <p class="buttons"><button>{words.host_search_go()}</button></p>
        </form>
        {none.map(|none| view! { <p class="empty" role="status">{none}</p> })}
        <ul class="listed">{rows}</ul>
    }
}

#[component]
fn Found(track: Track) -> impl IntoView {
    let words = expect_context::<Words>();
    let label = words.host_action(words.host_add_one(), &words.track(&track.name, track.artist.as_deref()));
    view! {
        <li>
            <p class="names">
                <span class="name" dir="auto">{track.name.clone()}</span>
                <span class="artist" dir="auto">{track.artist.clone()}</span>
            </p>
            <form method="post" action=action("tracks") class="buttons">
                <input type="hidden" name="name" value=track.name/>
                <input type="hidden" name="artist" value=track.artist/>
                <button aria-label=label>{words.host_add_one()}</button>
            </form>
        </li>
    }
}

#[component]
fn List() -> impl IntoView {
    let words = expect_context::<Words>();
    let field = Field::List;
    let draft = expect_context::<Draft>();
    let (typed, is_wrong) = (draft.typed(field).unwrap_or_default().to_owned(), draft.wrong(field).is_some());
    let how = words.host_list_how();
    view! {
        <form method="post" action=action("import") enctype="multipart/form-data" class="fields">
            <h3>{words.host_list()}</h3>
            <p class="field">
                <label for="list">{words.host_list_lines()}</label>
                <textarea
                    id="list" name="list" rows="6" dir="auto" spellcheck="false" aria-describedby=described(field, how)
                    aria-invalid=is_wrong.then_some("true")
                >
                    {typed}
                </textarea>
                <How field how/>
                <Mistake field/>
            </p>
            <p class="field">
                <label for="file">{words.host_file()}</label>
                <input id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" aria-describedby="file-how"/>
                <small id="file-how">{words.host_file_how()}</small>
            </p>
            <p class="buttons"><button>{words.host_import()}</button></p>
        </form>
    }
}
