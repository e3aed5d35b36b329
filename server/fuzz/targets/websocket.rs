//! WebSocket frames as they come from the network: they are understood however they are cut, and nothing after a broken one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use server::wire::Reader;
use tungstenite::Message;

/// The longest message, in bytes.
const MOST: usize = shared::plain::MAX_MESSAGE;

/// What a reader makes of some pieces: its messages, its answers, and whether they broke a rule.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Message>, Vec<u8>, bool) {
    let (mut reader, mut messages, mut answers) = (Reader::default(), Vec::new(), Vec::new());
    for piece in pieces {
        let said = reader.hear(piece, MOST);
        let leaves = said.messages.last().is_some_and(Message::is_close);
        messages.extend(said.messages);
        answers.extend_from_slice(&said.answers);
        if leaves || said.broken.is_some() {
            return (messages, answers, said.broken.is_some());
        }
    }
    (messages, answers, false)
}

fuzz_target!(|input: (u8, &[u8])| {
    let (size, bytes) = input;
    let whole = read([bytes]);
    assert_eq!(read(bytes.chunks(usize::from(size).max(1))), whole);
});
