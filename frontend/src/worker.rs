//! The service worker, which keeps the last pages for when there is no network. It is another script (`style/public/sw.js`);
//! here it is only called in, and told what to keep.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

/// Calls it in, where the browser has such a thing: on a secure page.
pub(crate) fn hire() {
    let navigator = window().navigator();
    if !Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) || !window().is_secure_context() {
        return;
    }
    let _ = navigator.service_worker().register("/sw.js");
    let Some(document) = window().document() else { return };
    // Before the phone goes into the pocket: the page as it is now, for the next look without a network.
    let refresh = Closure::<dyn Fn()>::new(|| {
        let location = window().location();
        if let (Some(document), Ok(path)) = (window().document(), location.pathname())
            && document.hidden()
        {
            let _ = window().fetch_with_str(&path);
        }
    });
    let _ = document.add_event_listener_with_callback("visibilitychange", refresh.as_ref().unchecked_ref());
    // As long as the tab lives.
    refresh.forget();
}
