//! What is believed of a request: that a voter of ours sends it, and that a page of ours does. Never whether they may do what
//! they ask for.

use super::{PublicUrl, origin, voter};
use crate::keyring::Keyring;
use axum::http::{HeaderMap, header};
use std::sync::Arc;
use uuid::Uuid;

/// By what it is told. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Sign the voters.
    pub(super) keys: Keyring,
    /// Where pages of ours are; empty: wherever a request says that it was sent to.
    sites: Arc<[PublicUrl]>,
}

impl Trust {
    /// In voters whom `keys` signed, and in the pages of `sites`; without one, in those of the host that a request names.
    pub fn new(keys: Keyring, sites: impl Iterator<Item = PublicUrl>) -> Self {
        Self { keys, sites: sites.collect() }
    }

    /// The voter whom a request names, if it is one of ours.
    pub(super) fn voter(&self, headers: &HeaderMap) -> Option<Uuid> {
        voter::of(headers, &self.keys).map(|named| named.voter)
    }

    /// The same for a token alone.
    pub(super) fn voter_of_token(&self, token: &str) -> Option<Uuid> {
        voter::of_token(token, &self.keys).map(|named| named.voter)
    }

    /// Whether the address that a request was sent to is one of https; `None`: it is none that the operator named. One that
    /// guests may reach either way is not.
    pub(super) fn is_secure(&self, headers: &HeaderMap) -> Option<bool> {
        let host = headers.get(header::HOST)?.to_str().ok()?;
        let mut sites = self.sites.iter().filter(|site| site.host().eq_ignore_ascii_case(host)).peekable();
        sites.peek()?;
        Some(sites.all(PublicUrl::is_secure))
    }

    /// Whether no page of another site made the request.
    pub(super) fn is_ours(&self, headers: &HeaderMap) -> bool {
        origin::is_ours(headers, &self.sites)
    }
}
