//! Lists of tracks as people have them: a spreadsheet saved as CSV, or one track a line. Reads text and nothing else.

use csv::{ReaderBuilder, StringRecord, Trim};
use std::fmt;

/// A name and an artist.
pub(super) type Wanted = (String, Option<String>);

/// The longest list, in bytes.
pub(super) const BYTES: usize = 256 * 1024;
/// The most tracks in one.
const TRACKS: usize = 1_000;
/// The longest name of a track or an artist, in characters.
pub(super) const NAME: usize = 200;
/// What spreadsheets put between columns: which one depends on the country. Copied cells have tabs.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// What people put between artist and title.
const DASHES: [&str; 3] = [" - ", " – ", " — "];

/// Why a list is not taken. Nothing of it is, then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// There is no track in it.
    Empty,
    /// There are more than a list may have.
    TooMany,
    /// These lines are wrong.
    Lines(Vec<BadLine>),
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// The first is 1.
    pub(super) number: u64,
    pub(super) fault: Fault,
}

/// What can be wrong with a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has no name.
    Nameless,
    /// Its name or its artist is longer than [`NAME`].
    TooLong,
    /// There is a line break or something else in a name that can't be shown: a quote may have been left open.
    Unshowable,
}

/// The tracks of a list, in its order: of CSV where the first line names the columns `name` and `artist`, else one a line,
/// `Artist - Title` or `Title`.
pub(super) fn read(text: &str) -> Result<Vec<Wanted>, Unreadable> {
    // Spreadsheets begin their files with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = match DELIMITERS.into_iter().find_map(|delimiter| columns(text, delimiter)) {
        Some(columns) => records(text, &columns),
        None => text.lines().zip(1..).map(|(line, number)| (number, split(line))).collect(),
    };
    let lines: Vec<_> = lines.into_iter().filter(|(_, (name, artist))| !name.is_empty() || artist.is_some()).collect();
    if lines.is_empty() {
        return Err(Unreadable::Empty);
    }
    if lines.len() > TRACKS {
        return Err(Unreadable::TooMany);
    }
    let bad = |(number, track): &(u64, Wanted)| fault(track).map(|fault| BadLine { number: *number, fault });
    let bad: Vec<_> = lines.iter().filter_map(bad).collect();
    if bad.is_empty() { Ok(lines.into_iter().map(|(_, track)| track).collect()) } else { Err(Unreadable::Lines(bad)) }
}

/// What is wrong with a track, wherever it comes from.
pub(super) fn fault((name, artist): &Wanted) -> Option<Fault> {
    let both = || [Some(name), artist.as_ref()].into_iter().flatten();
    if name.is_empty() {
        Some(Fault::Nameless)
    } else if both().any(|text| text.contains(char::is_control)) {
        Some(Fault::Unshowable)
    } else if both().any(|text| text.chars().count() > NAME) {
        Some(Fault::TooLong)
    } else {
        None
    }
}

/// Where a list of CSV has its columns.
struct Columns {
    delimiter: u8,
    name: usize,
    artist: usize,
}

/// The columns that the first line names, if it does.
fn columns(text: &str, delimiter: u8) -> Option<Columns> {
    let mut header = StringRecord::new();
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    reader.read_record(&mut header).ok()?;
    let place = |column: &str| header.iter().position(|field| field.eq_ignore_ascii_case(column));
    Some(Columns { delimiter, name: place("name")?, artist: place("artist")? })
}

fn records(text: &str, columns: &Columns) -> Vec<(u64, Wanted)> {
    let mut reader = reader(columns.delimiter).from_reader(text.as_bytes());
    let field = |record: &StringRecord, column| record.get(column).unwrap_or_default().to_owned();
    let track = |record: StringRecord| {
        let number = record.position().map_or(0, |position| line(text, position));
        let artist = Some(field(&record, columns.artist)).filter(|artist| !artist.is_empty());
        (number, (field(&record, columns.name), artist))
    };
    // Text is always UTF-8, and rows may be of any length: nothing is left that can fail.
    reader.records().skip(1).flatten().map(track).collect()
}

/// The line of a record. What the reader says is where it began to look: empty lines before the record come on top.
fn line(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte)).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

fn reader(delimiter: u8) -> ReaderBuilder {
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
    reader
}

/// The artist is what stands before the first dash between spaces.
fn split(line: &str) -> Wanted {
    let places = DASHES.iter().filter_map(|dash| line.find(dash).map(|at| (at, dash.len())));
    let Some((at, dash)) = places.min() else { return (line.trim().to_owned(), None) };
    let artist = Some(line[..at].trim().to_owned()).filter(|artist| !artist.is_empty());
    (line[at + dash..].trim().to_owned(), artist)
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no track in it"),
            Self::TooMany => write!(f, "a list has at most {TRACKS} tracks"),
            Self::Lines(lines) => {
                for (nth, BadLine { number, fault }) in lines.iter().enumerate() {
                    write!(f, "{}line {number}: {fault}", if nth > 0 { "; " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nameless => f.write_str("the track has no name"),
            Self::TooLong => write!(f, "a name has at most {NAME} characters"),
            Self::Unshowable => f.write_str("a name holds a line break or a control character"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(name: &str, artist: &str) -> Wanted {
        (name.to_owned(), (!artist.is_empty()).then(|| artist.to_owned()))
    }

    #[test]
    fn lines_are_artist_and_title_or_a_title() {
        let read =
            read("David Bowie - \"Heroes\"\r\n\n  Starman \nBjörk – Jóga\nQueen — Innuendo - Remastered\nA-ha\n");
        let tracks = [
            track("\"Heroes\"", "David Bowie"),
            track("Starman", ""),
            track("Jóga", "Björk"),
            track("Innuendo - Remastered", "Queen"),
            track("A-ha", ""),
        ];
        assert_eq!(read.expect("a list"), tracks);
    }

    #[test]
    fn csv_is_what_names_its_columns_whatever_their_order() {
        let tracks = [track("a, \"b\"", "Ärzte"), track("c", "")];
        for text in [
            "name,artist\n\"a, \"\"b\"\"\",Ärzte\nc,\n",
            "\u{feff}Artist;Year;Name\r\nÄrzte;1984;\"a, \"\"b\"\"\"\r\n;;\r\n;;c\r\n",
            "artist\tname\n Ärzte \t\"a, \"\"b\"\"\"\n\n\tc",
        ] {
            assert_eq!(read(text).expect("a list"), tracks, "{text}");
        }
        assert_eq!(read("name\nartist").expect("two titles"), [track("name", ""), track("artist", "")]);
    }

    #[test]
    fn what_is_wrong_is_told_by_the_number_of_its_line() {
        let long = "x".repeat(201);
        let bad = |number, fault| BadLine { number, fault };
        assert_eq!(
            read(&format!("fine\n\nA - \n{long}\na\u{7}b\n - b")),
            Err(Unreadable::Lines(vec![bad(3, Fault::Nameless), bad(4, Fault::TooLong), bad(5, Fault::Unshowable)]))
        );
        assert_eq!(
            read("name,artist\nfine,x\n\n,nobody\n\"open,x\nnext,y\n"),
            Err(Unreadable::Lines(vec![bad(4, Fault::Nameless), bad(5, Fault::Unshowable)]))
        );
        for empty in ["", "\n \n", "name,artist\n", "name,artist\n,\n"] {
            assert_eq!(read(empty), Err(Unreadable::Empty), "{empty:?}");
        }
        assert!(read(&"a\n".repeat(1_000)).is_ok());
        assert_eq!(read(&"a\n".repeat(1_001)), Err(Unreadable::TooMany));
    }
}
