//! What a form of the console asks for: the command that it becomes, what its page is drawn from, where it leads.

use programme::rules::Programme;
use programme::{
    AbsenceId, Account, AccountId, AppealId, AssessmentId, BondId, BondStep, Command, ConcernId, ConversationId,
    DeferralId, DonationId, ExaminationId, FollowUpAnswerId, ImportId, PersonId, PostId, RequestId, RequestKind, Role,
    RuleId, SiteId, TellingId, TieId,
};
use record::{Charge, Life, RefusedRowRow, SiteRow};

use crate::console::forms::{self, FormResult, Typed};
use crate::console::{Asked, Candidate, Whom};
use crate::extract;
use crate::rights::Right;

/// Something that a form asks for.
#[derive(Clone, Debug)]
pub(super) enum What {
    Register,
    RecordExamination(PersonId),
    AmendExamination(PersonId, ExaminationId),
    ExaminationInError(PersonId, ExaminationId),
    AnswerAlert(PersonId, ExaminationId, RuleId),
    Move(PersonId),
    EnterStage(PersonId),
    RecordPreparation(PersonId),
    Depart(PersonId),
    Return(PersonId),
    AmendDetails(PersonId),
    OpenSite,
    ChangeSite(SiteId),
    CloseSite(SiteId),
    /// Somebody who has come to a site; `None` where the number and the birth do not go together.
    Receive(SiteId, Option<PersonId>),
    LookAtRow(ImportId, u64),
    /// An account, for a person where there is one.
    OpenAccount(Option<PersonId>),
    ChangeAccount(AccountId),
    Appoint(AccountId),
    EndPost(AccountId, PostId),
    CloseAccount(AccountId),
    EraseAccount(AccountId),
    AssignCarer(PersonId),
    EndCare(PersonId),
    Tell(PersonId),
    TellingInError(PersonId, TellingId),
    /// Whose; whether they say so themselves; whether whoever asks may find people by their number.
    NameBond(PersonId, bool, bool),
    ChangeBond(PersonId, BondId, bool),
    /// The end of a bond, or an answer to one.
    StepBond(PersonId, BondId, BondStep, bool),
    /// A wait, said by the person themselves or written down for them.
    Wait(PersonId, bool),
    Defer(PersonId),
    /// An objection, by the person themselves or on their behalf.
    Object(PersonId, bool),
    DecideAppeal(PersonId, AppealId),
    Assess(PersonId),
    /// A donation of somebody, for whoever was found by their number.
    BeginDonation(PersonId, Option<PersonId>),
    RecordDonation(PersonId),
    DonationWord(PersonId, DonationId),
    DonationStep(PersonId, DonationId),
    /// What only the donor says after they gave, and what the programme does to stay in touch.
    FollowUpWord(PersonId),
    FollowUpStep(PersonId),
    Journey(PersonId),
    HandOver(PersonId),
    /// A conversation with somebody, written down on the page of all of them or on their own.
    Converse(PersonId, bool),
    /// An application to be an advocate, one's own or written down for somebody.
    Apply(AccountId, bool),
    AnswerApplication(AccountId),
    /// A tie to whoever was found by their number.
    DeclareTie(AccountId, Option<PersonId>),
    EndTie(AccountId, TieId),
    GoAway(AccountId),
    ComeBack(AccountId, AbsenceId),
    Train(AccountId),
    MakeRequest(PersonId, RequestKind),
    AnswerRequest(PersonId, RequestId),
    SpeakUp(AccountId),
    AnswerConcern(AccountId, ConcernId),
    Emergency,
}

/// What a form is drawn from again when it was not carried out.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) life: Option<Life>,
    pub(super) row: Option<RefusedRowRow>,
    pub(super) sites: Vec<SiteRow>,
    pub(super) account: Option<Account>,
    /// The roles to which whoever asks may appoint.
    pub(super) roles: Vec<Role>,
    pub(super) candidates: Vec<Candidate>,
    /// Whom a concern can be about, and whether others can be found.
    pub(super) whom: Vec<Whom>,
    pub(super) finds: bool,
    /// By whom somebody stands, with who could cover.
    pub(super) charges: Vec<Charge>,
}

