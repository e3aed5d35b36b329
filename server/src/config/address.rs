//! Reads the address of a database. Never repeats it: there may be a password in it, and whoever reads what the program says may
//! not know that.

use clap::{
    Arg, Command, Error,
    builder::TypedValueParser,
    error::{ContextKind, ContextValue, ErrorKind},
};
use sqlx::postgres::PgConnectOptions;
use std::ffi::OsStr;

/// How one begins (PostgreSQL manual, 34.1.1.2 "Connection URIs"); the library would take any other beginning, too.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// What one looks like.
const FORM: &str = "it has the form postgres://user:password@host:5432/name";

/// The parser.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address;

impl TypedValueParser for Address {
    type Value = PgConnectOptions;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<PgConnectOptions, Error> {
        let address = value.to_str().filter(|text| SCHEMES.iter().any(|scheme| text.starts_with(scheme)));
        address.and_then(|text| text.parse().ok()).ok_or_else(|| {
            let mut error = Error::new(ErrorKind::ValueValidation).with_cmd(command);
            let name = arg.map(ToString::to_string).unwrap_or_default();
            error.insert(ContextKind::InvalidArg, ContextValue::String(name));
            error.insert(ContextKind::InvalidValue, ContextValue::String(format!("…: {FORM}")));
            error
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_is_not_repeated() {
        let read = |text: &str| Address.parse_ref(&Command::new("partysense"), None, OsStr::new(text));
        let known = read("postgres://user:secret@db.example:6432/party").expect("an address");
        assert_eq!((known.get_host(), known.get_port(), known.get_database()), ("db.example", 6432, Some("party")));
        for wrong in ["user:secret", "postgres://user:secret@host:port/db", "postgres://u:secret@h/db?sslmode=secret"] {
            let said = read(wrong).expect_err(wrong).to_string();
            assert!(said.contains(FORM) && !said.contains("secret"), "{said}");
        }
    }
}
