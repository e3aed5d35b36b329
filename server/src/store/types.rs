//! How Postgres types become ours.

use shared::{Direction, Epoch, Snapshot, Timestamp};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, types::Oid},
    types::time::OffsetDateTime,
};

/// `xid8`, a transaction id that never wraps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Xid8(pub(super) u64);

/// `pg_type.oid` of `xid8` and of its array: fixed in the catalog that Postgres is built with (`pg_type.dat`).
const XID8: Oid = Oid(5069);
const XID8_ARRAY: Oid = Oid(271);

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

/// What `partysense_epoch()` and a `pg_snapshot` in its text form say.
pub(super) fn snapshot(epoch: i32, text: &str) -> sqlx::Result<Snapshot> {
    Snapshot::from_postgres(Epoch(epoch.cast_unsigned()), text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A `timestamptz`.
pub(super) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp((at.unix_timestamp_nanos() / 1_000_000) as i64)
}

/// `is_positive`.
pub(super) fn direction(is_positive: Option<bool>) -> Option<Direction> {
    is_positive.map(Direction::from)
}
