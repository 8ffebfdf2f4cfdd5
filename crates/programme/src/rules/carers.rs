//! What a programme file says of those who stand by people: advocates and companions (article 3).

use jiff::civil::Date;

use super::{Period, RuleText};
use crate::ids::TrainingId;

/// The rules of carers. A file without donors needs none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carers {
    /// That every donor has an advocate, and who that may be; every file that asks people has it (article 3).
    pub advocate: Option<RuleText>,
    /// How many people one advocate stands by at most.
    pub caseload: Option<Caseload>,
    /// How often an advocate and a donor speak.
    pub contact: Option<ContactEvery>,
    /// What an advocate has to have learnt.
    pub training: Vec<Training>,
    /// That whoever stands by another as a companion waits with giving meanwhile, by their own choice.
    pub companion: Option<RuleText>,
}

/// How many people one advocate stands by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caseload {
    /// So many at most.
    pub most: u16,
    /// Why, and since when.
    pub rule: RuleText,
}

/// How often an advocate and a donor speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactEvery {
    /// After so long without a conversation, one is due.
    pub every: Period,
    /// After so long that one is due, it is late.
    pub late_after: Period,
    /// Why, and since when.
    pub rule: RuleText,
}

/// Something that an advocate has to have learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    /// Unique in the file.
    pub id: TrainingId,
    /// What people call it.
    pub name: String,
    /// How long it counts; for ever, where the file says nothing.
    pub valid_for: Option<Period>,
    /// So long before it ends, it is to be done again.
    pub again: Option<Period>,
    /// Why, and since when.
    pub rule: RuleText,
}

impl Carers {
    /// The training with this id.
    pub fn training(&self, id: &TrainingId) -> Option<&Training> {
        self.training.iter().find(|training| training.id == *id)
    }

    /// Every rule of carers, in the order in which the rules page says them.
    pub fn rules(&self) -> impl Iterator<Item = &RuleText> {
        let caseload = self.caseload.iter().map(|caseload| &caseload.rule);
        let contact = self.contact.iter().map(|contact| &contact.rule);
        let training = self.training.iter().map(|training| &training.rule);
        self.advocate.iter().chain(caseload).chain(contact).chain(training).chain(&self.companion)
    }
}

impl Training {
    /// The first day on which it counts no longer.
    pub fn valid_until(&self, done: Date) -> Option<Date> {
        self.valid_for.map(|valid_for| valid_for.after(done))
    }
}