impl What {
    /// The command that a form says. `asked` gives ids to what it makes.
    pub(super) fn command(
        &self,
        typed: &Typed,
        programme: &Programme,
        today: jiff::civil::Date,
        asked: &extract::Asked,
    ) -> FormResult<Command> {
        match self.clone() {
            Self::Register => forms::register(typed, today, PersonId(asked.new_id("person"))),
            Self::RecordExamination(person) => {
                let examination = ExaminationId(asked.new_id("examination"));
                forms::record_examination(typed, programme, today, person, examination)
            }
            Self::AmendExamination(person, id) => forms::amend_examination(typed, programme, today, person, id),
            Self::ExaminationInError(person, id) => forms::examination_in_error(typed, person, id),
            Self::AnswerAlert(person, id, rule) => forms::answer_alert(typed, today, person, id, rule),
            Self::Move(person) => forms::move_person(typed, today, person),
            Self::EnterStage(person) => forms::enter_stage(typed, today, person),
            Self::RecordPreparation(person) => forms::record_preparation(typed, today, person),
            Self::Depart(person) => forms::depart(typed, today, person),
            Self::Return(person) => forms::come_back(typed, today, person),
            Self::AmendDetails(person) => forms::amend_details(typed, today, person),
            Self::OpenSite => forms::open_site(typed, today, SiteId(asked.new_id("site"))),
            Self::ChangeSite(site) => forms::change_site(typed, site),
            Self::CloseSite(site) => forms::close_site(typed, today, site),
            Self::Receive(site, who) => forms::receive(typed, today, site, who),
            Self::LookAtRow(import, line) => forms::look_at_row(typed, import, line),
            Self::OpenAccount(_) => forms::open_account(typed, AccountId(asked.new_id("account"))),
            Self::ChangeAccount(account) => forms::change_account(typed, account),
            Self::Appoint(account) => forms::appoint(typed, today, account, PostId(asked.new_id("post"))),
            Self::EndPost(account, post) => forms::end_post(typed, today, account, post),
            Self::CloseAccount(account) => forms::close_account(typed, account),
            Self::EraseAccount(account) => forms::erase_account(typed, account),
            Self::AssignCarer(person) => forms::assign_carer(typed, today, person),
            Self::EndCare(person) => forms::end_care(typed, today, person),
            Self::Tell(person) => forms::record_telling(typed, today, person, TellingId(asked.new_id("telling"))),
            Self::TellingInError(person, telling) => forms::telling_in_error(typed, person, telling),
            Self::NameBond(person, ..) => {
                let bond = BondId(asked.new_id("bond"));
                forms::bond_content(typed, person, bond, |content| BondStep::Name { content })
            }
            Self::ChangeBond(person, bond, _) => {
                forms::bond_content(typed, person, bond, |content| BondStep::Change { content })
            }
            Self::StepBond(person, bond, step, _) => forms::bond_step(typed, person, bond, step),
            Self::Wait(person, _) => forms::wait(typed, today, person, DeferralId(asked.new_id("deferral"))),
            Self::Defer(person) => forms::defer(typed, today, person, DeferralId(asked.new_id("deferral"))),
            Self::Object(person, _) => forms::object(typed, person, AppealId(asked.new_id("appeal"))),
            Self::DecideAppeal(person, appeal) => forms::decide_appeal(typed, person, appeal),
            Self::Assess(person) => forms::assess(typed, today, person, AssessmentId(asked.new_id("assessment"))),
            Self::BeginDonation(person, recipient) => {
                forms::begin_donation(typed, person, DonationId(asked.new_id("donation")), recipient)
            }
            Self::RecordDonation(person) => {
                forms::record_donation(typed, today, person, DonationId(asked.new_id("donation")))
            }
            Self::DonationWord(person, donation) => forms::donation_word(typed, today, person, donation),
            Self::DonationStep(person, donation) => forms::donation_step(typed, programme, today, person, donation),
            Self::FollowUpWord(person) => {
                let answer = FollowUpAnswerId(asked.new_id("answer"));
                forms::follow_up_word(typed, programme, today, person, answer)
            }
            Self::FollowUpStep(person) => forms::follow_up_step(typed, programme, today, person),
            Self::Journey(person) => forms::journey(typed, programme, today, person),
            Self::HandOver(person) => forms::hand_over(typed, today, person),
            Self::Apply(account, _) => forms::apply(typed, account),
            Self::AnswerApplication(account) => forms::answer_application(typed, account),
            Self::DeclareTie(account, to) => forms::declare_tie(typed, today, account, TieId(asked.new_id("tie")), to),
            Self::EndTie(account, tie) => forms::end_tie(typed, today, account, tie),
            Self::GoAway(account) => forms::go_away(typed, today, account, AbsenceId(asked.new_id("absence"))),
            Self::ComeBack(account, absence) => forms::come_back_to_work(typed, today, account, absence),
            Self::Converse(person, _) => {
                forms::converse(typed, today, person, ConversationId(asked.new_id("conversation")))
            }
            Self::Train(account) => forms::train(typed, today, account),
            Self::MakeRequest(person, _) => forms::make_request(typed, person, RequestId(asked.new_id("request"))),
            Self::AnswerRequest(person, request) => forms::answer_request(typed, person, request),
            Self::SpeakUp(account) => forms::speak_up(typed, account, ConcernId(asked.new_id("concern"))),
            Self::AnswerConcern(account, concern) => forms::answer_concern(typed, account, concern),
            Self::Emergency => Err(Vec::new()),
        }
    }

