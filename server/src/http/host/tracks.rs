//! The line-up: what goes in, how it stands, what goes out.

use super::{
    console,
    desk::{Answer, Desk},
    fields,
};
use crate::{
    http::import,
    store::{
        hosts::Denied,
        line_up::{Imported, Mark},
    },
};
use app::still::{
    form::{Draft, Field, Wrong},
    host::Done,
};
use axum::{
    Form,
    extract::{Multipart, multipart::MultipartError},
};
use serde::Deserialize;
use shared::TrackId;

/// What a track's buttons say.
#[derive(Debug, Deserialize)]
pub(super) struct Marked {
    track: i32,
    mark: Button,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Button {
    Open,
    Playing,
    Played,
    Hidden,
    Remove,
}

/// A track to be added.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Track {
    name: String,
    artist: String,
}

/// Says how a track stands.
pub(super) async fn mark(desk: Desk, Form(Marked { track, mark }): Form<Marked>) -> Answer {
    let track = TrackId(track);
    let (mark, done) = match mark {
        Button::Open => (Mark::Open, Done::Open),
        Button::Playing => (Mark::Playing, Done::Playing),
        Button::Played => (Mark::Played, Done::Played),
        Button::Hidden => (Mark::Hidden, Done::Hidden),
        Button::Remove => {
            let removed = desk.store().remove_track(desk.event, &desk.hash, track).await??;
            return if removed { Ok(desk.done(Done::Removed)) } else { gone(&desk).await };
        }
    };
    match desk.store().mark_track(desk.event, &desk.hash, track, mark).await?? {
        Some(_) => Ok(desk.done_to(done, track)),
        None => gone(&desk).await,
    }
}

/// Adds one track.
pub(super) async fn add(desk: Desk, Form(track): Form<Track>) -> Answer {
    let mut draft = Draft::default();
    let name = fields::text(&mut draft, Field::Name, &track.name, import::NAME);
    let artist = fields::optional(&mut draft, Field::Artist, &track.artist, import::NAME);
    if !draft.is_fine() {
        return console::again(&desk, draft).await;
    }
    let artist = Some(&*artist).filter(|artist| !artist.is_empty());
    match desk.store().add_track(desk.event, &desk.hash, &name, artist).await? {
        Err(Denied::Full) => {
            draft.blame(Field::Name, Wrong::Full);
            console::again(&desk, draft).await
        }
        added => added.map(|_| desk.done(Done::Added)).map_err(Into::into),
    }
}

/// Adds a list, from a file if there is one, else as it was typed.
pub(super) async fn import(desk: Desk, form: Multipart) -> Answer {
    let mut draft = Draft::default();
    let text = match sent(form).await {
        Ok(text) => text,
        Err(wrong) => {
            draft.blame(Field::List, wrong);
            return console::again(&desk, draft).await;
        }
    };
    match import::read(&text) {
        Ok(tracks) => match desk.store().import(desk.event, &desk.hash, &tracks).await? {
            Err(Denied::Full) => {
                draft.keep(Field::List, text);
                draft.blame(Field::List, Wrong::Full);
                console::again(&desk, draft).await
            }
            taken => taken.map(|Imported { added, known }| desk.imported(added, known)).map_err(Into::into),
        },
        Err(unreadable) => {
            draft.keep(Field::List, text);
            draft.blame(Field::List, fields::list(unreadable));
            console::again(&desk, draft).await
        }
    }
}

async fn sent(mut form: Multipart) -> Result<String, Wrong> {
    let (mut typed, mut file) = (String::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let is_file = field.name() == Some("file");
        let is_typed = field.name() == Some(Field::List.name());
        let bytes = field.bytes().await.map_err(|error| unread(&error))?;
        if bytes.len() > import::BYTES {
            return Err(Wrong::ListLong);
        }
        let text = String::from_utf8(bytes.into()).map_err(|_| Wrong::ListEncoding)?;
        if is_file {
            file = text;
        } else if is_typed {
            typed = text;
        }
    }
    Ok(if file.is_empty() { typed } else { file })
}

fn unread(error: &MultipartError) -> Wrong {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Wrong::ListLong } else { Wrong::ListEncoding }
}

/// Another host took it out.
async fn gone(desk: &Desk) -> Answer {
    let mut draft = Draft::default();
    draft.blame(Field::Subject, Wrong::Gone);
    console::again(desk, draft).await
}
