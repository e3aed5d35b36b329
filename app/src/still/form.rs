//! Forms that the server answers: what was typed stays, and what is wrong with it stands beside it. Never sends anything.

pub(super) mod fields;

use crate::words::{Words, number};

/// A field, by the name that it has in its form and on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// An event's title.
    Title,
    /// When voting opens,
    Opens,
    /// and when it closes.
    Closes,
    /// A track's name,
    Name,
    /// and who plays it.
    Artist,
    /// What is looked for in the library.
    Search,
    /// Tracks, one a line or as CSV.
    List,
    /// The most votes within an hour,
    Votes,
    /// and of those down.
    Downs,
    /// Whether pages tell of votes against.
    ShowsNegative,
    /// Whether guests may suggest tracks.
    TakesSuggestions,
    /// Whether each press counts.
    FreeRepeats,
    /// A co-host's name.
    Cohost,
    /// What the form is about, which may be gone.
    Subject,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is in it.
    Empty,
    /// It has more characters than this.
    Long(usize),
    /// There is a character in it that can't be shown.
    Unshowable,
    /// It is no date with a time.
    Time,
    /// It closes before it opens.
    Order,
    /// It is no whole number between these.
    Number(u16, u16),
    /// No track is in the list,
    ListEmpty,
    /// or too much is,
    ListLong,
    /// or it is no text.
    ListEncoding,
    /// Lines of it, by their numbers.
    Lines(Vec<(u64, Wrong)>),
    /// What it is about is not there any more.
    Gone,
    /// There are as many co-hosts as there may be,
    Crowded,
    /// or tracks.
    Full,
}

/// What came with a form that was not done, to be shown in it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    typed: Vec<(Field, String)>,
    wrong: Vec<(Field, Wrong)>,
}

impl Field {
    /// Its name, and its id on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Name => "name",
            Self::Artist => "artist",
            Self::Search => "search",
            Self::List => "list",
            Self::Votes => "votes_per_hour",
            Self::Downs => "downs_per_hour",
            Self::ShowsNegative => "shows_negative",
            Self::TakesSuggestions => "takes_suggestions",
            Self::FreeRepeats => "free_repeats",
            Self::Cohost => "cohost",
            Self::Subject => "subject",
        }
    }
}

impl Draft {
    /// Keeps what was typed into a field.
    pub fn keep(&mut self, field: Field, text: impl Into<String>) {
        self.typed.push((field, text.into()));
    }

    /// Says what is wrong with a field.
    pub fn blame(&mut self, field: Field, wrong: Wrong) {
        self.wrong.push((field, wrong));
    }

    /// Whether nothing is wrong with any.
    pub fn is_fine(&self) -> bool {
        self.wrong.is_empty()
    }

    /// What was typed into a field, if its form was sent.
    pub fn typed(&self, field: Field) -> Option<&str> {
        self.typed.iter().find(|(typed, _)| *typed == field).map(|(_, text)| &**text)
    }

    /// What is wrong with a field.
    pub fn wrong(&self, field: Field) -> Option<&Wrong> {
        self.wrong.iter().find(|(blamed, _)| *blamed == field).map(|(_, wrong)| wrong)
    }
}

impl Wrong {
    /// What is wrong, in words: a line, or one for each line of a list.
    pub fn lines(&self, words: Words) -> Vec<String> {
        let count = |count: usize| number(words.language(), count as u64);
        let one = |text: &str| vec![text.to_owned()];
        match self {
            Self::Empty => one(words.wrong_empty()),
            Self::Long(most) => vec![words.wrong_long(&count(*most))],
            Self::Unshowable => one(words.wrong_unshowable()),
            Self::Time => one(words.wrong_time()),
            Self::Order => one(words.wrong_order()),
            Self::Number(least, most) => vec![words.wrong_number(&count((*least).into()), &count((*most).into()))],
            Self::ListEmpty => one(words.wrong_list_empty()),
            Self::ListLong => one(words.wrong_list_long()),
            Self::ListEncoding => one(words.wrong_list_encoding()),
            Self::Lines(lines) => {
                let line = |(nth, wrong): &(u64, Self)| {
                    words.wrong_line(&number(words.language(), *nth), wrong.in_line(words))
                };
                lines.iter().map(line).collect()
            }
            Self::Gone => one(words.wrong_gone()),
            Self::Crowded => one(words.wrong_crowded()),
            Self::Full => one(words.wrong_full()),
        }
    }

    fn in_line(&self, words: Words) -> &'static str {
        match self {
            Self::Empty => words.wrong_line_nameless(),
            Self::Long(_) => words.wrong_line_long(),
            _ => words.wrong_line_unshowable(),
        }
    }
}
