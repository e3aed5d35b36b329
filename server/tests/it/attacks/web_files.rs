//! Ways out of the folder of the pages: what lies beside it stays there, whatever an address says.

use crate::support::{Database, Server, database};
use std::os::unix::fs::symlink;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What nobody may read.
const SECRET: &str = "the secret beside the pages";

/// Steps that somebody may take to mean `..`, and what stands between them.
const UP: [&str; 9] = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "..;", "%c0%ae%c0%ae", "..%5c"];
const BETWEEN: [&str; 6] = ["/", "%2f", "%5c", "\\", "//", "/./"];

/// The answer to a request whose address no client library would have put in order first.
async fn raw(server: &Server, address: &str) -> String {
    let mut stream = TcpStream::connect(server.service.address()).await.unwrap();
    let request = format!("GET {address} HTTP/1.1\r\nhost: vote.example\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![];
    crate::support::soon(stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder_of_the_pages() {
    let database = database().await.with_catalog().await;
    let outside = tempfile::tempdir().unwrap();
    let site = outside.path().join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(outside.path().join("secret.txt"), SECRET).unwrap();
    std::fs::write(site.join("pkg/known.css"), "body {}").unwrap();
    let assets = r#"{"style":"/pkg/s","bare":"/pkg/b","still":"/pkg/t","script":"/pkg/s","wasm":"/pkg/w"}"#;
    std::fs::write(site.join("assets.json"), assets).unwrap();
    let server = Database::serve_as(&database.options, |serve| serve.site_dir = Some(site.clone())).await;
    assert!(raw(&server, "/pkg/known.css").await.ends_with("body {}"), "what is inside is there");

    let file = outside.path().join("secret.txt");
    let file = file.to_str().unwrap();
    let mut addresses = vec![
        file.to_owned(),
        format!("/{file}"),
        format!("/pkg/{file}"),
        format!("/pkg{file}"),
        format!("/pkg/%2f{file}"),
        format!("file://{file}"),
        format!("http://vote.example/../secret.txt"),
        "/secret.txt".to_owned(),
        "/pkg/".to_owned(),
        "/pkg".to_owned(),
        "/./".to_owned(),
        "//".to_owned(),
        "/%".to_owned(),
        "/%0".to_owned(),
        "/%00".to_owned(),
        "/pkg/known.css%00.png".to_owned(),
        "/pkg/known.css/".to_owned(),
        "/C:\\secret.txt".to_owned(),
        "/%ff%fe".to_owned(),
        "*".to_owned(),
        format!("/pkg/{}", "a".repeat(300)),
        format!("/pkg/{}", "a/".repeat(3_000)),
        format!("/{}", "a".repeat(300)),
        format!("/{}", "../".repeat(2_000)),
    ];
    for (up, between) in UP.iter().flat_map(|up| BETWEEN.map(|between| (*up, between))) {
        for folder in ["/", "/pkg/", "/pkg/snippets/", "/events/1/", "/h/", "/j/", "/api/docs/"] {
            addresses
                .extend((1..4).map(|steps| format!("{folder}{}secret.txt", format!("{up}{between}").repeat(steps))));
        }
    }
    for address in &addresses {
        let answer = raw(&server, address).await;
        assert!(!answer.contains(SECRET), "{address}");
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(status.starts_with(['2', '3', '4']), "{address}: {answer}");
        assert!(!answer.contains("known.css\n") && !answer.contains("Index of"), "{address} lists a folder");
    }
    assert!(addresses.len() > 1_000);
    assert_eq!(reqwest::get(server.url("/healthz")).await.unwrap().status(), 200, "it lives");
}

#[tokio::test]
async fn what_an_operator_links_to_is_handed_out() {
    let database = database().await;
    let outside = tempfile::tempdir().unwrap();
    let site = outside.path().join("site");
    std::fs::create_dir_all(&site).unwrap();
    std::fs::write(outside.path().join("logo.svg"), "<svg/>").unwrap();
    symlink(outside.path().join("logo.svg"), site.join("logo.svg")).unwrap();
    symlink(outside.path().join("nothing"), site.join("broken.svg")).unwrap();
    let assets = r#"{"style":"/pkg/s","bare":"/pkg/b","still":"/pkg/t","script":"/pkg/s","wasm":"/pkg/w"}"#;
    std::fs::write(site.join("assets.json"), assets).unwrap();
    let server = Database::serve_as(&database.options, |serve| serve.site_dir = Some(site.clone())).await;
    let status = async |path: &str| reqwest::get(server.url(path)).await.unwrap().status().as_u16();
    // Nobody but the operator puts anything into that folder: a link there is meant.
    assert_eq!([status("/logo.svg").await, status("/broken.svg").await], [200, 404]);
}
