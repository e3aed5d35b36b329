//! One of many of whom only the number is of interest.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Counts until it is dropped.
#[derive(Debug)]
pub struct Counted(Arc<AtomicU64>);

impl Counted {
    /// One more of those.
    pub fn among(number: &Arc<AtomicU64>) -> Self {
        number.fetch_add(1, Ordering::Relaxed);
        Self(number.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
