//! Answers those who want no WebSocket, or did not say so in one piece: a connection is a task, and each part of a request
//! has its time and its size. Decides nothing about what is answered.

mod body;
mod pace;

use crate::{
    fanout::{Begun, Others},
    limits::Limits,
    metrics::Bound,
};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use body::{Fault, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use pace::{Answered, Pace};
use std::{convert::Infallible, net::IpAddr, pin::pin, sync::Arc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub(super) use pace::Paced;

/// One connection's side of the server.
#[derive(Clone)]
struct Counter {
    router: Router,
    limits: Limits,
    peer: IpAddr,
    pace: Arc<Pace>,
}

/// Says what was wrong with a request's body, whatever its reader made of that.
pub(super) async fn answer_faults(request: Request, next: Next) -> Response {
    let fault = request.extensions().get::<Fault>().cloned();
    let response = next.run(request).await;
    let status = fault.and_then(|fault| fault.status());
    status.map_or(response, IntoResponse::into_response)
}

/// Serves whoever comes by `others`, until nobody can come any more; then what is under way may end.
pub async fn serve(mut others: Others, router: Router, limits: Limits) {
    let (mut connections, closing) = (JoinSet::new(), CancellationToken::new());
    loop {
        tokio::select! {
            guest = others.next() => match guest {
                Some((stream, peer)) => {
                    let counter =
                        Counter { router: router.clone(), limits: limits.clone(), peer, pace: Arc::default() };
                    connections.spawn(counter.converse(stream, closing.clone()));
                }
                None => break,
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
    closing.cancel();
    while connections.join_next().await.is_some() {}
}

impl Counter {
    async fn converse(self, stream: Begun, closing: CancellationToken) {
        let limits = self.limits.clone();
        let most = limits.most();
        let stream = Paced::new(stream, self.pace.clone(), limits.clone());
        let answer = hyper::service::service_fn(move |request| {
            let counter = self.clone();
            async move { Ok::<_, Infallible>(counter.answer(request).await) }
        });
        let mut http = http1::Builder::new();
        // By this clock the first byte must come, too; from there on it is ours.
        let idle = crate::config::limits::seconds(most.idle_seconds);
        http.timer(TokioTimer::new()).header_read_timeout(idle);
        let head = most.head_bytes as usize;
        http.max_buf_size(head).max_header_size(head).max_headers(most.head_lines.into());
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), answer).with_upgrades());
        let outcome = tokio::select! {
            // What was sent before the end is read before it: else a connection that has just come may go unanswered.
            biased;
            outcome = &mut connection => outcome,
            () = closing.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        match outcome {
            Err(error) if error.is_parse_too_large() => limits.refuse(Bound::HeadBytes),
            Err(error) => tracing::debug!(%error, "an HTTP connection ended"),
            Ok(()) => {}
        }
    }

    async fn answer(self, request: hyper::Request<hyper::body::Incoming>) -> Response {
        self.pace.begin();
        let fault = Fault::default();
        let most = self.limits.most();
        let mut request: Request = request.map(|body| Body::new(Incoming::new(body, most, fault.clone())));
        request.extensions_mut().insert(fault);
        let client = self.limits.client(self.peer, request.headers_mut());
        request.extensions_mut().insert(client);
        let Ok(response) = self.router.oneshot(request).await;
        match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => self.limits.refuse(Bound::BodyBytes),
            StatusCode::REQUEST_TIMEOUT => self.limits.refuse(Bound::BodySeconds),
            StatusCode::SWITCHING_PROTOCOLS => {
                self.pace.switch();
                return response;
            }
            _ => {}
        }
        response.map(|body| Body::new(Answered::new(body, self.pace)))
    }
}
