//! What is said of files in which something is wrong: each file in `broken` with everything that is reported on it.

mod ground;
mod printed;

use std::collections::BTreeSet;
use std::path::Path;

use ground::text_of;
use printed::printed;
use programme::file::{self, Severity};

const FILES: [&str; 12] = [
    "syntax",
    "empty",
    "keys",
    "values",
    "fields",
    "expressions",
    "references",
    "articles",
    "waiting",
    "donations",
    "messages",
    "fiction",
];

#[test]
fn every_mistake_is_shown_at_its_place() {
    for name in FILES {
        let text = text_of(&format!("crates/programme/tests/broken/{name}.toml"));
        let parsed = file::parse(&text);
        assert!(parsed.programme.is_none(), "{name} is broken");
        assert!(!parsed.may_be_served());
        let said: Vec<_> = parsed.diagnostics.into_iter().filter(|said| said.severity != Severity::Note).collect();
        insta::assert_snapshot!(name, printed(&text, &said));
    }
}

#[test]
fn every_broken_file_is_tried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let there: BTreeSet<String> = entries
        .map(|entry| {
            entry.expect("it can be read").path().file_stem().expect("it has a name").to_string_lossy().into_owned()
        })
        .collect();
    assert_eq!(there, FILES.map(str::to_owned).into());
}
