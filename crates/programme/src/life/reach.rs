//! Reaching somebody, in sentences.

use jiff::civil::Date;

use crate::event::{Private, ReachEvent};
use crate::reach::{Finished, MessageContent, MessageOutcome};
use crate::rules::Programme;

use super::{Voice, because, ended, plain_date};

/// What happened, with its day; `None` where that is erased.
pub(super) fn sentence(event: &ReachEvent, programme: &Programme, voice: Voice) -> Option<(Option<Date>, String)> {
    use Private::Known;
    use ReachEvent as E;
    Some(match event {
        E::LinkMade { content: Known(content), .. } => {
            let follow_up = programme.follow_up.as_ref();
            let window = follow_up.and_then(|follow_up| follow_up.name_of(&content.window));
            let of = window.map_or(String::new(), |window| format!(" ({window})"));
            let until = plain_date(content.until);
            let text = format!(
                "A link was made by which {}{of}, once, until {until}.",
                voice.pick("they can say how they are", "you can say how you are")
            );
            (Some(content.on), text)
        }
        E::LinkEnded { reason: Known(reason), .. } => {
            (None, format!("A link of {} was ended. {}", voice.pick("theirs", "yours"), because(reason)))
        }
        E::LinkUsed { .. } => (None, format!("{} used the link: it works no more.", voice.pick("They", "You"))),
        E::Written { content: Known(content), .. } => (Some(content.on), written(content, voice)),
        E::Begun { .. } => (None, "The message began to be sent.".to_owned()),
        E::Finished { content: Known(finished), .. } => (Some(finished.on), finished_as(finished, voice)),
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &ReachEvent, voice: Voice) -> &'static str {
    match event {
        ReachEvent::LinkMade { .. } => voice.pick(
            "A link was made by which they can say how they are.",
            "A link was made by which you can say how you are.",
        ),
        ReachEvent::LinkEnded { .. } => voice.pick("A link of theirs was ended.", "A link of yours was ended."),
        ReachEvent::LinkUsed { .. } => voice.pick("They used a link.", "You used a link."),
        ReachEvent::Written { .. } => voice.pick("A message to them was written.", "A message to you was written."),
        ReachEvent::Begun { .. } => {
            voice.pick("A message to them began to be sent.", "A message to you began to be sent.")
        }
        ReachEvent::Finished { .. } => voice.pick(
            "It became known what became of a message to them.",
            "It became known what became of a message to you.",
        ),
    }
}

fn written(content: &MessageContent, voice: Voice) -> String {
    let said = content.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let subject = content.subject.as_deref().map_or(String::new(), |subject| format!("“{}”: ", subject.trim()));
    let said = said.replace("{link}", "[the link]");
    format!(
        "A message to {} was written, to be sent {} to {}: {subject}“{said}”",
        voice.pick("them", "you"),
        content.by.plain(),
        content.address
    )
}

fn finished_as(finished: &Finished, voice: Voice) -> String {
    let what = match finished.outcome {
        MessageOutcome::Sent => voice.pick("The message to them was sent.", "The message to you was sent."),
        MessageOutcome::Failed => {
            voice.pick("The message to them could not be sent.", "The message to you could not be sent.")
        }
        MessageOutcome::Returned => voice.pick("The message to them came back.", "The message to you came back."),
        MessageOutcome::Stopped => voice.pick("The message to them was not sent.", "The message to you was not sent."),
    };
    let twice = if finished.perhaps_twice {
        voice.pick(" It may have reached them twice.", " It may have reached you twice.")
    } else {
        ""
    };
    let note = finished.note.as_deref().map_or(String::new(), |note| format!(" {}", ended(note)));
    format!("{what}{twice}{note}")
}
