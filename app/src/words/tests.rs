//! Every language, with the server's rules.

use super::*;

fn all() -> [Words; 5] {
    Language::ALL.map(Words::of)
}

#[test]
fn every_language_has_a_template_for_every_message_and_they_differ() {
    let [english, others @ ..] = all();
    for words in others {
        assert_eq!(words.live.len(), english.live.len());
        assert_eq!(words.pages.len(), english.pages.len());
        let same = words.live.iter().zip(english.live).filter(|(text, english)| text == english && !text.is_empty());
        // "Live", "Line-up", "Code" and "Artist" are German, too.
        assert!(same.count() <= 4, "{}", words.language.tag());
        for refusal in Refusal::ALL {
            assert_ne!(words.refused(refusal), english.refused(refusal));
        }
    }
}

#[test]
fn arabic_counts_in_six_ways() {
    let words = Words::of(Language::Ar);
    let forms = [0, 1, 2, 3, 11, 100].map(|count| words.votes(count).text());
    assert_eq!(forms, ["لا أصوات", "صوت واحد", "صوتان", "3 أصوات", "11 صوتًا", "100 صوت"]);
    assert_eq!(words.votes(2), Counted { before: "", shown: "صوتان".to_owned(), after: "" });
}

#[test]
fn numbers_are_written_as_the_language_writes_them() {
    let written = Language::ALL.map(|language| number(language, 1_234_567));
    assert_eq!(written, ["1,234,567", "1.234.567", "1.234.567", "1,234,567", "1,234,567"]);
    assert_eq!(number(Language::Es, 1_234), "1234", "too short for a separator");
    let votes = [1, 2, 12_345].map(|count| Words::of(Language::De).votes(count).text());
    assert_eq!(votes, ["1 Stimme", "2 Stimmen", "12.345 Stimmen"]);
}

#[test]
fn tenths_are_set_off_as_unicode_says() {
    for language in Language::ALL {
        let locale: icu_locale_core::Locale = language.numbers().parse().expect("a tag");
        let format = icu_decimal::DecimalFormatter::try_new((&locale).into(), Default::default()).expect("compiled in");
        let half = "0.5".parse().expect("a number");
        assert_eq!(format.format(&half).to_string(), format!("0{}5", language.decimal()), "{}", language.tag());
    }
}

#[test]
fn a_language_puts_arguments_in_its_own_order() {
    let said = |language| Words::of(language).voted_up_at("Plastic Love", "Friday");
    assert_eq!(said(Language::En), "\u{2068}Plastic Love\u{2069} was voted up at \u{2068}Friday\u{2069}");
    assert_eq!(said(Language::Ja), "\u{2068}Friday\u{2069}で\u{2068}Plastic Love\u{2069}に賛成票が入りました");
    let seen = |language: Language| {
        let html = Words::of(language).voted_up_at_with("Plastic Love", "Friday").into_view().to_html();
        html.split("<!>").collect::<String>()
    };
    assert_eq!(seen(Language::En), "Plastic Love was voted up at Friday", "an element isolates by itself");
    assert_eq!(seen(Language::Ja), "FridayでPlastic Loveに賛成票が入りました");
}

#[test]
fn what_an_argument_says_is_never_a_slot_of_its_own() {
    let words = Words::of(Language::En);
    assert_eq!(words.by_artist("\u{E001}", "\u{E000}"), "\u{2068}\u{E001}\u{2069} by \u{2068}\u{E000}\u{2069}");
}
