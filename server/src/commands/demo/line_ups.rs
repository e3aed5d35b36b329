//! The demo's music: real tracks, and among them those whose names break programs that build text by gluing it.

use crate::store::demo::DemoEvent;

type Tracks = &'static [(&'static str, Option<&'static str>)];

/// The three evenings.
pub(super) const EVENTS: [DemoEvent; 3] = [
    DemoEvent { code: "FRDNGT", title: "Friday night at Klub Größenwahn", tracks: FRIDAY },
    DemoEvent { code: "WDDNGX", title: "Anna & João’s wedding 💍", tracks: WEDDING },
    DemoEvent { code: "JKBXPZ", title: "Jukebox at the \"Rusty Anchor\"", tracks: JUKEBOX },
];

const FRIDAY: Tracks = &[
    ("\"Heroes\"", Some("David Bowie")),
    ("So What", Some("P!nk")),
    ("Jóga", Some("Björk")),
    ("プラスティック・ラブ", Some("竹内まりや")),
    ("Around the World", Some("Daft Punk")),
    ("Blue Monday", Some("New Order")),
    ("Born Slippy .NUXX", Some("Underworld")),
    ("Das Model", Some("Kraftwerk")),
    ("Don’t You Want Me", Some("The Human League")),
    ("Enjoy the Silence", Some("Depeche Mode")),
    ("Groove Is in the Heart", Some("Deee-Lite")),
    ("I Feel Love", Some("Donna Summer")),
    ("Pump Up the Jam", Some("Technotronic")),
    ("Rhythm Is a Dancer", Some("Snap!")),
    ("Smalltown Boy", Some("Bronski Beat")),
    ("White label, side B", None),
];

const WEDDING: Tracks = &[
    ("Dancing Queen", Some("ABBA")),
    ("September", Some("Earth, Wind & Fire")),
    ("I Wanna Dance with Somebody (Who Loves Me)", Some("Whitney Houston")),
    ("Don't Stop Me Now", Some("Queen")),
    ("Águas de Março", Some("Elis Regina & Tom Jobim")),
    ("Crazy in Love", Some("Beyoncé feat. JAY-Z")),
    ("Hey Ya!", Some("Outkast")),
    ("La Vie en rose", Some("Édith Piaf")),
    ("Macarena (Bayside Boys Remix) 💃", Some("Los del Río")),
    ("Nel blu, dipinto di blu", Some("Domenico Modugno")),
    ("Rasputin", Some("Boney M.")),
    ("Sweet Caroline", Some("Neil Diamond")),
    ("Twist and Shout", Some("The Beatles")),
    ("Waterloo", Some("ABBA")),
    ("강남스타일", Some("PSY")),
    ("</script><em>Close the Tag</em>", Some("Bobby & the Tables")),
];

const JUKEBOX: Tracks = &[
    ("Highway to Hell", Some("AC/DC")),
    ("Thunderstruck", Some("AC/DC")),
    ("Ace of Spades", Some("Motörhead")),
    ("(I Can't Get No) Satisfaction", Some("The Rolling Stones")),
    ("’39", Some("Queen")),
    ("C:\\> Format My Heart", Some("The Backslashes \\o/")),
    ("Blitzkrieg Bop", Some("Ramones")),
    ("Born to Run", Some("Bruce Springsteen")),
    ("Go Your Own Way", Some("Fleetwood Mac")),
    ("Jolene", Some("Dolly Parton")),
    ("London Calling", Some("The Clash")),
    ("Paranoid", Some("Black Sabbath")),
    ("Ring of Fire", Some("Johnny Cash")),
    ("Rockin' in the Free World", Some("Neil Young")),
    ("Whiskey in the Jar", Some("Thin Lizzy")),
    // The rest of this title was cut at 200 characters, as libraries do.
    (
        "The Black Hawk War, or, How to Demolish an Entire Civilization and Still Feel Good About Yourself in the Morning, \
         or, We Apologize for the Inconvenience but You're Going to Have to Leave Now, or, 'I H",
        Some("Sufjan Stevens"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_enough_music_and_every_trap_is_set() {
        let tracks: Vec<_> = EVENTS.iter().flat_map(|event| event.tracks).collect();
        assert!(tracks.len() >= 40);
        assert!(tracks.iter().any(|(_, artist)| artist.is_none()));
        for trap in ["\"Heroes\"", "'", "\\", "P!nk", "Björk", "AC/DC", "ラブ", "💃", "</script>"] {
            let holds = |text: &str| text.contains(trap);
            assert!(tracks.iter().any(|(name, artist)| holds(name) || artist.is_some_and(holds)), "{trap}");
        }
        assert_eq!(tracks.iter().map(|(name, _)| name.chars().count()).max(), Some(200));
    }
}
