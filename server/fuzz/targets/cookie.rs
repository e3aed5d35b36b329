//! Voters' cookies and tokens: nothing is believed that was not signed whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use server::keyring::Keyring;
use std::sync::LazyLock;

static KEYS: LazyLock<Keyring> = LazyLock::new(|| Keyring::of_one(1));

fuzz_target!(|input: (&str, u8)| {
    let (text, place) = input;
    assert_eq!(KEYS.verify(text), None);
    let signed = KEYS.sign("00112233445566778899aabbccddeeff".to_owned());
    let place = usize::from(place).min(signed.len());
    let (begun, ended) = signed.split_at(place);
    let rest = ended.get(text.len()..).unwrap_or_default();
    for forged in [format!("{begun}{text}{ended}"), format!("{begun}{text}{rest}"), format!("{begun}{text}")] {
        assert_eq!(KEYS.verify(&forged).is_some(), forged == signed, "{forged}");
    }
});
