//! What a donation asks of the other parts of the programme: was the donor told, does somebody stand by them, and who
//! stands by the one who would receive. Whatever answers these elsewhere is asked from here alone.

use jiff::civil::Date;

use crate::care::CareKind;
use crate::ids::AccountId;
use crate::person::Person;
use crate::refusal;
use crate::rules::Programme;

use super::missing::{Missing, Supplier};

/// What the donor has not been told, or not in its present version. Nothing is asked of them until they are (article 1).
pub(super) fn untold(_donor: &Person, _programme: &Programme, _on: Date) -> Vec<Missing> {
    Vec::new()
}

/// The day of the last thing that a donor was told before they could be asked: the time to reflect is not over before
/// they have had it all since then.
pub(super) fn last_told(_donor: &Person, _programme: &Programme) -> Option<Date> {
    None
}

/// That nobody is on the donor's side who has no part in the care of whoever would receive (article 3).
pub(super) fn no_advocate(donor: &Person, recipient: Option<&Person>, on: Date) -> Option<Missing> {
    let advocates = || donor.carers_on(on).filter(|time| time.kind == CareKind::Advocate);
    if advocates().any(|time| !cares_for(time.carer, recipient, on)) {
        return None;
    }
    let detail = match advocates().next() {
        None => "Nobody is their advocate.",
        Some(_) => "Their advocate also stands by whoever would receive.",
    };
    let missing = Missing::by(refusal::ADVOCATE_FIRST, detail, Supplier::Coordinator, "Put an advocate by their side.");
    Some(missing.article(3))
}

/// Whether somebody has a part in the care of whoever would receive.
pub(super) fn cares_for(account: AccountId, recipient: Option<&Person>, on: Date) -> bool {
    recipient.is_some_and(|recipient| recipient.carers_on(on).any(|time| time.carer == account))
}