    /// The person whom it is about.
    pub(super) fn person(&self) -> Option<PersonId> {
        match self {
            Self::RecordExamination(person)
            | Self::AmendExamination(person, _)
            | Self::ExaminationInError(person, _)
            | Self::AnswerAlert(person, ..)
            | Self::Move(person)
            | Self::EnterStage(person)
            | Self::RecordPreparation(person)
            | Self::Depart(person)
            | Self::Return(person)
            | Self::AmendDetails(person)
            | Self::AssignCarer(person)
            | Self::EndCare(person)
            | Self::Tell(person)
            | Self::TellingInError(person, _)
            | Self::NameBond(person, ..)
            | Self::ChangeBond(person, ..)
            | Self::StepBond(person, ..)
            | Self::HandOver(person)
            | Self::Converse(person, _)
            | Self::AnswerRequest(person, _)
            | Self::Wait(person, _)
            | Self::Defer(person)
            | Self::Object(person, _)
            | Self::DecideAppeal(person, _)
            | Self::Assess(person)
            | Self::BeginDonation(person, _)
            | Self::RecordDonation(person)
            | Self::DonationWord(person, _)
            | Self::DonationStep(person, _)
            | Self::FollowUpWord(person)
            | Self::FollowUpStep(person)
            | Self::Journey(person)
            | Self::OpenAccount(Some(person)) => Some(*person),
            _ => None,
        }
    }

    /// The account that it is about.
    pub(super) fn account(&self) -> Option<AccountId> {
        match self {
            Self::ChangeAccount(account)
            | Self::Appoint(account)
            | Self::Train(account)
            | Self::Apply(account, _)
            | Self::AnswerApplication(account)
            | Self::DeclareTie(account, _)
            | Self::EndTie(account, _)
            | Self::GoAway(account)
            | Self::ComeBack(account, _)
            | Self::EndPost(account, _)
            | Self::CloseAccount(account)
            | Self::EraseAccount(account) => Some(*account),
            _ => None,
        }
    }

