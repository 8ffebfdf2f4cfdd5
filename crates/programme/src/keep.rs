//! What is kept of somebody who gave and is erased: as little as the law asks for, apart from everything else, for a time.
//!
//! It is put together in the moment of the erasure from what can still be read, sealed under a key of its own, and gone with
//! that key when its time is over. A person's state knows only that there is such a thing, and until when.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::birth::Birth;
use crate::ids::{DonationId, DonationKindId, PersonId, RuleId, SiteId};
use crate::person::{Person, Sex};
use crate::rules::{Keep, KeptPart, Programme};

/// That something is kept of somebody who is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Kept {
    /// The first day on which nothing is kept any more.
    pub until: Date,
    /// The rules of the programme file that ask for it.
    pub rules: BTreeSet<RuleId>,
}

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeptContent {
    /// Who they were, where a rule asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<KeptWho>,
    /// What they gave, where a rule asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub donations: Vec<KeptDonation>,
}

/// Who somebody was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeptWho {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Their sex.
    pub sex: Sex,
    /// When they were born.
    pub birth: Birth,
}

/// A donation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeptDonation {
    /// Which.
    pub donation: DonationId,
    /// What.
    pub kind: DonationKindId,
    /// The day.
    pub on: Date,
    /// Where, if at a site of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// Who was named to receive, if somebody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<PersonId>,
}

/// What is to be kept of somebody who is erased on a day, and until when; `None` where nothing is.
pub fn to_be_kept(person: &Person, programme: &Programme, on: Date) -> Option<(Kept, KeptContent)> {
    let given: Vec<_> =
        person.donations.iter().filter_map(|donation| Some((donation, donation.given.as_ref()?))).collect();
    let lasts = |keep: &Keep, day: Date| keep.length.after(day);
    let rules = || programme.keep.iter().filter(|keep| keep.rule.in_force_from <= on);
    let asks = |keep: &&Keep| given.iter().any(|(_, given)| on < lasts(keep, given.on));
    let asking: Vec<_> = rules().filter(asks).collect();
    let until = asking.iter().flat_map(|keep| given.iter().map(|(_, given)| lasts(keep, given.on))).max()?;
    let kept = Kept { until, rules: asking.iter().map(|keep| keep.rule.id.clone()).collect() };
    let is_asked = |part| asking.iter().any(|keep| keep.what.contains(&part));
    let details = person.details.as_ref().filter(|_| is_asked(KeptPart::Who));
    let who = details.map(|details| KeptWho {
        name: details.name.clone(),
        number: details.number.clone(),
        sex: details.sex,
        birth: details.birth,
    });
    let still = |day: Date| asking.iter().any(|keep| keep.what.contains(&KeptPart::Donations) && on < lasts(keep, day));
    let donations = given.iter().filter(|(_, given)| still(given.on)).map(|(donation, given)| KeptDonation {
        donation: donation.id,
        kind: given.kind.clone(),
        on: given.on,
        site: given.site,
        recipient: donation.recipient(),
    });
    Some((kept, KeptContent { who, donations: donations.collect() }))
}
