//! What requests carry. What can't be read of it is a problem like any other.

use super::problem::Problem;
use crate::{
    http::{AppState, host_key, voter},
    limits::Client,
    metrics::Bound,
};
use axum::{
    extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// A JSON body.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(super) struct Json<T>(pub(super) T);

/// A text that is no JSON.
#[derive(Debug)]
pub(super) struct Plain(pub(super) String);

/// What an address names.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(in crate::http) struct Path<T>(pub(in crate::http) T);

/// What stands behind the question mark.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync> FromRequest<S> for Plain {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !["text/plain", "text/csv"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
            let expected = "this is sent as text/plain or text/csv".to_owned();
            return Err(Problem::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE, expected));
        }
        Ok(Self(String::from_request(request, state).await?))
    }
}

/// SHA-256 of the host key that the request carries as its bearer token.
#[derive(Clone, Copy, Debug)]
pub(super) struct HostKeyHash(pub(super) [u8; 32]);

impl FromRequestParts<AppState> for HostKeyHash {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let key: Option<Self> = <Self as OptionalFromRequestParts<_>>::from_request_parts(parts, state).await?;
        key.ok_or(Problem::NoHostKey)
    }
}

impl OptionalFromRequestParts<AppState> for HostKeyHash {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, Problem> {
        let Some(hash) = voter::bearer(&parts.headers).map(host_key::hash) else { return Ok(None) };
        let Ok(client) = Client::from_request_parts(parts, state).await;
        state.services.limits.allow(Bound::KeysPerMinute, client)?;
        Ok(Some(Self(hash)))
    }
}

/// A text of one to `MOST` characters, of which none is a control character: on a page nobody could tell two apart that
/// differ by one. Spaces around it are left out, as in the hosts' forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Text<const MOST: usize>(pub(super) String);

impl<const MOST: usize> TryFrom<String> for Text<MOST> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_short = text.chars().count() <= MOST;
        let text = text.trim();
        let fits = is_short && !text.is_empty() && !text.contains(char::is_control);
        let what = || format!("a text has 1 to {MOST} characters, and none is a line break or a control character");
        if fits { Ok(Self(text.to_owned())) } else { Err(what()) }
    }
}

impl<const MOST: usize> PartialSchema for Text<MOST> {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(MOST));
        // Spaces as Unicode has them, and U+FEFF: JavaScript, whose expressions these are, knows one more.
        let (any, shown) = (r"[^\u0000-\u001f\u007f-\u009f]", r"[^\s\u0000-\u001f\u007f-\u009f]");
        text.pattern(Some(format!("^{any}*{shown}{any}*$"))).build().into()
    }
}

impl<const MOST: usize> ToSchema for Text<MOST> {}

/// A whole number from `LEAST` to 1,000: nobody presses more often in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit<const LEAST: u16>(pub(super) u16);

impl<const LEAST: u16> Limit<LEAST> {
    const MOST: u16 = 1_000;
}

impl<'de, const LEAST: u16> Deserialize<'de> for Limit<LEAST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u16::try_from(whole(deserializer)?).ok().filter(|number| (LEAST..=Self::MOST).contains(number));
        number.map(Self).ok_or_else(|| de::Error::custom(format!("a whole number from {LEAST} to {}", Self::MOST)))
    }
}

impl<const LEAST: u16> PartialSchema for Limit<LEAST> {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        number.minimum(Some(LEAST)).maximum(Some(Self::MOST)).build().into()
    }
}

impl<const LEAST: u16> ToSchema for Limit<LEAST> {}

/// A whole number, which JSON may write as `7.0` (JSON Schema, 4.2.3).
pub(super) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
    let number = f64::deserialize(deserializer)?;
    // Exact, where it fits: a double holds each of them.
    let whole = number as i32;
    if f64::from(whole) == number { Ok(whole) } else { Err(de::Error::custom("a whole number of 32 bits")) }
}

/// A field that must be there, though it may be null: who forgets it shall not have said something.
pub(super) fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A field that may be missing, which is not the same as null (RFC 7396).
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A field that may be missing, but not null.
pub(super) fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_whole_number_within_its_bounds() {
        let read = |text: &str| serde_json::from_str::<Limit<1>>(text).ok().map(|limit| limit.0);
        assert_eq!([read("1"), read("1000"), read("7.0")], [Some(1), Some(1000), Some(7)]);
        assert_eq!([read("0"), read("1001"), read("1.5"), read("-1"), read("1e9")], [None; 5]);
        assert_eq!(serde_json::from_str::<Limit<0>>("0").ok(), Some(Limit(0)));
    }

    #[test]
    fn a_text_is_neither_empty_nor_too_long_nor_cut_short() {
        let read = |text: &str| Text::<4>::try_from(text.to_owned()).ok().map(|text| text.0);
        assert_eq!(["é", "🎵🎵🎵🎵", " a "].map(read), ["é", "🎵🎵🎵🎵", "a"].map(|text| Some(text.to_owned())));
        assert_eq!(["", "  ", "abcde", "   a ", "a\0", "a\nb", "a\u{85}b"].map(read), [const { None }; 7]);
    }
}
