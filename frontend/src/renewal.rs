//! A page that the server has left behind is loaded anew: after a deployment its WASM and the server no longer speak the
//! same. A deployment that is broken is asked less and less often.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Function, Math, Promise, Reflect};
use leptos::prelude::{document, window};
use shared::Backoff;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The longest first pause, in milliseconds: not everyone in the hall at once.
const FIRST_PAUSE: u32 = 2_000;
/// The longest of all, in milliseconds.
const LONGEST_PAUSE: u32 = 600_000;
/// Doubled so often, the first pause is longer than the longest.
const DOUBLINGS: u64 = 9;
/// After so long without one, in milliseconds, the next renewal is a first again.
const FORGET: u64 = 3_600_000;
/// Where the tab remembers how many renewals there were, and
const COUNT: &str = "renewals";
/// when the last one was.
const LAST: &str = "renewed";

/// Whether the server has another script for this page than the one that runs. A network that lets no socket through is no
/// reason to load a page anew.
pub(crate) async fn is_outdated() -> bool {
    names_another().await.unwrap_or(false)
}

/// Loads the page anew, after a pause that grows from one time to the next.
pub(crate) async fn renew() {
    let now = Date::now() as u64;
    let is_recent = kept(LAST).is_some_and(|last| now.saturating_sub(last) < FORGET);
    let count = kept(COUNT).filter(|_| is_recent).unwrap_or(0);
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    for _ in 0..count.min(DOUBLINGS) {
        backoff.next_ms(1.0);
    }
    TimeoutFuture::new(backoff.next_ms(Math::random())).await;
    keep(COUNT, count + 1);
    keep(LAST, now);
    let _ = window().location().reload();
}

/// Whether the page as the server has it now names another script; `None`: it says nothing.
async fn names_another() -> Option<bool> {
    let script = document().query_selector("script[type=module]").ok()??.get_attribute("src")?;
    let answer = JsFuture::from(window().fetch_with_str("")).await.ok()?;
    Reflect::get(&answer, &"ok".into()).ok()?.is_truthy().then_some(())?;
    let text: Function = Reflect::get(&answer, &"text".into()).ok()?.dyn_into().ok()?;
    let page: JsValue = JsFuture::from(text.call0(&answer).ok()?.dyn_into::<Promise>().ok()?).await.ok()?;
    Some(!page.as_string()?.contains(&script))
}

fn kept(name: &str) -> Option<u64> {
    window().session_storage().ok()??.get_item(name).ok()??.parse().ok()
}

fn keep(name: &str, value: u64) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(name, &value.to_string());
    }
}
