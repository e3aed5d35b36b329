//! Pages, rendered whole by the same code that runs in the browser.

use super::{AppState, voter::Voter};
use crate::{hub::Absent, session::native::Services};
use anyhow::Context;
use app::{
    backend::{Backend, Missing, Opening, Visit},
    shell::{Assets, Shell},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use shared::Channel;
use std::{fs, future::Future, path::Path, pin::Pin, sync::Arc};
use uuid::Uuid;

/// A page shows its voter's own votes: nobody else may keep it.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The names of the built files, as the bundler left them in `site`.
pub fn assets(site: &Path) -> anyhow::Result<Assets> {
    let list = site.join("assets.json");
    let text =
        fs::read_to_string(&list).with_context(|| format!("the pages are not built: can't read {}", list.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what the bundler writes", list.display()))
}

/// Any page, also the one that says there is none.
pub(super) async fn render(
    State(state): State<AppState>,
    Extension(voter): Extension<Voter>,
    request: Request,
) -> Response {
    let backend = Arc::new(Rendering { services: state.services, voter: voter.0 });
    let assets = state.assets;
    let context = move || {
        let response = expect_context::<ResponseOptions>();
        provide_context(Visit::new(backend.clone(), move |missing| {
            response.set_status(match missing {
                Missing::Unknown => StatusCode::NOT_FOUND,
                Missing::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            });
        }));
    };
    let shell = move || view! { <Shell assets=assets.clone()/> };
    let mut response = leptos_axum::render_app_async_with_context(context, shell)(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE);
    response
}

/// What a page asks for while it is rendered.
#[derive(Debug)]
struct Rendering {
    services: Arc<Services>,
    voter: Uuid,
}

impl Backend for Rendering {
    fn open(&self, channel: Channel) -> Pin<Box<dyn Future<Output = Result<Opening, Missing>> + Send>> {
        let (services, voter) = (self.services.clone(), self.voter);
        Box::pin(async move {
            let state = services.hub.state(channel).await.map_err(|absent| match absent {
                Absent::Unknown => Missing::Unknown,
                Absent::Unavailable => Missing::Unavailable,
            })?;
            let own = match channel {
                Channel::Event(event) => {
                    services.store.own_votes(event, voter).await.map_err(|_| Missing::Unavailable)?
                }
                Channel::Firehose => vec![],
            };
            Ok(Opening { state, own })
        })
    }
}
