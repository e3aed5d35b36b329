//! The end of a server: in order, within its time, and whatever was acknowledged is kept. It never waits for one who does not
//! answer.

use super::Service;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How many viewers a second are sent elsewhere when the server stops, all threads together: a ninth of the handshakes that one
/// such server takes up in a second (end2end/load), so that pages and votes of the others do not wait behind them.
const GOODBYES: f64 = 2_000.0;
/// The part of the time to end that goodbyes may take, and the part that is over when the ballot box must be closed.
const SAYING_GOODBYE: f64 = 0.5;
const TAKING_BALLOTS: f64 = 0.7;
/// How long the database may take to hear that we go, and then to let go of the connections: it may be what has gone.
const LAST_WORD: Duration = Duration::from_secs(2);

impl Service {
    /// [Stops](Self::stop_after) without a delay.
    pub async fn stop(self) {
        self.stop_after(Duration::ZERO).await;
    }

    /// Says that it stops, and goes on for `delay`, in which proxies find that out; then takes no more connections, sends viewers elsewhere, writes the ballots
    /// that wait, and lets go of the database: within its time, whatever does not answer.
    pub async fn stop_after(self, delay: Duration) {
        self.health.stop();
        sleep(delay).await;
        let began = Instant::now();
        let end = began + self.drain;
        let viewers = self.fanout.counted().connections;
        let spread = Duration::from_secs_f64(viewers as f64 / GOODBYES).min(self.drain.mul_f64(SAYING_GOODBYE));
        tracing::info!(viewers, ?spread, "stopping");
        self.fanout.stop(spread);
        self.doors.cancel();
        self.sessions.close();
        let last_ballot = began + self.drain.mul_f64(TAKING_BALLOTS);
        if timeout_at(last_ballot, self.sessions.wait()).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        for mut http in self.http {
            if timeout_at(last_ballot, &mut http).await.is_err() {
                http.abort();
            }
        }
        // Somebody may still hold a way in: what does not answer its connection's end.
        self.ballots.close();
        if timeout_at(end, self.writer).await.is_err() {
            tracing::error!("the ballot box did not empty in time");
        }
        self.sources.cancel();
        // Its last word: nobody watches here any more.
        let _ = timeout_at(end.min(Instant::now() + LAST_WORD), self.presence).await;
        if timeout_at(end.min(Instant::now() + LAST_WORD), self.store.close()).await.is_err() {
            tracing::warn!("the database does not answer; leaving its connections behind");
        }
    }
}
