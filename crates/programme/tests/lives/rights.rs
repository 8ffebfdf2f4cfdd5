//! Who may send which command, by docs/rights.md: a test of the server holds that page to its table and to its list of routes, word
//! for word. So nothing here says who may what; only by which route each command is sent stands here.

use std::collections::BTreeMap;

use programme::{
    AccountId, AppealStep, BondStep, CareKind, CareStep, CarerStep, Command, DeferralStep, DonationStep, FollowUpStep,
    JourneyStep, PersonId, Role, TellingStep,
};

use super::world::World;

/// Whom a role may do something to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Own,
    InCare,
    AtSite,
    Emergency,
    Everybody,
    Thing,
}

/// Who may use each route.
pub(crate) struct Rights(BTreeMap<String, Holders>);

#[derive(Clone, Default)]
struct Holders {
    /// Whoever is signed in, in their own account.
    everybody_for_themselves: bool,
    lines: Vec<(Role, Reach)>,
}

impl Rights {
    pub(crate) fn read() -> Self {
        let page = include_str!("../../../../docs/rights.md");
        let mut routes = BTreeMap::new();
        for section in page.split("\n## ").skip(1) {
            let everybody_for_themselves = section.contains("\nWhoever is signed in.\n");
            let lines: Vec<_> = section.lines().filter_map(line).collect();
            for route in section.lines().filter_map(|line| line.strip_prefix("- `POST ")?.strip_suffix('`')) {
                routes.insert(route.to_owned(), Holders { everybody_for_themselves, lines: lines.clone() });
            }
        }
        assert!(routes.len() > 50, "docs/rights.md is not read any more");
        Self(routes)
    }

    /// Whether somebody may send a command: by one of its routes, through one of their posts.
    pub(crate) fn allow(&self, world: &World<'_>, author: AccountId, command: &Command) -> bool {
        routes_of(command).iter().any(|route| {
            let holders = self.0.get(*route).unwrap_or_else(|| panic!("docs/rights.md has no route {route}"));
            allows(holders, world, author, command)
        })
    }
}

fn line(line: &str) -> Option<(Role, Reach)> {
    let [_, role, reach, ..] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else { return None };
    let role = Role::ALL.iter().find(|known| known.label() == role)?;
    let reach = match reach {
        "themselves" => Reach::Own,
        "the people they stand by" => Reach::InCare,
        "the people at their site today" => Reach::AtSite,
        "somebody in an emergency, for some hours" => Reach::Emergency,
        "everybody in the programme" => Reach::Everybody,
        "no person" => Reach::Thing,
        other => panic!("docs/rights.md has a reach that is not known here: {other}"),
    };
    Some((*role, reach))
}

fn allows(holders: &Holders, world: &World<'_>, author: AccountId, command: &Command) -> bool {
    if holders.everybody_for_themselves {
        return match command {
            Command::SpeakUp { account, .. } | Command::EndPost { account, .. } => *account == author,
            _ => false,
        };
    }
    let Some(account) = world.accounts.get(&author) else { return false };
    let thing = holders.lines.iter().any(|(_, reach)| *reach == Reach::Thing);
    let person = command.person().filter(|_| !thing);
    let is_own = person.is_some() && account.person == person;
    account.posts_on(world.today).any(|post| {
        let mut lines = holders.lines.iter().filter(|(role, _)| *role == post.role);
        lines.any(|(_, reach)| match (reach, person) {
            (Reach::Thing, _) | (Reach::Everybody, None) => true,
            // Nobody uses a post on their own record.
            (Reach::Own, Some(_)) => is_own,
            (_, Some(_)) if is_own => false,
            (Reach::Everybody, Some(_)) => true,
            (Reach::AtSite, Some(person)) => {
                let at = world.people.get(&person).and_then(|person| person.site_on(world.today));
                post.site.is_none() || post.site == at
            }
            (Reach::InCare, Some(person)) => stands_by(world, author, post.role, person),
            (Reach::Emergency, Some(person)) => has_emergency(world, author, person),
            (_, None) => false,
        })
    })
}

fn stands_by(world: &World<'_>, author: AccountId, role: Role, person: PersonId) -> bool {
    let kind = CareKind::ALL.into_iter().find(|kind| kind.role() == role);
    let person = world.people.get(&person);
    person
        .is_some_and(|person| person.carers_on(world.today).any(|time| time.carer == author && Some(time.kind) == kind))
}

