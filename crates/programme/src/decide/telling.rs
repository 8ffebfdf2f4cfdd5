//! Telling, and the question whether enough was told to ask (article 1).

use crate::account::Account;
use crate::event::{Event, PersonEvent, Private, Stream, TellingEvent};
use crate::facts::Facts;
use crate::ids::{PersonId, TellingId, TopicId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::role::Role;
use crate::rules::{Programme, Question, Topic};
use crate::telling::{TellingStep, Told, Untold, WhyUntold, untold};
use jiff::civil::Date;

use super::day::happened_to;
use super::text::said;
use super::{birth_of, present, to_person};

/// Those who tell.
const TELLERS: [Role; 3] = [Role::Coordinator, Role::Clinician, Role::Advocate];

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    telling: TellingId,
    step: &TellingStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        TellingStep::Record { topic, version, told } => record(facts, programme, id, telling, topic, *version, told),
        TellingStep::EnterInError { reason } => enter_in_error(facts, id, telling, reason),
    }
}

/// Refuses to ask somebody a question on a day on which not everything was told and understood that has to be before it,
/// naming each topic and what is wanting.
pub(super) fn told_before(
    person: &Person,
    programme: &Programme,
    question: Question,
    on: Date,
    what: &str,
) -> Result<(), Refusal> {
    let untold = untold(person, programme, question, on);
    let Some(first) = untold.first() else { return Ok(()) };
    let missing: Vec<_> = untold.iter().map(in_words).collect();
    let detail = format!("Still to be told: {}.", missing.join("; "));
    let next = "A coordinator, a clinician or their advocate tells them, asks them to say it back, and records it.";
    let refusal = refusal::by(refusal::UNTOLD, what, detail, next);
    Err(refusal.article(1).source(&first.topic.rule.source))
}

fn record(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    telling: TellingId,
    topic: &TopicId,
    version: u32,
    told: &Told,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The telling was not recorded.";
    let person = present(facts, id, WHAT)?;
    let known = programme.topic(topic).ok_or_else(|| {
        let detail = format!("This programme has no topic “{topic}”.");
        refusal::by(refusal::UNKNOWN_TOPIC, WHAT, detail, "Use one of the topics on the rules page.").at("topic")
    })?;
    present_words(known, version, WHAT)?;
    happened_to(facts, birth_of(person), told.on, WHAT, "told.on")?;
    tells(facts, id, told, WHAT)?;
    said(&told.said_back, WHAT, "told.said-back")?;
    if let Some(known) = person.tellings.iter().find(|known| known.id == telling) {
        let same = known.topic == *topic && known.version == version && known.told == *told && !known.in_error;
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("telling");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    let event = TellingEvent::Recorded { telling, topic: topic.clone(), version, told: Private::Known(told.clone()) };
    Ok(to_person(id, PersonEvent::Telling(event)))
}

/// What is told must be true: it is what the file says now, and no other version of it.
fn present_words(topic: &Topic, version: u32, what: &str) -> Result<(), Refusal> {
    if topic.version == version {
        return Ok(());
    }
    let detail = format!("Of “{}” that is version {}, and this was version {version}.", topic.name, topic.version);
    let next = "Tell them in the words that the programme file has now, and record that.";
    Err(refusal::by(refusal::PRESENT_WORDS, what, detail, next).article(1).source(&topic.rule.source).at("version"))
}

fn tells(facts: &Facts<'_>, id: PersonId, told: &Told, what: &str) -> Result<(), Refusal> {
    let by = facts.account(told.by).ok_or_else(|| refusal::no_such("account", what).at("told.by"))?;
    let has_post = |by: &Account| by.posts.iter().any(|post| TELLERS.contains(&post.role));
    if by.person == Some(id) || !has_post(by) {
        let next = "Say which coordinator, clinician or advocate told them.";
        return Err(refusal::by(refusal::TOLD_BY, what, "", next).at("told.by"));
    }
    Ok(())
}

fn enter_in_error(
    facts: &Facts<'_>,
    id: PersonId,
    telling: TellingId,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was taken back.";
    let person = present(facts, id, WHAT)?;
    let known = person.tellings.iter().find(|known| known.id == telling);
    let known = known.ok_or_else(|| refusal::no_such("telling", WHAT).at("telling"))?;
    said(reason, WHAT, "reason")?;
    if known.in_error {
        return Ok(Vec::new());
    }
    let event = TellingEvent::EnteredInError { telling, reason: Private::Known(reason.to_owned()) };
    Ok(to_person(id, PersonEvent::Telling(event)))
}

/// A topic and what is wanting: `“You can stop at any time” (never told)`.
pub(super) fn in_words(untold: &Untold<'_>) -> String {
    let why = match untold.why {
        WhyUntold::Never => "never told".to_owned(),
        WhyUntold::NotUnderstood { on } => format!("told on {}, and not understood", plain_date(on)),
        WhyUntold::OtherVersion { told } => {
            format!("told in version {told} of the words, and they are at version {} now", untold.topic.version)
        }
        WhyUntold::OutOfDate { since } => format!("out of date since {}", plain_date(since)),
    };
    format!("“{}” ({why})", untold.topic.name)
}
