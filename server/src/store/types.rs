//! How Postgres types become ours.

use shared::{Direction, Epoch, Snapshot, Timestamp};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, types::Oid},
};

/// `xid8`, a transaction id that never wraps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Xid8(pub(super) u64);

/// `timestamptz`. One beyond the years that people write, `infinity` among them, is the last or the first moment of those.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub(super) Timestamp);

/// `pg_type.oid`s: fixed in the catalog that Postgres is built with (`pg_type.dat`).
const XID8: Oid = Oid(5069);
const XID8_ARRAY: Oid = Oid(271);
const TIMESTAMPTZ: Oid = Oid(1184);
/// 2000-01-01, from where Postgres counts, in milliseconds since 1970.
const POSTGRES_EPOCH: i64 = 946_684_800_000;

impl Type<Postgres> for Xid8 {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(XID8)
    }
}

impl PgHasArrayType for Xid8 {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(XID8_ARRAY)
    }
}

impl Encode<'_, Postgres> for Xid8 {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend(self.0.to_be_bytes());
        Ok(IsNull::No)
    }
}

impl<'r> Decode<'r, Postgres> for Xid8 {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(u64::from_be_bytes(value.as_bytes()?.try_into()?)))
    }
}

impl Type<Postgres> for Moment {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(TIMESTAMPTZ)
    }
}

impl<'r> Decode<'r, Postgres> for Moment {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let microseconds = i64::from_be_bytes(value.as_bytes()?.try_into()?);
        let at = Timestamp(microseconds.div_euclid(1_000) + POSTGRES_EPOCH);
        Ok(Self(at.clamp(Timestamp::FIRST, Timestamp::LAST)))
    }
}

/// What `partysense_epoch()` and a `pg_snapshot` in its text form say.
pub(super) fn snapshot(epoch: i32, text: &str) -> sqlx::Result<Snapshot> {
    Snapshot::from_postgres(Epoch(epoch.cast_unsigned()), text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// `is_positive`.
pub(super) fn direction(is_positive: Option<bool>) -> Option<Direction> {
    is_positive.map(Direction::from)
}
