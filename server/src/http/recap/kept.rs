//! Nights that were read a moment ago: a link in a chat is opened by many at once, and each would read the whole log. Never
//! shown for longer than its constants say.

use super::picture::{self, Picture};
use crate::store::Store;
use app::still::night::Night;
use shared::EventId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{OnceCell, Semaphore};

/// How old a night may be,
const NIGHT: Duration = Duration::from_secs(2);
/// and its picture: chats ask for it again and again.
const PICTURE: Duration = Duration::from_secs(60);
/// Events whose nights are kept at a time.
const MOST: usize = 64;
/// Pictures that are drawn at a time: each takes a core for as long as it takes.
const PAINTERS: usize = 2;

/// Why a night is not there.
#[derive(Debug, thiserror::Error)]
pub(in crate::http) enum Unread {
    /// The database did not answer, or too much waits for it.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    /// The picture could not be drawn; that is a fault of ours.
    #[error("the picture can't be drawn: {0}")]
    Drawing(String),
}

/// What was read and drawn a moment ago.
#[derive(Debug)]
pub struct Nights {
    store: Store,
    nights: Kept<Option<Arc<Night>>>,
    pictures: Kept<Option<Picture>>,
    painters: Semaphore,
}

impl Nights {
    /// Reads from `store`.
    pub fn new(store: Store) -> Self {
        Self { store, nights: Kept::new(NIGHT), pictures: Kept::new(PICTURE), painters: Semaphore::new(PAINTERS) }
    }

    /// The night of an event, at most two seconds old. `None`: there is no such event.
    pub(in crate::http) async fn night(&self, event: EventId) -> sqlx::Result<Option<Arc<Night>>> {
        let place = self.nights.place(event);
        let night = place.get_or_try_init(async || Ok(self.store.recap(event).await?.map(Arc::new)));
        night.await.cloned()
    }

    /// Its picture, at most a minute old.
    pub(in crate::http) async fn picture(&self, event: EventId) -> Result<Option<Picture>, Unread> {
        let place = self.pictures.place(event);
        let picture = place.get_or_try_init(async || {
            let Some(night) = self.night(event).await? else { return Ok(None) };
            let _painter = self.painters.acquire().await;
            picture::draw(&night).await.map(Some)
        });
        picture.await.cloned()
    }
}

/// One value an event, made by whoever asks first; the others wait for it. What fails is made again.
#[derive(Debug)]
struct Kept<T> {
    span: Duration,
    places: Mutex<HashMap<EventId, Place<T>>>,
}

/// Since when a value counts, and the value.
#[derive(Debug)]
struct Place<T>(Instant, Arc<OnceCell<T>>);

impl<T> Kept<T> {
    fn new(span: Duration) -> Self {
        Self { span, places: Mutex::default() }
    }

    fn place(&self, event: EventId) -> Arc<OnceCell<T>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |Place(since, _): &Place<T>| since.elapsed() < self.span;
        if let Some(Place(_, value)) = places.get(&event).filter(|place| is_fresh(place)) {
            return value.clone();
        }
        if places.len() >= MOST {
            places.retain(|_, place| is_fresh(place));
        }
        if places.len() >= MOST {
            places.clear();
        }
        let value = Arc::new(OnceCell::new());
        places.insert(event, Place(Instant::now(), value.clone()));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_asks_while_it_is_fresh_gets_the_same_and_later_a_new_one() {
        let kept = Kept::new(Duration::from_secs(60));
        let (first, again) = (kept.place(EventId(1)), kept.place(EventId(1)));
        assert!(Arc::ptr_eq(&first, &again) && !Arc::ptr_eq(&first, &kept.place(EventId(2))));
        assert_eq!(first.get_or_try_init(async || Err::<u8, ()>(())).await, Err(()), "what fails is not kept");
        assert_eq!(again.get_or_try_init(async || Ok::<u8, ()>(7)).await, Ok(&7));
        let stale = Kept::<u8>::new(Duration::ZERO);
        assert!(!Arc::ptr_eq(&stale.place(EventId(1)), &stale.place(EventId(1))));
    }

    #[test]
    fn only_so_many_are_kept() {
        let kept = Kept::<u8>::new(Duration::from_secs(60));
        for event in 0..1_000 {
            kept.place(EventId(event));
            assert!(kept.places.lock().expect("nobody panicked").len() <= MOST);
        }
    }
}
