//! What viewers say and are answered: one message after the other, and a task for each question.

use super::Reactor;
use crate::{
    fanout::{
        Line, Then,
        connection::Connection,
        line::{Address, Mailbox, Note},
    },
    wire::Said,
};
use shared::Disconnect;
use std::{
    io::{ErrorKind, Read},
    mem,
    sync::Arc,
};
use tokio::task::AbortHandle;
use tungstenite::Message;

impl Reactor {
    /// Hears what was read before, and reads what there is to read, as long as its viewer may be heard.
    pub(super) fn listen(&mut self, key: usize) {
        self.hear(key);
        while let Some(connection) = self.connections.get_mut(key).filter(|connection| connection.may_read()) {
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => return self.remove(key),
                Ok(read) => {
                    let is_all = read < self.buffer.len() && !connection.has_ended;
                    connection.is_readable = !is_all;
                    self.take_in(key, read);
                    if let Some(connection) = self.connections.get_mut(key).filter(|_| !is_all) {
                        // The others first.
                        connection.is_unread = true;
                        return self.unread.push(key);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => connection.is_readable = false,
                Err(_) => return self.remove(key),
            }
        }
    }

    /// Understands what stands in the buffer, and hears it.
    fn take_in(&mut self, key: usize, length: usize) {
        let buffer = mem::take(&mut self.buffer);
        self.understand(key, &buffer[..length]);
        self.buffer = buffer;
        self.flush(key);
        self.hear(key);
    }

    pub(super) fn understand(&mut self, key: usize, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(key).filter(|connection| !connection.is_broken) else { return };
        let most = self.limits.most();
        let Said { messages, answers, mut broken } = connection.reader.hear(bytes, most.message_bytes.get());
        (connection.heard_at, connection.is_asked) = (self.now, false);
        // Also bytes that make no message are work.
        if !connection.allowance.take(messages.len().max(1), most.messages_per_second.get(), self.now) {
            broken = Some(Disconnect::Flood);
        }
        let leaves = broken.is_some() || messages.last().is_some_and(Message::is_close);
        connection.is_broken = broken.is_some();
        connection.unheard.extend(messages.into_iter().filter(|message| message.is_text() || message.is_binary()));
        if leaves {
            // What was said before counts, whatever else is under way.
            while let Some(message) =
                self.connections.get_mut(key).and_then(|connection| connection.unheard.pop_front())
            {
                self.answer(key, message);
            }
        }
        let Some(connection) = self.connections.get_mut(key) else { return };
        if connection.leaves_at.is_none() {
            connection.put([answers]);
        }
        match broken {
            // The rest of it is still read, and means nothing: else the other side would lose our last word.
            Some(reason) => self.disconnect(key, reason),
            None if leaves => {
                self.flush(key);
                self.remove(key);
            }
            None => {}
        }
    }

    /// One message after the other, each when the one before is dealt with.
    pub(super) fn hear(&mut self, key: usize) {
        while let Some(connection) = self.connections.get_mut(key).filter(|connection| connection.may_hear()) {
            let Some(message) = connection.unheard.pop_front() else { return };
            self.answer(key, message);
            self.flush(key);
        }
    }

    fn answer(&mut self, key: usize, message: Message) {
        let Some(connection) = self.connections.get_mut(key) else { return };
        // We have said goodbye.
        if connection.leaves_at.is_some() {
            return;
        }
        let line = next_line(&self.mailbox, key, connection);
        match connection.conversation.hear(message, &line) {
            Ok(then) => self.then(key, then),
            Err(reason) => self.disconnect(key, reason),
        }
    }

    pub(super) fn then(&mut self, key: usize, Then { reply, follow, task }: Then) {
        if task.is_some() {
            // The old place first: a viewer is counted once.
            drop(self.unseat(key));
        }
        let Some(connection) = self.connections.get_mut(key) else { return };
        connection.put(reply);
        if let Some(viewer) = follow {
            return self.seat(key, viewer);
        }
        if let Some(task) = task {
            connection.turn = connection.turn.wrapping_add(1);
            connection.is_held = true;
            let address = Address { key, birth: connection.birth, turn: connection.turn };
            let done = Line { mailbox: self.mailbox.clone(), address }.tell_when_dropped();
            let task = async move {
                task.await;
                drop(done);
            };
            let former = connection.task.replace(self.runtime.spawn(task).abort_handle());
            former.iter().for_each(AbortHandle::abort);
        }
    }

    pub(super) fn note(&mut self, address: Address, note: Note) {
        let key = address.key;
        let Some(connection) = self.connections.get_mut(key) else { return };
        if connection.birth != address.birth || connection.leaves_at.is_some() {
            return;
        }
        if let Note::Answer(frame) = note {
            connection.conversation.answered();
            connection.put([frame]);
            self.flush(key);
            return self.listen(key);
        }
        if connection.turn != address.turn {
            return;
        }
        let was_held = mem::replace(&mut connection.is_held, false);
        match note {
            Note::Answer(_) => {}
            Note::Say(frames, sent) => {
                connection.put(frames);
                sent.into_iter().for_each(|sent| connection.tell_when_sent(sent));
            }
            Note::Follow(viewer, first) => {
                connection.put(first);
                self.seat(key, viewer);
            }
            Note::Again(channel) => {
                let then =
                    connection.conversation.again(channel, self.is_paused, &next_line(&self.mailbox, key, connection));
                self.then(key, then);
            }
            Note::End(reason) => self.disconnect(key, reason),
            // A task that fell over.
            Note::Done if was_held => self.disconnect(key, Disconnect::Unavailable),
            Note::Done => connection.task = None,
        }
        self.flush(key);
        self.listen(key);
    }
}

/// The line for what its viewer asks next.
pub(super) fn next_line(mailbox: &Arc<Mailbox>, key: usize, connection: &Connection) -> Line {
    let address = Address { key, birth: connection.birth, turn: connection.turn.wrapping_add(1) };
    Line { mailbox: mailbox.clone(), address }
}
