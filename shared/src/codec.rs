//! Bytes of the native protocol: postcard, <https://postcard.jamesmunns.com/wire-format>.

use crate::protocol::{ClientMessage, ServerMessage};

/// The longest message that a viewer may send, in bytes: a `Watch` with the longest position fits.
pub const MAX_CLIENT_MESSAGE: usize = crate::position::MAX_TEXT;

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Longer than [`MAX_CLIENT_MESSAGE`].
    #[error("message too long")]
    TooLong,
    /// Not the bytes of any message, or more than those of one.
    #[error("not a message of this protocol")]
    Unreadable,
}

/// A server's message as one binary frame's payload.
pub fn encode_server(message: &ServerMessage) -> Vec<u8> {
    postcard::to_allocvec(message).expect("plain data in memory always encodes")
}

/// A viewer's message as one binary frame's payload.
pub fn encode_client(message: &ClientMessage) -> Vec<u8> {
    postcard::to_allocvec(message).expect("plain data in memory always encodes")
}

/// What a server said.
pub fn decode_server(bytes: &[u8]) -> Result<ServerMessage, Malformed> {
    exactly(bytes)
}

/// What a viewer said. Its bytes come from strangers: any input is answered, and none allocates more than it is long.
pub fn decode_client(bytes: &[u8]) -> Result<ClientMessage, Malformed> {
    if bytes.len() > MAX_CLIENT_MESSAGE {
        return Err(Malformed::TooLong);
    }
    exactly(bytes)
}

fn exactly<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Malformed> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(Malformed::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ballot, Channel, Direction, EventId, Receipt, Refusal, TrackId, VoteId};
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn what_is_sent_is_what_is_read() {
        let cast = ClientMessage::Cast(Ballot {
            id: Uuid::from_u128(7),
            event: EventId(3),
            track: TrackId(-4),
            choice: Some(Direction::Down),
        });
        assert_eq!(decode_client(&encode_client(&cast)), Ok(cast));
        let watch =
            ClientMessage::Watch { channel: Channel::Firehose, since: Some("e8-9:4~12.5".parse().expect("position")) };
        assert_eq!(decode_client(&encode_client(&watch)), Ok(watch));
        for outcome in [Ok(Receipt { vote: VoteId(5), xid: 900 }), Err(Refusal::Closed)] {
            let answer = ServerMessage::Answer(Uuid::nil(), outcome);
            assert_eq!(decode_server(&encode_server(&answer)), Ok(answer));
        }
    }

    #[test]
    fn more_or_less_than_one_message_is_refused() {
        let mut bytes = encode_client(&ClientMessage::Watch { channel: Channel::Firehose, since: None });
        bytes.push(0);
        assert_eq!(decode_client(&bytes), Err(Malformed::Unreadable));
        bytes.truncate(1);
        assert_eq!(decode_client(&bytes), Err(Malformed::Unreadable));
        assert_eq!(decode_client(&vec![0; MAX_CLIENT_MESSAGE + 1]), Err(Malformed::TooLong));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode_client(&bytes);
            let _ = decode_server(&bytes);
        }
    }
}
