//! A night's picture as PNG. Its letters come from the font in this binary, and what that has none for, ideographs and
//! emoji above all, from the fonts of the system; where those lack them too, a box stands in their place.

use super::kept::Unread;
use crate::http::api::etag;
use app::still::{card, night::Night};
use axum::http::HeaderValue;
use bytes::Bytes;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};
use std::sync::{Arc, LazyLock};
use tokio::sync::OwnedSemaphorePermit;

/// The fonts: looked for once, which takes a moment.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// A picture as it goes out.
#[derive(Clone, Debug)]
pub(in crate::http) struct Picture {
    pub(super) png: Bytes,
    /// Another one for each content.
    pub(super) tag: HeaderValue,
}

/// Draws the night, on a thread that may take its time, and gives the place back when that is done: nobody stops a thread, and
/// who asked may be gone long before.
pub(super) async fn draw(night: &Night, place: OwnedSemaphorePermit) -> Result<Picture, Unread> {
    let svg = card::svg(night);
    let drawn = tokio::task::spawn_blocking(move || {
        let _place = place;
        png(&svg)
    })
    .await;
    let png = drawn.map_err(|error| Unread::Drawing(error.to_string()))?.map_err(Unread::Drawing)?;
    Ok(Picture { tag: etag::of(&png), png: png.into() })
}

fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = Options { fontdb: FONTS.clone(), font_family: "DejaVu Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let (width, height) = card::SIZE;
    let mut picture = Pixmap::new(width, height).ok_or("no room")?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().map_err(|error| error.to_string())
}
