//! The form that says that somebody has looked at a refused row.

use super::{Asking, FormView, Kind};
use record::RefusedRowRow;

/// What was done about a refused row.
pub(crate) fn look_at(asking: &Asking<'_>, refused: &RefusedRowRow) -> FormView {
    let form = format!("row-{}-{}", refused.import, refused.row.line);
    let done = asking.field(&form, Kind::Text, "done", "What was done about it");
    let action = format!("/imports/{}/rows/{}", refused.import, refused.row.line);
    asking.form(&form, action, vec![done], "I have looked at it")
}
