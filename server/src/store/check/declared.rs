//! What the migrations declare, read out of their text: the form of SQL that they are written in, not SQL as such.

use crate::store::schema::MIGRATIONS;
use std::collections::BTreeMap;

/// What must be in the database as it is written here.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// The bodies of functions, by name.
    pub(super) functions: BTreeMap<String, String>,
    /// The definitions of triggers, by name, in the [same](plain) form as those that Postgres tells.
    pub(super) triggers: BTreeMap<String, String>,
    /// The names of tables,
    pub(super) tables: Vec<String>,
    /// and of indexes, where they have one.
    pub(super) indexes: Vec<String>,
}

impl Declared {
    /// All migrations together; of what is declared twice, the last.
    pub(super) fn read() -> Self {
        let mut declared = Self::default();
        for migration in MIGRATIONS.iter() {
            declared.take(migration.sql.as_str());
        }
        declared
    }

    fn take(&mut self, sql: &str) {
        for (at, line) in lines(sql) {
            let Some(rest) = line.strip_prefix("create ") else { continue };
            let words: Vec<_> = rest.split([' ', '(']).filter(|word| !MODIFIERS.contains(word)).collect();
            let (Some(kind), Some(name)) = (words.first(), words.get(1)) else { continue };
            match *kind {
                "function" => {
                    let mut parts = sql[at..].split("$$");
                    if let (Some(_head), Some(body)) = (parts.next(), parts.next()) {
                        self.functions.insert((*name).to_owned(), body.to_owned());
                    }
                }
                "trigger" => {
                    let statement = sql[at..].split(';').next().unwrap_or_default();
                    self.triggers.insert((*name).to_owned(), plain(statement));
                }
                "table" => self.tables.push((*name).to_owned()),
                "index" if *name != "on" => self.indexes.push((*name).to_owned()),
                _ => {}
            }
        }
    }
}

/// Words between `create` and what is created.
const MODIFIERS: [&str; 4] = ["or", "replace", "unique", "unlogged"];

/// Each line, and where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let begins = *at;
        *at += line.len();
        Some((begins, line.trim_end()))
    })
}

/// A trigger's definition without what may be written in one way or another: blanks, parentheses, the order of events, capital
/// letters. Two that differ in anything else differ here.
pub(super) fn plain(definition: &str) -> String {
    let words = definition.to_lowercase().replace("or replace trigger", "trigger");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let sorted = || {
        let at = [" before ", " after "].iter().find_map(|when| words.find(when).map(|at| at + when.len()))?;
        let ends = at + words[at..].find(" on ")?;
        let mut events: Vec<_> = words[at..ends].split(" or ").collect();
        events.sort_unstable();
        Some(format!("{}{}{}", &words[..at], events.join(" or "), &words[ends..]))
    };
    let sorted = sorted().unwrap_or_else(|| words.clone());
    sorted.replace("row(", "(").replace(" public.", " ").chars().filter(|c| !" ()".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_read_as_they_are_written() {
        let declared = Declared::read();
        assert!(declared.functions["ring_catalog"].contains("'doorbell_catalog'"));
        assert!(declared.functions["event_vote_take_turn"].ends_with("end "));
        assert_eq!(
            declared.triggers["event_voted_no_change"],
            plain(
                "CREATE TRIGGER event_voted_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.event_voted
             FOR EACH STATEMENT EXECUTE FUNCTION event_vote_is_append_only()"
            )
        );
        for table in ["event_vote", "partysense_server", "realtime"] {
            assert!(declared.tables.iter().any(|name| name == table), "{table}");
        }
        assert!(declared.indexes.iter().any(|name| name == "event_vote_chain"));
    }

    #[test]
    fn triggers_that_do_something_else_differ() {
        let one = "create trigger t after insert on votes for each row when (new.a is null) execute function f()";
        let same = "CREATE TRIGGER t AFTER INSERT ON votes FOR EACH ROW WHEN ((new.a IS NULL)) EXECUTE FUNCTION f()";
        assert_eq!(plain(one), plain(same));
        for (from, to) in [("insert", "update"), ("row", "statement"), ("is null", "is not null"), ("f()", "g()")] {
            assert_ne!(plain(one), plain(&one.replace(from, to)), "{to}");
        }
    }
}
