//! Long lists come in pages.

use serde::Deserialize;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// Where a page begins, and how long it is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// `next` of the page before.
    #[serde(default = "beginning")]
    pub(super) after: i32,
    #[serde(default)]
    #[param(inline)]
    pub(super) limit: Limit,
}

fn beginning() -> i32 {
    i32::MIN
}

/// How many things a page holds at most.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u16")]
pub(super) struct Limit(u16);

impl Limit {
    const DEFAULT: u16 = 100;
    const MOST: u16 = 1_000;

    pub(super) fn get(self) -> i64 {
        i64::from(self.0)
    }

    /// Cuts what was read with one too many; the last of the page, if another follows.
    pub(super) fn cut<T>(self, read: &mut Vec<T>) -> Option<&T> {
        let most = usize::from(self.0);
        let is_more = read.len() > most;
        read.truncate(most);
        read.last().filter(|_| is_more)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(Self::DEFAULT)
    }
}

impl TryFrom<u16> for Limit {
    type Error = String;

    fn try_from(limit: u16) -> Result<Self, String> {
        let fits = (1..=Self::MOST).contains(&limit);
        if fits { Ok(Self(limit)) } else { Err(format!("a page holds 1 to {}", Self::MOST)) }
    }
}

impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(Self::MOST));
        number.default(Some(Self::DEFAULT.into())).build().into()
    }
}

impl ToSchema for Limit {}
