//! Who stands by somebody: an advocate, who is independent and appointed, or a companion, who has chosen to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{CareEvent, Private};
use crate::ids::{AccountId, ConversationId, PersonId};
use crate::person::Person;
use crate::role::Role;
use crate::rules::Programme;

/// What is done between a person and those who stand by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum CareStep {
    /// Put another advocate by their side in place of the one they have: one goes and the other comes on the same day.
    HandOver {
        /// Who goes.
        from: AccountId,
        /// Who comes.
        to: AccountId,
        /// The first day with the one, and without the other.
        on: Date,
    },
    /// Write down that an advocate and the person spoke.
    Converse {
        /// Its new id.
        conversation: ConversationId,
        /// The day.
        on: Date,
        /// How.
        how: Manner,
        /// What was said; the person and their advocates read it, and nobody else.
        words: String,
    },
    /// Ask to stand by the person as a companion: somebody in the programme, for themselves.
    OfferCompany {
        /// The account of whoever asks.
        by: AccountId,
        /// In which words.
        words: String,
    },
    /// Say whether one wants somebody as a companion: the person themselves. A yes can be taken back at any time, by a no: from
    /// that day on they stand by them no more.
    AnswerCompany {
        /// The account of whoever asked.
        by: AccountId,
        /// Whether they want it.
        accepted: bool,
    },
    /// Stand by somebody no longer, or not at all where it has not begun: the companion, whenever they like. The person of the
    /// command is the companion.
    StopStandingBy {
        /// By whom they stood.
        whom: PersonId,
        /// The first day on which they do not.
        on: Date,
    },
}

/// How two people spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// In one room.
    InPerson,
    /// By telephone.
    Telephone,
    /// By video.
    Video,
    /// In writing.
    InWriting,
}

/// A conversation between an advocate and the person by whom they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Conversation {
    /// The advocate, or whoever covered for them.
    pub by: AccountId,
    /// The day.
    pub on: Date,
    /// How.
    pub how: Manner,
    /// What was said.
    pub words: String,
}

/// Somebody covers for an advocate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Covering {
    /// Who covers.
    pub by: AccountId,
    /// For whom.
    pub absent: AccountId,
    /// The first day.
    pub from: Date,
    /// The first day without them.
    pub until: Date,
}

/// Somebody asks to be a companion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompanionOffer {
    /// Who asks.
    pub by: AccountId,
    /// The day.
    pub on: Date,
    /// In which words.
    pub words: String,
}

/// An answer to somebody who asks to be a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompanionAnswer {
    /// Who is answered.
    pub by: AccountId,
    /// The day.
    pub on: Date,
    /// Whether they are wanted.
    pub accepted: bool,
}

/// A companionship that was wanted is wanted no more, before the time with the companion or during it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompanyTakenBack {
    /// The companion.
    pub by: AccountId,
    /// Who takes it back.
    pub whose: TakenBackBy,
    /// The first day on which it counts no longer.
    pub on: Date,
}

/// Who takes back that somebody is to be a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenBackBy {
    /// Whoever said that they want them.
    Person,
    /// The companion, who asked.
    Companion,
}

/// Somebody asked to be a companion, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Who asked, when, and in which words.
    pub offer: CompanionOffer,
    /// What they were answered.
    pub answer: Option<CompanionAnswer>,
    /// The first day on which neither counts any longer: one of the two took it back, or the time that rested on it ended.
    /// For another time they ask anew.
    pub over: Option<Date>,
}

/// That somebody stands by another, from a day or until a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StandingBy {
    /// By whom.
    pub whom: PersonId,
    /// The first day, or the first on which they do not.
    pub on: Date,
}

/// What a person's record says of those who stand by them, beside the times themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CareRecord {
    /// Every conversation with an advocate, in the order in which they were written down.
    pub conversations: Vec<(ConversationId, Conversation)>,
    /// Who asked to be a companion, with what they were answered.
    pub offers: Vec<Offered>,
    /// By whom this person stands or stood as a companion: from a day, until a day.
    pub stands_by: Vec<(PersonId, Date, Option<Date>)>,
}

/// As what somebody stands by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CareKind {
    /// As their advocate.
    Advocate,
    /// As their companion.
    Companion,
}

/// Somebody who stands by another, from a day or until a day: the event says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Care {
    /// Who.
    pub carer: AccountId,
    /// As what.
    #[serde(rename = "as")]
    pub kind: CareKind,
    /// The first day with them, or the first without.
    pub on: Date,
}

