//! Who is let into a channel, and when.

use super::*;
use crate::store::catalog::Loaded;
use shared::Board;
use sqlx::postgres::PgConnectOptions;

#[tokio::test]
async fn nobody_is_let_into_a_channel_before_all_of_it_is_loaded_nor_left_in_one_that_failed() {
    let hub = Hub::new(Store::new(PgConnectOptions::new()), Duration::from_millis(1), Metrics::default());
    let room = Arc::new(Room::new(Channel::Firehose, Duration::from_millis(1)));
    hub.rooms().insert(Channel::Firehose, room.clone());
    let position = "0-5".parse().expect("a position");
    let loaded =
        Loaded { position, cast: 0, board: Board::Firehose(vec![]), recent: vec![], hidden: Default::default() };
    room.open(loaded).expect("nothing waits");
    assert!(hub.watch_plain_now(Channel::Firehose).is_none());
    room.announce_loaded(Ok(()));
    let (mut viewer, _) = hub.watch_plain_now(Channel::Firehose).expect("loaded");
    room.close();
    assert_eq!(viewer.frames().await, Err(Lost::Closed));
    assert!(hub.watch_plain_now(Channel::Firehose).is_none());
}
