//! The interface's description: served as it is committed, so that whoever changes the interface sees it in the diff.

use std::path::Path;

use crate::house::House;

/// To take a change in: `CARER_UPDATE=1 cargo test -p server openapi`.
#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let house = House::new();
    let served = house.get("/api/v1/openapi.json");
    assert_eq!(served.expect(200).header("content-type"), Some("application/json"));
    let pretty = serde_json::to_string_pretty(&served.json()).expect("it serialises") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("CARER_UPDATE").is_some() {
        std::fs::write(&path, &pretty).expect("it is written");
    }
    let committed = std::fs::read_to_string(&path).expect("docs/openapi.json is there");
    assert!(
        committed == pretty,
        "docs/openapi.json is not what is served: run CARER_UPDATE=1 cargo test -p server openapi"
    );
}
