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
    nights: Kept<Arc<Night>>,
    pictures: Kept<Picture>,
    painters: Arc<Semaphore>,
}

impl Nights {
    /// Reads from `store`.
    pub fn new(store: Store) -> Self {
        let painters = Arc::new(Semaphore::new(PAINTERS));
        Self { store, nights: Kept::new(NIGHT), pictures: Kept::new(PICTURE), painters }
    }

    /// The night of an event, read at most two seconds ago. `None`: there is no such event.
    pub(in crate::http) async fn night(&self, event: EventId) -> sqlx::Result<Option<Arc<Night>>> {
        self.nights.get(event, async { Ok(self.store.recap(event).await?.map(Arc::new)) }).await
    }

    /// Its picture, drawn at most a minute ago.
    pub(in crate::http) async fn picture(&self, event: EventId) -> Result<Option<Picture>, Unread> {
        let picture = async {
            let Some(night) = self.night(event).await? else { return Ok(None) };
            let painter = self.painters.clone().acquire_owned().await.expect("nobody closes it");
            picture::draw(&night, painter).await.map(Some)
        };
        self.pictures.get(event, picture).await
    }
}

/// One value an event, made by whoever asks first; the others wait for it. What fails is made again, and so is nothing.
#[derive(Debug)]
struct Kept<T> {
    span: Duration,
    places: Mutex<HashMap<EventId, Place<T>>>,
}

/// A value, and since when it is there.
type Place<T> = Arc<OnceCell<(Instant, T)>>;

impl<T: Clone> Kept<T> {
    fn new(span: Duration) -> Self {
        Self { span, places: Mutex::default() }
    }

    /// The value that is kept, else what `made` returns.
    async fn get<E>(&self, event: EventId, made: impl Future<Output = Result<Option<T>, E>>) -> Result<Option<T>, E> {
        let place = self.place(event);
        let value = place.get_or_try_init(|| async {
            let value = made.await.map_err(Some)?.ok_or(None)?;
            Ok((Instant::now(), value))
        });
        match value.await {
            Ok((_, value)) => Ok(Some(value.clone())),
            Err(None) => Ok(None),
            Err(Some(error)) => Err(error),
        }
    }

    fn place(&self, event: EventId) -> Place<T> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a value it is as fresh as can be: whoever asked first is making it.
        let is_fresh = |place: &Place<T>| place.get().is_none_or(|(since, _)| since.elapsed() < self.span);
        if let Some(place) = places.get(&event).filter(|place| is_fresh(place)) {
            return place.clone();
        }
        let is_awaited = |place: &Place<T>| place.get().is_none() && Arc::strong_count(place) > 1;
        if places.len() >= MOST {
            places.retain(|_, place| is_awaited(place) || place.get().is_some() && is_fresh(place));
        }
        if places.len() >= MOST {
            places.retain(|_, place| is_awaited(place));
        }
        let place = Place::default();
        places.insert(event, place.clone());
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    type Made = Result<Option<u8>, ()>;

    async fn made(value: u8) -> Made {
        Ok(Some(value))
    }

    #[tokio::test]
    async fn who_asks_while_it_is_fresh_gets_the_same_and_later_a_new_one() {
        let kept = Kept::new(Duration::from_secs(60));
        assert_eq!(kept.get(EventId(1), async { Err::<Option<u8>, _>(()) }).await, Err(()), "what fails is not kept");
        assert_eq!(kept.get(EventId(1), async { Made::Ok(None) }).await, Ok(None), "nor is nothing");
        assert_eq!(kept.get(EventId(1), made(7)).await, Ok(Some(7)));
        assert_eq!(kept.get(EventId(1), made(8)).await, Ok(Some(7)));
        assert_eq!(kept.get(EventId(2), made(8)).await, Ok(Some(8)));
        let stale = Kept::new(Duration::ZERO);
        for value in [1, 2] {
            assert_eq!(stale.get(EventId(1), made(value)).await, Ok(Some(value)));
        }
    }

    #[tokio::test]
    async fn what_takes_longer_than_it_is_kept_is_made_once_for_all_who_wait() {
        let kept = Kept::new(Duration::ZERO);
        let (go, gone) = oneshot::channel::<()>();
        let first = kept.get(EventId(0), async {
            let _ = gone.await;
            made(1).await
        });
        let others = async {
            for event in 1..1_000 {
                kept.get(EventId(event), made(9)).await.expect("made");
            }
            let second = kept.get(EventId(0), made(2));
            let (second, _) = tokio::join!(second, async { go.send(()) });
            second
        };
        assert_eq!(tokio::join!(first, others), (Ok(Some(1)), Ok(Some(1))));
    }

    #[tokio::test]
    async fn only_so_many_are_kept() {
        let kept = Kept::new(Duration::from_secs(60));
        for event in 0..1_000 {
            let nothing = Made::Ok(Some(1).filter(|_| event % 2 == 0));
            kept.get(EventId(event), async { nothing }).await.expect("made");
            assert!(kept.places.lock().expect("nobody panicked").len() <= MOST);
        }
    }
}
