//! What of a page's look depends on its numbers, such as where on a scale a word stands: rules of its one style element, since
//! the pages' policy lets no attribute style anything. Nothing that others wrote is ever in one.

use leptos::prelude::*;
use std::fmt::Write;

/// The declarations of one page, as a context; each has a class of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules(StoredValue<Vec<String>>);

impl Rules {
    /// None yet, for whatever is rendered from here on.
    pub(super) fn provide() -> Self {
        let rules = Self(StoredValue::new(vec![]));
        provide_context(rules);
        rules
    }

    /// All of them, as a sheet.
    pub(super) fn text(self) -> String {
        let mut sheet = String::new();
        self.0.with_value(|declarations| {
            for (nth, declaration) in declarations.iter().enumerate() {
                // A string takes whatever is written.
                let _ = write!(sheet, ".{}{{{declaration}}}", class(nth));
            }
        });
        sheet
    }
}

/// The class of whatever looks like that; the same twice has one.
pub(super) fn look(declaration: String) -> String {
    let Rules(rules) = expect_context();
    let mut place = None;
    rules.update_value(|rules| {
        let known = rules.iter().position(|rule| *rule == declaration);
        place = Some(known.unwrap_or(rules.len()));
        if known.is_none() {
            rules.push(declaration);
        }
    });
    place.map(class).unwrap_or_default()
}

fn class(nth: usize) -> String {
    format!("r{nth}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::reactive::owner::Owner;

    #[test]
    fn what_looks_alike_has_one_class() {
        Owner::new().with(|| {
            let rules = Rules::provide();
            let classes = ["top:1.00%", "left:2.50%", "top:1.00%"].map(|declaration| look(declaration.to_owned()));
            assert_eq!(classes, ["r0", "r1", "r0"]);
            assert_eq!(rules.text(), ".r0{top:1.00%}.r1{left:2.50%}");
        });
    }
}
