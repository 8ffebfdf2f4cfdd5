//! Speaking up, for everybody; and for the auditor what people said, to be answered.

use std::collections::BTreeMap;

use programme::{AccountId, Concern, ConcernId, PersonId};

use super::desk::{Desk, Place};
use super::form::{self, Asking, Whom};
use super::forms::{Typed, typed};
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};

/// The page on which somebody speaks up, with what they said before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpeakUpPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whom it can be about.
    pub(crate) whom: &'a [Whom],
    /// Which of them it is offered to be about.
    pub(crate) about: Option<PersonId>,
    /// What they said before.
    pub(crate) said: &'a BTreeMap<ConcernId, Concern>,
    /// Whether it was just said.
    pub(crate) done: bool,
}

/// Something that somebody said, as the auditor sees it.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    /// Whose account.
    pub(crate) account: AccountId,
    /// Which.
    pub(crate) id: ConcernId,
    /// Who said it.
    pub(crate) by: String,
    /// Whom it is about, where that is somebody whom the auditor may see.
    pub(crate) about: Option<String>,
    /// What was said, and answered.
    pub(crate) concern: Concern,
}

/// What people said and what is open, for the auditor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConcernsPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What is open, the oldest first.
    pub(crate) raised: &'a [Raised],
    /// How many more are open that are not on this page.
    pub(crate) more: u64,
}

impl SpeakUpPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let desk = self.desk;
        let about = self.about.map(|about| about.to_string()).unwrap_or_default();
        let offered = typed(&[("said.about", &about)]);
        let asking = Asking::anew(desk, &offered);
        let finds = desk.may(crate::rights::Right::FindPeople);
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("It is on record. The auditor reads it and answers you here.".to_owned()));
        }
        blocks.push(Block::Form(form::speak_up(&asking, self.whom, finds).html(&asking)));
        if !self.said.is_empty() {
            blocks.push(Block::Heading("said", "What you said before".to_owned()));
        }
        let mut said: Vec<_> = self.said.values().collect();
        said.sort_by_key(|concern| std::cmp::Reverse(concern.on));
        for concern in said {
            blocks.push(Block::List(in_lines(concern, "You")));
        }
        let title = "Speak up".to_owned();
        let line =
            "Say it if you, or somebody else, were not told something, were pressed, or if anything else is not right.";
        PlainPage { desk, place: Place::Elsewhere, title, line: line.to_owned(), blocks }.render()
    }
}

impl ConcernsPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let desk = self.desk;
        let nothing = Typed::default();
        let asking = Asking::anew(desk, &nothing);
        let mut blocks = Vec::new();
        for raised in self.raised {
            let about = raised.about.as_ref().map_or(String::new(), |about| format!(", about {about}"));
            blocks.push(Block::Section(format!("{}{about}", raised.by)));
            blocks.push(Block::List(in_lines(&raised.concern, &raised.by)));
            let answer = form::answer_concern(&asking, raised.account, raised.id);
            let (id, name) = (answer.id.clone(), format!("Answer {}", raised.by));
            blocks.push(Block::Folded(id, name, answer.html(&asking)));
        }
        if self.more > 0 {
            let more = words::counted(self.more, "other one is", "others are");
            let said = format!("{} open and come up here as these are closed.", words::capital(&more));
            blocks.push(Block::Text(said));
        }
        let line = match self.raised {
            [] => "Nothing is open.".to_owned(),
            _ => "Whoever spoke up reads your answer. Only you can close what they said.".to_owned(),
        };
        PlainPage { desk, place: Place::Concerns, title: "Concerns".to_owned(), line, blocks }.render()
    }
}

/// What was said, what was answered, and whether it is open.
fn in_lines(concern: &Concern, by: &str) -> Vec<String> {
    let text = concern.said.as_ref().map_or("What was said is erased.".to_owned(), |said| format!("“{}”", said.text));
    let mut lines = vec![format!("{}, {by}: {} {text}", plain_date(concern.on), concern.kind.plain())];
    for (on, answer) in &concern.answers {
        let answer = answer.as_deref().unwrap_or("What was answered is erased.");
        lines.push(format!("{}, the answer: “{answer}”", plain_date(*on)));
    }
    lines.push(match concern.closed {
        Some(on) => format!("Closed on {}.", plain_date(on)),
        None => "Open.".to_owned(),
    });
    lines
}
