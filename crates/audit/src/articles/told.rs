//! Article 1, told before asked: nothing is asked of a person before the required disclosures to that person are recorded as
//! understood.

use jiff::civil::Date;

use super::{Asking, Context, Found};
use crate::file::{File, Topic};
use crate::person::Person;

/// Where people are asked, something is told before it.
pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    let asks = [
        ("evaluation", file.stages.iter().any(|stage| stage.assessed), "people are assessed"),
        ("donation", !file.kinds.is_empty(), "people are asked to give"),
        (
            "exchange",
            file.kinds.iter().any(|kind| kind.routes.iter().any(|route| route == "exchange")),
            "people are asked to give in an exchange",
        ),
    ];
    for (question, is_asked, what) in asks {
        let is_told = file.topics.iter().any(|topic| topic.before.iter().any(|before| before == question));
        if is_asked && !is_told {
            found.push(Found::new(1, format!("under the file {what}, and nothing is told to them before it")));
        }
    }
}

pub(super) fn asked(at: &Context<'_>, asking: &Asking<'_>, found: &mut Vec<Found>) {
    let mut seen: Vec<&str> = Vec::new();
    for topic in asking.questions.iter().flat_map(|question| at.file.topics_before(question, asking.day)) {
        if seen.contains(&topic.rule.id.as_str()) {
            continue;
        }
        seen.push(&topic.rule.id);
        if let Some(why) = untold(at.person, topic, asking.day) {
            let what = format!("{} on {}, and “{}” {why}", asking.what, asking.day, topic.rule.id);
            found.push(Found::new(1, what).by(&topic.rule.id));
        }
    }
}

/// Why somebody does not count as told on a day. What was told last is what they have heard.
fn untold(person: Option<&Person>, topic: &Topic, day: Date) -> Option<String> {
    let tellings = person.map_or(&[][..], |person| &person.tellings);
    let of_topic = tellings.iter().filter(|one| one.topic == topic.rule.id && one.on <= day && !one.in_error);
    let Some(last) = of_topic.max_by_key(|one| one.on) else { return Some("had not been told to them".to_owned()) };
    if !last.understood {
        return Some(format!("was told to them on {} and not understood", last.on));
    }
    if i64::try_from(last.words) != Ok(topic.version) {
        return Some(format!(
            "was told to them in version {}, and its words are version {}",
            last.words, topic.version
        ));
    }
    let until = topic.valid_for.map(|valid_for| valid_for.after(last.on));
    until
        .filter(|until| *until <= day)
        .map(|until| format!("was told to them on {}, which counts until {until}", last.on))
}

/// What had not been told to somebody when they said yes on a day, in the words of the file of then, as far as is known now: what
/// was entered in error since was not told. What was told in later words says nothing of it.
pub(super) fn untold_then<'f>(person: &Person, file: &'f File, questions: &[&str], day: Date) -> Option<&'f Topic> {
    let is_told = |topic: &&Topic| {
        let counts = |one: &&crate::person::Telling| {
            one.topic == topic.rule.id
                && one.on <= day
                && !one.in_error
                && i64::try_from(one.words) == Ok(topic.version)
        };
        let last = person.tellings.iter().filter(counts).max_by_key(|one| one.on);
        let in_date = |on: Date| topic.valid_for.is_none_or(|valid_for| day < valid_for.after(on));
        last.is_some_and(|last| last.understood && in_date(last.on))
    };
    let topics = questions.iter().flat_map(|question| file.topics_before(question, day));
    topics.into_iter().find(|topic| !is_told(topic))
}

/// The day by which somebody had been told everything that is told before these questions, in its present words, for the first
/// time.
pub(super) fn told_all(person: &Person, file: &File, questions: &[&str], day: Date) -> Option<Date> {
    let first = |topic: &&Topic| {
        let counts = person.tellings.iter().filter(|one| {
            one.topic == topic.rule.id
                && one.understood
                && !one.in_error
                && i64::try_from(one.words) == Ok(topic.version)
        });
        counts.map(|one| one.on).filter(|on| *on <= day).min()
    };
    let topics: Vec<&Topic> = questions.iter().flat_map(|question| file.topics_before(question, day)).collect();
    topics.iter().filter_map(first).max()
}
