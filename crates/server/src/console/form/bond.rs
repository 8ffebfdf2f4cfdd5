//! The forms about whom somebody names.

use programme::{Bond, BondId, BondKind, MayBeTold, Person, Whom};

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;

/// Somebody to be named. `own`: whoever fills it in is the person; `finds`: they may find people by their number.
pub(crate) fn name(asking: &Asking<'_>, person: &Person, own: bool, finds: bool) -> FormView {
    let form = "name";
    let kinds = BondKind::ALL.map(|kind| (kind.as_str().to_owned(), words::capital(kind.plain())));
    let mut fields = vec![asking.one_of(form, Kind::Select, "content.kind", "As what", &kinds)];
    if finds {
        let number = asking.field(form, Kind::Text, "number", "Their number, if they are in the programme");
        fields.push(number.hint("Then leave the name and the ways to reach them empty: the record has them."));
    }
    fields.extend(contact(asking, form));
    fields.extend(wishes(asking, form));
    fields.extend(presence(asking, form, own));
    let action = format!("/people/{}/bonds", person.id);
    let view = asking.form(form, action, fields, "Name them").of_version(person.version);
    match (own, finds) {
        (true, false) => view.lead("To name somebody who is in the programme too, ask a coordinator."),
        _ => view,
    }
}

/// What somebody who is named may be told, and how they are reached.
pub(crate) fn change(asking: &Asking<'_>, person: &Person, bond: &Bond, own: bool) -> FormView {
    let form = format!("bond-{}", bond.id);
    let mut fields = vec![FieldView::hidden("content.kind", bond.content.kind.as_str())];
    match &bond.content.whom {
        Whom::Record { person } => fields.push(FieldView::hidden("content.whom", &person.to_string())),
        Whom::World { .. } => fields.extend(contact(asking, &form)),
    }
    fields.extend(wishes(asking, &form));
    fields.extend(presence(asking, &form, own));
    let action = format!("/people/{}/bonds/{}", person.id, bond.id);
    asking.form(&form, action, fields, "Change it").of_version(person.version)
}

/// The end of a bond.
pub(crate) fn end(asking: &Asking<'_>, person: &Person, bond: BondId, own: bool) -> FormView {
    let form = format!("end-{bond}");
    let fields = presence(asking, &form, own);
    let action = format!("/people/{}/bonds/{bond}/end", person.id);
    let lead = "It ends at once. No reason is asked for.";
    asking.form(&form, action, fields, "End it").of_version(person.version).lead(lead)
}

/// Whether whoever named somebody may see them.
pub(crate) fn answer(asking: &Asking<'_>, person: &Person, bond: BondId, own: bool) -> FormView {
    let form = format!("answer-{bond}");
    let options = [
        ("yes".to_owned(), "They may see who it is".to_owned()),
        ("no".to_owned(), "They may not see who it is".to_owned()),
    ];
    let mut fields = vec![asking.left_open(&form, "may-see", "What is wished", &options)];
    fields.extend(presence(asking, &form, own));
    let action = format!("/people/{}/bonds/{bond}/answer", person.id);
    let lead = "Each sees who the other is once both wish it. It can be taken back at any time.";
    asking.form(&form, action, fields, "Write it down").of_version(person.version).lead(lead)
}

fn contact(asking: &Asking<'_>, form: &str) -> [FieldView; 4] {
    let field = |kind, part: &str, label| asking.field(form, kind, &format!("content.whom.contact.{part}"), label);
    [
        field(Kind::Text, "name", "What they are called"),
        field(Kind::Area, "post", "Address for letters"),
        field(Kind::Text, "email", "Email address"),
        field(Kind::Text, "telephone", "Telephone number"),
    ]
}

fn wishes(asking: &Asking<'_>, form: &str) -> Vec<FieldView> {
    let tick = |what: MayBeTold| {
        let label = format!("May be told: {}", what.plain());
        asking.field(form, Kind::Tick, &format!("told.{}", what.as_str()), label)
    };
    let sees = "If they are in the programme: may see who named them, once both wish it";
    MayBeTold::ALL.into_iter().map(tick).chain([asking.field(form, Kind::Tick, "content.may-see", sees)]).collect()
}

/// Somebody else writes a person's own words down only in their presence.
fn presence(asking: &Asking<'_>, form: &str, own: bool) -> Vec<FieldView> {
    if own {
        return Vec::new();
    }
    let present = "They are with me, or on the telephone, and say so themselves";
    vec![FieldView::hidden("by-another", "yes"), asking.field(form, Kind::Tick, "present", present)]
}
