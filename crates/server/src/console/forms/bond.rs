//! The forms about whom somebody names.

use jiff::civil::Date;
use programme::{Bond, BondContent, BondId, BondKind, BondStep, Command, Contact, MayBeTold, PersonId, Whom};

use super::{FormReader, FormResult, Typed};

/// Somebody who is named, or said anew: `step` makes of it what is done.
///
/// # Errors
/// Every field that could not be read.
pub(crate) fn bond_content(
    typed: &Typed,
    person: PersonId,
    bond: BondId,
    step: impl FnOnce(BondContent) -> BondStep,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    present(&mut reader);
    let kind = BondKind::ALL.into_iter().find(|kind| kind.as_str() == typed.text("content.kind"));
    if kind.is_none() {
        reader.wrong("content.kind", "Choose one from the list.");
    }
    let whom = whom(&mut reader);
    let told = |what: &MayBeTold| typed.text(&format!("told.{}", what.as_str())) == "yes";
    let may_be_told = MayBeTold::ALL.into_iter().filter(told).collect();
    let may_see = typed.text("content.may-see") == "yes";
    let content = kind.zip(whom).map(|(kind, whom)| BondContent { kind, whom, may_be_told, may_see });
    reader.finish(content.map(|content| Command::Bond { person, bond, step: step(content) }))
}

/// The end of a bond, or an answer to one: `step` is what is done, which whoever has looked up whose bond it is knows.
///
/// # Errors
/// Where it is not said that the person says so themselves.
pub(crate) fn bond_step(typed: &Typed, person: PersonId, bond: BondId, step: BondStep) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    present(&mut reader);
    if matches!(step, BondStep::Answer { .. }) {
        reader.chosen("may-see");
    }
    reader.finish(Some(Command::Bond { person, bond, step }))
}

/// What a form about a bond offers to begin with: what it says now.
pub(crate) fn prefilled_bond(bond: &Bond) -> Typed {
    let mut typed = Typed::default();
    let content = &bond.content;
    if let Whom::World { contact } = &content.whom {
        typed.set("content.whom.contact.name", contact.name.clone());
        for (part, said) in [("post", &contact.post), ("email", &contact.email), ("telephone", &contact.telephone)] {
            typed.set(format!("content.whom.contact.{part}"), said.clone().unwrap_or_default());
        }
    }
    for what in &content.may_be_told {
        typed.set(format!("told.{}", what.as_str()), "yes");
    }
    if content.may_see {
        typed.set("content.may-see", "yes");
    }
    typed
}

fn whom(reader: &mut FormReader<'_>) -> Option<Whom> {
    if let Some(person) = reader.chosen_id("content.whom") {
        return Some(Whom::Record { person });
    }
    let said = |part: &str| reader.typed.optional(&format!("content.whom.contact.{part}"));
    let (post, email, telephone) = (said("post"), said("email"), said("telephone"));
    let Some(name) = said("name") else {
        reader.wrong("content.whom.contact.name", "Write what they are called.");
        return None;
    };
    Some(Whom::World { contact: Contact { name, post, email, telephone } })
}

/// Somebody else writes a person's own words down only in their presence.
fn present(reader: &mut FormReader<'_>) {
    if reader.typed.text("by-another") == "yes" && reader.typed.text("present") != "yes" {
        reader.wrong("present", "Write this down only while they are with you, or on the telephone, and say so.");
    }
}
