//! The picture that a chat shows of a link to a recap, as SVG without a word of any language but the event's own. What
//! others wrote is made fit for XML and for its place here.

use super::night::{Night, Ranked};
use std::fmt::Write;

/// Width and height in pixels: what chats show whole.
pub const SIZE: (u32, u32) = (1_200, 630);

/// Tracks that are shown.
const TRACKS: usize = 5;
/// Beside all of it, in pixels.
const EDGE: f64 = 72.0;
/// The right end of the bars.
const END: f64 = 1_128.0;
/// Where the last track ends, at most.
const BOTTOM: f64 = 610.0;

/// The picture of a night. Needs a font that is called DejaVu Sans, and others for what that has no letters for.
pub fn svg(night: &Night) -> String {
    let lines = wrapped(&night.event.title, 21.0);
    let mut title = String::new();
    for (nth, line) in lines.iter().enumerate() {
        title += &text(EDGE, 186.0 + nth as f64 * 66.0, 58.0, "bold", "#f4eefa", "start", line);
    }
    let top = 186.0 + (lines.len() as f64 - 1.0) * 66.0 + 64.0;
    let most = night.tracks.iter().map(|ranked| ranked.tally.total()).max().unwrap_or(0).max(1);
    let room = ((BOTTOM - top) / 70.0) as usize;
    let tracks = night.tracks.iter().filter(|ranked| ranked.cast > 0).take(TRACKS.min(room));
    let shows_negative = night.event.rules.shows_negative;
    let rows: String = tracks
        .enumerate()
        .map(|(nth, ranked)| row(nth, ranked, top + nth as f64 * 70.0, most, shows_negative))
        .collect();
    let code = if night.is_running() {
        text(END, 96.0, 34.0, "bold", "#aea3bd", "end", &night.event.code)
    } else {
        String::new()
    };
    let (width, height) = SIZE;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="DejaVu Sans"><defs><linearGradient id="glow" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#e8336d"/><stop offset=".6" stop-color="#f2703f"/><stop offset="1" stop-color="#f6a03c"/></linearGradient></defs><rect width="{width}" height="{height}" fill="#16121d"/><rect width="{width}" height="14" fill="url(#glow)"/><g transform="translate({EDGE} 56) scale(1.6)"><rect width="32" height="32" rx="9" fill="url(#glow)"/><path d="M7 21v-9m4.5 13V8M16 20v-8m4.5 11V9M25 20v-7" fill="none" stroke="#1d0b12" stroke-width="3" stroke-linecap="round"/></g>{}{code}{title}{rows}</svg>"##,
        text(EDGE + 70.0, 94.0, 34.0, "bold", "#f4eefa", "start", "PartySense"),
    )
}

/// A track: its rank, its name, its score, and its voices as a bar below them.
fn row(nth: usize, ranked: &Ranked, top: f64, most: u32, shows_negative: bool) -> String {
    let name = match &ranked.track.artist {
        Some(artist) => format!("{} · {artist}", ranked.track.name),
        None => ranked.track.name.clone(),
    };
    let score = if shows_negative { ranked.tally.score() } else { ranked.tally.score().max(0) };
    let score = if score < 0 { format!("\u{2212}{}", -score) } else { score.to_string() };
    let whole = (END - EDGE - 56.0) / f64::from(most);
    let left = EDGE + 56.0;
    let tally = super::chart::shown(ranked.tally, shows_negative);
    let (up, down) = (whole * f64::from(tally.up), whole * f64::from(tally.down));
    let mut row = text(EDGE, top + 26.0, 30.0, "bold", "#aea3bd", "start", &(nth + 1).to_string());
    row += &text(left, top + 26.0, 30.0, "bold", "#f4eefa", "start", &fitting(&name, 27.0));
    row += &text(END, top + 26.0, 32.0, "bold", "#f4eefa", "end", &score);
    let bars = [(left, up, "#35c595"), (left + up, down, "#d65c8c")];
    for (x, width, colour) in bars.into_iter().filter(|(_, width, _)| *width > 0.0) {
        // A string takes whatever is written.
        let _ =
            write!(row, r#"<rect x="{x:.1}" y="{:.1}" width="{width:.1}" height="12" fill="{colour}"/>"#, top + 38.0);
    }
    row
}

fn text(x: f64, y: f64, size: f64, weight: &str, fill: &str, anchor: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{text}</text>"#
    )
}

/// At most two lines of that many ems, broken between words where that can be.
fn wrapped(text: &str, most: f64) -> Vec<String> {
    if width(text) <= most {
        return vec![text.to_owned()];
    }
    let mut first = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        if width(&first) + width(word.trim_end()) > most {
            break;
        }
        first += word;
    }
    if first.is_empty() {
        return vec![fitting(text, most)];
    }
    let rest = fitting(&text[first.len()..], most);
    vec![first.trim_end().to_owned(), rest]
}

/// As much of a text as fits into that many ems.
fn fitting(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        if width(&cut) + advance(character) > most - 1.0 {
            break;
        }
        cut.push(character);
    }
    cut.trim_end().to_owned() + "…"
}

/// How wide a text is in bold, in ems, rather more than less.
fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '!' | '\'' | '|' | '(' | ')' | '-' => {
            0.46
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.08,
        'A'..='Z' => 0.8,
        // Hangul, kana, ideographs, emoji.
        '\u{1100}'..='\u{11FF}' | '\u{2600}'..='\u{27BF}' | '\u{2E80}'..='\u{FFDC}' | '\u{1F000}'.. => 1.1,
        _ => 0.7,
    }
}

/// As XML may hold it (XML 1.0, 2.2 and 2.4): what it can't is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\u{FFFE}' | '\u{FFFF}' => {}
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_takes_two_lines_and_then_is_cut() {
        assert_eq!(wrapped("Friday", 8.0), ["Friday"]);
        assert_eq!(wrapped("Friday night at Klub", 10.0), ["Friday night at", "Klub"]);
        let [first, second] = &wrapped("Friday night at Klub Größenwahn", 10.0)[..] else { panic!("two lines") };
        assert!(first == "Friday night at" && second.starts_with("Klub Größ") && second.ends_with('…'), "{second}");
        assert_eq!(wrapped("Donaudampfschifffahrt", 6.0).len(), 1);
    }

    #[test]
    fn nothing_that_others_wrote_is_markup() {
        assert_eq!(escaped("<b>&\"\u{1}\u{FFFE}é"), "&lt;b&gt;&amp;&quot; é");
    }
}
