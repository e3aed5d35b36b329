//! The bytes that viewers are sent, framed once. A viewer is a place in them.

/// Bytes that a viewer may be behind. More, and it is dropped.
const MOST_BEHIND: u64 = 4 * 1024 * 1024;
/// The first byte of a whole text message (RFC 6455, 5.2).
const TEXT: u8 = 0x81;
/// The longest payload whose length stands in the second byte, and what stands there for two more bytes.
const SHORT: usize = 125;
const TWO_BYTES: u8 = 126;

/// What some viewer may still lack.
#[derive(Debug, Default)]
pub(super) struct Log {
    bytes: Vec<u8>,
    /// The place of the first byte kept.
    start: u64,
}

impl Log {
    /// Adds a message as a WebSocket frame.
    pub(super) fn push(&mut self, payload: &[u8]) {
        self.bytes.push(TEXT);
        if payload.len() <= SHORT {
            self.bytes.push(payload.len() as u8);
        } else {
            self.bytes.push(TWO_BYTES);
            // A notification is shorter than 8000 bytes.
            self.bytes.extend((payload.len() as u16).to_be_bytes());
        }
        self.bytes.extend(payload);
    }

    /// The place after the last byte.
    pub(super) fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Everything from `place` on.
    pub(super) fn from(&self, place: u64) -> &[u8] {
        &self.bytes[(place - self.start) as usize..]
    }

    /// Whether one who stands there reads too slowly.
    pub(super) fn is_too_far_back(&self, place: u64) -> bool {
        self.end() - place > MOST_BEHIND
    }

    /// Nobody needs what is before `place`. Mostly that is all; else half of the bound is gathered before bytes are moved.
    pub(super) fn forget_until(&mut self, place: u64) {
        if place == self.end() {
            self.bytes.clear();
            self.start = place;
        } else if place - self.start > MOST_BEHIND / 2 {
            self.bytes.drain(..(place - self.start) as usize);
            self.start = place;
        }
    }
}
