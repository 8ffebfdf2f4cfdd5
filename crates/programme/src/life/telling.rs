//! Tellings in sentences.

use crate::event::{Private, TellingEvent};
use crate::ids::TopicId;
use crate::rules::Programme;
use crate::telling::Told;

use super::{Names, Sentence, Voice, because, named, plain};

pub(super) fn sentence<'p>(event: &TellingEvent, programme: &'p Programme, names: &Names<'_>) -> Sentence<'p> {
    match event {
        TellingEvent::Recorded { topic, version, told: Private::Known(told), .. } => {
            let text = was_told(programme, topic, *version, told, names);
            let rule = programme.topic(topic).map(|topic| &topic.rule);
            Sentence { text, on: Some(told.on), rules: rule.into_iter().collect() }
        }
        TellingEvent::EnteredInError { reason: Private::Known(reason), .. } => {
            plain(None, format!("A telling was taken back: it was entered in error. {}", because(reason)))
        }
        erased => plain(None, format!("{} What was written here is erased.", kind_in_words(erased, names.voice))),
    }
}

pub(super) const fn kind_in_words(event: &TellingEvent, voice: Voice) -> &'static str {
    match event {
        TellingEvent::Recorded { .. } => voice.pick("They were told something.", "You were told something."),
        TellingEvent::EnteredInError { .. } => "A telling was taken back.",
    }
}

fn was_told(programme: &Programme, topic: &TopicId, version: u32, told: &Told, names: &Names<'_>) -> String {
    let name = programme.topic(topic).map_or(topic.as_str(), |topic| topic.name.as_str());
    let interpreted = if told.interpreted { ", with an interpreter" } else { "" };
    let voice = names.voice;
    let understood = match told.understood {
        true => voice.pick("They had understood.", "You had understood."),
        false => voice.pick(
            "They had not understood: it does not count.",
            "You had not understood it yet: it does not count, and you are told again.",
        ),
    };
    format!(
        "{} told by {}, {}{interpreted}: “{name}” (version {version}). {} said back: “{}” {understood}",
        voice.pick("Was", "You were"),
        named(names, told.by),
        told.way.plain(),
        voice.pick("They", "You"),
        told.said_back.trim(),
    )
}
