//! WebSocket frames, as far as a client that measures needs them (RFC 6455, 5.2).

/// Opcodes.
pub(super) const TEXT: u8 = 1;
pub(super) const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;

/// One frame of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) opcode: u8,
    pub(super) payload: &'a [u8],
    /// Bytes of the frame in all.
    pub(super) length: usize,
}

/// The first frame of `bytes`, if it is whole.
pub(super) fn first(bytes: &[u8]) -> Option<Frame<'_>> {
    let (head, length) = match *bytes {
        [_, 127, a, b, c, d, e, f, g, h, ..] => (10, u64::from_be_bytes([a, b, c, d, e, f, g, h]) as usize),
        [_, 126, a, b, ..] => (4, usize::from(u16::from_be_bytes([a, b]))),
        [_, short, ..] if short < 126 => (2, usize::from(short)),
        _ => return None,
    };
    let payload = bytes.get(head..head + length)?;
    Some(Frame { opcode: bytes[0] & 0x0f, payload, length: head + length })
}

/// A whole message of a client. The mask is zero: it protects proxies (10.3), and here are none.
pub(super) fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// The number behind the last `"id"` of a plain message. Ids are quoted in no text: its quotes are escaped there.
pub(super) fn id(payload: &[u8]) -> Option<i64> {
    let at = payload.windows(4).rposition(|four| four == b"\"id\"")? + 4;
    let digits = payload[at..].iter().skip_while(|byte| matches!(byte, b' ' | b':'));
    let number = digits.take_while(|byte| byte.is_ascii_digit());
    Some(number.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_length_are_found_when_they_are_whole() {
        let mut bytes = vec![0x81, 3, b'a', b'b', b'c', 0x82, 126, 1, 0];
        bytes.extend([7; 256]);
        let text = first(&bytes).expect("whole");
        assert_eq!((text.opcode, text.payload, text.length), (TEXT, b"abc".as_slice(), 5));
        let binary = first(&bytes[5..]).expect("whole");
        assert_eq!((binary.opcode, binary.payload.len(), binary.length), (BINARY, 256, 260));
        assert_eq!((first(&bytes[5..264]), first(&bytes[5..7]), first(&[])), (None, None, None));
    }

    #[test]
    fn the_id_is_found_in_both_spellings() {
        assert_eq!(id(br#"{"tid" : 7, "up" : true, "id" : 512}"#), Some(512));
        assert_eq!(id(br#"{"tid":7,"up":true,"id":5,"position":"e8-9"}"#), Some(5));
        assert_eq!(id(br#"{"error":{}}"#), None);
    }
}
