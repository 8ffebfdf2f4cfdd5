//! A telling: something that has to be known before a question is told to somebody, and understood or not (article 1).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::donation::Donation;
use crate::event::{Private, TellingEvent};
use crate::ids::{AccountId, TellingId, TopicId};
use crate::person::Person;
use crate::rules::{Programme, Question, Topic};

/// What is done with a telling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum TellingStep {
    /// Write down that something was told.
    Record {
        /// Which topic of the programme file.
        topic: TopicId,
        /// Which version of its words.
        version: u32,
        /// When, by whom, how, and what was said back.
        told: Told,
    },
    /// Say that it was never told, or to somebody else: it then counts for nothing.
    EnterInError {
        /// How that came to be.
        reason: String,
    },
}

/// How somebody was told, and what they said back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Told {
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: AccountId,
    /// In what way.
    pub way: TellingWay,
    /// Whether an interpreter put it into their language.
    #[serde(default)]
    pub interpreted: bool,
    /// What they said back in their own words, when asked to.
    pub said_back: String,
    /// Whether that shows that they understood. What was not understood is on record, and does not count.
    pub understood: bool,
}

/// In what way somebody was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TellingWay {
    /// Face to face.
    FaceToFace,
    /// By video.
    Video,
    /// By telephone.
    Telephone,
    /// In writing, and talked over afterwards.
    Writing,
}

/// One telling, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Its id.
    pub id: TellingId,
    /// What was told.
    pub topic: TopicId,
    /// Which version of its words.
    pub version: u32,
    /// How, and what was said back.
    pub told: Told,
    /// Whether it was entered in error, and counts for nothing.
    pub in_error: bool,
}

/// Something that has to be told before a question is asked, and is not, or not in a way that counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Untold<'p> {
    /// What has to be told.
    pub topic: &'p Topic,
    /// What is wanting.
    pub why: WhyUntold,
}

/// Why a topic counts as not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUntold {
    /// It was never told.
    Never,
    /// It was told last on this day, and not understood.
    NotUnderstood {
        /// The day.
        on: Date,
    },
    /// Its words have changed since it was told.
    OtherVersion {
        /// The version that was told.
        told: u32,
    },
    /// It was told too long ago.
    OutOfDate {
        /// The first day on which it no longer counted.
        since: Date,
    },
}

/// What still has to be told to somebody before a question may be asked of them on a day, in the order of the file.
///
/// The last telling of a topic by that day decides: it counts where it was understood, was of the words that the file has
/// now, and is not out of date. A topic is asked for from the day on which it is in force; where none is in force yet,
/// all of them are: whatever the dates say, nothing is asked before something is told (article 1).
pub fn untold<'p>(person: &Person, programme: &'p Programme, question: Question, on: Date) -> Vec<Untold<'p>> {
    let topics = || programme.topics.iter().filter(|topic| topic.before.contains(&question));
    let in_force = |topic: &&Topic| topic.rule.in_force_from <= on;
    let none_yet = !topics().any(|topic| in_force(&topic));
    let asked_for = topics().filter(|topic| none_yet || in_force(topic));
    asked_for.filter_map(|topic| why_untold(person, topic, on).map(|why| Untold { topic, why })).collect()
}

/// What still has to be told before any of these questions may be asked; what is told before several is named once.
pub(crate) fn untold_of_any<'p>(
    person: &Person,
    programme: &'p Programme,
    questions: &[Question],
    on: Date,
) -> Vec<Untold<'p>> {
    let mut all: Vec<Untold<'p>> = Vec::new();
    for one in questions.iter().flat_map(|question| untold(person, programme, *question, on)) {
        if all.iter().all(|known| known.topic.id != one.topic.id) {
            all.push(one);
        }
    }
    all
}

/// Why a topic counts as not told to somebody by a day; `None` where it counts as told.
pub fn why_untold(person: &Person, topic: &Topic, on: Date) -> Option<WhyUntold> {
    let Some(last) = last_telling(person, &topic.id, on) else { return Some(WhyUntold::Never) };
    if !last.told.understood {
        return Some(WhyUntold::NotUnderstood { on: last.told.on });
    }
    if last.version != topic.version {
        return Some(WhyUntold::OtherVersion { told: last.version });
    }
    let since = topic.valid_for?.after(last.told.on);
    (since <= on).then_some(WhyUntold::OutOfDate { since })
}

/// The topics that somebody who is asked things was told and is told again, each with the first day on which what they were told
/// counts no longer: its words have changed, or it was too long ago. Whoever is asked nothing is told nothing.
pub fn told_again(person: &Person, programme: &Programme) -> Vec<(TopicId, Date)> {
    let is_gone = person.erased || person.departed.is_some() || person.is_left_alone();
    let thinks = |donation: &Donation| donation.is_open() && donation.given.is_none() && donation.called_off.is_none();
    let is_assessed = programme.stage(person.stage()).is_some_and(|stage| stage.assessed);
    if is_gone || !(is_assessed || person.donations.iter().any(thinks)) {
        return Vec::new();
    }
    let again = |topic: &Topic| {
        let last = last_telling(person, &topic.id, Date::MAX).filter(|last| last.told.understood)?;
        let since = match last.version == topic.version {
            true => topic.valid_for?.after(last.told.on),
            false => topic.rule.in_force_from.max(last.told.on),
        };
        Some((topic.id.clone(), since))
    };
    programme.topics.iter().filter_map(again).collect()
}

/// The last telling of a topic by a day; of two on one day the one that was recorded later.
pub fn last_telling<'a>(person: &'a Person, topic: &TopicId, on: Date) -> Option<&'a Telling> {
    let counts = |telling: &&Telling| telling.topic == *topic && telling.told.on <= on && !telling.in_error;
    // Of several that are equal `max_by_key` gives the last one.
    person.tellings.iter().filter(counts).max_by_key(|telling| telling.told.on)
}

impl TellingWay {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::FaceToFace, Self::Video, Self::Telephone, Self::Writing];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FaceToFace => "face-to-face",
            Self::Video => "video",
            Self::Telephone => "telephone",
            Self::Writing => "writing",
        }
    }

    /// In plain words, after “told”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::FaceToFace => "face to face",
            Self::Video => "by video",
            Self::Telephone => "by telephone",
            Self::Writing => "in writing, and talked over",
        }
    }
}

impl Telling {
    /// Takes in an event.
    pub(crate) fn apply(tellings: &mut Vec<Self>, event: &TellingEvent) {
        match event {
            TellingEvent::Recorded { telling, topic, version, told: Private::Known(told) } => {
                let (topic, version, told) = (topic.clone(), *version, told.clone());
                tellings.push(Self { id: *telling, topic, version, told, in_error: false });
            }
            TellingEvent::EnteredInError { telling, .. } => {
                tellings.iter_mut().filter(|known| known.id == *telling).for_each(|known| known.in_error = true);
            }
            TellingEvent::Recorded { told: Private::Erased, .. } => {}
        }
    }
}
