//! WebSocket at the level of bytes: messages as frames that are made once for all viewers, and what one viewer says, which
//! a library reads. Source: RFC 6455, 5 "Data Framing"; a server does not mask.

use bytes::Bytes;
use shared::Disconnect;
use std::{
    io::{self, Cursor, Read, Write},
    sync::LazyLock,
};
use tungstenite::{
    Error, Message, WebSocket,
    protocol::{
        CloseFrame, Role, WebSocketConfig,
        frame::{
            Frame, FrameHeader,
            coding::{Data, OpCode},
        },
    },
};

/// What the library sets aside for a message that comes in pieces; it grows as the message does.
const READ_BUFFER: usize = 512;

/// A text message as it goes over the wire.
pub fn text(payload: &[u8]) -> Bytes {
    wire(Frame::message(Bytes::copy_from_slice(payload), OpCode::Data(Data::Text), true))
}

/// A binary message as it goes over the wire.
pub fn binary(payload: &[u8]) -> Bytes {
    wire(Frame::message(Bytes::copy_from_slice(payload), OpCode::Data(Data::Binary), true))
}

/// A ping.
pub fn ping() -> Bytes {
    static PING: LazyLock<Bytes> = LazyLock::new(|| wire(Frame::ping(Bytes::new())));
    PING.clone()
}

/// Our half of the close handshake.
pub fn close(reason: Disconnect) -> Bytes {
    wire(Frame::close(Some(CloseFrame { code: reason.code().into(), reason: reason.reason().into() })))
}

fn wire(frame: Frame) -> Bytes {
    let mut wire = Vec::with_capacity(frame.len());
    frame.format(&mut wire).expect("memory takes every byte");
    wire.into()
}

/// What a frame of ours carries.
pub fn payload(frame: &[u8]) -> &[u8] {
    let header = match frame.get(1) {
        Some(127) => 10,
        Some(126) => 4,
        _ => 2,
    };
    frame.get(header..).unwrap_or_default()
}

/// Reads what one viewer says. Between two messages it holds nothing, which is where nearly all viewers nearly always are.
#[derive(Debug, Default)]
pub struct Reader(Option<Box<WebSocket<Tap>>>);

/// What some bytes from a viewer were.
#[derive(Debug)]
pub struct Said {
    /// In order. The last one is a close if the viewer leaves.
    pub messages: Vec<Message>,
    /// Pongs, and our half of a close, to be sent as they are.
    pub answers: Bytes,
    /// They broke a rule or went over a limit, so that nothing after them can be understood.
    pub broken: Option<Disconnect>,
}

/// The library's view of a socket.
#[derive(Debug, Default)]
struct Tap {
    said: Cursor<Vec<u8>>,
    answers: Vec<u8>,
}

impl Reader {
    /// Takes in the next bytes, however they are cut, of messages that have at most `most` bytes.
    pub fn hear(&mut self, bytes: &[u8], most: usize) -> Said {
        let is_whole = self.0.is_none() && is_whole(bytes);
        let mut socket = self.0.take().unwrap_or_else(|| {
            let config = WebSocketConfig::default()
                .read_buffer_size(READ_BUFFER)
                .write_buffer_size(0)
                .max_message_size(Some(most))
                .max_frame_size(Some(most));
            Box::new(WebSocket::from_raw_socket(Tap::default(), Role::Server, Some(config)))
        });
        socket.get_mut().said = Cursor::new(bytes.to_vec());
        let mut messages = Vec::new();
        let broken = loop {
            match socket.read() {
                Ok(message) => {
                    let is_last = message.is_close();
                    messages.push(message);
                    if is_last {
                        break None;
                    }
                }
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => break None,
                Err(Error::Capacity(_)) => break Some(Disconnect::TooLong),
                Err(_) => break Some(Disconnect::Malformed),
            }
        };
        // It only goes to memory.
        let _ = socket.flush();
        let Tap { answers, .. } = std::mem::take(socket.get_mut());
        if !is_whole {
            self.0 = Some(socket);
        }
        Said { messages, answers: answers.into(), broken }
    }
}

