//! WebSocket handshakes, over a connection of our own that can be dropped without a word.

use shared::protocol::SUBPROTOCOL;
use std::net::SocketAddr;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{client::IntoClientRequest, handshake::client::Request},
};

use super::visit::HANDSHAKE;

/// A WebSocket.
pub(in crate::fault) type Wire = WebSocketStream<TcpStream>;

/// A plain one, as a script opens it.
pub(in crate::fault) async fn plain(door: SocketAddr) -> Result<Wire, String> {
    open(door, request(door, "/live")).await
}

/// One of Engine.IO, as an app opens it that speaks no long-polling.
pub(in crate::fault) async fn socketio(door: SocketAddr) -> Result<Wire, String> {
    open(door, request(door, "/socket.io/?EIO=4&transport=websocket")).await
}

/// A native one, as our own page opens it: with its origin, and the voter's cookie.
pub(in crate::fault) async fn native(door: SocketAddr, cookie: Option<&str>) -> Result<Wire, String> {
    let mut request = request(door, "/live");
    let text = |text: &str| text.parse().expect("an address or a cookie is a header");
    request.headers_mut().insert("sec-websocket-protocol", text(SUBPROTOCOL));
    request.headers_mut().insert("origin", text(&format!("http://{door}")));
    if let Some(cookie) = cookie {
        request.headers_mut().insert("cookie", text(cookie));
    }
    open(door, request).await
}

fn request(door: SocketAddr, path: &str) -> Request {
    format!("ws://{door}{path}").into_client_request().expect("an address makes a URL")
}

async fn open(door: SocketAddr, request: Request) -> Result<Wire, String> {
    let shake = async {
        let stream = TcpStream::connect(door).await.map_err(|error| format!("can't connect: {error}"))?;
        client_async(request, stream).await.map(|(wire, _)| wire).map_err(|error| format!("no handshake: {error}"))
    };
    timeout(HANDSHAKE, shake).await.map_err(|_| "the handshake took too long".to_owned())?
}