    /// The right by which the person whom it is about is shown again, where that is not the route's.
    pub(super) fn shown_by(&self) -> Option<Right> {
        matches!(self, Self::OpenAccount(_)).then_some(Right::ReadPerson)
    }

    /// The refused row that it is about.
    pub(super) fn row(&self) -> Option<(ImportId, u64)> {
        match self {
            Self::LookAtRow(import, line) => Some((*import, *line)),
            _ => None,
        }
    }

    /// What the page draws its form from.
    pub(super) fn asked<'a>(&'a self, drawn: &'a Drawn) -> Asked<'a> {
        let site = |id: &SiteId| drawn.sites.iter().find(|row| row.id == *id);
        let account = drawn.account.as_ref();
        let asked = match self {
            Self::Register => Some(Asked::Register),
            Self::OpenAccount(_) => Some(Asked::OpenAccount(drawn.life.as_ref().map(|life| &life.person))),
            Self::ChangeAccount(_) => account.map(Asked::ChangeAccount),
            Self::Appoint(_) => account.map(|account| Asked::Appoint(account, &drawn.roles)),
            Self::Train(_) => account.map(Asked::Train),
            Self::Apply(_, own) => account.map(|account| Asked::Apply(account, *own)),
            Self::AnswerApplication(_) => account.map(Asked::AnswerApplication),
            Self::DeclareTie(..) => account.map(Asked::DeclareTie),
            Self::EndTie(_, tie) => account.map(|account| Asked::EndTie(account, *tie)),
            Self::GoAway(_) => account.map(|account| Asked::GoAway(account, &drawn.charges)),
            Self::ComeBack(_, absence) => account.map(|account| Asked::ComeBack(account, *absence)),
            Self::EndPost(_, post) => account.map(|account| Asked::EndPost(account, *post)),
            Self::CloseAccount(_) => account.map(Asked::CloseAccount),
            Self::EraseAccount(_) => account.map(Asked::EraseAccount),
            Self::SpeakUp(_) => Some(Asked::SpeakUp(&drawn.whom, drawn.finds)),
            Self::AnswerConcern(account, concern) => Some(Asked::AnswerConcern(*account, *concern)),
            Self::MakeRequest(_, kind) => Some(Asked::MakeRequest(*kind)),
            Self::Emergency => Some(Asked::Emergency),
            Self::OpenSite => Some(Asked::OpenSite),
            Self::ChangeSite(id) => site(id).map(Asked::ChangeSite),
            Self::CloseSite(id) => site(id).map(Asked::CloseSite),
            Self::Receive(id, _) => site(id).map(Asked::Receive),
            Self::LookAtRow(..) => drawn.row.as_ref().map(Asked::LookAtRow),
            _ => drawn.life.as_ref().map(|life| self.asked_about(life, &drawn.candidates)),
        };
        asked.unwrap_or(Asked::Nothing)
    }

