//! What a voter's browser fetches before anything moves.

use super::{stand::EVENT, subject::Subject};
use reqwest::{Client, header::ACCEPT_ENCODING};
use std::collections::BTreeSet;

/// Where the built files are.
const BUILT: &str = "/pkg/";

/// Bytes of an event's page and of the built files that it names, as they come in brotli.
pub(super) async fn measure(subject: &Subject) -> anyhow::Result<usize> {
    let client = Client::builder().build()?;
    let get = async |path: &str, encoding: &str| -> anyhow::Result<Vec<u8>> {
        let request = client.get(format!("http://{}{path}", subject.address)).header(ACCEPT_ENCODING, encoding);
        Ok(request.send().await?.error_for_status()?.bytes().await?.into())
    };
    let address = format!("/events/{EVENT}");
    let page = String::from_utf8(get(&address, "identity").await?)?;
    let mut paths = BTreeSet::from([address.as_str()]);
    for (begins, _) in page.match_indices(BUILT) {
        let path = &page[begins..];
        paths.insert(path.split(['"', '\'', '\\', ')']).next().unwrap_or(path));
    }
    let mut bytes = 0;
    for path in paths {
        bytes += get(path, "br").await?.len();
    }
    Ok(bytes)
}
