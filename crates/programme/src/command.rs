//! What somebody asks of the engine. Ids, like the time, come with the command: nothing here draws one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::{AccountDetails, ConcernKind};
use crate::advocate::needs_of_independence;
use crate::appeal::AppealStep;
use crate::assessment::AssessmentStep;
use crate::bond::BondStep;
use crate::care::{Care, CareKind, CareStep};
use crate::carer::CarerStep;
use crate::deferral::DeferralStep;
use crate::donation::{DonationStep, Given};
use crate::event::{Departure, ImportSummary, RefusedRow, Said, Stream};
use crate::examination::{AlertAnswer, Examination};
use crate::facts::Facts;
use crate::follow_up::FollowUpStep;
use crate::ids::{
    AccountId, AppealId, AssessmentId, BondId, ConcernId, DeferralId, DonationId, ExaminationId, ImportId, PersonId,
    PostId, PreparationId, RequestId, RuleId, SiteId, SiteKindId, StageId, TellingId,
};
use crate::journey::JourneyStep;
use crate::person::{Details, Person};
use crate::reach::ReachStep;
use crate::request::RequestKind;
use crate::role::Role;
use crate::telling::TellingStep;

/// Something to be done, or refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Command {
    /// Take somebody into the programme, in its first stage.
    Register {
        /// Their new id.
        person: PersonId,
        /// Who they are.
        details: Details,
        /// Where they are from today.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// Take in a row of somebody else's file: a person with an examination, once.
    TakeRow {
        /// Their new id, unless they are there already.
        person: PersonId,
        /// Who they are; the number says whether they are there already.
        details: Details,
        /// The examination's new id.
        examination: ExaminationId,
        /// What was found.
        content: Examination,
        /// Whether the file gave the day; a day that was only assumed does not make the row a different one.
        day_known: bool,
        /// The import and the line that it comes from: a row that was taken before is not taken a second time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<(ImportId, u64)>,
    },
    /// Take in a row of somebody else's file about somebody who gave before: who they are, what they gave, and the stage in
    /// which they are now; once. It is recorded, and nothing is asked of them by it.
    TakeDonor {
        /// Their new id, unless they are there already.
        person: PersonId,
        /// Who they are; the number says whether they are there already.
        details: Details,
        /// The donation's new id.
        donation: DonationId,
        /// What was given.
        given: Given,
        /// The stage in which they are now: one in which nobody is asked anything.
        stage: StageId,
        /// The import and the line that it comes from: a row that was taken before is not taken a second time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<(ImportId, u64)>,
    },
    /// Put a wrong entry about who somebody is right.
    AmendDetails {
        /// Whose.
        person: PersonId,
        /// Who they are, whole.
        details: Details,
        /// Why it was wrong.
        reason: String,
    },
    /// Write down an examination.
    RecordExamination {
        /// Whose.
        person: PersonId,
        /// Its new id.
        examination: ExaminationId,
        /// What was found.
        content: Examination,
    },
    /// Put an examination right.
    AmendExamination {
        /// Whose.
        person: PersonId,
        /// Which.
        examination: ExaminationId,
        /// The whole of it as it should have been.
        content: Examination,
        /// Why it was wrong.
        reason: String,
    },
    /// Say that an examination was never this person's, or never happened.
    MarkExaminationEnteredInError {
        /// Whose.
        person: PersonId,
        /// Which.
        examination: ExaminationId,
        /// How that came to be.
        reason: String,
    },
    /// Say that somebody was in touch because of an alert.
    AnswerAlert {
        /// Whose.
        person: PersonId,
        /// The examination that gave rise to it.
        examination: ExaminationId,
        /// The alert's rule.
        alert: RuleId,
        /// What came of it.
        answer: AlertAnswer,
    },
    /// Say that something was done to prepare for a stage.
    RecordPreparation {
        /// Whose.
        person: PersonId,
        /// For which stage.
        stage: StageId,
        /// What.
        preparation: PreparationId,
        /// When.
        on: Date,
    },
    /// Enter a stage of life.
    EnterStage {
        /// Who.
        person: PersonId,
        /// Which.
        stage: StageId,
        /// When.
        on: Date,
    },
    /// Come to live or stay at a site, or at none of the programme's.
    Move {
        /// Who.
        person: PersonId,
        /// Where to.
        site: Option<SiteId>,
        /// When.
        on: Date,
    },
    /// Leave the programme. Recorded, never refused.
    Depart {
        /// Who.
        person: PersonId,
        /// When, and what they said.
        departure: Departure,
    },
    /// Come back.
    Return {
        /// Who.
        person: PersonId,
        /// When.
        on: Date,
    },
    /// Destroy a person's keys. The engine destroys them in the transaction of the event.
    Erase {
        /// Whose.
        person: PersonId,
        /// On whose wish or by which law, in words that name nobody.
        reason: String,
    },
    /// Destroy what was kept of somebody who is erased, now that its time is over. The engine says so by itself.
    EndKeeping {
        /// Of whom.
        person: PersonId,
    },
    /// Open a site.
    OpenSite {
        /// Its new id.
        site: SiteId,
        /// Its kind.
        kind: SiteKindId,
        /// What people call it.
        name: String,
        /// How many people it has places for; `None`: it does not count them.
        #[serde(default)]
        places: Option<u32>,
        /// The first day.
        on: Date,
    },
    /// Change a site's name or places.
    ChangeSite {
        /// Which.
        site: SiteId,
        /// What people call it.
        name: String,
        /// How many people it has places for.
        #[serde(default)]
        places: Option<u32>,
    },
    /// Close a site.
    CloseSite {
        /// Which.
        site: SiteId,
        /// The first day on which nobody is there.
        on: Date,
    },
    /// Write down rows of a file that were refused.
    RefuseRows {
        /// The import.
        import: ImportId,
        /// The file's name.
        file: String,
        /// The rows.
        rows: Vec<RefusedRow>,
    },
    /// Account for every row of a file.
    FinishImport {
        /// The import.
        import: ImportId,
        /// The account.
        summary: ImportSummary,
    },
    /// Say that somebody has looked at a refused row.
    LookAtRow {
        /// The import.
        import: ImportId,
        /// The row's line.
        line: u64,
        /// What was done about it.
        done: String,
    },
    /// Open an account for somebody who will sign in.
    OpenAccount {
        /// Its new id.
        account: AccountId,
        /// Whose own record it gives, where the holder is in the programme.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// Who holds it.
        details: AccountDetails,
    },
    /// Change what an account's holder is called, or signs in as.
    ChangeAccount {
        /// Which.
        account: AccountId,
        /// Who holds it, whole.
        details: AccountDetails,
    },
    /// Appoint an account's holder to a post.
    Appoint {
        /// Whose account.
        account: AccountId,
        /// The appointment's new id.
        post: PostId,
        /// As what.
        role: Role,
        /// Where, if at a site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
        /// The first day: today or later.
        on: Date,
    },
    /// End an appointment, and every right of it.
    EndPost {
        /// Whose account.
        account: AccountId,
        /// Which.
        post: PostId,
        /// The first day on which it is no longer held: today or later.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Close an account: nobody signs in with it any more.
    CloseAccount {
        /// Which.
        account: AccountId,
        /// Why.
        reason: String,
    },
    /// Write down that somebody makes a link by which an account's holder comes in.
    Invite {
        /// Whose account.
        account: AccountId,
    },
    /// Destroy the key of an account that gives nobody's own record. The engine destroys it in the transaction of the event.
    EraseAccount {
        /// Which.
        account: AccountId,
        /// On whose wish or by which law, in words that name nobody.
        reason: String,
    },
    /// Say that somebody was not told, or was pressed, or that something else is not right.
    SpeakUp {
        /// Whose account: one's own.
        account: AccountId,
        /// The concern's new id.
        concern: ConcernId,
        /// About what.
        kind: ConcernKind,
        /// What, and about whom.
        said: Said,
    },
    /// Answer somebody who spoke up.
    AnswerConcern {
        /// Whose account.
        account: AccountId,
        /// Which concern.
        concern: ConcernId,
        /// What is answered.
        answer: String,
        /// Whether the matter is closed by this.
        close: bool,
    },
    /// Put somebody by a person's side.
    AssignCarer {
        /// Whose side.
        person: PersonId,
        /// Who, as what, from which day.
        care: Care,
    },
    /// Say that somebody stands by a person no longer.
    EndCare {
        /// Whose side.
        person: PersonId,
        /// Who, as what, and the first day without them.
        care: Care,
    },
    /// Do something with a bond: name somebody, say what they may be told, end it, or answer one.
    Bond {
        /// Who says so: whoever names, or for an answer whoever was named.
        person: PersonId,
        /// Which; for the first step of one, its new id.
        bond: BondId,
        /// What.
        step: BondStep,
    },
    /// Write down that somebody was told something, or take that back.
    Telling {
        /// Who was told.
        person: PersonId,
        /// Which telling; for a new one, its new id.
        telling: TellingId,
        /// What.
        step: TellingStep,
    },
    /// Do something between a person and those who stand by them.
    Care {
        /// Whose side; where a companion stops, the companion.
        person: PersonId,
        /// What.
        step: CareStep,
    },
    /// Do something about a carer: what an advocate has learnt, to whom they have a tie, when they are away.
    Carer {
        /// Whose account.
        account: AccountId,
        /// What.
        step: CarerStep,
    },
    /// Take the right to read somebody's record in an emergency, for some hours.
    OpenEmergency {
        /// Whose record.
        person: PersonId,
        /// Who takes it: oneself.
        account: AccountId,
        /// Why.
        reason: String,
    },
    /// Ask something about one's own record.
    MakeRequest {
        /// Whose record: one's own.
        person: PersonId,
        /// The request's new id.
        request: RequestId,
        /// What.
        kind: RequestKind,
        /// In one's own words.
        text: String,
    },
    /// Answer what somebody asked about their own record.
    AnswerRequest {
        /// Whose record.
        person: PersonId,
        /// Which request.
        request: RequestId,
        /// Whether it was done as they asked.
        granted: bool,
        /// In which words.
        answer: String,
    },
    /// Do something with a deferral.
    Deferral {
        /// Whose.
        person: PersonId,
        /// Which; for the first step of one, its new id.
        deferral: DeferralId,
        /// What.
        step: DeferralStep,
    },
    /// Do something with an appeal.
    Appeal {
        /// Whose.
        person: PersonId,
        /// Which; for the first step of one, its new id.
        appeal: AppealId,
        /// What.
        step: AppealStep,
    },
    /// Assess what a rule found.
    Assessment {
        /// Whose.
        person: PersonId,
        /// Its new id.
        assessment: AssessmentId,
        /// What.
        step: AssessmentStep,
    },
    /// Do something with a donation.
    Donation {
        /// Whose.
        person: PersonId,
        /// Which; for the first step of one, its new id.
        donation: DonationId,
        /// What.
        step: DonationStep,
    },
    /// Do something to stay in touch with somebody.
    FollowUp {
        /// With whom.
        person: PersonId,
        /// What.
        step: FollowUpStep,
    },
    /// Do something to reach somebody: write a message, make a link, answer by one.
    Reach {
        /// Who.
        person: PersonId,
        /// What.
        step: ReachStep,
    },
    /// Write down something about the end of a journey.
    Journey {
        /// Whose.
        person: PersonId,
        /// What.
        step: JourneyStep,
    },
    /// Put a programme file in force: the one that the engine runs on.
    Serve,
}

/// What has to be known to decide a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// These people, where there are such.
    pub people: Vec<PersonId>,
    /// These sites, where there are such.
    pub sites: Vec<SiteId>,
    /// This import, where there is such a one.
    pub import: Option<ImportId>,
    /// Who has this number.
    pub number: Option<String>,
    /// How many people are at a site from a day on: the most that are there on that day or on any later one.
    pub occupancy: Option<(SiteId, Date)>,
    /// These accounts, where there are such.
    pub accounts: Vec<AccountId>,
    /// Who has this login.
    pub login: Option<String>,
    /// How many open accounts belong to an administrator today.
    pub administrators: bool,
    /// Which accounts give or gave this person's record.
    pub account_of: Option<PersonId>,
    /// Who recorded and put right the examinations of this person.
    pub examined_by: Option<PersonId>,
    /// Which programme file is in force.
    pub programme: bool,
    /// Who wrote down or put right an examination of these people.
    pub examiners_of: Vec<PersonId>,
    /// Whom these accounts stand by as advocate, from today on; these people are needed then as well.
    pub charges_of: Vec<AccountId>,
}

