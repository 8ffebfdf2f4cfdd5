//! What is said when something did not happen: what, why, and what can be done now; with what was typed kept in its form.

use askama::Template;
use programme::rules::ARTICLES;
use programme::{
    AbsenceId, Account, AccountId, AppealId, BondId, BondStep, ConcernId, DonationId, ExaminationId, Person, PostId,
    Refusal, RequestId, RequestKind, Role, RuleId, TellingId, TieId,
};

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking, Candidate, FormView, Whom};
use super::forms::{Typed, Understood, Wrong};
use super::rule;
use super::words;
use crate::rights::Right;
use record::{Charge, RefusedRowRow, SiteRow};

/// What somebody asked for, with what its form is drawn from.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// To register somebody.
    Register,
    /// To record an examination.
    RecordExamination(&'a Person),
    /// To put an examination right.
    AmendExamination(&'a Person, ExaminationId),
    /// To take an examination back.
    ExaminationInError(&'a Person, ExaminationId),
    /// To answer an alert.
    AnswerAlert(&'a Person, ExaminationId, &'a RuleId),
    /// To move somebody.
    Move(&'a Person),
    /// To enter a stage.
    EnterStage(&'a Person),
    /// To record a preparation.
    RecordPreparation(&'a Person),
    /// To record a departure.
    Depart(&'a Person),
    /// To record a return.
    Return(&'a Person),
    /// To put right who somebody is.
    AmendDetails(&'a Person),
    /// To open a site.
    OpenSite,
    /// To change a site.
    ChangeSite(&'a SiteRow),
    /// To close a site.
    CloseSite(&'a SiteRow),
    /// To receive somebody there.
    Receive(&'a SiteRow),
    /// To say that a refused row was looked at.
    LookAtRow(&'a RefusedRowRow),
    /// To open an account, for a person or for whoever works here.
    OpenAccount(Option<&'a Person>),
    /// To change who holds an account.
    ChangeAccount(&'a Account),
    /// To appoint somebody to one of these roles.
    Appoint(&'a Account, &'a [Role]),
    /// To end a post.
    EndPost(&'a Account, PostId),
    /// To close an account.
    CloseAccount(&'a Account),
    /// To erase an account.
    EraseAccount(&'a Account),
    /// To put one of these by somebody's side.
    AssignCarer(&'a Person, &'a [Candidate]),
    /// To say that somebody stands by them no longer.
    EndCare(&'a Person),
    /// To write down that somebody was told something, by one of these.
    Tell(&'a Person, &'a [Candidate]),
    /// To take a telling back.
    TellingInError(&'a Person, TellingId),
    /// To name somebody: whether in their own words, and whether by a number.
    NameBond(&'a Person, bool, bool),
    /// To say anew what somebody who is named may be told.
    ChangeBond(&'a Person, BondId, bool),
    /// To end a bond, or to answer one.
    StepBond(&'a Person, BondId, &'a BondStep, bool),
    /// To wait, oneself or written down for somebody.
    Wait(&'a Person, bool),
    /// To defer somebody, or to change a deferral.
    Defer(&'a Person),
    /// To object, oneself or on somebody's behalf.
    Object(&'a Person, bool),
    /// To decide an objection.
    DecideAppeal(&'a Person, AppealId),
    /// To assess what was found.
    Assess(&'a Person),
    /// To begin a donation, or to write down one that was made elsewhere.
    BeginDonation(&'a Person, bool),
    /// To take a donation further, or to write down what the donor says of it.
    Donation(&'a Person, DonationId),
    /// To stay in touch with somebody, or to say how one is.
    FollowUp(&'a Person),
    /// To write down the end of a journey.
    Journey(&'a Person),
    /// To hand them over to one of these.
    HandOver(&'a Person, &'a [Candidate]),
    /// To record a conversation.
    Converse(&'a Person),
    /// To record that somebody has learnt something.
    Train(&'a Account),
    /// To apply to be an advocate, oneself or written down for somebody.
    Apply(&'a Account, bool),
    /// To answer an application.
    AnswerApplication(&'a Account),
    /// To write a tie down.
    DeclareTie(&'a Account),
    /// To end a tie.
    EndTie(&'a Account, TieId),
    /// To write an absence down, with who covers these.
    GoAway(&'a Account, &'a [Charge]),
    /// To come back sooner.
    ComeBack(&'a Account, AbsenceId),
    /// To ask something about one's own record.
    MakeRequest(RequestKind),
    /// To answer what somebody asked.
    AnswerRequest(&'a Person, RequestId),
    /// To speak up, perhaps about one of these; whether others can be found by their number.
    SpeakUp(&'a [Whom], bool),
    /// To answer somebody who spoke up.
    AnswerConcern(AccountId, ConcernId),
    /// To read somebody in an emergency.
    Emergency,
    /// Something of which nothing is there: its form cannot be drawn.
    Nothing,
}

/// The page that says that something was refused.
#[derive(Clone, Copy, Debug)]
pub struct RefusalPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// What did not happen, why, and what can be done.
    pub refusal: &'a Refusal,
    /// What was asked for.
    pub asked: Asked<'a>,
    /// What was typed.
    pub typed: &'a Typed,
    /// How it was understood.
    pub understood: &'a [Understood],
    /// All sites.
    pub sites: &'a [SiteRow],
}

/// The page that says that something typed could not be read.
#[derive(Clone, Copy, Debug)]
pub struct UnclearPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// What could not be read.
    pub wrong: &'a [Wrong],
    /// What was asked for.
    pub asked: Asked<'a>,
    /// What was typed.
    pub typed: &'a Typed,
    /// All sites.
    pub sites: &'a [SiteRow],
}

/// The page that says that nobody knows whether something was recorded: it may be sent again as it was, under its own key.
#[derive(Clone, Copy, Debug)]
pub struct DoubtPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// What was asked for.
    pub asked: Asked<'a>,
    /// What was typed.
    pub typed: &'a Typed,
    /// All sites.
    pub sites: &'a [SiteRow],
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalTemplate {
    frame: Frame,
    why: String,
    rule: String,
    rule_href: String,
    article: String,
    source: String,
    next: String,
    again: String,
    back: String,
    back_name: String,
}

#[derive(Template)]
#[template(path = "unclear.html")]
struct UnclearTemplate {
    frame: Frame,
    again: String,
    back: String,
    back_name: String,
}

impl RefusalPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let refusal = self.refusal;
        let wrong = refusal.place.iter().map(|place| Wrong { field: place.clone(), message: refusal.why.clone() });
        let wrong: Vec<_> = wrong.collect();
        // What is wrong is said in full above the form: the form only marks the field.
        let asking = Asking { desk: self.desk, typed: self.typed, wrong: &wrong, understood: self.understood };
        let again = self.asked.form(&asking, self.sites).map(|form| form.html(&Asking { wrong: &[], ..asking }));
        let article = refusal.article.and_then(|number| ARTICLES.iter().find(|article| article.number == number));
        let (back, back_name) = self.asked.back();
        let template = RefusalTemplate {
            frame: self.desk.frame(Place::Elsewhere, refusal.what.trim_end_matches('.'), "Nothing was changed."),
            why: refusal.why.clone(),
            rule: format!("The rule is “{}”.", refusal.rule),
            rule_href: rule::href_of_refusal(&refusal.rule),
            article: article.map_or(String::new(), |article| {
                format!("It keeps article {}, {}: {}", article.number, words::uncapital(article.name), article.plain)
            }),
            source: refusal.source.clone().unwrap_or_default(),
            next: refusal.next.clone(),
            again: again.unwrap_or_default(),
            back,
            back_name,
        };
        template.render().expect("a page writes only to memory")
    }
}

impl UnclearPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let asking = Asking { desk: self.desk, typed: self.typed, wrong: self.wrong, understood: &[] };
        let again = self.asked.form(&asking, self.sites).map(|form| form.html(&asking)).unwrap_or_default();
        let (back, back_name) = self.asked.back();
        let line = "Nothing was changed, and what you wrote is kept.";
        let frame = self.desk.frame(Place::Elsewhere, "Some of this could not be read", line);
        UnclearTemplate { frame, again, back, back_name }.render().expect("a page writes only to memory")
    }
}

impl DoubtPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let asking = Asking { desk: self.desk, typed: self.typed, wrong: &[], understood: &[] };
        let again = self.asked.form(&asking, self.sites).map(|mut form| {
            // Whatever was recorded under this key is not recorded again.
            self.typed.key().into_iter().for_each(|key| key.clone_into(&mut form.key));
            form.version = self.typed.version().or(form.version);
            form.html(&asking)
        });
        let (back, back_name) = self.asked.back();
        let line = "The answer was lost on its way. Wait a few seconds, then send it again: nothing is recorded twice.";
        let frame = self.desk.frame(Place::Elsewhere, "It is not known whether this was recorded", line);
        let again = again.unwrap_or_default();
        UnclearTemplate { frame, again, back, back_name }.render().expect("a page writes only to memory")
    }
}

impl Asked<'_> {
    /// The form by which it was asked for.
    fn form(&self, asking: &Asking<'_>, sites: &[SiteRow]) -> Option<FormView> {
        match *self {
            Self::Register => Some(form::register(asking, sites)),
            Self::RecordExamination(person) => Some(form::record(asking, person.id, person.version, sites, &[])),
            Self::AmendExamination(person, id) => Some(form::amend(asking, person.id, person.version, id, sites)),
            Self::ExaminationInError(person, id) => Some(form::in_error(asking, person.id, person.version, id)),
            Self::AnswerAlert(person, id, alert) => {
                let alert = asking.desk.programme.alerts.iter().find(|known| known.rule.id == *alert)?;
                Some(form::answer(asking, person, id, alert))
            }
            Self::Move(person) => Some(form::move_to(asking, person, sites)),
            Self::EnterStage(person) => form::enter_stage(asking, person),
            Self::RecordPreparation(person) => form::prepare(asking, person),
            Self::Depart(person) => Some(form::depart(asking, person)),
            Self::Return(person) => Some(form::come_back(asking, person)),
            Self::AmendDetails(person) => Some(form::correct(asking, person)),
            Self::OpenSite => Some(form::open(asking)),
            Self::ChangeSite(site) => Some(form::change(asking, site)),
            Self::CloseSite(site) => Some(form::close(asking, site)),
            Self::Receive(site) => Some(form::receive(asking, site)),
            Self::LookAtRow(row) => Some(form::look_at(asking, row)),
            Self::OpenAccount(person) => Some(form::open_account(asking, person)),
            Self::ChangeAccount(account) => Some(form::change_account(asking, account)),
            Self::Appoint(account, roles) => Some(form::appoint(asking, account, roles, sites)),
            Self::EndPost(account, id) => {
                let post = account.posts.iter().find(|post| post.id == id)?;
                Some(form::end_post(asking, account, post))
            }
            Self::CloseAccount(account) => Some(form::close_account(asking, account)),
            Self::EraseAccount(account) => Some(form::erase_account(asking, account)),
            Self::AssignCarer(person, candidates) => form::assign(asking, person, candidates),
            Self::HandOver(person, candidates) => form::hand_over(asking, person, candidates),
            Self::Converse(person) => Some(form::converse(asking, person)),
            Self::Train(account) => form::train(asking, account),
            Self::Apply(account, own) => Some(form::apply(asking, Some(account).filter(|_| !own))),
            Self::AnswerApplication(account) => Some(form::answer_application(asking, account)),
            Self::DeclareTie(account) => Some(form::declare_tie(asking, account)),
            Self::EndTie(account, id) => {
                let tie = account.carer.ties.iter().find(|tie| tie.id == id)?;
                Some(form::end_tie(asking, account, tie))
            }
            Self::GoAway(account, charges) => Some(form::go_away(asking, account, charges)),
            Self::ComeBack(account, id) => {
                let absence = account.carer.absences.iter().find(|absence| absence.id == id)?;
                Some(form::come_back_to_work(asking, account, absence))
            }
            Self::EndCare(person) => {
                let chosen = asking.typed.text("care.carer");
                let is_it = |time: &&programme::CareTime| form::who(time) == chosen;
                Some(form::end_care(asking, person, person.carers.iter().find(is_it)?))
            }
            Self::Tell(person, tellers) => {
                let topic = asking.desk.programme.topic(&asking.typed.text("topic").into())?;
                Some(form::tell(asking, person, topic, tellers))
            }
            Self::TellingInError(person, id) => {
                let telling = person.tellings.iter().find(|telling| telling.id == id)?;
                Some(form::telling_in_error(asking, person, telling))
            }
            Self::NameBond(person, own, finds) => Some(form::name_bond(asking, person, own, finds)),
            Self::ChangeBond(person, id, own) => Some(form::change_bond(asking, person, person.bond(id)?, own)),
            Self::StepBond(person, id, BondStep::Answer { .. }, own) => {
                Some(form::answer_bond(asking, person, id, own))
            }
            Self::StepBond(person, id, _, own) => Some(form::end_bond(asking, person, id, own)),
            Self::Wait(person, own) => form::wait_again(asking, person, own),
            Self::Defer(person) => form::defer_again(asking, person),
            Self::Object(person, own) => form::object(asking, person, own),
            Self::DecideAppeal(person, appeal) => form::decide_again(asking, person, appeal),
            Self::Assess(person) => form::assess(asking, person),
            // Whoever is nobody's coordinator offers something of their own, towards the list.
            Self::BeginDonation(person, elsewhere) if elsewhere => form::donation::record_given(asking, person, sites),
            Self::BeginDonation(person, _) => {
                form::donation::begin(asking, person, !asking.desk.may(Right::FindPeople))
            }
            Self::Donation(person, id) => {
                let donation = person.donations.iter().find(|donation| donation.id == id)?;
                form::donation::again(asking, person, donation, sites)
            }
            Self::FollowUp(person) => form::follow_up::again(asking, person),
            Self::Journey(person) => form::journey::again(asking, person),
            Self::MakeRequest(kind) => Some(form::ask(asking, kind)),
            Self::AnswerRequest(person, id) => {
                Some(form::answer_request(asking, person, id, person.requests.get(&id)?))
            }
            Self::SpeakUp(whom, finds) => Some(form::speak_up(asking, whom, finds)),
            Self::AnswerConcern(account, concern) => Some(form::answer_concern(asking, account, concern)),
            Self::Emergency => Some(form::emergency(asking)),
            Self::Nothing => None,
        }
    }

    /// The page to go back to, and what it is called.
    fn back(&self) -> (String, String) {
        match *self {
            Self::Register => ("/people".to_owned(), "Back to the people".to_owned()),
            Self::RecordExamination(person)
            | Self::AmendExamination(person, _)
            | Self::ExaminationInError(person, _)
            | Self::AnswerAlert(person, ..)
            | Self::Move(person)
            | Self::EnterStage(person)
            | Self::RecordPreparation(person)
            | Self::Depart(person)
            | Self::Return(person)
            | Self::AssignCarer(person, _)
            | Self::EndCare(person)
            | Self::HandOver(person, _)
            | Self::Converse(person)
            | Self::AnswerRequest(person, _)
            | Self::Wait(person, false)
            | Self::Defer(person)
            | Self::Object(person, false)
            | Self::DecideAppeal(person, _)
            | Self::Assess(person)
            | Self::Journey(person)
            | Self::OpenAccount(Some(person))
            | Self::AmendDetails(person) => {
                (words::person_href(person.id), format!("Back to {}", words::name(person.details.as_ref())))
            }
            Self::Tell(person, _) | Self::TellingInError(person, _) => {
                let href = format!("{}/tellings", words::person_href(person.id));
                (href, "Back to what was told".to_owned())
            }
            Self::NameBond(person, ..) | Self::ChangeBond(person, ..) | Self::StepBond(person, ..) => {
                (format!("{}/bonds", words::person_href(person.id)), "Back to who is named".to_owned())
            }
            Self::OpenSite => ("/sites".to_owned(), "Back to the sites".to_owned()),
            Self::ChangeSite(site) | Self::CloseSite(site) | Self::Receive(site) => {
                (format!("/sites/{}", site.id), format!("Back to {}", site.site.name))
            }
            Self::LookAtRow(_) => ("/rows".to_owned(), "Back to the refused rows".to_owned()),
            Self::OpenAccount(None) => ("/accounts".to_owned(), "Back to the accounts".to_owned()),
            Self::ChangeAccount(account)
            | Self::Appoint(account, _)
            | Self::Train(account)
            | Self::EndPost(account, _)
            | Self::CloseAccount(account)
            | Self::EraseAccount(account) => {
                let name = account.details.as_ref().map_or("the account", |details| details.name.as_str());
                (format!("/accounts/{}", account.id), format!("Back to {name}"))
            }
            Self::Apply(_, true) => ("/account".to_owned(), "Back to your account".to_owned()),
            Self::Apply(account, false)
            | Self::AnswerApplication(account)
            | Self::DeclareTie(account)
            | Self::EndTie(account, _)
            | Self::GoAway(account, _)
            | Self::ComeBack(account, _) => {
                let name = account.details.as_ref().map_or("the advocate", |details| details.name.as_str());
                (format!("/advocates/{}", account.id), format!("Back to {name}"))
            }
            Self::Wait(_, true) | Self::Object(_, true) | Self::MakeRequest(_) => {
                ("/me".to_owned(), "Back to your page".to_owned())
            }
            Self::BeginDonation(person, _) | Self::Donation(person, _) => {
                (format!("{}/donations", words::person_href(person.id)), "Back to the donations".to_owned())
            }
            Self::FollowUp(person) => {
                (format!("{}/follow-up", words::person_href(person.id)), "Back to staying in touch".to_owned())
            }
            Self::SpeakUp(..) => ("/speak-up".to_owned(), "Back to speaking up".to_owned()),
            Self::AnswerConcern(..) => ("/concerns".to_owned(), "Back to the concerns".to_owned()),
            Self::Emergency => ("/emergency".to_owned(), "Back to emergencies".to_owned()),
            Self::Nothing => ("/".to_owned(), "Go to your first page".to_owned()),
        }
    }
}
