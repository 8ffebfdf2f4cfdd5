//! The forms of speaking up, and of answering whoever did.

use programme::{AccountId, ConcernId, ConcernKind, PersonId};

use super::{Asking, FormView, Kind};

/// Somebody whom a concern can be about without a search.
pub(crate) type Whom = (PersonId, String);

/// Speaking up.
pub(crate) fn speak_up(asking: &Asking<'_>, whom: &[Whom], finds: bool) -> FormView {
    let form = "speak-up";
    let kinds = ConcernKind::ALL.map(|kind| (kind.as_str().to_owned(), kind.plain().to_owned()));
    let mut fields = vec![asking.left_open(form, "kind", "What is it about", &kinds)];
    if !whom.is_empty() {
        let named = whom.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let nobody = (String::new(), "nobody in particular".to_owned());
        let options: Vec<_> = [nobody].into_iter().chain(named).collect();
        fields.push(asking.one_of(form, Kind::Radio, "said.about", "About whom", &options));
    }
    if finds {
        let hint = "Leave it empty if it is about nobody in particular.";
        fields.push(asking.field(form, Kind::Text, "number", "Or the number of whom it is about").hint(hint));
    }
    fields.push(asking.field(form, Kind::Area, "said.text", "What happened, in your own words"));
    let lead = "The auditor reads it. Nobody can delete it, and your account cannot be closed while it is open.";
    asking.form(form, "/speak-up".to_owned(), fields, "Say it").lead(lead).main()
}

/// An answer to somebody who spoke up.
pub(crate) fn answer_concern(asking: &Asking<'_>, account: AccountId, concern: ConcernId) -> FormView {
    let form = format!("concern-{concern}");
    let options = [("".to_owned(), "It stays open".to_owned()), ("yes".to_owned(), "It is closed by this".to_owned())];
    let fields = vec![
        asking.field(&form, Kind::Area, "answer", "Your answer, in words for them"),
        asking.one_of(&form, Kind::Radio, "close", "And then", &options),
    ];
    asking.form(&form, format!("/concerns/{account}/{concern}"), fields, "Answer them")
}
