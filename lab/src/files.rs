//! The landing page and the playground, as any host of files would serve them.

use std::path::Path;

/// The host that it is served at.
pub const HOST: &str = "playground.example";

/// A file by its path in an address: its media type and its bytes; `None` where there is none.
#[must_use]
pub fn file(path: &str) -> Option<(&'static str, Vec<u8>)> {
    let path = path.trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    if path.split('/').any(|part| part == ".." || part.is_empty()) {
        return None;
    }
    let site = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/www"));
    let bytes = std::fs::read(site.join(path)).ok()?;
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=UTF-8",
        Some("js") => "text/javascript; charset=UTF-8",
        Some("css") => "text/css; charset=UTF-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some(_) | None => "application/octet-stream",
    };
    Some((kind, bytes))
}
