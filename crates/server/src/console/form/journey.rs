//! The forms of a journey's end. Nothing schedules an end: each is written down once it has happened.

use programme::Person;

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;

/// What is written down of a journey's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// They have died.
    Die,
    /// They have not died.
    Live,
    /// Another programme was asked to take over.
    Offer,
    /// It has said yes.
    Acknowledge,
    /// They are this programme's again.
    TakeBack,
}

impl Act {
    const ALL: [Self; 5] = [Self::Die, Self::Live, Self::Offer, Self::Acknowledge, Self::TakeBack];

    /// As the form's `do` writes it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Die => "die",
            Self::Live => "live",
            Self::Offer => "offer",
            Self::Acknowledge => "acknowledge",
            Self::TakeBack => "take-back",
        }
    }

    /// What it does, for whoever unfolds it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Die => "Record that they have died",
            Self::Live => "They have not died: it was recorded in error",
            Self::Offer => "Ask another programme to stay in touch with them",
            Self::Acknowledge => "Record that the other programme has said yes",
            Self::TakeBack => "Record that we stay in touch with them ourselves",
        }
    }

    /// What can be written down of somebody now.
    pub(crate) fn open_for(person: &Person) -> Vec<Self> {
        let journey = &person.journey;
        if journey.death.is_some() {
            return vec![Self::Live];
        }
        let mut acts = match (journey.open_offer(), journey.handed_over()) {
            (Some(_), _) => vec![Self::Acknowledge, Self::TakeBack],
            (None, Some(_)) => vec![Self::TakeBack],
            (None, None) => vec![Self::Offer],
        };
        acts.push(Self::Die);
        acts
    }
}

/// The form of one of them.
pub(crate) fn form(asking: &Asking<'_>, person: &Person, act: Act) -> FormView {
    let form = format!("journey-{}", act.as_str());
    let text = |name: &str, label: &str| asking.field(&form, Kind::Text, name, label);
    let (lead, mut fields, submit) = match act {
        Act::Die => (
            "From then on nobody asks for them, and their page honours them. Their record is kept.",
            vec![
                asking.day(&form, "death.on", "The day on which they died"),
                asking.field(&form, Kind::Area, "death.cause", "Of what, where it is known"),
                text("death.how", "How it became known").hint("Such as: their sister rang."),
                asking.day(&form, "death.learnt", "The day on which we learnt of it"),
                text("death.time", "At what time")
                    .hint("Such as 14:30. Without it the hours count from the beginning of that day."),
            ],
            "They have died",
        ),
        Act::Live => (
            "We ask how they are again, and everything is as it was.",
            vec![asking.reason(&form, "How that came to be")],
            "They have not died",
        ),
        Act::Offer => (
            "Until the other programme has said yes, nothing changes: we stay in touch.",
            vec![
                asking.day(&form, "offer.on", "The day on which it was asked"),
                text("offer.to", "The other programme"),
            ],
            "It was asked",
        ),
        Act::Acknowledge => (
            "From that day on the other programme asks how they are, and we do not.",
            vec![
                asking.day(&form, "acknowledgement.on", "The first day on which they are with the other programme"),
                text("acknowledgement.by", "Who said so, and how").hint("Such as: Dr Weiss, in a letter."),
            ],
            "It has said yes",
        ),
        Act::TakeBack => (
            "For when they came back, or when the other programme said no.",
            vec![asking.day(&form, "on", "From which day on"), asking.reason(&form, "Why")],
            "We stay in touch ourselves",
        ),
    };
    fields.push(FieldView::hidden("do", act.as_str()));
    let action = format!("{}/journey", words::person_href(person.id));
    asking.form(&form, action, fields, submit).of_version(person.version).lead(lead)
}

/// The form that was sent, again: its `do` says which.
pub(crate) fn again(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let act = Act::ALL.into_iter().find(|act| act.as_str() == asking.typed.text("do"))?;
    Some(form(asking, person, act))
}
