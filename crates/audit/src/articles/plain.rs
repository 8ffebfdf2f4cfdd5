//! Article 10, plain words: every term and rule of a served programme has a plain-language text.

use super::Found;
use crate::file::File;

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    found.extend(
        file.unsaid.iter().map(|what| Found::new(10, format!("the file does not say in plain words what {what} is"))),
    );
}