impl Needs {
    /// Takes in what else is needed, and says whether any of it is new. Of what there can be only one of, the first stays.
    pub fn join(&mut self, more: Self) -> bool {
        let before = self.clone();
        add(&mut self.people, more.people);
        add(&mut self.sites, more.sites);
        add(&mut self.accounts, more.accounts);
        add(&mut self.examiners_of, more.examiners_of);
        add(&mut self.charges_of, more.charges_of);
        self.import = self.import.or(more.import);
        self.number = self.number.take().or(more.number);
        self.occupancy = self.occupancy.or(more.occupancy);
        self.login = self.login.take().or(more.login);
        self.administrators |= more.administrators;
        self.account_of = self.account_of.or(more.account_of);
        self.programme |= more.programme;
        *self != before
    }
}

/// Who stands by these people as companion, and by whom they stand themselves.
fn needs_of_companionships<'a>(people: impl Iterator<Item = &'a Person>, facts: &Facts<'_>) -> Needs {
    let mut needs = Needs::default();
    for person in people {
        let by_them = person.care.stands_by.iter().filter(|(_, _, until)| until.is_none()).map(|(whom, ..)| *whom);
        needs.people.extend(by_them);
        let others = needs.people.iter().filter_map(|whom| facts.person(*whom));
        let carers = others.chain([person]).flat_map(|person| &person.carers);
        let companions = carers.filter(|time| time.kind == CareKind::Companion && time.until.is_none());
        needs.accounts.extend(companions.map(|time| time.carer));
        let accounts = needs.accounts.iter().filter_map(|account| facts.account(*account));
        needs.people.extend(accounts.filter_map(|account| account.person));
    }
    needs
}

fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

impl Command {
    /// What has to be known to decide it. `today` is the civil date in the programme's time zone.
    pub fn needs(&self, today: Date) -> Needs {
        let mut needs = Needs::default();
        needs.people.extend(self.person());
        match self {
            Self::Register { details, site, .. } => {
                needs.number.clone_from(&details.number);
                needs.sites.extend(site);
                needs.occupancy = site.map(|site| (site, today));
            }
            Self::TakeRow { details, content, from, .. } => {
                needs.import = from.map(|(import, _)| import);
                needs.number.clone_from(&details.number);
                needs.sites.extend(content.site);
            }
            Self::TakeDonor { details, given, from, .. } => {
                needs.import = from.map(|(import, _)| import);
                needs.number.clone_from(&details.number);
                needs.sites.extend(given.site);
            }
            Self::AmendDetails { details, .. } => needs.number.clone_from(&details.number),
            Self::RecordExamination { content, .. } | Self::AmendExamination { content, .. } => {
                needs.sites.extend(content.site);
            }
            Self::Move { site, on, .. } => {
                needs.sites.extend(site);
                needs.occupancy = site.map(|site| (site, *on));
            }
            Self::OpenSite { site, .. } => needs.sites.push(*site),
            Self::ChangeSite { site, .. } => {
                needs.sites.push(*site);
                needs.occupancy = Some((*site, today));
            }
            Self::CloseSite { site, on } => {
                needs.sites.push(*site);
                needs.occupancy = Some((*site, *on));
            }
            Self::RefuseRows { import, .. } | Self::FinishImport { import, .. } | Self::LookAtRow { import, .. } => {
                needs.import = Some(*import);
            }
            Self::OpenAccount { account, person, details } => {
                needs.accounts.push(*account);
                needs.login = Some(details.login.clone());
                needs.account_of = *person;
            }
            Self::ChangeAccount { account, details } => {
                needs.accounts.push(*account);
                needs.login = Some(details.login.clone());
            }
            Self::Appoint { account, site, .. } => {
                needs.accounts.push(*account);
                needs.sites.extend(site);
            }
            Self::EndPost { account, .. } | Self::CloseAccount { account, .. } => {
                needs.accounts.push(*account);
                needs.charges_of.push(*account);
                needs.administrators = true;
            }
            Self::SpeakUp { account, said, .. } => {
                needs.accounts.push(*account);
                needs.people.extend(said.about);
            }
            Self::AnswerConcern { account, .. }
            | Self::OpenEmergency { account, .. }
            | Self::Invite { account }
            | Self::EraseAccount { account, .. } => needs.accounts.push(*account),
            Self::AssignCarer { care, .. } | Self::EndCare { care, .. } => {
                needs.accounts.push(care.carer);
                needs.charges_of.extend((care.kind == CareKind::Advocate).then_some(care.carer));
            }
            Self::Care { step, .. } => match step {
                CareStep::HandOver { from, to, .. } => {
                    needs.accounts.extend([*from, *to]);
                    needs.charges_of.push(*to);
                }
                CareStep::OfferCompany { by, .. } => needs.accounts.push(*by),
                CareStep::StopStandingBy { whom, .. } => needs.people.push(*whom),
                CareStep::AnswerCompany { by, .. } => needs.accounts.push(*by),
                CareStep::Converse { .. } => {}
            },
            Self::Carer { account, step } => {
                needs.accounts.push(*account);
                match step {
                    CarerStep::DeclareTie { declared, .. } => needs.people.push(declared.to),
                    CarerStep::GoAway { covers, .. } => {
                        needs.charges_of.push(*account);
                        needs.accounts.extend(covers.iter().map(|cover| cover.by));
                        needs.charges_of.extend(covers.iter().map(|cover| cover.by));
                    }
                    CarerStep::ComeBack { .. } => needs.charges_of.push(*account),
                    CarerStep::Apply { .. }
                    | CarerStep::AnswerApplication { .. }
                    | CarerStep::Train { .. }
                    | CarerStep::EndTie { .. } => {}
                }
            }
            Self::Bond { step: BondStep::Name { content } | BondStep::Change { content }, .. } => {
                needs.people.extend(content.whom.person());
            }
            Self::Bond { step: BondStep::Answer { namer, .. } | BondStep::Leave { namer }, .. } => {
                needs.people.push(*namer);
            }
            Self::Telling { step: TellingStep::Record { told, .. }, .. } => needs.accounts.push(told.by),
            Self::Donation { step, .. } => {
                needs.accounts.extend(step.hearer());
                needs.sites.extend(step.site());
                needs.people.extend(step.recipient());
            }
            Self::Erase { person, .. } => needs.account_of = Some(*person),
            Self::Deferral { step: DeferralStep::Wait { with, .. }, .. } => needs.people.extend(with),
            Self::Deferral { .. } => {}
            Self::Appeal { person, .. } => needs.examined_by = Some(*person),
            Self::Serve => needs.programme = true,
            Self::MarkExaminationEnteredInError { .. }
            | Self::AnswerAlert { .. }
            | Self::RecordPreparation { .. }
            | Self::EnterStage { .. }
            | Self::Depart { .. }
            | Self::Return { .. }
            | Self::EndKeeping { .. }
            | Self::MakeRequest { .. }
            | Self::AnswerRequest { .. }
            | Self::Bond { step: BondStep::End, .. }
            | Self::Telling { step: TellingStep::EnterInError { .. }, .. }
            | Self::Assessment { .. }
            | Self::FollowUp { .. }
            | Self::Reach { .. }
            | Self::Journey { .. } => {}
        }
        needs
    }

