//! The articles, one file for each that the log can prove. Each says what its article says of a served file, of an event, and of
//! what is owed at the end of the log.

mod beside;
mod child;
mod free;
mod harm;
mod let_go;
mod plain;
mod told;
mod waiting;

use jiff::civil::Date;

use crate::file::File;
use crate::format::{Happening, InDonation};
use crate::person::Person;
use crate::world::World;

/// Something that breaks an article.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) article: u8,
    pub(crate) what: String,
    pub(crate) rule: Option<String>,
}

/// What an event is judged by: everything that the log says before it.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) world: &'a World,
    /// The file under which it was decided.
    pub(crate) file: &'a File,
    /// Whom it is about.
    pub(crate) id: &'a str,
    /// `None` where nothing was known of them before.
    pub(crate) person: Option<&'a Person>,
    /// The account of whoever had signed in.
    pub(crate) author: Option<&'a str>,
    /// The day on which it was written down.
    pub(crate) today: Date,
}

/// A time at which somebody is asked something.
pub(crate) struct Asking<'a> {
    /// What is asked, as the file names the question.
    pub(crate) questions: &'a [&'a str],
    pub(crate) day: Date,
    /// Who would receive, where that is part of the question.
    pub(crate) recipient: Option<&'a str>,
    /// In words: “they were asked whether they will give”.
    pub(crate) what: &'a str,
}

impl Found {
    pub(crate) fn new(article: u8, what: impl Into<String>) -> Self {
        Self { article, what: what.into(), rule: None }
    }

    pub(crate) fn by(self, rule: &str) -> Self {
        Self { rule: Some(rule.to_owned()), ..self }
    }
}

/// What is wrong with a file that was put in force.
pub(crate) fn of_file(file: &File) -> Vec<Found> {
    let mut found = Vec::new();
    if file.fiction {
        let what = "a story's programme was put in force, which denies this article";
        found.extend(file.denies.iter().map(|article| Found::new(*article, what)));
    }
    child::of_file(file, &mut found);
    told::of_file(file, &mut found);
    free::of_file(file, &mut found);
    beside::of_file(file, &mut found);
    harm::of_file(file, &mut found);
    waiting::of_file(file, &mut found);
    let_go::of_file(file, &mut found);
    plain::of_file(file, &mut found);
    found
}

/// What breaks an article in an event.
pub(crate) fn of_event(at: &Context<'_>, happening: &Happening, found: &mut Vec<Found>) {
    use Happening as H;
    match happening {
        H::Registered { stage, on, birth } => enters(at, stage, *on, Some(*birth), found),
        H::StageEntered { stage, on } => {
            enters(at, stage, *on, at.person.and_then(|person| person.birth), found);
            harm::stage_entered(at, stage, *on, found);
        }
        H::BirthAmended { birth } => child::birth_amended(at, *birth, found),
        H::Examined { on, .. } | H::ExaminationAmended { on, .. } => child::examined(at, *on, found),
        H::InDonation { id, what } => in_donation(at, id, what, found),
        other => {
            waiting::of_event(at, other, found);
            let_go::of_event(at, other, found);
        }
    }
}

/// What is owed to somebody on the day of the audit, and is not there.
pub(crate) fn in_the_end(world: &World, id: &str, person: &Person, on: Date) -> Vec<Found> {
    let mut found = Vec::new();
    beside::in_the_end(world, id, person, on, &mut found);
    waiting::in_the_end(person, on, &mut found);
    let_go::in_the_end(world, person, on, &mut found);
    found
}

/// Entering a stage in which people are assessed is asking them whether they may be.
fn enters(at: &Context<'_>, stage: &str, on: Date, birth: Option<crate::birth::Birth>, found: &mut Vec<Found>) {
    if !at.file.stage(stage).is_some_and(|stage| stage.assessed) {
        return;
    }
    let what = format!("they came into “{stage}”, in which people are assessed as donors");
    let asking = Asking { questions: &["evaluation"], day: on, recipient: None, what: &what };
    child::asked(at, &asking, birth, found);
    asked(at, &asking, found);
}

fn in_donation(at: &Context<'_>, id: &str, what: &InDonation, found: &mut Vec<Found>) {
    use InDonation as D;
    let birth = at.person.and_then(|person| person.birth);
    free::of_event(at, id, what, found);
    harm::taken_back(at, id, what, found);
    match what {
        D::Opened { on, is_offer, route, recipient, .. } => {
            let what = "they were asked whether they will give, or offered";
            let asking = Asking { questions: questions_of(route), day: *on, recipient: recipient.as_deref(), what };
            child::asked(at, &asking, birth, found);
            asked(at, &asking, found);
            harm::with_nobody(at, &asking, found);
            let_go::while_not_ours(at, &asking, *is_offer, found);
        }
        D::Consented { on, .. } => {
            let known = at.person.and_then(|person| person.donations.get(id));
            let recipient = known.and_then(|known| known.recipient.as_deref());
            let questions = known.map_or(&[][..], |known| questions_of(&known.route));
            let asking = Asking { questions, day: *on, recipient, what: "they said yes" };
            told::asked(at, &asking, found);
            beside::asked(at, &asking, found);
            harm::with_nobody(at, &asking, found);
            let_go::while_not_ours(at, &asking, false, found);
        }
        D::Scheduled => {
            let what = "a day was set for them to give";
            let recipient = at.person.and_then(|person| person.donations.get(id)?.recipient.as_deref());
            let asking = Asking { questions: &[], day: at.today, recipient, what };
            waiting::nothing_while_they_wait(at, at.today, what, found);
            beside::asked(at, &asking, found);
            harm::with_nobody(at, &asking, found);
            let_go::while_not_ours(at, &asking, false, found);
        }
        D::Started { on } => {
            let known = at.person.and_then(|person| person.donations.get(id));
            let recipient = known.and_then(|known| known.recipient.as_deref());
            let questions = known.map_or(&[][..], |known| questions_of(&known.route));
            let asking = Asking { questions, day: *on, recipient, what: "they were put to sleep to give" };
            child::asked(at, &asking, birth, found);
            told::asked(at, &asking, found);
            beside::asked(at, &asking, found);
            harm::with_nobody(at, &asking, found);
            let_go::while_not_ours(at, &asking, false, found);
            waiting::nothing_while_they_wait(at, *on, asking.what, found);
            harm::started(at, id, *on, found);
        }
        D::Done { on, .. } => {
            let asking = Asking { questions: &[], day: *on, recipient: None, what: "they gave" };
            child::asked(at, &asking, birth, found);
        }
        _ => {}
    }
}

/// What somebody is asked who would give in this way.
fn questions_of(route: &str) -> &'static [&'static str] {
    if route == "exchange" { &["donation", "exchange"] } else { &["donation"] }
}

/// Whatever is asked: they were told, somebody is on their side, and they do not wait.
fn asked(at: &Context<'_>, asking: &Asking<'_>, found: &mut Vec<Found>) {
    told::asked(at, asking, found);
    beside::asked(at, asking, found);
    waiting::nothing_while_they_wait(at, asking.day, asking.what, found);
}
