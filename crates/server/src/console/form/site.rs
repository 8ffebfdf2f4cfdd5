//! The forms of a site: opening, changing and closing one.

use super::{Asking, FieldView, FormView, Kind};
use record::SiteRow;

/// Opening a site.
pub(crate) fn open(asking: &Asking<'_>) -> FormView {
    let form = "open";
    let kinds = asking.desk.programme.site_kinds.iter();
    let kinds: Vec<_> = kinds.map(|kind| (kind.id.to_string(), kind.name.clone())).collect();
    let fields = vec![
        asking.field(form, Kind::Text, "name", "Name"),
        asking.one_of(form, Kind::Radio, "kind", "Kind", &kinds),
        places(asking, form),
        asking.day(form, "on", "First day"),
    ];
    asking.form(form, "/sites".to_owned(), fields, "Open the site").main()
}

/// Another name, or another number of places.
pub(crate) fn change(asking: &Asking<'_>, row: &SiteRow) -> FormView {
    let form = "change";
    let name = asking.field(form, Kind::Text, "name", "Name");
    let name = FieldView { value: asking.typed.text_or("name", &row.site.name), ..name };
    let counted = row.site.places.map_or(String::new(), |places| places.to_string());
    let places = FieldView { value: asking.typed.text_or("places", &counted), ..places(asking, form) };
    asking.form(form, format!("/sites/{}", row.id), vec![name, places], "Change it").of_version(row.site.version)
}

/// Closing a site.
pub(crate) fn close(asking: &Asking<'_>, row: &SiteRow) -> FormView {
    let form = "close";
    let fields = vec![asking.day(form, "on", "First day on which nobody is there")];
    let lead = "A site closes when nobody is there.";
    let action = format!("/sites/{}/close", row.id);
    asking.form(form, action, fields, "Close the site").of_version(row.site.version).lead(lead)
}

/// Receiving somebody who has come: by two things that only they, or their papers, say.
pub(crate) fn receive(asking: &Asking<'_>, row: &SiteRow) -> FormView {
    let form = "receive";
    let fields = vec![
        asking.field(form, Kind::Text, "number", "Their number"),
        asking.field(form, Kind::Text, "born", "Their date of birth").hint("Such as 14 March 1962 or 14/3/62."),
        asking.day(form, "on", "First day here"),
    ];
    let lead = "Ask them for both. You see them from then on, as long as they are here.";
    asking.form(form, format!("/sites/{}/receive", row.id), fields, "Receive them").lead(lead)
}

fn places(asking: &Asking<'_>, form: &str) -> FieldView {
    let hint = "How many people can be there at once. Leave it empty if places are not counted.";
    asking.field(form, Kind::Number, "places", "Places").hint(hint).unit("people")
}
