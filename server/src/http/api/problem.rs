//! Why a request was not fulfilled, as programs are told. Source: RFC 9457 "Problem Details for HTTP APIs".

use crate::{
    http::access,
    hub::Absent,
    limits::TooMany,
    store::{hosts::Denied, suggestions::Unwanted},
};
use axum::{
    Json,
    extract::rejection::{JsonRejection, PathRejection, QueryRejection, StringRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::Refusal;
use utoipa::ToSchema;

pub(super) const MEDIA_TYPE: &str = "application/problem+json";
/// When to try again what failed for reasons that pass, in seconds.
const AGAIN: HeaderValue = HeaderValue::from_static("1");
/// The same of a vote beyond the voter's budget: by then, whatever stands was cast more than an hour ago.
const IN_AN_HOUR: HeaderValue = HeaderValue::from_static("3600");

/// Classes of errors of Postgres that another try need not meet (PostgreSQL manual, appendix A).
const PASSING: [&str; 4] = ["40", "53", "55", "57"];

/// Why there is no other answer.
#[derive(Clone, Debug, thiserror::Error)]
pub(in crate::http) enum Problem {
    /// A vote that is not taken.
    #[error("{0}")]
    Refused(Refusal),
    /// What was sent can't be read, and the status that says so; then why.
    #[error("the request can't be read")]
    Malformed(StatusCode, String),
    /// 403: no page of another site changes anything.
    #[error("changes are only taken from this site’s own pages")]
    ForeignOrigin,
    /// 401: the request carries no key.
    #[error("this needs the host key that came with the event, as Authorization: Bearer")]
    NoHostKey,
    /// 403: or a wrong one.
    #[error("this is not the key of a host of this event")]
    NotHost,
    /// 403: only the host who made the event chooses the others.
    #[error("only the host who made the event may do this")]
    NotOwner,
    /// 409.
    #[error("the event has as many co-hosts as it may have")]
    Crowded,
    /// 409.
    #[error("the line-up has as many tracks as it may have")]
    LineUpFull,
    /// 403.
    #[error("this event takes no suggestions")]
    NoSuggestions,
    /// 429.
    #[error("as many of your suggestions wait as may: let a host read them first")]
    Enough,
    /// 409.
    #[error("as many suggestions wait at this event as may")]
    Full,
    /// 429, and when there is room for one more.
    #[error("too many of these came from you, or from your network: try again later")]
    TooMany(TooMany),
    /// 404.
    #[error("there is nothing here")]
    NotFound,
    /// 405.
    #[error("not with this method; Allow says with which")]
    NoSuchMethod,
    /// 409: a position of another database, or of this one before a restore or a failover.
    #[error("this position belongs to another history of the database: begin anew")]
    OtherHistory,
    /// 409.
    #[error("nobody can have seen so much yet: begin anew")]
    Future,
    /// 412.
    #[error("the event was changed since you read it")]
    Changed,
    /// 422.
    #[error("it must open before it closes")]
    ClosesFirst,
    /// 503: the database is away, or too much waits for it.
    #[error("this can't be answered right now, try again in a moment")]
    Unavailable,
    /// 500: a fault of ours; the log says which.
    #[error("the server failed")]
    Internal,
}

/// RFC 9457, 3.1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(in crate::http) struct Details {
    /// Which kind of problem: `urn:partysense:` and a name that programs may rely on.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "urn:partysense:closed")]
    kind: String,
    /// The same for people.
    #[schema(example = "voting is closed")]
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    status: u16,
    /// What of this request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The request, as the server's log names it; the same as in the header `x-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => match refusal {
                Refusal::UnknownEvent | Refusal::UnknownTrack => StatusCode::NOT_FOUND,
                Refusal::NotOpen | Refusal::Closed | Refusal::BallotReused | Refusal::Played => StatusCode::CONFLICT,
                Refusal::Busy | Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                Refusal::NoVoter => StatusCode::UNAUTHORIZED,
                Refusal::ForeignOrigin | Refusal::NoDownVotes => StatusCode::FORBIDDEN,
                Refusal::Spent => StatusCode::TOO_MANY_REQUESTS,
            },
            Self::Malformed(status, _) => *status,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NoHostKey => StatusCode::UNAUTHORIZED,
            Self::NotHost | Self::NotOwner | Self::NoSuggestions => StatusCode::FORBIDDEN,
            Self::Crowded | Self::LineUpFull | Self::Full => StatusCode::CONFLICT,
            Self::Enough | Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::OtherHistory | Self::Future => StatusCode::CONFLICT,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::ClosesFirst => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Malformed(..) => "malformed",
            Self::ForeignOrigin => Refusal::ForeignOrigin.code(),
            Self::NoHostKey => "no-host-key",
            Self::NotHost => "not-host",
            Self::NotOwner => "not-owner",
            Self::Crowded => "crowded",
            Self::LineUpFull => "line-up-full",
            Self::NoSuggestions => "no-suggestions",
            Self::Enough => "enough",
            Self::TooMany(_) => "too-many",
            Self::Full => "full",
            Self::NotFound => "not-found",
            Self::NoSuchMethod => "no-such-method",
            Self::OtherHistory => "other-history",
            Self::Future => "future",
            Self::Changed => "changed",
            Self::ClosesFirst => "closes-first",
            Self::Unavailable => Refusal::Unavailable.code(),
            Self::Internal => "internal",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let (kind, title) = (format!("urn:partysense:{}", self.code()), self.to_string());
        let later = match &self {
            Self::Refused(Refusal::Spent) => Some(IN_AN_HOUR),
            Self::TooMany(too_many) => Some(HeaderValue::from(too_many.seconds())),
            // When a host reads suggestions, nobody knows.
            _ => None,
        };
        let detail = if let Self::Malformed(_, detail) = self { Some(detail) } else { None };
        let body = Details { kind, title, status: status.as_u16(), detail, request_id: access::current() };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        match status {
            // RFC 9110, 15.5.2: it must say how.
            StatusCode::UNAUTHORIZED => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => headers.insert(header::RETRY_AFTER, AGAIN),
            _ => later.and_then(|later| headers.insert(header::RETRY_AFTER, later)),
        };
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<TooMany> for Problem {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unknown => Refusal::UnknownEvent.into(),
            Denied::NotHost => Self::NotHost,
            Denied::NotOwner => Self::NotOwner,
            Denied::Crowded => Self::Crowded,
            Denied::Full => Self::LineUpFull,
            Denied::Changed => Self::Changed,
            Denied::ClosesFirst => Self::ClosesFirst,
        }
    }
}

impl From<Unwanted> for Problem {
    fn from(unwanted: Unwanted) -> Self {
        match unwanted {
            Unwanted::Unknown => Refusal::UnknownEvent.into(),
            Unwanted::Closed => Refusal::Closed.into(),
            Unwanted::Off => Self::NoSuggestions,
            Unwanted::Enough => Self::Enough,
            Unwanted::Full => Self::Full,
        }
    }
}

impl From<Absent> for Problem {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Unknown => Refusal::UnknownEvent.into(),
            Absent::Unavailable => Self::Unavailable,
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
        let passes = match &error {
            // Conflicts (40), want (53), locks (55), its end (57), and a standby that took over (25006) pass.
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| code == "25006" || PASSING.iter().any(|class| code.starts_with(class)))
            }
            error => matches!(error, Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed),
        };
        if passes {
            tracing::warn!(%error, "the database did not answer a request");
            return Self::Unavailable;
        }
        tracing::error!(%error, "a request failed");
        Self::Internal
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::Malformed(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::Malformed(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::Malformed(rejection.status(), rejection.body_text())
    }
}

impl From<StringRejection> for Problem {
    fn from(rejection: StringRejection) -> Self {
        Self::Malformed(rejection.status(), rejection.body_text())
    }
}
