//! How a language counts: the plural category of a number (Unicode CLDR), and the number as it is written. The server
//! asks ICU4X and the browser its own `Intl`; both go by the same tables, so both say the same.

use super::Language;

/// The categories in the order of a counted message's templates.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The last, which every language has.
pub(super) const OTHER: usize = CATEGORIES.len() - 1;

/// Which of a counted message's templates is for `count`.
pub(super) fn category(language: Language, count: u64) -> usize {
    rules::category(language, count, |name| CATEGORIES.iter().position(|category| *category == name).unwrap_or(OTHER))
}

/// The number as the language writes it.
pub fn number(language: Language, number: u64) -> String {
    rules::number(language, number)
}

#[cfg(feature = "ssr")]
mod rules {
    use super::Language;
    use icu_decimal::{DecimalFormatter, input::Decimal};
    use icu_locale_core::Locale;
    use icu_plurals::{PluralCategory, PluralRules};
    use std::cell::OnceCell;

    struct Rules {
        plurals: PluralRules,
        numbers: DecimalFormatter,
    }

    thread_local! {
        static RULES: [OnceCell<Rules>; Language::ALL.len()] = const { [const { OnceCell::new() }; Language::ALL.len()] };
    }

    fn with<T>(language: Language, ask: impl FnOnce(&Rules) -> T) -> T {
        RULES.with(|rules| {
            ask(rules[language as usize].get_or_init(|| {
                let locale: Locale = language.numbers().parse().expect("a tag of ours");
                Rules {
                    plurals: PluralRules::try_new_cardinal((&locale).into()).expect("compiled in"),
                    numbers: DecimalFormatter::try_new((&locale).into(), Default::default()).expect("compiled in"),
                }
            }))
        })
    }

    pub(super) fn category(language: Language, count: u64, index: impl Fn(&str) -> usize) -> usize {
        index(match with(language, |rules| rules.plurals.category_for(count)) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        })
    }

    pub(super) fn number(language: Language, number: u64) -> String {
        with(language, |rules| rules.numbers.format(&Decimal::from(number)).to_string())
    }
}

#[cfg(not(feature = "ssr"))]
mod rules {
    use super::Language;
    use js_sys::{Array, Function, Intl, Object};
    use std::cell::OnceCell;
    use wasm_bindgen::JsValue;

    struct Rules {
        plurals: Intl::PluralRules,
        /// Writes a number.
        write: Function,
    }

    thread_local! {
        /// Of the one language that a tab speaks.
        static RULES: OnceCell<Rules> = const { OnceCell::new() };
    }

    fn with<T>(language: Language, ask: impl FnOnce(&Rules) -> T) -> T {
        RULES.with(|rules| {
            ask(rules.get_or_init(|| {
                let (locales, options) = (Array::of1(&language.numbers().into()), Object::new());
                Rules {
                    plurals: Intl::PluralRules::new(&locales, &options),
                    write: Intl::NumberFormat::new(&locales, &options).format(),
                }
            }))
        })
    }

    pub(super) fn category(language: Language, count: u64, index: impl Fn(&str) -> usize) -> usize {
        index(&String::from(with(language, |rules| rules.plurals.select(count as f64))))
    }

    pub(super) fn number(language: Language, number: u64) -> String {
        let written = with(language, |rules| rules.write.call1(&JsValue::UNDEFINED, &(number as f64).into()));
        written.ok().and_then(|written| written.as_string()).unwrap_or_default()
    }
}
