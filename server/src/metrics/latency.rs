//! A histogram of times without a lock: whoever writes to sockets must not wait for whoever reads /metrics.

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// The upper bounds in seconds: what a person does not see, then what they do, then what is broken.
const BOUNDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, f64::MAX];

/// Times, counted by how long they were. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Latency(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    buckets: [AtomicU64; BOUNDS.len()],
    microseconds: AtomicU64,
}

impl Latency {
    /// Counts one.
    pub fn observe(&self, time: Duration) {
        let bucket = BOUNDS.partition_point(|bound| *bound < time.as_secs_f64());
        self.0.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.0.microseconds.fetch_add(time.as_micros() as u64, Ordering::Relaxed);
    }
}

impl EncodeMetric for Latency {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let mut buckets = [(0.0, 0); BOUNDS.len()];
        for ((bucket, bound), count) in buckets.iter_mut().zip(BOUNDS).zip(&self.0.buckets) {
            *bucket = (bound, count.load(Ordering::Relaxed));
        }
        // By the buckets as they were read: the sum may be a few observations off, the count never.
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum = Duration::from_micros(self.0.microseconds.load(Ordering::Relaxed)).as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

impl TypedMetric for Latency {
    const TYPE: MetricType = MetricType::Histogram;
}
