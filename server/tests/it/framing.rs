//! Which answers a page of another site may show in a frame.

use crate::support::database;
use reqwest::header;

#[tokio::test]
async fn the_embed_alone_may_be_framed() {
    let database = database().await.with_catalog().await;
    let server = database.serve().await;
    for path in ["/", "/firehose", "/events/1", "/events/1/wall", "/nowhere", "/api/docs/", "/api/events", "/healthz"] {
        let headers = reqwest::get(server.url(path)).await.unwrap().headers().clone();
        let policies: Vec<_> = headers.get_all(header::CONTENT_SECURITY_POLICY).iter().collect();
        assert!(policies.iter().any(|policy| *policy == "frame-ancestors 'none'"), "{path}: {policies:?}");
        assert_eq!(
            headers.get(header::X_FRAME_OPTIONS).map(|options| options.as_bytes()),
            Some(&b"DENY"[..]),
            "{path}"
        );
    }
    for path in ["/events/1/embed", "/events/1/embed/", "/events/999/embed"] {
        let headers = reqwest::get(server.url(path)).await.unwrap().headers().clone();
        assert!(!headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
        assert!(!headers.contains_key(header::X_FRAME_OPTIONS), "{path}");
    }
}
