//! Bonds in sentences. Of somebody who is in the record nothing is said but that they are: who they are is shown only where
//! both wish it, and not in a life.

use std::collections::BTreeSet;

use crate::bond::{BondContent, BondSide, Contact, MayBeTold, Whom};
use crate::event::{BondEvent, Private};

use super::{Sentence, Voice, plain};

pub(super) fn sentence<'p>(event: &BondEvent, voice: Voice) -> Sentence<'p> {
    use Private::Known;
    match event {
        BondEvent::Named { named: Known((since, content)), .. } => {
            let text = format!(
                "{} {} as {}. {}",
                voice.pick("Named", "You named"),
                whom(content),
                content.kind.plain(),
                wishes(content, voice)
            );
            plain(Some(*since), text)
        }
        BondEvent::Changed { content: Known(content), .. } => {
            let text = format!(
                "{} anew of {}, who is {}: {}",
                voice.pick("Said", "You said"),
                whom(content),
                content.kind.plain(),
                wishes(content, voice)
            );
            plain(None, text)
        }
        BondEvent::Ended { end: Known(end), .. } => {
            let text = match end.by {
                BondSide::Namer => voice.pick(
                    "Somebody whom they had named is no longer named. They ended it.",
                    "Somebody whom you had named is no longer named. You ended it.",
                ),
                BondSide::Named => voice.pick(
                    "Somebody whom they had named is no longer named. That one ended it.",
                    "Somebody whom you had named is no longer named. That one ended it.",
                ),
            };
            plain(Some(end.on), text.to_owned())
        }
        BondEvent::Answered { answer: Known(answer), .. } => {
            let text = match answer.may_see {
                true => voice.pick(
                    "Somebody in the programme who had named them may see who they are.",
                    "Somebody in the programme who had named you may see who you are.",
                ),
                false => voice.pick(
                    "Somebody in the programme who had named them may not see who they are.",
                    "Somebody in the programme who had named you may not see who you are.",
                ),
            };
            plain(Some(answer.on), text.to_owned())
        }
        erased => plain(None, format!("{} What was written here is erased.", kind_in_words(erased, voice))),
    }
}

pub(super) const fn kind_in_words(event: &BondEvent, voice: Voice) -> &'static str {
    match event {
        BondEvent::Named { .. } => voice.pick("They named somebody.", "You named somebody."),
        BondEvent::Changed { .. } => voice.pick(
            "They said anew what somebody whom they had named may be told.",
            "You said anew what somebody whom you had named may be told.",
        ),
        BondEvent::Ended { .. } => voice.pick(
            "Somebody whom they had named is no longer named.",
            "Somebody whom you had named is no longer named.",
        ),
        BondEvent::Answered { .. } => voice.pick(
            "They said whether somebody who had named them may see them.",
            "You said whether somebody who had named you may see you.",
        ),
    }
}

fn whom(content: &BondContent) -> String {
    match &content.whom {
        Whom::Record { .. } => "somebody in the programme".to_owned(),
        Whom::World { contact } => reached(contact),
    }
}

fn reached(contact: &Contact) -> String {
    let post = contact.post.as_ref().map(|post| post.lines().map(str::trim).collect::<Vec<_>>().join(", "));
    let ways: Vec<_> = [post, contact.email.clone(), contact.telephone.clone()].into_iter().flatten().collect();
    if ways.is_empty() { contact.name.clone() } else { format!("{} ({})", contact.name, ways.join("; ")) }
}

fn wishes(content: &BondContent, voice: Voice) -> String {
    let who = voice.pick("who named them", "that it was you who named them");
    let sees = if content.may_see { format!(" They may see {who}, once both wish it.") } else { String::new() };
    format!("{}{sees}", told(&content.may_be_told))
}

fn told(may_be_told: &BTreeSet<MayBeTold>) -> String {
    let all: Vec<_> = may_be_told.iter().map(|what| what.plain()).collect();
    if all.is_empty() {
        "They may be told nothing.".to_owned()
    } else {
        format!("They may be told: {}.", all.join("; "))
    }
}
