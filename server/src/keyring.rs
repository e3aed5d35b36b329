//! The keys that sign voters' cookies, as this server knows them: learnt from the database when it starts, whenever somebody
//! changes them, and every minute. Never writes one down or says it.

use crate::store::{Store, cookie_keys::CookieKey};
use axum_extra::extract::cookie::Key;
use cookie::{Cookie, CookieJar};
use std::{
    sync::{Arc, RwLock},
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Between two looks, if no bell rings: a new key is looked at twice before it signs.
const LOOK: Duration = Duration::from_secs(60);
/// After a look that failed: others may sign with a new key by now.
const AGAIN: Duration = Duration::from_secs(1);
/// What the library signs is the value of a cookie; its name does not matter.
const NAME: &str = "signed";
/// The longest text that is looked at, in bytes: a signature and a voter's id fit twice.
const LONGEST: usize = 200;

/// The keys. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Keyring(Arc<RwLock<Arc<Keys>>>);

#[derive(Debug)]
struct Keys {
    /// All that are believed, newest first.
    all: Vec<Key>,
    /// The place of the one that signs.
    signing: usize,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What it says.
    pub value: String,
    /// Whether the key has been superseded: it should be signed again.
    pub is_old: bool,
}

impl Keyring {
    /// The keys of `store`. Fails if it has none: nothing could be signed.
    pub async fn open(store: &Store) -> sqlx::Result<Self> {
        Ok(Self(Arc::new(RwLock::new(Arc::new(Keys::read(store).await?)))))
    }

    /// Keeps up with the database until `stop`.
    pub async fn keep(self, store: Store, rung: Arc<Notify>, stop: CancellationToken) {
        let mut pause = LOOK;
        loop {
            tokio::select! {
                () = rung.notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => return,
            }
            pause = match Keys::read(&store).await {
                Ok(keys) => {
                    *self.0.write().expect("no thread panics while it holds this") = Arc::new(keys);
                    LOOK
                }
                Err(error) => {
                    tracing::warn!(%error, "the keys of voters' cookies were not read");
                    AGAIN
                }
            };
        }
    }

    /// A value with its signature in front.
    pub fn sign(&self, value: String) -> String {
        let keys = self.keys();
        let mut jar = CookieJar::new();
        jar.signed_mut(&keys.all[keys.signing]).add((NAME, value));
        jar.get(NAME).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
    }

    /// What `text` says, if a key of ours signed it.
    pub fn verify(&self, text: &str) -> Option<Signed> {
        if text.len() > LONGEST {
            return None;
        }
        let (keys, jar) = (self.keys(), CookieJar::new());
        keys.all.iter().enumerate().find_map(|(nth, key)| {
            let cookie = jar.signed(key).verify(Cookie::new(NAME, text.to_owned()))?;
            Some(Signed { value: cookie.value().to_owned(), is_old: nth > keys.signing })
        })
    }

    /// One key, made of that byte.
    #[cfg(any(test, fuzzing))]
    pub fn of_one(byte: u8) -> Self {
        let key = CookieKey { secret: vec![byte; 64], is_settled: true };
        Self(Arc::new(RwLock::new(Arc::new(Keys::of(&[key])))))
    }

    fn keys(&self) -> Arc<Keys> {
        self.0.read().expect("no thread panics while it holds this").clone()
    }
}

impl Keys {
    /// Those of `store`; none is as bad as no answer, and what is known is kept then.
    async fn read(store: &Store) -> sqlx::Result<Self> {
        let stored = store.cookie_keys().await?;
        if stored.is_empty() { Err(sqlx::Error::RowNotFound) } else { Ok(Self::of(&stored)) }
    }

    /// The newest signs that every server knows; if there is none, the oldest.
    fn of(stored: &[CookieKey]) -> Self {
        let signing = stored.iter().position(|key| key.is_settled).unwrap_or(stored.len().saturating_sub(1));
        Self { all: stored.iter().map(|key| Key::from(&key.secret)).collect(), signing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(keys: &[(u8, bool)]) -> Keyring {
        let stored: Vec<_> = keys
            .iter()
            .map(|(byte, is_settled)| CookieKey { secret: vec![*byte; 64], is_settled: *is_settled })
            .collect();
        Keyring(Arc::new(RwLock::new(Arc::new(Keys::of(&stored)))))
    }

    #[test]
    fn the_newest_key_signs_once_all_know_it_and_older_ones_are_believed() {
        let [before, fresh, after] = [&[(1, true)][..], &[(2, false), (1, true)], &[(2, true), (1, true)]].map(ring);
        let old = before.sign("voter".to_owned());
        let value = |is_old| Some(Signed { value: "voter".to_owned(), is_old });
        assert_eq!([&before, &fresh, &after].map(|ring| ring.verify(&old)), [value(false), value(false), value(true)]);
        assert_eq!(fresh.sign("voter".to_owned()), old, "not everybody knows the new one");
        let new = after.sign("voter".to_owned());
        assert_eq!([&before, &fresh, &after].map(|ring| ring.verify(&new)), [None, value(false), value(false)]);
        assert_eq!(ring(&[(3, false)]).verify(&new), None, "all others were revoked");
        assert_eq!(ring(&[(2, false), (1, false)]).sign("voter".to_owned()), old);
    }

    #[test]
    fn nothing_but_the_whole_is_believed() {
        let ring = ring(&[(1, true)]);
        let signed = ring.sign("00112233445566778899aabbccddeeff".to_owned());
        assert!(ring.verify(&signed).is_some());
        for nth in 0..signed.len() {
            let mut forged = signed.clone().into_bytes();
            forged[nth] = if forged[nth] == b'0' { b'1' } else { b'0' };
            assert_eq!(ring.verify(&String::from_utf8(forged).expect("ASCII")), None, "byte {nth}");
            assert_eq!(ring.verify(&signed[..nth]), None, "{nth} bytes of it");
        }
        for text in
            [format!("{signed}{signed}"), format!("{signed} "), "ä".repeat(44), "=".repeat(76), "a".repeat(100_000)]
        {
            assert_eq!(ring.verify(&text), None);
        }
        assert!(!format!("{ring:?}").contains("[1, 1"), "keys are not told");
    }
}
