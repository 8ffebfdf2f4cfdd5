//! Bonds in sentences. Of somebody who is in the record nothing is said but that they are: who they are is shown only where
//! both wish it, and not in a life.

use std::collections::BTreeSet;

use crate::bond::{BondContent, BondSide, Contact, MayBeTold, Whom};
use crate::event::{BondEvent, Private};

use super::{Sentence, plain};

pub(super) fn sentence<'p>(event: &BondEvent) -> Sentence<'p> {
    use Private::Known;
    match event {
        BondEvent::Named { named: Known((since, content)), .. } => {
            let text = format!("Named {} as {}. {}", whom(content), content.kind.plain(), wishes(content));
            plain(Some(*since), text)
        }
        BondEvent::Changed { content: Known(content), .. } => {
            let text = format!("Said anew of {}, who is {}: {}", whom(content), content.kind.plain(), wishes(content));
            plain(None, text)
        }
        BondEvent::Ended { end: Known(end), .. } => {
            let text = match end.by {
                BondSide::Namer => "Somebody whom they had named is no longer named. They ended it.",
                BondSide::Named => "Somebody whom they had named is no longer named. That one ended it.",
            };
            plain(Some(end.on), text.to_owned())
        }
        BondEvent::Answered { answer: Known(answer), .. } => {
            let text = match answer.may_see {
                true => "Somebody in the programme who had named them may see who they are.",
                false => "Somebody in the programme who had named them may not see who they are.",
            };
            plain(Some(answer.on), text.to_owned())
        }
        erased => plain(None, format!("{} What was written here is erased.", kind_in_words(erased))),
    }
}

pub(super) const fn kind_in_words(event: &BondEvent) -> &'static str {
    match event {
        BondEvent::Named { .. } => "They named somebody.",
        BondEvent::Changed { .. } => "They said anew what somebody whom they had named may be told.",
        BondEvent::Ended { .. } => "Somebody whom they had named is no longer named.",
        BondEvent::Answered { .. } => "They said whether somebody who had named them may see them.",
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

fn wishes(content: &BondContent) -> String {
    let sees = if content.may_see { " They may see who named them, once both wish it." } else { "" };
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
