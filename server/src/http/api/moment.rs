//! Moments as JSON has them: RFC 3339.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use shared::Timestamp;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// To the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(pub(super) Timestamp);

const NANOSECONDS: i128 = 1_000_000;

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0.0) * NANOSECONDS);
        let text = at.map_err(ser::Error::custom)?.format(&Rfc3339).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = OffsetDateTime::parse(&text, &Rfc3339)
            .map_err(|_| de::Error::custom("a moment is written as in 2026-11-20T23:00:00Z"))?;
        let at = Timestamp(at.unix_timestamp_nanos().div_euclid(NANOSECONDS) as i64);
        Ok(Self(at.clamp(Timestamp::FIRST, Timestamp::LAST)))
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).build().into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i64> {
        serde_json::from_value::<Moment>(text.into()).ok().map(|moment| moment.0.0)
    }

    #[test]
    fn moments_are_read_and_written_whatever_their_offset() {
        assert_eq!(read("1970-01-01T01:00:00.250+01:00"), Some(250));
        let text = serde_json::to_string(&Moment(Timestamp(250))).expect("a text");
        assert_eq!(text, "\"1970-01-01T00:00:00.25Z\"");
        assert_eq!(read("9999-12-31T23:59:59-23:59"), Some(Timestamp::LAST.0), "no year has five digits");
        assert_eq!(read("0000-01-01T00:00:00Z"), Some(Timestamp::FIRST.0));
        for text in ["", "today", "2026-11-20", "2026-13-01T00:00:00Z", "2026-11-20T23:00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