/// A time in which somebody stood by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CareTime {
    /// Who.
    pub carer: AccountId,
    /// As what.
    pub kind: CareKind,
    /// The first day.
    pub from: Date,
    /// The first day without them.
    pub until: Option<Date>,
    /// For whom they only cover.
    pub covers: Option<AccountId>,
}

/// A conversation that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TalkDue {
    /// With which advocate.
    pub advocate: AccountId,
    /// When they spoke last; `None` where they never did.
    pub last: Option<Date>,
    /// From this day on it is due.
    pub due_on: Date,
    /// From this day on it is late.
    pub late_on: Date,
}

/// Whether somebody is a donor, who is never without an advocate (article 3): whoever is in a stage in which people are
/// assessed, or gives, or has given. Since when, where they are one. The dead need nobody on their side any more, and whoever
/// is with another programme, which has acknowledged it, has somebody there.
pub fn donor_since(person: &Person, programme: &Programme) -> Option<Date> {
    if is_no_longer_here(person) {
        return None;
    }
    donor_from(person, programme)
}

/// Since when somebody is or was a donor, whether or not they have left since.
pub(crate) fn donor_from(person: &Person, programme: &Programme) -> Option<Date> {
    let is_assessed = |stage| programme.stage(stage).is_some_and(|stage| stage.assessed);
    let assessed = person.stages.iter().rev().take_while(|(stage, _)| is_assessed(stage)).last().map(|(_, on)| *on);
    let given = person.donations.iter().filter_map(|donation| donation.given.as_ref()).map(|given| given.on).min();
    // Where it was given before they came here, they are ours from the day on which they came.
    let given = given.map(|given| given.max(person.registered));
    let begun = (!person.donations.is_empty()).then_some(person.registered);
    assessed.into_iter().chain(given.or(begun)).min()
}

/// The times, with their first day and the day on which they are over, in which a donor has nobody as an advocate: as far
/// as their own record says, which knows nothing of posts that ended or of ties. While they were gone, or with another programme,
/// nobody was missing.
pub fn uncovered(person: &Person, programme: &Programme) -> Vec<(Date, Option<Date>)> {
    let elsewhere = person.journey.elsewhere().filter_map(|(from, until)| Some((from, until?)));
    let gone: Vec<(Date, Date)> = person.absences.iter().copied().chain(elsewhere).collect();
    let without = |gap: (Date, Option<Date>)| {
        gone.iter().fold(vec![gap], |parts, (left, back)| {
            let cut = |(from, until): (Date, Option<Date>)| {
                let before = (from, Some(until.map_or(*left, |until| until.min(*left))));
                [before, (from.max(*back), until)]
            };
            let is_time = |(from, until): &(Date, Option<Date>)| until.is_none_or(|until| *from < until);
            parts.into_iter().flat_map(cut).filter(is_time).collect()
        })
    };
    gaps(person, programme).into_iter().flat_map(without).collect()
}

fn gaps(person: &Person, programme: &Programme) -> Vec<(Date, Option<Date>)> {
    let Some(mut from) = donor_since(person, programme) else { return Vec::new() };
    let mut times: Vec<_> = person.carers.iter().filter(|time| time.kind == CareKind::Advocate).collect();
    times.sort_by_key(|time| time.from);
    let mut gaps = Vec::new();
    for time in times {
        if from < time.from {
            gaps.push((from, Some(time.from)));
        }
        match time.until {
            None => return gaps,
            Some(until) => from = from.max(until),
        }
    }
    gaps.push((from, None));
    gaps
}

/// When each advocate of a person is to speak with them next, by the rule of the file. Whoever only covers is not asked to.
pub fn talks_due(person: &Person, programme: &Programme) -> Vec<TalkDue> {
    let Some(contact) = &programme.carers.contact else { return Vec::new() };
    if is_no_longer_here(person) {
        return Vec::new();
    }
    let going_on = |time: &&CareTime| time.kind == CareKind::Advocate && time.until.is_none();
    let spoke = |advocate| {
        let with = person.care.conversations.iter().filter(move |(_, talk)| talk.by == advocate);
        with.map(|(_, talk)| talk.on).max()
    };
    let due = |time: &CareTime| {
        let last = spoke(time.carer);
        let since = last.map_or(time.from, |last| last.max(time.from)).max(contact.rule.in_force_from);
        let due_on = contact.every.after(since);
        TalkDue { advocate: time.carer, last, due_on, late_on: contact.late_after.after(due_on) }
    };
    person.carers.iter().filter(going_on).map(due).collect()
}

