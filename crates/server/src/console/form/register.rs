//! The form that takes somebody into the programme.

use super::{Asking, FieldView, FormView, Kind};
use record::SiteRow;

/// Registering somebody.
pub(crate) fn register(asking: &Asking<'_>, sites: &[SiteRow]) -> FormView {
    let form = "register";
    let mut fields = details(asking, form);
    let open = sites.iter().filter(|row| row.site.is_open_on(asking.desk.today));
    let open = open.map(|row| (row.id.to_string(), row.site.name.clone()));
    let options: Vec<_> =
        [(String::new(), "At none of the programme’s sites".to_owned())].into_iter().chain(open).collect();
    fields.push(asking.one_of(form, Kind::Select, "site", "Where they are from today", &options));
    asking.form(form, "/people".to_owned(), fields, "Register this person").main()
}

/// The fields that say who somebody is.
pub(super) fn details(asking: &Asking<'_>, form: &str) -> Vec<FieldView> {
    let sexes = [("female", "female"), ("male", "male"), ("other", "neither of these"), ("unknown", "not recorded")];
    let sexes: Vec<_> = sexes.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect();
    let mut sex = asking.one_of(form, Kind::Radio, "details.sex", "Sex", &sexes);
    if sex.value.is_empty() {
        sex.options.iter_mut().for_each(|option| option.chosen = option.value == "unknown");
    }
    vec![
        asking.field(form, Kind::Text, "details.name", "Name").hint("As they want to be called."),
        asking
            .field(form, Kind::Text, "details.number", "Number")
            .hint("Their number where the record came from, if there is one. A name or a number is enough."),
        asking
            .field(form, Kind::Text, "details.birth", "Born")
            .hint("A day such as 14 March 1962 or 14/3/62. If only the age is known, the age: 64."),
        sex,
    ]
}