fn has_emergency(world: &World<'_>, author: AccountId, person: PersonId) -> bool {
    let person = world.people.get(&person);
    let now = world.now().as_microsecond();
    person.is_some_and(|person| person.emergencies.iter().any(|(account, until)| *account == author && now < *until))
}

/// By which routes a command is sent; none where only the machine sends it, from its command line.
fn routes_of(command: &Command) -> &'static [&'static str] {
    use Command as C;
    match command {
        C::Register { .. } => &["/api/v1/people"],
        C::AmendDetails { .. } => &["/api/v1/people/{person}/details"],
        C::RecordExamination { .. } => &["/api/v1/people/{person}/examinations"],
        C::AmendExamination { .. } => &["/api/v1/people/{person}/examinations/{examination}/amend"],
        C::MarkExaminationEnteredInError { .. } => {
            &["/api/v1/people/{person}/examinations/{examination}/entered-in-error"]
        }
        C::AnswerAlert { .. } => &["/api/v1/people/{person}/alerts/{examination}/{rule}/answer"],
        C::RecordPreparation { .. } => &["/api/v1/people/{person}/preparations"],
        C::EnterStage { .. } => &["/api/v1/people/{person}/stage"],
        C::Move { .. } => &["/api/v1/people/{person}/move"],
        C::Depart { .. } => &["/api/v1/people/{person}/depart"],
        C::Return { .. } => &["/api/v1/people/{person}/return"],
        C::OpenSite { .. } => &["/api/v1/sites"],
        C::ChangeSite { .. } => &["/api/v1/sites/{site}/change"],
        C::CloseSite { .. } => &["/api/v1/sites/{site}/close"],
        C::LookAtRow { .. } => &["/api/v1/imports/{import}/rows/{line}/looked-at"],
        C::OpenAccount { .. } => &["/api/v1/accounts"],
        C::ChangeAccount { .. } => &["/api/v1/accounts/{account}/change"],
        C::Appoint { .. } => &["/api/v1/accounts/{account}/posts"],
        C::EndPost { .. } => &["/api/v1/accounts/{account}/posts/{post}/end"],
        C::CloseAccount { .. } => &["/api/v1/accounts/{account}/close"],
        C::Invite { .. } => &["/api/v1/accounts/{account}/invite"],
        C::EraseAccount { .. } => &["/api/v1/accounts/{account}/erase"],
        C::SpeakUp { .. } => &["/api/v1/concerns"],
        C::AnswerConcern { .. } => &["/api/v1/concerns/{account}/{concern}/answer"],
        C::AssignCarer { .. } => &["/api/v1/people/{person}/carers"],
        C::EndCare { .. } => &["/api/v1/people/{person}/carers/end"],
        C::Bond { step, .. } => of_bond(step),
        C::Telling { step: TellingStep::Record { .. }, .. } => &["/api/v1/people/{person}/tellings"],
        C::Telling { step: TellingStep::EnterInError { .. }, .. } => {
            &["/api/v1/people/{person}/tellings/{telling}/entered-in-error"]
        }
        C::Care { step, .. } => of_care(step),
        C::Carer { step, .. } => of_carer(step),
        C::OpenEmergency { .. } => &["/api/v1/people/{person}/emergency"],
        C::MakeRequest { .. } => &["/api/v1/people/{person}/requests"],
        C::AnswerRequest { .. } => &["/api/v1/people/{person}/requests/{request}/answer"],
        C::Deferral { step, .. } => of_deferral(step),
        C::Appeal { step: AppealStep::Make { .. }, .. } => &["/api/v1/people/{person}/appeals", "/me/appeals"],
        C::Appeal { step: AppealStep::Decide { .. }, .. } => &["/api/v1/people/{person}/appeals/{appeal}/decide"],
        C::Assessment { .. } => &["/api/v1/people/{person}/assessments"],
        C::Donation { step, .. } => of_donation(step),
        C::FollowUp { step, .. } => of_follow_up(step),
        C::Journey { step, .. } => of_journey(step),
        C::TakeRow { .. }
        | C::TakeDonor { .. }
        | C::Erase { .. }
        | C::EndKeeping { .. }
        | C::Reach { .. }
        | C::RefuseRows { .. }
        | C::FinishImport { .. }
        | C::Serve => &[],
    }
}

const fn of_bond(step: &BondStep) -> &'static [&'static str] {
    match step {
        BondStep::Name { .. } => &["/api/v1/people/{person}/bonds"],
        BondStep::Change { .. } => &["/api/v1/people/{person}/bonds/{bond}/change"],
        BondStep::End | BondStep::Leave { .. } => &["/api/v1/people/{person}/bonds/{bond}/end"],
        BondStep::Answer { .. } => &["/api/v1/people/{person}/bonds/{bond}/answer"],
    }
}

