//! What a command does: events, or a refusal that names the rule. Pure, and the only way events come about.

mod account;
mod alert;
mod appeal;
mod assessment;
mod birth;
mod bond;
mod care;
mod carer;
mod concern;
mod day;
mod deferral;
mod departure;
mod details;
mod donation;
mod emergency;
mod examination;
mod follow_up;
mod happenings;
mod import;
mod journey;
mod programme;
mod reach;
mod request;
mod row;
mod short;
mod site;
mod stage;
mod telling;
mod text;

use crate::account::Account;
use crate::birth::Birth;
use crate::command::Command;
use crate::event::{Event, PersonEvent, Stream};
use crate::facts::Facts;
use crate::ids::PersonId;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

pub(crate) use happenings::lived;

pub use donation::{DoBy, Missing, NextKind, NextStep, Supplier, next_step, reflected_on, said_yes, waits_for};
pub use stage::was_brought_in;

/// The events that a command brings about, each with the stream it belongs to; none where what it asks for is so already.
///
/// # Errors
/// A [`Refusal`], which names the rule. Nothing is then to be changed.
pub fn decide(facts: &Facts<'_>, programme: &Programme, command: &Command) -> Result<Vec<(Stream, Event)>, Refusal> {
    use Command as C;
    if facts.author.is_some() && !facts.author().is_some_and(Account::is_open) {
        let next = "Ask an administrator to open it, or somebody else to do it.";
        return Err(refusal::by(refusal::ACCOUNT_CLOSED, "Nothing was done.", "", next));
    }
    match command {
        C::Register { person, details, site } => details::register(facts, programme, *person, details, *site),
        C::TakeRow { .. } => row::take(facts, programme, command),
        C::TakeDonor { .. } => row::take_donor(facts, programme, command),
        C::AmendDetails { person, details, reason } => details::amend(facts, programme, *person, details, reason),
        C::RecordExamination { person, examination, content } => {
            examination::record(facts, programme, *person, *examination, content)
        }
        C::AmendExamination { person, examination, content, reason } => {
            examination::amend(facts, programme, *person, *examination, content, reason)
        }
        C::MarkExaminationEnteredInError { person, examination, reason } => {
            examination::entered_in_error(facts, *person, *examination, reason)
        }
        C::AnswerAlert { person, examination, alert, answer } => {
            alert::answer(facts, programme, *person, *examination, alert, answer)
        }
        C::RecordPreparation { person, stage, preparation, on } => {
            stage::prepare(facts, programme, *person, stage, preparation, *on)
        }
        C::EnterStage { person, stage, on } => stage::enter(facts, programme, *person, stage, *on),
        C::Move { person, site, on } => site::move_to(facts, programme, *person, *site, *on),
        C::Depart { person, departure } => departure::depart(facts, *person, departure),
        C::Return { person, on } => departure::come_back(facts, *person, *on),
        C::Erase { person, reason } => departure::erase(facts, programme, *person, reason),
        C::EndKeeping { person } => departure::end_keeping(facts, *person),
        C::OpenSite { site, kind, name, places, on } => site::open(facts, programme, *site, kind, name, *places, *on),
        C::ChangeSite { site, name, places } => site::change(facts, *site, name, *places),
        C::CloseSite { site, on } => site::close(facts, *site, *on),
        C::RefuseRows { import, file, rows } => import::refuse_rows(facts, *import, file, rows),
        C::FinishImport { import, summary } => import::finish(facts, *import, summary),
        C::LookAtRow { import, line, done } => import::look_at(facts, *import, *line, done),
        C::OpenAccount { account, person, details } => account::open(facts, *account, *person, details),
        C::ChangeAccount { account, details } => account::change(facts, *account, details),
        C::Appoint { account, post, role, site, on } => {
            account::appoint(facts, programme, *account, *post, *role, *site, *on)
        }
        C::EndPost { account, post, on, reason } => account::end_post(facts, programme, *account, *post, *on, reason),
        C::CloseAccount { account, reason } => account::close(facts, programme, *account, reason),
        C::Invite { account } => account::invite(facts, *account),
        C::EraseAccount { account, reason } => account::erase(facts, *account, reason),
        C::SpeakUp { account, concern, kind, said } => concern::speak_up(facts, *account, *concern, *kind, said),
        C::AnswerConcern { account, concern, answer, close } => {
            concern::answer(facts, *account, *concern, answer, *close)
        }
        C::AssignCarer { person, care } => care::assign(facts, programme, *person, care),
        C::EndCare { person, care } => care::end(facts, programme, *person, care),
        C::Care { person, step } => care::step(facts, programme, *person, step),
        C::Carer { account, step } => carer::step(facts, programme, *account, step),
        C::Bond { person, bond, step } => bond::step(facts, *person, *bond, step),
        C::Telling { person, telling, step } => telling::step(facts, programme, *person, *telling, step),
        C::OpenEmergency { person, account, reason } => emergency::open(facts, programme, *person, *account, reason),
        C::MakeRequest { person, request, kind, text } => request::make(facts, *person, *request, *kind, text),
        C::AnswerRequest { person, request, granted, answer } => {
            request::answer(facts, *person, *request, *granted, answer)
        }
        C::Deferral { person, deferral, step } => deferral::step(facts, programme, *person, *deferral, step),
        C::Appeal { person, appeal, step } => appeal::step(facts, programme, *person, *appeal, step),
        C::Assessment { person, assessment, step } => assessment::step(facts, programme, *person, *assessment, step),
        C::FollowUp { person, step } => follow_up::step(facts, programme, *person, step),
        C::Reach { person, step } => reach::step(facts, programme, *person, step),
        C::Journey { person, step } => journey::step(facts, programme, *person, step),
        C::Donation { person, donation, step } => donation::step(facts, programme, *person, *donation, step),
        C::Serve => Ok(programme::serve(facts, programme)),
    }
}

/// The person, who has to be there and not erased.
fn present<'a>(facts: &Facts<'a>, id: PersonId, what: &str) -> Result<&'a Person, Refusal> {
    let person = facts.person(id).ok_or_else(|| refusal::no_such("person", what))?;
    // Whose details cannot be read has lost a key: nothing can be added to that record either.
    if person.erased || person.details.is_none() { Err(refusal::erased(what)) } else { Ok(person) }
}

/// When somebody who is there was born.
fn birth_of(person: &Person) -> Birth {
    person.details.as_ref().expect("details are gone only of the erased, who were refused before").birth
}

fn to_person(id: PersonId, event: PersonEvent) -> Vec<(Stream, Event)> {
    vec![(Stream::Person(id), Event::Person(event))]
}