    /// What else has to be known, by what is known so far: asked again until nothing new comes of it.
    pub fn needs_after(&self, facts: &Facts<'_>) -> Needs {
        let people = || self.person().and_then(|id| facts.person(id)).into_iter();
        let charges = |account: &AccountId| {
            let charges = facts.charges.get(account).cloned().unwrap_or_default();
            facts.people.iter().copied().filter(move |person| charges.contains(&person.id))
        };
        match self {
            // Whether there is an independent advocate: wherever something is asked of somebody, or one is given to them.
            Self::EnterStage { .. } => needs_of_independence(people(), facts),
            Self::Donation { step, .. } => {
                let mut needs = needs_of_independence(people(), facts);
                needs.people.extend(step.recipient());
                needs.examiners_of.extend(step.recipient());
                needs
            }
            Self::AssignCarer { care, .. } | Self::EndCare { care, .. } => {
                let mut needs = needs_of_independence(people(), facts);
                let companion = facts.account(care.carer).filter(|_| care.kind == CareKind::Companion);
                needs.people.extend(companion.and_then(|account| account.person));
                needs
            }
            Self::Care { step: CareStep::HandOver { .. }, .. } => needs_of_independence(people(), facts),
            // Whoever is taken back needs an advocate again.
            Self::Journey { step: JourneyStep::TakeBackHandOver { .. }, .. } => needs_of_independence(people(), facts),
            Self::Journey { step: JourneyStep::Die { .. } | JourneyStep::Live { .. }, .. } => {
                needs_of_companionships(people(), facts)
            }
            Self::Care { step: CareStep::StopStandingBy { whom, .. }, .. } => {
                let whom = facts.person(*whom);
                let carers = whom.into_iter().flat_map(|person| &person.carers).map(|time| time.carer);
                let asked = whom.into_iter().flat_map(|person| &person.care.offers).map(|known| known.offer.by);
                Needs { accounts: carers.chain(asked).collect(), ..Needs::default() }
            }
            Self::Care { step: CareStep::AnswerCompany { by, .. }, .. } => {
                let companion = facts.account(*by).and_then(|account| account.person);
                Needs { people: companion.into_iter().collect(), ..Needs::default() }
            }
            Self::Carer { account, step: CarerStep::GoAway { .. } }
            | Self::EndPost { account, .. }
            | Self::CloseAccount { account, .. } => needs_of_independence(charges(account), facts),
            _ => Needs::default(),
        }
    }

