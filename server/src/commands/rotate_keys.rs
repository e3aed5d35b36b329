//! `partysense rotate-keys`: another key for voters' cookies. Servers that run learn of it by themselves.

use crate::{config, database::Database, store::cookie_keys::Rotation};

/// Makes the key; with `revoke`, no other is believed from then on.
pub(super) async fn run(database: &config::Database, revoke: bool) -> anyhow::Result<()> {
    let database = Database::join_or_open(database).await?;
    let rotation = if revoke { Rotation::Revoke } else { Rotation::Keep };
    let outcome = database.store().rotate_cookie_keys(rotation).await;
    database.close().await;
    outcome?;
    println!(
        "{}",
        match rotation {
            Rotation::Keep => "a new key signs in two minutes; what the others have signed is still believed",
            Rotation::Revoke => "a new key signs; whoever voted before is a new voter now",
        }
    );
    Ok(())
}