    fn asked_about<'a>(&'a self, life: &'a Life, candidates: &'a [Candidate]) -> Asked<'a> {
        let person = &life.person;
        // Of who is erased nothing can be asked any more.
        if person.erased {
            return Asked::Nothing;
        }
        match self {
            Self::RecordExamination(_) => Asked::RecordExamination(person),
            Self::AmendExamination(_, id) => Asked::AmendExamination(person, *id),
            Self::ExaminationInError(_, id) => Asked::ExaminationInError(person, *id),
            Self::AnswerAlert(_, id, rule) => Asked::AnswerAlert(person, *id, rule),
            Self::Move(_) => Asked::Move(person),
            Self::EnterStage(_) => Asked::EnterStage(person),
            Self::RecordPreparation(_) => Asked::RecordPreparation(person),
            Self::Depart(_) => Asked::Depart(person),
            Self::Return(_) => Asked::Return(person),
            Self::AmendDetails(_) => Asked::AmendDetails(person),
            Self::AssignCarer(_) => Asked::AssignCarer(person, candidates),
            Self::EndCare(_) => Asked::EndCare(person),
            Self::Tell(_) => Asked::Tell(person, candidates),
            Self::TellingInError(_, telling) => Asked::TellingInError(person, *telling),
            Self::NameBond(_, own, finds) => Asked::NameBond(person, *own, *finds),
            Self::ChangeBond(_, bond, own) => Asked::ChangeBond(person, *bond, *own),
            Self::StepBond(_, bond, step, own) => Asked::StepBond(person, *bond, step, *own),
            Self::BeginDonation(..) => Asked::BeginDonation(person, false),
            Self::RecordDonation(_) => Asked::BeginDonation(person, true),
            Self::DonationWord(_, donation) | Self::DonationStep(_, donation) => Asked::Donation(person, *donation),
            Self::FollowUpWord(_) | Self::FollowUpStep(_) => Asked::FollowUp(person),
            Self::Journey(_) => Asked::Journey(person),
            Self::HandOver(_) => Asked::HandOver(person, candidates),
            Self::Converse(..) => Asked::Converse(person),
            Self::AnswerRequest(_, request) => Asked::AnswerRequest(person, *request),
            Self::Wait(_, own) => Asked::Wait(person, *own),
            Self::Defer(_) => Asked::Defer(person),
            Self::Object(_, own) => Asked::Object(person, *own),
            Self::DecideAppeal(_, appeal) => Asked::DecideAppeal(person, *appeal),
            Self::Assess(_) => Asked::Assess(person),
            _ => Asked::Nothing,
        }
    }

    /// The page that shows what was done, of whoever did it: their own page, where it was about themselves.
    pub(super) fn leads_to(&self, command: &Command, version: u64) -> String {
        match self {
            Self::Wait(_, true) | Self::Object(_, true) => format!("/me?done={version}"),
            Self::Converse(_, true) => format!("/my-people?done={version}"),
            Self::Apply(_, true) => format!("/account?applied={version}"),
            Self::Apply(account, false)
            | Self::AnswerApplication(account)
            | Self::DeclareTie(account, _)
            | Self::EndTie(account, _)
            | Self::GoAway(account)
            | Self::ComeBack(account, _) => format!("/advocates/{account}?done={version}"),
            _ => Self::shown_at(command, version),
        }
    }

    /// The page that shows what was done. `command` is what was carried out, `version` what its stream is at now.
    fn shown_at(command: &Command, version: u64) -> String {
        match command {
            Command::OpenSite { site, .. } | Command::ChangeSite { site, .. } | Command::CloseSite { site, .. } => {
                format!("/sites/{site}")
            }
            Command::LookAtRow { .. } => "/rows".to_owned(),
            Command::OpenAccount { account, .. }
            | Command::ChangeAccount { account, .. }
            | Command::Appoint { account, .. }
            | Command::EndPost { account, .. }
            | Command::CloseAccount { account, .. }
            | Command::EraseAccount { account, .. }
            | Command::Carer { account, .. } => format!("/accounts/{account}"),
            Command::SpeakUp { .. } => "/speak-up?done=yes".to_owned(),
            Command::AnswerConcern { .. } => "/concerns".to_owned(),
            Command::Telling { person, .. } => format!("/people/{person}/tellings?done={version}"),
            Command::Bond { person, .. } => format!("/people/{person}/bonds?done={version}"),
            Command::Donation { person, .. } => format!("/people/{person}/donations?done={version}"),
            Command::FollowUp { person, .. } => format!("/people/{person}/follow-up?done={version}"),
            Command::MakeRequest { .. } => format!("/me?done={version}"),
            command => match command.person() {
                Some(person) => format!("/people/{person}?done={version}"),
                None => "/".to_owned(),
            },
        }
    }
}