fn is_no_longer_here(person: &Person) -> bool {
    let ended = person.journey.death.is_some() || person.journey.handed_over().is_some();
    person.erased || person.departed.is_some() || ended
}

impl CareKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Advocate, Self::Companion];

    /// The role that somebody needs for it.
    pub const fn role(self) -> Role {
        match self {
            Self::Advocate => Role::Advocate,
            Self::Companion => Role::Companion,
        }
    }

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        self.role().as_str()
    }
}

impl CareTime {
    pub(crate) const fn begun(care: &Care) -> Self {
        Self { carer: care.carer, kind: care.kind, from: care.on, until: None, covers: None }
    }

    pub(crate) const fn covering(covering: &Covering) -> Self {
        let Covering { by, absent, from, until } = *covering;
        Self { carer: by, kind: CareKind::Advocate, from, until: Some(until), covers: Some(absent) }
    }

    pub(crate) fn end(&mut self, care: &Care) {
        if self.carer == care.carer && self.kind == care.kind && self.until.is_none() {
            self.until = Some(care.on);
        }
    }

    /// Whether it goes on on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

impl Manner {
    /// All manners.
    pub const ALL: [Self; 4] = [Self::InPerson, Self::Telephone, Self::Video, Self::InWriting];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in-person",
            Self::Telephone => "telephone",
            Self::Video => "video",
            Self::InWriting => "in-writing",
        }
    }

    /// In a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::InPerson => "in person",
            Self::Telephone => "by telephone",
            Self::Video => "by video",
            Self::InWriting => "in writing",
        }
    }
}

impl CareRecord {
    /// Takes in an event; `carers` are the times in which somebody stood by the person.
    pub(crate) fn take(&mut self, carers: &mut Vec<CareTime>, event: &CareEvent) {
        match event {
            CareEvent::Covered { covering: Private::Known(covering) } => carers.push(CareTime::covering(covering)),
            CareEvent::CoverEnded { covering: Private::Known(covering) } => {
                let is_it = |time: &&mut CareTime| {
                    (time.carer, time.covers, time.from) == (covering.by, Some(covering.absent), covering.from)
                };
                carers.iter_mut().filter(is_it).for_each(|time| time.until = Some(covering.until));
            }
            CareEvent::Conversed { conversation, talk: Private::Known(talk) } => {
                self.conversations.push((*conversation, talk.clone()));
            }
            CareEvent::CompanionOffered { offer: Private::Known(offer) } => {
                self.offers.push(Offered { offer: offer.clone(), answer: None, over: None });
            }
            CareEvent::CompanionAnswered { answer: Private::Known(answer) } => {
                let open = self.offers.iter_mut().rev().find(|known| known.offer.by == answer.by);
                open.into_iter().for_each(|known| known.answer = Some(*answer));
            }
            CareEvent::CompanyTakenBack { back: Private::Known(back) } => self.company_over(back.by, back.on),
            CareEvent::StandsBy { by: Private::Known(by) } => self.stands_by.push((by.whom, by.on, None)),
            CareEvent::StandsByNoLonger { by: Private::Known(by) } => {
                let open = self.stands_by.iter_mut().filter(|(whom, _, until)| *whom == by.whom && until.is_none());
                open.for_each(|(_, _, until)| *until = Some(by.on));
            }
            // What was said here is erased.
            _ => {}
        }
    }

    /// Whether this person stands by another as a companion on a day.
    pub fn stands_by_on(&self, day: Date) -> bool {
        self.stands_by.iter().any(|(_, from, until)| *from <= day && until.is_none_or(|until| day < until))
    }

    /// What somebody asked last, about being a companion, where it still counts.
    pub fn open_offer(&self, companion: AccountId) -> Option<&Offered> {
        let last = self.offers.iter().rev().find(|known| known.offer.by == companion);
        last.filter(|known| known.over.is_none())
    }

    /// Whether the person has said that they want somebody as a companion, and neither of the two has taken it back since. A yes
    /// is to one companionship: once that has ended they are asked again.
    pub fn has_accepted(&self, companion: AccountId) -> bool {
        let answer = self.open_offer(companion).and_then(|known| known.answer);
        answer.is_some_and(|answer| answer.accepted)
    }

    /// What was asked and answered counts no longer.
    pub(crate) fn company_over(&mut self, companion: AccountId, on: Date) {
        let of_them = self.offers.iter_mut().filter(|known| known.offer.by == companion && known.over.is_none());
        of_them.for_each(|known| known.over = Some(on));
    }
}