/// Whether the bytes, which begin where a message does, also end where one does.
fn is_whole(bytes: &[u8]) -> bool {
    let mut rest = Cursor::new(bytes);
    let mut is_between = true;
    while let Ok(Some((header, length))) = FrameHeader::parse(&mut rest) {
        if let OpCode::Data(_) = header.opcode {
            is_between = header.is_final;
        }
        rest.set_position(rest.position().saturating_add(length));
    }
    is_between && rest.position() == bytes.len() as u64
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.said.read(buffer)? {
            // Not the end: no more for now.
            0 => Err(io::ErrorKind::WouldBlock.into()),
            read => Ok(read),
        }
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.answers.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    const MOST_READ: usize = 64 * 1024;

    #[test]
    fn a_frame_carries_its_payload_whatever_its_length() {
        for (length, header) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let content = vec![b'x'; length];
            let frame = text(&content);
            assert_eq!((frame.len() - length, frame[0]), (header, 0x81), "{length}");
            assert_eq!(payload(&frame), content);
            assert_eq!(binary(&content)[0], 0x82);
        }
    }

    /// As a client sends it: masked.
    fn masked(mut frame: Frame) -> Vec<u8> {
        frame.header_mut().mask = Some([1, 2, 3, 4]);
        wire(frame).to_vec()
    }

    fn part(payload: &'static str, kind: Data, is_final: bool) -> Vec<u8> {
        masked(Frame::message(payload, OpCode::Data(kind), is_final))
    }

    /// Two texts, the second in two frames with a ping between them.
    fn conversation() -> Vec<u8> {
        let ping = masked(Frame::ping("still there?"));
        let (begun, ended) = (part("by", Data::Text, false), part("te", Data::Continue, true));
        [part("whole", Data::Text, true), begun, ping, ended].concat()
    }

    #[test]
    fn it_understands_bytes_however_they_are_cut() {
        let bytes = conversation();
        let pong = wire(Frame::pong("still there?"));
        for cut in 0..=bytes.len() {
            let mut reader = Reader::default();
            let (mut messages, mut answers) = (Vec::new(), Vec::new());
            for piece in [&bytes[..cut], &bytes[cut..]] {
                let said = reader.hear(piece, MOST_READ);
                assert_eq!(said.broken, None);
                messages.extend(said.messages.into_iter().filter(Message::is_text));
                answers.extend(said.answers);
            }
            assert_eq!((messages, answers), (vec!["whole".into(), "byte".into()], pong.to_vec()), "{cut}");
        }
    }

    #[test]
    fn between_messages_it_holds_nothing() {
        let mut reader = Reader::default();
        reader.hear(&conversation(), MOST_READ);
        assert!(reader.0.is_none());
        reader.hear(&conversation()[..3], MOST_READ);
        assert!(reader.0.is_some());
    }

    #[test]
    fn what_breaks_the_rules_is_broken() {
        let unmasked = text(b"a client must mask");
        let too_long = masked(Frame::message(vec![0; MOST_READ + 1], OpCode::Data(Data::Binary), true));
        for bytes in [&unmasked[..], &[0xff; 20], &part("no beginning", Data::Continue, true)] {
            assert_eq!(Reader::default().hear(bytes, MOST_READ).broken, Some(Disconnect::Malformed));
        }
        assert_eq!(Reader::default().hear(&too_long, MOST_READ).broken, Some(Disconnect::TooLong));
    }

    #[test]
    fn a_close_is_answered_and_ends_it() {
        let bytes = [masked(Frame::close(None)), part("too late", Data::Text, true)].concat();
        let said = Reader::default().hear(&bytes, MOST_READ);
        assert_eq!(said.messages, [Message::Close(None)]);
        assert_eq!(said.answers[0], 0x88);
    }

    /// Frames as clients and strangers send them, most of them by the rules.
    fn frames() -> impl Strategy<Value = Vec<u8>> {
        let data = (vec(any::<u8>(), 0..200), 0..3u8, any::<bool>()).prop_map(|(payload, kind, is_final)| {
            let kind = [Data::Continue, Data::Text, Data::Binary][usize::from(kind)];
            masked(Frame::message(payload, OpCode::Data(kind), is_final))
        });
        let ping = vec(any::<u8>(), 0..125).prop_map(|payload| masked(Frame::ping(payload)));
        let frame = prop_oneof![4 => data, 2 => ping, 1 => vec(any::<u8>(), 0..20)];
        vec(frame, 0..8).prop_map(|frames| frames.concat())
    }

    /// What a reader makes of some pieces, until it can understand no more.
    fn heard<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Message>, Vec<u8>, Option<Disconnect>) {
        let (mut reader, mut all) = (Reader::default(), (Vec::new(), Vec::new(), None));
        for piece in pieces {
            let Said { messages, answers, broken } = reader.hear(piece, MOST_READ);
            let leaves = broken.is_some() || messages.last().is_some_and(Message::is_close);
            all.0.extend(messages);
            all.1.extend(answers);
            all.2 = broken;
            if leaves {
                break;
            }
        }
        all
    }

    proptest! {
        #[test]
        fn whatever_comes_means_the_same_however_it_is_cut(bytes in frames(), size in 1..64usize) {
            prop_assert_eq!(heard(bytes.chunks(size)), heard([&bytes[..]]));
        }
    }
}
