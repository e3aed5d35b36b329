//! The tab's one socket: opened, watched for silence, and opened again for as long as the tab lives.

use crate::renewal;
use app::live::Link;
use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::{FutureExt, SinkExt, StreamExt, future::poll_fn, select};
use gloo_net::websocket::{Message, State, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::window, task::spawn_local};
use shared::{
    Backoff, Timestamp, codec,
    protocol::{SILENCE_SECONDS, SUBPROTOCOL},
};
use wasm_bindgen::{JsCast, closure::Closure};

/// The longest first wait, in milliseconds: a blip is over before one notices.
const FIRST_WAIT: u32 = 400;
/// The longest of all, in milliseconds: short enough for the reader, long enough for a server that comes back to many.
const LONGEST_WAIT: u32 = 10_000;
/// A connection that lived this long, in milliseconds, was a good one: the next loss begins with a short wait again.
const GOOD_AFTER: f64 = 5_000.0;
/// How long no connection could be made, in milliseconds, until it asks whether the server has another page by now: longer
/// than a restart takes.
const RESTART: f64 = 30_000.0;
/// How long a handshake may take, in milliseconds.
const OPEN: u32 = 10_000;
/// How long nothing may be heard, in milliseconds.
const SILENCE: u32 = SILENCE_SECONDS * 1_000;

/// Keeps `link` connected from now on.
pub(crate) fn keep(link: Link) {
    spawn_local(async move {
        let mut wake = wake_ups();
        let mut backoff = Backoff::new(FIRST_WAIT, LONGEST_WAIT);
        let mut refusals = Refusals { since: js_sys::Date::now() };
        loop {
            let began = js_sys::Date::now();
            let end = converse(link).await;
            let ended = js_sys::Date::now();
            link.disconnected(Timestamp(ended as i64));
            if ended - began > GOOD_AFTER {
                backoff.reset();
            }
            if end == End::Unread || refusals.last(end, ended) && renewal::is_outdated().await {
                return renewal::renew().await;
            }
            // Those of while it was connected are no reason to hurry now.
            while wake.try_recv().is_ok() {}
            select! {
                () = TimeoutFuture::new(backoff.next_ms(js_sys::Math::random())).fuse() => {}
                _ = wake.next() => {}
            }
        }
    });
}

/// Why a connection ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It broke, as connections do.
    Lost,
    /// It never was one: there is no server, or none that speaks this page's protocol.
    Refused,
    /// The server said what this page can't read.
    Unread,
}

/// The tries since the last connection, or since it was asked what they mean.
struct Refusals {
    since: f64,
}

impl Refusals {
    /// Whether they last so long now that it is to be asked.
    fn last(&mut self, end: End, now: f64) -> bool {
        let last = end == End::Refused && now - self.since > RESTART;
        if last || end != End::Refused {
            self.since = now;
        }
        last
    }
}

/// One connection's life.
async fn converse(link: Link) -> End {
    let Ok(mut socket) = WebSocket::open_with_protocol(&address(), SUBPROTOCOL) else { return End::Refused };
    if !opens(&mut socket).await {
        return End::Refused;
    }
    let (mut sink, stream) = socket.split();
    let mut stream = stream.fuse();
    let (wire, mut outgoing) = mpsc::unbounded();
    link.connected(wire);
    let mut silence = TimeoutFuture::new(SILENCE).fuse();
    loop {
        select! {
            said = stream.next() => match said {
                Some(Ok(Message::Bytes(bytes))) => match codec::decode_server(&bytes) {
                    Ok(message) => link.receive(message),
                    Err(_) => return End::Unread,
                },
                Some(Ok(Message::Text(_))) => {}
                Some(Err(_)) | None => return End::Lost,
            },
            message = outgoing.select_next_some() => {
                if sink.send(Message::Bytes(codec::encode_client(&message))).await.is_err() {
                    return End::Lost;
                }
                continue;
            }
            // Two heartbeats did not come: the other end is gone, and nobody told us.
            () = silence => return End::Lost,
        }
        silence = TimeoutFuture::new(SILENCE).fuse();
    }
}

async fn opens(socket: &mut WebSocket) -> bool {
    select! {
        // Ready once it is no longer connecting, whatever became of it.
        _ = poll_fn(|context| socket.poll_ready_unpin(context)).fuse() => {}
        () = TimeoutFuture::new(OPEN).fuse() => {}
    }
    matches!(socket.state(), State::Open)
}

/// `/live` on the page's own host.
fn address() -> String {
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/live", location.host().unwrap_or_default())
}

/// Comes when a wait makes no sense any more: the network is back, or the reader is.
fn wake_ups() -> UnboundedReceiver<()> {
    let (sender, receiver) = mpsc::unbounded();
    let wake = Closure::<dyn Fn()>::new(move || {
        if window().document().is_some_and(|document| !document.hidden()) {
            let _ = sender.unbounded_send(());
        }
    });
    let listener = wake.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback("online", listener);
    if let Some(document) = window().document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener);
    }
    // As long as the tab lives.
    wake.forget();
    receiver
}
