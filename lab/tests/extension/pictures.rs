//! The README's pictures are never stale: what the card shows now is what the record beside them says.

use super::Stage;
use lab::drive::Kind;
use lab::film::{self, Record};
use std::path::Path;

/// How a stale picture is made anew.
const RENEW: &str = "the pictures in docs/ are stale: run `cargo xtask screenshots --film`";

#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_the_readme_show_the_card_as_it_is_now() {
    let docs = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"));
    let record = Record::read(docs).expect(RENEW);
    assert_eq!(record.foreign(docs), Vec::<&str>::new(), "{RENEW}");
    let stage = Stage::set(Kind::Chrome, film::SCENARIO).await;
    let card = stage.told(film::fails(&stage.browser).await).await;
    assert_eq!(record.card, card, "{RENEW}");
    stage.lab.go("up").unwrap();
    let back = stage.told(film::is_back(&stage.browser).await).await;
    assert_eq!(record.back, back, "{RENEW}");
    stage.end().await;
}
