//! What is answered to ballots, out of the bytes that came.

use super::frames;
use anyhow::{Context, ensure};
use shared::{ServerMessage, codec};
use uuid::Uuid;

/// What was answered to a ballot: acknowledged, or why not.
pub(super) type Answer = Result<(), String>;

/// A response, if it is whole.
pub(super) fn by_http(bytes: &mut Vec<u8>) -> anyhow::Result<Option<Answer>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head])?;
    let length = header(text, "content-length").context("an answer without a length")?.parse::<usize>()?;
    if bytes.len() < head + 4 + length {
        return Ok(None);
    }
    let created = text.starts_with("HTTP/1.1 201");
    let answer = if created { Ok(()) } else { Err(String::from_utf8_lossy(bytes).into_owned()) };
    bytes.drain(..head + 4 + length);
    Ok(Some(answer))
}

/// The answer to that ballot, if it is among what has wholly come; all that has wholly come is taken out.
pub(super) fn by_socket(bytes: &mut Vec<u8>, waiting: Option<Uuid>) -> anyhow::Result<Option<Answer>> {
    let (mut at, mut answer) = (0, None);
    while let Some(frame) = frames::first(&bytes[at..]) {
        at += frame.length;
        ensure!(frame.opcode != frames::CLOSE, "a voter's socket was closed: {:?}", frame.payload);
        if frame.opcode == frames::BINARY
            && let ServerMessage::Answer(id, outcome) = codec::decode_server(frame.payload)?
            && Some(id) == waiting
        {
            answer = Some(outcome.map(drop).map_err(|refusal| refusal.to_string()));
        }
    }
    bytes.drain(..at);
    Ok(answer)
}

/// The value of the header of that name, which is given in lower case.
pub(super) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
