//! Time to reflect, and what was said yes to after it (article 2).

use jiff::civil::Date;

use crate::donation::{Consent, Donation};
use crate::life::plain_date;
use crate::person::Person;
use crate::rules::{ConsentElement, DonationKind, Programme};

use super::ground::{self, ToldBy};
use super::missing::{Missing, Supplier};

/// That the time to reflect is not over.
pub(super) fn still_reflecting(
    donor: &Person,
    donation: &Donation,
    kind: &DonationKind,
    programme: &Programme,
    on: Date,
) -> Option<Missing> {
    let reflection = kind.reflection.as_ref()?;
    if donation.opened.is_some() && unconsented(donor, donation, programme).is_empty() {
        // Whoever has said yes to everything had the time before each: what they are told later takes nothing back.
        return None;
    }
    let over = reflected_on(donor, donation, programme)?;
    if over <= on {
        return None;
    }
    let shorter = reflection
        .least
        .filter(|_| donation.shortened.is_none())
        .map_or(String::new(), |least| format!(" Only the donor can ask for less, and never for less than {least}."));
    let detail = format!("It is over on {}.", plain_date(over));
    let next = format!("Wait until then.{shorter}");
    Some(Missing::of(&reflection.rule, detail, Supplier::Time, next).article(2))
}

/// The first day on which a donor who was asked may say yes: the time to reflect after it began, or after the last thing
/// that they had to be told before, whichever was later. `None` where there is no such time.
pub fn reflected_on(donor: &Person, donation: &Donation, programme: &Programme) -> Option<Date> {
    let (_, opened) = donation.opened.as_ref()?;
    let begun = ground::last_told(donor, programme, donation.route()).map_or(*opened, |told| told.max(*opened));
    reflected_since(donation, programme, begun)
}

/// The first day on which they may say yes, of a time to reflect that began on a day. Asking for less of it shortens it from the day
/// on which they asked, and not for what came before.
fn reflected_since(donation: &Donation, programme: &Programme, begun: Date) -> Option<Date> {
    let reflection = programme.donation_kind(&donation.kind)?.reflection.as_ref()?;
    let over = reflection.time.after(begun);
    let shorter = donation.shortened.zip(reflection.least).map(|(word, least)| least.after(begun).max(word.on));
    Some(shorter.map_or(over, |shorter| shorter.min(over)))
}

/// Whether a yes counts: what the donor had to know before was told to them by then, as it is known now, and they had the time
/// to reflect after it. A yes that was said before is said anew.
pub(super) fn counts(donor: &Person, donation: &Donation, programme: &Programme, consent: &Consent) -> bool {
    let Some((opening, opened)) = &donation.opened else { return true };
    match ground::told_by(donor, programme, Some(opening.toward.route()), consent.on) {
        ToldBy::AsBelieved => true,
        ToldBy::Untold => false,
        ToldBy::LaterThanBelieved(told) => {
            reflected_since(donation, programme, told.max(*opened)).is_none_or(|over| over <= consent.on)
        }
    }
}

/// Everything that the donor has not said yes to in its present words, and knowing what they had to know.
pub(super) fn unconsented(donor: &Person, donation: &Donation, programme: &Programme) -> Vec<Missing> {
    let next = "Ask for it, and take a no for a no.";
    let missing = programme.consent_for(&donation.kind).filter_map(|element| {
        let detail = match donation.consents.get(&element.id) {
            Some(said) if said.version != element.version => {
                format!("“{}”: they said yes to earlier words, and not to these.", element.name)
            }
            Some(said) if counts(donor, donation, programme, said) => return None,
            Some(said) => format!(
                "“{}”: when they said yes on {} they had not been told everything, as it is known now. They say it anew.",
                element.name,
                plain_date(said.on)
            ),
            None => format!("“{}”: they have not said yes to this.", element.name),
        };
        Some(Missing::of(&element.rule, detail, Supplier::Donor, next).article(2))
    });
    missing.collect()
}

/// Whether the donor has said yes to something in its present words, in a way that counts.
pub fn said_yes(donor: &Person, donation: &Donation, programme: &Programme, element: &ConsentElement) -> bool {
    let said = donation.consents.get(&element.id).filter(|said| said.version == element.version);
    said.is_some_and(|said| counts(donor, donation, programme, said))
}
