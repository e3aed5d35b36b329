//! The plain protocol's requests, as JSON and as the texts of a query.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::plain::{Request, Start};

fuzz_target!(|text: &str| {
    if let Ok(request) = serde_json::from_str::<Request>(text)
        && let Start::After(position) = &request.start
    {
        let since = Request::new("ALL", &position.to_string()).expect("what was read as a position can be said again");
        assert_eq!(since.start, request.start);
    }
    let (event, since) = text.split_once('&').unwrap_or((text, ""));
    let _ = Request::new(event, since);
});