    /// The person whom it is about.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Register { person, .. }
            | Self::TakeRow { person, .. }
            | Self::TakeDonor { person, .. }
            | Self::AmendDetails { person, .. }
            | Self::RecordExamination { person, .. }
            | Self::AmendExamination { person, .. }
            | Self::MarkExaminationEnteredInError { person, .. }
            | Self::AnswerAlert { person, .. }
            | Self::RecordPreparation { person, .. }
            | Self::EnterStage { person, .. }
            | Self::Move { person, .. }
            | Self::Depart { person, .. }
            | Self::Return { person, .. }
            | Self::AssignCarer { person, .. }
            | Self::EndCare { person, .. }
            | Self::Bond { person, .. }
            | Self::Telling { person, .. }
            | Self::Care { person, .. }
            | Self::OpenEmergency { person, .. }
            | Self::MakeRequest { person, .. }
            | Self::AnswerRequest { person, .. }
            | Self::Deferral { person, .. }
            | Self::Appeal { person, .. }
            | Self::Assessment { person, .. }
            | Self::FollowUp { person, .. }
            | Self::Reach { person, .. }
            | Self::Journey { person, .. }
            | Self::Donation { person, .. }
            | Self::EndKeeping { person }
            | Self::Erase { person, .. } => Some(*person),
            Self::OpenAccount { person, .. } => *person,
            Self::OpenSite { .. }
            | Self::ChangeSite { .. }
            | Self::CloseSite { .. }
            | Self::RefuseRows { .. }
            | Self::FinishImport { .. }
            | Self::LookAtRow { .. }
            | Self::ChangeAccount { .. }
            | Self::Appoint { .. }
            | Self::EndPost { .. }
            | Self::CloseAccount { .. }
            | Self::Invite { .. }
            | Self::EraseAccount { .. }
            | Self::Carer { .. }
            | Self::SpeakUp { .. }
            | Self::AnswerConcern { .. }
            | Self::Serve => None,
        }
    }

    /// The stream whose version `If-Match` speaks of.
    pub fn stream(&self) -> Stream {
        match self {
            Self::OpenSite { site, .. } | Self::ChangeSite { site, .. } | Self::CloseSite { site, .. } => {
                Stream::Site(*site)
            }
            Self::RefuseRows { import, .. } | Self::FinishImport { import, .. } | Self::LookAtRow { import, .. } => {
                Stream::Import(*import)
            }
            Self::OpenAccount { account, .. }
            | Self::ChangeAccount { account, .. }
            | Self::Appoint { account, .. }
            | Self::EndPost { account, .. }
            | Self::CloseAccount { account, .. }
            | Self::Invite { account }
            | Self::EraseAccount { account, .. }
            | Self::Carer { account, .. }
            | Self::SpeakUp { account, .. }
            | Self::AnswerConcern { account, .. } => Stream::Account(*account),
            Self::Serve => Stream::Programme,
            _ => Stream::Person(self.person().expect("every other command is about a person")),
        }
    }
}
