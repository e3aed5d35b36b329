//! What the page says, and what it does not.

use super::*;
use crate::{
    still::night::{Bar, Course, Ranked, Rest},
    words::Language,
};
use shared::{Event, EventId, Rules, Tally, Timestamp, Track, TrackId};

/// 2026-11-23 21:04:00 UTC.
const EVENING: i64 = 1_795_467_840_000;

const HEAD: Head<'_> = Head { style: "/pkg/s.css", nonce: "MTIz" };

fn night() -> Night {
    let event = Event {
        id: EventId(7),
        title: "</title><script>alert(1)</script>".to_owned(),
        code: "FRDNGT".to_owned(),
        opens_at: None,
        closes_at: Some(Timestamp(EVENING)),
        rules: Rules::default(),
    };
    let ranked = |id: i32, name: &str, up, down| Ranked {
        track: Track { id: TrackId(id), name: name.to_owned(), artist: Some("<img src=x>".to_owned()) },
        tally: Tally { up, down },
        cast: u64::from(up + down),
    };
    let at = Timestamp(EVENING);
    let bars = vec![Bar { up: 20, down: 4 }, Bar { up: 10, down: 11 }];
    let race = vec![(TrackId(1), vec![9, 17]), (TrackId(2), vec![7, -2])];
    let course = Course { from: at, step: 60, span: (at, at), bars, busiest: (at, 24), astray: 1, race };
    Night {
        event,
        at,
        cast: 45,
        voters: 12,
        unknown: 2,
        tracks: vec![ranked(1, "Starman", 20, 3), ranked(2, "Split & even", 10, 12)],
        rest: Rest::default(),
        hidden: Rest { tracks: 2, up: 4, down: 1, cast: 6 },
        course: Some(course),
    }
}

fn text(night: &Night, language: Language) -> String {
    page(Words::of(language), HEAD, night, Some("https://vote.example")).replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn a_chat_is_told_who_won_and_where_the_picture_is() {
    let page = text(&night(), Language::En);
    for part in [
        r#"<meta property="og:description" content="Starman won with 17">"#,
        r#"<meta property="og:url" content="https://vote.example/events/7/recap">"#,
        r#"<meta property="og:image" content="https://vote.example/events/7/recap.png">"#,
        r#"<meta property="og:image:width" content="1200">"#,
        r#"<meta name="twitter:card" content="summary_large_image">"#,
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let nowhere = super::page(Words::of(Language::En), HEAD, &night(), None);
    assert!(!nowhere.contains("og:image"));
}

#[test]
fn what_others_wrote_is_text_and_the_page_has_no_script() {
    for language in Language::ALL {
        let page = text(&night(), language);
        assert!(!page.contains("<script") && !page.contains("<img") && page.contains("Split &amp; even"), "{page}");
        assert!(!page.contains(" style=") && page.contains(r#"<style nonce="MTIz">.r0{"#), "{page}");
    }
}

#[test]
fn each_picture_says_what_it_is_and_has_a_table() {
    let page = text(&night(), Language::De);
    for name in ["Stimmen im Lauf des Abends", "Das Rennen", "Die Endwertung"] {
        assert!(page.contains(&format!("<title>{name}</title>")), "{name}");
    }
    assert_eq!(page.matches(r#"<svg role="img""#).count(), 3);
    assert_eq!(page.matches("<table>").count(), 3);
    assert!(page.contains("2 ausgeblendete Tracks"), "{page}");
}

#[test]
fn where_votes_against_are_not_told_nothing_tells_of_them() {
    let mut night = night();
    night.event.rules.shows_negative = false;
    let page = text(&night, Language::En);
    for part in ["Against", "against", "Most loved", "Most divisive", "\u{2212}", r#"class="down" d="M"#] {
        assert!(!page.contains(part), "{part} in {page}");
    }
}

#[test]
fn an_event_without_votes_says_so_and_draws_nothing() {
    let mut night = night();
    (night.cast, night.course) = (0, None);
    night.tracks.clear();
    let page = text(&night, Language::Ja);
    assert!(
        page.contains("まだ投票がありません") && !page.contains("<table>") && !page.contains("role=\"img\""),
        "{page}"
    );
}

#[test]
fn while_votes_may_still_come_nothing_is_final() {
    let mut night = night();
    night.event.closes_at = None;
    let page = text(&night, Language::En);
    assert!(page.contains("So far") && page.contains("Starman leads with 17") && page.contains("The ranking so far"));
    assert!(!page.contains("The final ranking"));
}
