//! Reads a Fluent file and resolves what it says into templates, in which a private-use character stands for each
//! argument.

use crate::check;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use fluent_syntax::ast::Entry;
use std::fs;

/// The argument that chooses a plural form; it is never written.
pub(crate) const COUNT: &str = "count";
/// The argument that is the count as the language writes it. All others are somebody's text.
pub(crate) const SHOWN: &str = "shown";
/// All plural categories there are, in the order of a counted message's templates.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The private-use character that stands for the first argument; the next ones follow it.
pub(crate) const FIRST_SLOT: u32 = 0xE000;
/// What the reader's direction must not reach into goes between these two (Unicode UAX #9, "Explicit Directional
/// Isolates").
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A language, as the build knows it.
pub(crate) struct Language {
    pub(crate) tag: &'static str,
    /// The plural forms that its counted messages have.
    pub(crate) plurals: &'static [&'static str],
}

/// A file of messages.
pub(crate) struct File {
    pub(crate) language: Language,
    pub(crate) path: String,
    pub(crate) messages: Vec<Message>,
    bundle: FluentBundle<FluentResource>,
}

/// A message, apart from its words.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) key: String,
    /// Its arguments in the order in which they come, without the count.
    pub(crate) arguments: Vec<String>,
    /// Whether it has plural forms.
    pub(crate) is_counted: bool,
    /// What it says, for who reads its method.
    pub(crate) text: String,
}

impl File {
    /// Reads the part in a language.
    pub(crate) fn read(language: Language, part: &str) -> Result<Self, String> {
        let path = format!("languages/{}/{part}.ftl", language.tag);
        let source = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let resource = FluentResource::try_new(source).map_err(|(_, mistakes)| {
            let mistakes: Vec<_> =
                mistakes.iter().map(|mistake| format!("{} (byte {})", mistake.kind, mistake.pos.start)).collect();
            format!("{path}: {}", mistakes.join(", "))
        })?;
        let mut messages: Vec<Message> = Vec::new();
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { return Err(format!("{path}: only messages are for here")) };
            let key = message.id.name;
            let message = check::message(&language, message).map_err(|mistake| format!("{path}: {key} {mistake}"))?;
            messages.push(message);
        }
        let mut bundle = FluentBundle::new(vec![language.tag.parse().expect("a tag of ours")]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|twice| format!("{path}: {twice:?}"))?;
        Ok(Self { language, path, messages, bundle })
    }

    /// What an English message is here: one template, or one for each category, which is empty where `other` serves.
    pub(crate) fn templates(&self, english: &Message) -> Result<Vec<String>, String> {
        if !english.is_counted {
            return Ok(vec![self.template(english, "")?]);
        }
        let mut templates = Vec::new();
        for category in CATEGORIES {
            templates.push(self.template(english, category)?);
        }
        let (other, rest) = templates.split_last_mut().expect("there are categories");
        for template in rest {
            if template == other {
                template.clear();
            }
        }
        Ok(templates)
    }

    fn template(&self, english: &Message, category: &str) -> Result<String, String> {
        let key = &english.key;
        let mut arguments = FluentArgs::new();
        // The name of a category chooses the form of that name.
        arguments.set(COUNT, category);
        for (slot, name) in (FIRST_SLOT..).zip(&english.arguments) {
            let slot = char::from_u32(slot).expect("private use is wide enough");
            let [open, close] = ISOLATE;
            let value = if name == SHOWN { slot.to_string() } else { format!("{open}{slot}{close}") };
            arguments.set(name.as_str(), value);
        }
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let pattern = pattern.ok_or_else(|| format!("{}: {key} is missing", self.path))?;
        let mut mistakes = Vec::new();
        let template = self.bundle.format_pattern(pattern, Some(&arguments), &mut mistakes).replace('\n', " ");
        if mistakes.is_empty() { Ok(template) } else { Err(format!("{}: {key}: {mistakes:?}", self.path)) }
    }
}
