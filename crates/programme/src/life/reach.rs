//! Reaching somebody, in sentences.

use jiff::civil::Date;

use crate::event::{Private, ReachEvent};
use crate::reach::{Finished, MessageContent, MessageOutcome};
use crate::rules::Programme;

use super::{because, ended, plain_date};

/// What happened, with its day; `None` where that is erased.
pub(super) fn sentence(event: &ReachEvent, programme: &Programme) -> Option<(Option<Date>, String)> {
    use Private::Known;
    use ReachEvent as E;
    Some(match event {
        E::LinkMade { content: Known(content), .. } => {
            let follow_up = programme.follow_up.as_ref();
            let window = follow_up.and_then(|follow_up| follow_up.name_of(&content.window));
            let of = window.map_or(String::new(), |window| format!(" ({window})"));
            let until = plain_date(content.until);
            let text = format!("A link was made by which they can say how they are{of}, once, until {until}.");
            (Some(content.on), text)
        }
        E::LinkEnded { reason: Known(reason), .. } => {
            (None, format!("A link of theirs was ended. {}", because(reason)))
        }
        E::LinkUsed { .. } => (None, "They used the link: it works no more.".to_owned()),
        E::Written { content: Known(content), .. } => (Some(content.on), written(content)),
        E::Begun { .. } => (None, "The message began to be sent.".to_owned()),
        E::Finished { content: Known(finished), .. } => (Some(finished.on), finished_as(finished)),
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &ReachEvent) -> &'static str {
    match event {
        ReachEvent::LinkMade { .. } => "A link was made by which they can say how they are.",
        ReachEvent::LinkEnded { .. } => "A link of theirs was ended.",
        ReachEvent::LinkUsed { .. } => "They used a link.",
        ReachEvent::Written { .. } => "A message to them was written.",
        ReachEvent::Begun { .. } => "A message to them began to be sent.",
        ReachEvent::Finished { .. } => "It became known what became of a message to them.",
    }
}

fn written(content: &MessageContent) -> String {
    let said = content.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let subject = content.subject.as_deref().map_or(String::new(), |subject| format!("“{}”: ", subject.trim()));
    let said = said.replace("{link}", "[the link]");
    format!(
        "A message to them was written, to be sent {} to {}: {subject}“{said}”",
        content.by.plain(),
        content.address
    )
}

fn finished_as(finished: &Finished) -> String {
    let what = match finished.outcome {
        MessageOutcome::Sent => "The message to them was sent.",
        MessageOutcome::Failed => "The message to them could not be sent.",
        MessageOutcome::Returned => "The message to them came back.",
        MessageOutcome::Stopped => "The message to them was not sent.",
    };
    let twice = if finished.perhaps_twice { " It may have reached them twice." } else { "" };
    let note = finished.note.as_deref().map_or(String::new(), |note| format!(" {}", ended(note)));
    format!("{what}{twice}{note}")
}
