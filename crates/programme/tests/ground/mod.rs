//! The files that the tests of this crate read.

use std::path::PathBuf;

/// The text of a file of this repository.
pub(crate) fn text_of(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
