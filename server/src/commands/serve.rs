//! `partysense serve`.

use super::told_to_stop;
use crate::{config, database::Database, service::Service};

/// Serves until told to stop.
pub(super) async fn run(database: &config::Database, serve: &config::Serve) -> anyhow::Result<()> {
    // Heard from the start: a Ctrl-C while Postgres starts must not leave it behind.
    let stop = tokio::spawn(told_to_stop());
    let mut database = Database::open(database).await?;
    let served = async {
        let mut service = Service::start(database.store().clone(), serve).await?;
        if let Some(address) = service.plain_address() {
            println!("partysense serves plain WebSockets on ws://{address}");
        }
        println!("partysense serves http://{}", service.address());
        let outcome = tokio::select! {
            told = stop => told?.map_err(anyhow::Error::from),
            () = service.ended() => Err(anyhow::anyhow!("a task of the server ended; the log says why")),
            () = database.ended() => Err(anyhow::anyhow!("the private PostgreSQL ended; its log says why, and a new start repairs what it can")),
        };
        service.stop().await;
        outcome
    };
    let outcome = served.await;
    database.close().await;
    outcome
}
