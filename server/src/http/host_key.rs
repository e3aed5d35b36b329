//! The keys of hosts: secrets that are told once and kept nowhere, only their hashes.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of a key: nobody guesses one of them, so that a plain hash will do.
const BYTES: usize = 32;

/// A key that nobody has had before, and its hash.
pub(super) fn new() -> (String, [u8; 32]) {
    let key = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; BYTES]>());
    let hash = hash(&key);
    (key, hash)
}

/// What is stored of a key: SHA-256.
pub(super) fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}
