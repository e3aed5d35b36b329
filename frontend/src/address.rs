//! The tab's address: a link to another page of ours changes it and the page, and nothing is loaded anew.

use app::page::Page;
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// Links that may lead to a page of ours; what else they say about themselves is the browser's to follow.
const LINKS: &str = "a[href]:not([target], [download], [rel~=external])";

/// Keeps `page` what the address says, from now on.
pub(crate) fn follow(page: RwSignal<Page>) {
    let named = || window().location().pathname().map_or(Page::Missing, |path| Page::at(&path));
    // Not always what is shown: the server knows which events there are.
    let last = StoredValue::new(named());
    let show = move || {
        let now = named();
        if last.get_value() != now {
            last.set_value(now);
            page.set(now);
        }
    };
    window_event_listener(ev::click, move |press| {
        if go(&press).is_some() {
            show();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    window_event_listener(ev::popstate, move |_| show());
}

/// Goes where a pressed link leads; `None`: the browser should.
fn go(press: &MouseEvent) -> Option<()> {
    let with_key = press.meta_key() || press.ctrl_key() || press.shift_key() || press.alt_key();
    if press.default_prevented() || press.button() != 0 || with_key {
        return None;
    }
    let link: HtmlAnchorElement = press.target()?.dyn_into::<Element>().ok()?.closest(LINKS).ok()??.dyn_into().ok()?;
    let here = window().location();
    // A place on this page, another site, or a path of the server's that is no page.
    if !link.hash().is_empty() || link.origin() != here.origin().ok()? || Page::at(&link.pathname()) == Page::Missing {
        return None;
    }
    if link.href() != here.href().ok()? {
        window().history().ok()?.push_state_with_url(&JsValue::NULL, "", Some(&link.href())).ok()?;
    }
    press.prevent_default();
    Some(())
}
