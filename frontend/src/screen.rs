//! The screen of a wall: it stays awake, and a pointer that nobody moves is not seen. No other page asks for that.

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use leptos::{
    ev,
    prelude::{document, window, window_event_listener},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// How long the pointer is seen after it moved, in milliseconds.
const POINTER: u32 = 3_000;
/// Is on the root while it is; the style sheet does the rest.
const MOVED: &str = "data-pointer";

/// Keeps it so for as long as the tab lives.
pub(crate) fn keep() {
    stay_awake();
    // Whoever looks at another tab lets the screen sleep, and so does the browser forget.
    let again = Closure::<dyn Fn()>::new(|| {
        if !document().hidden() {
            stay_awake();
        }
    });
    let _ = document().add_event_listener_with_callback("visibilitychange", again.as_ref().unchecked_ref());
    // As long as the tab lives.
    again.forget();
    let timeout = Rc::new(RefCell::new(None::<Timeout>));
    let _ = window_event_listener(ev::pointermove, move |_| {
        let Some(root) = document().document_element() else { return };
        let _ = root.set_attribute(MOVED, "");
        let hide = move || {
            let _ = root.remove_attribute(MOVED);
        };
        // Replaced, the one before never fires.
        timeout.replace(Some(Timeout::new(POINTER, hide)));
    });
}

/// Asks for it where browsers know of it: not on a page that came without TLS, unless from this machine.
fn stay_awake() -> Option<()> {
    let navigator: JsValue = Reflect::get(&window(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = request.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()?;
    // A battery that is low, say: there is nothing to do about it, and nobody there to be told.
    let refused = Closure::<dyn FnMut(JsValue)>::new(|_| {});
    let _ = asked.catch(&refused);
    refused.forget();
    Some(())
}
