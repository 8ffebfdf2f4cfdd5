//! The forms about carers as accounts: applying to be an advocate, ties, being away.

use programme::{Absence, Account, DeclaredTie, TieKind};
use record::Charge;

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;

/// An application, one's own or written down for somebody.
pub(crate) fn apply(asking: &Asking<'_>, account: Option<&Account>) -> FormView {
    let form = "apply";
    let (action, label) = match account {
        None => ("/account/application".to_owned(), "Why you would like to"),
        Some(account) => (format!("/advocates/{}/applied", account.id), "Why they would like to"),
    };
    let lead = "An advocate is on a donor’s side and on nobody else’s. Whoever applies is answered, and learns what advocates \
                have to know before they stand by anybody.";
    asking.form(form, action, vec![asking.field(form, Kind::Area, "step.words", label)], "Apply").lead(lead)
}

/// An answer to an application.
pub(crate) fn answer_application(asking: &Asking<'_>, account: &Account) -> FormView {
    let form = format!("answer-{}", account.id);
    let options =
        [("yes".to_owned(), "Yes: they are trained, and appointed".to_owned()), ("no".to_owned(), "No".to_owned())];
    let fields = vec![
        asking.left_open(&form, "step.accepted", "Whether they become one", &options),
        asking.field(&form, Kind::Area, "step.words", "In words for them"),
    ];
    let action = format!("/advocates/{}/application", account.id);
    asking.form(&form, action, fields, "Answer them").of_version(account.version)
}

/// A tie to somebody in the programme.
pub(crate) fn declare_tie(asking: &Asking<'_>, account: &Account) -> FormView {
    let form = "tie";
    let options = TieKind::ALL.map(|kind| (kind.as_str().to_owned(), format!("They {}", kind.plain())));
    let fields = vec![
        asking.one_of(form, Kind::Select, "step.declared.kind", "What it is", &options),
        asking.field(form, Kind::Text, "number", "That person’s number in the programme"),
        asking.day(form, "step.declared.since", "Since when"),
    ];
    let action = format!("/advocates/{}/ties", account.id);
    let lead = "Nobody is an advocate for whoever could give to somebody to whom they have a tie. Where they are one already, \
                Today asks for somebody else.";
    asking.form(form, action, fields, "Write the tie down").of_version(account.version).lead(lead)
}

/// The end of a tie.
pub(crate) fn end_tie(asking: &Asking<'_>, account: &Account, tie: &DeclaredTie) -> FormView {
    let form = format!("end-tie-{}", tie.id);
    let fields = vec![asking.day(&form, "step.on", "First day without it")];
    let action = format!("/advocates/{}/ties/{}/end", account.id, tie.id);
    asking.form(&form, action, fields, "It has ended").of_version(account.version)
}

/// A time away, with who covers whom: the first who could is proposed.
pub(crate) fn go_away(asking: &Asking<'_>, account: &Account, charges: &[Charge]) -> FormView {
    let form = "away";
    let mut fields =
        vec![asking.day(form, "step.from", "First day away"), asking.day(form, "step.until", "First day back")];
    let nobody = || (String::new(), "Nobody: they need none, or have another".to_owned());
    for charge in charges {
        let option =
            |one: &record::Successor| (one.account.to_string(), format!("{}, {}", one.name, stands_by(one.charges)));
        let options: Vec<_> = charge.successors.iter().map(option).chain([nobody()]).collect();
        let name = words::name(charge.person.details.as_ref());
        let field = asking.one_of(
            form,
            Kind::Select,
            &format!("cover.{}", charge.person.id),
            &format!("Who covers {name}"),
            &options,
        );
        fields.push(match charge.successors.first() {
            Some(first) => field.hint(format!("Proposed: {}. {}", first.name, because(first))),
            None => field.hint("Nobody could cover them as it is: nobody is independent, trained, there and has room."),
        });
    }
    let action = format!("/advocates/{}/absences", account.id);
    let lead =
        "Everybody by whom they stand is covered by somebody else meanwhile: no donor is ever without an advocate.";
    asking.form(form, action, fields, "Write the absence down").of_version(account.version).lead(lead)
}

/// An earlier return.
pub(crate) fn come_back(asking: &Asking<'_>, account: &Account, absence: &Absence) -> FormView {
    let form = format!("back-{}", absence.id);
    let fields = vec![asking.day(&form, "step.on", "First day back")];
    let action = format!("/advocates/{}/absences/{}/end", account.id, absence.id);
    asking.form(&form, action, fields, "They are back").of_version(account.version)
}

/// Somebody else in an advocate's place by one person's side: the first who could is proposed. `None` where nobody could.
pub(crate) fn hand_charge_over(asking: &Asking<'_>, account: &Account, charge: &Charge) -> Option<FormView> {
    let (person, form) = (&charge.person, format!("hand-over-{}", charge.person.id));
    let option =
        |one: &record::Successor| (one.account.to_string(), format!("{}, {}", one.name, stands_by(one.charges)));
    let options: Vec<_> = charge.successors.iter().map(option).collect();
    let first = charge.successors.first()?;
    let to = asking.one_of(&form, Kind::Select, "step.to", "Who comes", &options);
    let fields = vec![
        FieldView::hidden("step.from", &account.id.to_string()),
        to.hint(format!("Proposed: {}. {}", first.name, because(first))),
        asking.day(&form, "step.on", "First day with them"),
    ];
    let action = format!("/people/{}/carers/hand-over", person.id);
    let lead = "One goes and the other comes on the same day: nobody is without an advocate in between.";
    Some(asking.form(&form, action, fields, "Hand them over").of_version(person.version).lead(lead))
}

/// Why somebody is proposed.
fn because(first: &record::Successor) -> String {
    match first.was_until {
        Some(until) => format!("They know each other: advocate until {}.", words::plain_date(until)),
        None => {
            format!("Independent, trained, there, and {}: fewer than the others who could.", stands_by(first.charges))
        }
    }
}

fn stands_by(charges: u64) -> String {
    format!("stands by {}", words::people(charges))
}
