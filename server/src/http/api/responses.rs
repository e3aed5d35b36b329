//! Which problems an operation may meet, for the API's description.

use super::problem::MEDIA_TYPE;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses,
    openapi::{ContentBuilder, HeaderBuilder, Ref, RefOr, ResponseBuilder, response::Response as Described},
};

/// The problems that an operation may meet, for its description.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident: $($status:literal)+;)+) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Described>> {
                BTreeMap::from([$((stringify!($status).to_owned(), described($status))),+])
            }
        }
    )+};
}

problems! {
    /// Of a list of everything.
    Listing: 400 503;
    /// Of what belongs to an event.
    Reading: 400 404 503;
    /// Of a voter's own.
    Owning: 400 401 404 503;
    /// Of pages that go on from a position.
    Paging: 400 404 409 431 503;
    /// Of a new voter.
    Voting: 403 429;
    /// Of a new thing.
    Making: 400 403 413 415 422 429 503;
    /// Of a vote.
    Casting: 400 401 403 404 409 413 415 422 429 503;
    /// Of a wish.
    Suggesting: 400 401 403 404 409 413 415 422 429 503;
    /// Of what a host does: add,
    Adding: 400 401 403 404 409 413 415 422 429 503;
    /// change,
    Changing: 400 401 403 404 412 413 415 422 429 503;
    /// remove,
    Removing: 400 401 403 404 429 503;
    /// ask,
    Asking: 400 401 403 404 429 503;
    /// take in,
    Taking: 400 401 403 404 409 429 503;
    /// and trust.
    Trusting: 400 401 403 404 409 413 415 422 429 503;
}

fn described(status: u16) -> RefOr<Described> {
    let description = match status {
        400 => "The request can't be read",
        401 => "It does not say whose it is",
        403 => "It comes from a page of another site, or with a wrong key, or the host allows it not",
        404 => "There is no such event, or nothing of that number at it",
        409 => "Not now, or not so: `type` says why",
        412 => "It was changed since it was read",
        413 => "The body is too long",
        415 => "The body is of another type than this takes",
        422 => "A value is not one of those it may be",
        429 => {
            "As many of the voter's votes or suggestions stand as may, or too many requests came from the voter or the address"
        }
        _ => "The database is away, or too much waits: try again",
    };
    // The library that reads requests says this one, before there is anything to describe.
    if status == 431 {
        return ResponseBuilder::new().description("The address is too long, with the rest of the head").build().into();
    }
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let header = |what| HeaderBuilder::new().description(Some(what)).build();
    let response = ResponseBuilder::new().description(description).content(MEDIA_TYPE, content);
    let response = match status {
        401 => response.header("www-authenticate", header("How to say whose it is")),
        429 => response.header(
            "retry-after",
            header("In how many seconds there is room; of suggestions that wait for a host nobody knows"),
        ),
        503 => response.header("retry-after", header("In how many seconds to try again")),
        _ => response,
    };
    response.build().into()
}

#[cfg(test)]
mod tests {
    use crate::http::api::problem::Details;
    use utoipa::ToSchema;

    #[test]
    fn descriptions_name_the_schema_that_is_there() {
        assert_eq!(Details::name(), "Problem");
    }
}