const fn of_care(step: &CareStep) -> &'static [&'static str] {
    match step {
        CareStep::HandOver { .. } => &["/api/v1/people/{person}/carers/hand-over"],
        CareStep::Converse { .. } => &["/api/v1/people/{person}/conversations"],
        CareStep::OfferCompany { .. } => &["/api/v1/people/{person}/companions"],
        CareStep::AnswerCompany { .. } => &["/api/v1/people/{person}/companions/answer"],
        CareStep::StopStandingBy { .. } => &["/api/v1/people/{person}/companions/stop"],
    }
}

const fn of_carer(step: &CarerStep) -> &'static [&'static str] {
    match step {
        CarerStep::Apply { .. } => &["/api/v1/accounts/{account}/application"],
        CarerStep::AnswerApplication { .. } => &["/api/v1/accounts/{account}/application/answer"],
        CarerStep::Train { .. } => &["/api/v1/accounts/{account}/training"],
        CarerStep::DeclareTie { .. } => &["/api/v1/accounts/{account}/ties"],
        CarerStep::EndTie { .. } => &["/api/v1/accounts/{account}/ties/{tie}/end"],
        CarerStep::GoAway { .. } => &["/api/v1/accounts/{account}/absences"],
        CarerStep::ComeBack { .. } => &["/api/v1/accounts/{account}/absences/{absence}/end"],
    }
}

const fn of_deferral(step: &DeferralStep) -> &'static [&'static str] {
    match step {
        DeferralStep::Wait { .. } | DeferralStep::Join { .. } | DeferralStep::Decline | DeferralStep::Ready => {
            &["/api/v1/people/{person}/waits", "/me/waits"]
        }
        DeferralStep::Place { .. } => &["/api/v1/people/{person}/deferrals"],
        DeferralStep::Review { .. } => &["/api/v1/people/{person}/deferrals/{deferral}/review"],
        DeferralStep::Lift { .. } => &["/api/v1/people/{person}/deferrals/{deferral}/lift"],
    }
}

const fn of_donation(step: &DonationStep) -> &'static [&'static str] {
    match step {
        DonationStep::Record { .. } | DonationStep::Open { .. } => &["/api/v1/people/{person}/donations"],
        DonationStep::Consent { .. } | DonationStep::ShortenReflection { .. } | DonationStep::Withdraw { .. } => {
            &["/api/v1/people/{person}/donations/{donation}/word"]
        }
        DonationStep::Schedule { .. }
        | DonationStep::Verify { .. }
        | DonationStep::Decide { .. }
        | DonationStep::Start
        | DonationStep::Finish { .. }
        | DonationStep::CallOff { .. }
        | DonationStep::Note { .. }
        | DonationStep::EnterInError { .. }
        | DonationStep::Discharge { .. } => &["/api/v1/people/{person}/donations/{donation}/step"],
    }
}

const fn of_follow_up(step: &FollowUpStep) -> &'static [&'static str] {
    match step {
        FollowUpStep::Plan { .. } => &["/api/v1/people/{person}/follow-up/plan"],
        FollowUpStep::Attempt { .. } => &["/api/v1/people/{person}/follow-up/attempts"],
        FollowUpStep::Answer { .. } | FollowUpStep::TakeBack { .. } => &["/api/v1/people/{person}/follow-up/answers"],
        FollowUpStep::BeLeft { .. } | FollowUpStep::BeAskedAgain { .. } => &["/api/v1/people/{person}/follow-up/wish"],
        FollowUpStep::Learn { .. } => &["/api/v1/people/{person}/follow-up/learnt"],
        FollowUpStep::Report { .. } => &["/api/v1/people/{person}/follow-up/reported"],
    }
}

const fn of_journey(step: &JourneyStep) -> &'static [&'static str] {
    match step {
        JourneyStep::Die { .. } => &["/api/v1/people/{person}/death"],
        JourneyStep::Live { .. } => &["/api/v1/people/{person}/death/entered-in-error"],
        JourneyStep::OfferHandOver { .. } => &["/api/v1/people/{person}/hand-over"],
        JourneyStep::AcknowledgeHandOver { .. } => &["/api/v1/people/{person}/hand-over/acknowledge"],
        JourneyStep::TakeBackHandOver { .. } => &["/api/v1/people/{person}/hand-over/take-back"],
    }
}
