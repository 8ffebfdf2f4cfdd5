//! What comes between: stopping, waiting, being deferred, objecting, moving, leaving, being asked how one is, dying.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use programme::rules::{Outcome, Reportable};
use programme::{
    Acknowledgement, Against, AlertAnswer, AnswerSource, AppealId, AppealStep, AssessmentId, AssessmentStep, Attempt,
    AttemptOutcome, BondContent, BondId, BondKind, BondStep, Command, ContactPlan, ContactWay, Death, Decision,
    DeferralId, DeferralStep, Departure, DonationId, DonationStep, FollowUpAnswer, FollowUpAnswerId, FollowUpStep,
    Given, HandOverOffer, JourneyStep, Keeper, Learnt, LinkId, MessageId, NewLink, Person, PersonId, ReachStep,
    Reported, RequestId, RequestKind, Slip, TellingStep, Value, Values, WayKind, Whom, Wish, eligibility, open_alerts,
};

use super::super::chance::Chance;
use super::super::world::World;
use super::{Idea, care, lately, path, words};

pub(super) fn between(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    match chance.below(100) {
        0..10 => of_donation(world, chance, person),
        10..32 => waits(world, chance, person),
        32..44 => objects(world, chance, person),
        44..58 => care::something(world, chance, person),
        58..64 => bond(world, chance, person),
        64..74 => in_touch(world, chance, person),
        74..80 => ends(world, chance, person),
        80..88 => whereabouts(world, chance, person),
        88..93 => mended(world, chance, person),
        _ => asks(world, chance, person),
    }
}

/// The donor stops or asks for less time; others call it off; something that was given elsewhere is written down.
fn of_donation(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let open = person.donations.iter().find(|donation| donation.is_open());
    let donation = open.map_or(DonationId(chance.id()), |open| open.id);
    let step = |step| Command::Donation { person: person.id, donation, step };
    let (by, to) = path::hearer(world, chance, person);
    let to = if world.account_of(person.id) == Some(by) && chance.percent(80) { None } else { Some(to) };
    match (open, chance.below(10)) {
        (Some(_), 0..3) => Idea::by(by, step(DonationStep::Withdraw { to })),
        (Some(_), 3..7) => Idea::by(by, step(DonationStep::ShortenReflection { to })),
        (Some(_), 7 | 8) => step(DonationStep::CallOff { reason: words(chance) }).into(),
        _ => {
            let kind = chance.of(&world.programme.donation_kinds.iter().collect::<Vec<_>>()).id.clone();
            let on = chance.day(world.today, 900, 0);
            let discharged = chance.percent(70).then(|| on.saturating_add(2.days()));
            let given = Given { kind, on, discharged, site: None };
            let donation = DonationId(chance.id());
            Command::Donation { person: person.id, donation, step: DonationStep::Record { given } }.into()
        }
    }
}

fn waits(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, today) = (person.id, world.today);
    let step = |deferral, step| Command::Deferral { person: id, deferral, step };
    let own = person.deferrals.own_on(today).map(|known| known.id);
    let placed: Vec<_> = person.deferrals.on(today).filter(|known| !known.is_own()).map(|known| known.id).collect();
    let asked: Vec<_> = person.deferrals.asking().map(|known| known.id).collect();
    let ahead = |chance: &mut Chance| today.saturating_add((1 + chance.below(60) as i64).days());
    match (own, chance.any(&placed), chance.below(12)) {
        (Some(own), _, 0..7) => {
            let command = step(own, DeferralStep::Ready);
            let speak = person.carers_on(today).map(|time| time.carer).chain(world.account_of(id)).collect::<Vec<_>>();
            chance.any(&speak).map_or_else(|| command.clone().into(), |by| Idea::by(by, command.clone()))
        }
        (_, Some(placed), 0..5) => step(placed, DeferralStep::Lift { reason: words(chance) }).into(),
        (_, Some(placed), 5) => {
            let next = ahead(chance);
            step(placed, DeferralStep::Review { next, reason: words(chance) }).into()
        }
        (_, _, 6) if !asked.is_empty() => {
            let asked = chance.of(&asked);
            if chance.percent(60) {
                step(DeferralId(chance.id()), DeferralStep::Join { asked }).into()
            } else {
                step(asked, DeferralStep::Decline).into()
            }
        }
        (_, _, 7..10) => {
            let until = chance.percent(60).then(|| ahead(chance));
            let with = chance.percent(30).then(|| chance.any(&world.present())).flatten();
            step(DeferralId(chance.id()), DeferralStep::Wait { until, with, words: Some(words(chance)) }).into()
        }
        _ => placed_by_others(world, chance, id),
    }
}

fn placed_by_others(world: &World<'_>, chance: &mut Chance, person: PersonId) -> Idea {
    let (on, reason) = (lately(world, chance), words(chance));
    let day = world.today.saturating_add((1 + chance.below(120) as i64).days());
    let kind = chance.of(&["for-a-time", "until-reviewed", "for-good"]);
    // Now and then the term of another kind.
    let term = if chance.percent(92) { kind } else { chance.of(&["for-a-time", "until-reviewed", "for-good"]) };
    let until = (term == "for-a-time").then_some(day);
    let review = (term == "until-reviewed").then_some(day);
    let step = DeferralStep::Place { kind: kind.into(), on, until, review, permanent: term == "for-good", reason };
    Command::Deferral { person, deferral: DeferralId(chance.id()), step }.into()
}

fn objects(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, today) = (person.id, world.today);
    if let Some(open) = person.appeals.iter().find(|appeal| appeal.is_open()) {
        let step = AppealStep::Decide { decision: chance.of(Decision::ALL.as_slice()), reason: words(chance) };
        return Command::Appeal { person: id, appeal: open.id, step }.into();
    }
    let found = eligibility(person, world.programme, today);
    let to_assess: Vec<_> = found
        .reasons
        .iter()
        .filter(|reason| reason.outcome == Outcome::NeedsAssessment)
        .map(|reason| reason.rule)
        .collect();
    if let Some(rule) = chance.any(&to_assess).filter(|_| chance.percent(80)) {
        let (on, fit) = (lately(world, chance), chance.percent(70));
        let step = AssessmentStep::Assess { rule: rule.id.clone(), on, fit, words: words(chance) };
        return Command::Assessment { person: id, assessment: AssessmentId(chance.id()), step }.into();
    }
    let mut against: Vec<Against> = person
        .deferrals
        .on(today)
        .filter(|known| !known.is_own())
        .map(|known| Against::Deferral { deferral: known.id })
        .collect();
    let held = person.assessments.iter().filter(|known| !known.assessed.fit && known.counts_on(today));
    against.extend(held.map(|known| Against::Assessment { assessment: known.id }));
    let ruled = found.reasons.iter().filter(|reason| reason.outcome <= Outcome::Deferred);
    against.extend(ruled.map(|reason| Against::Finding { rule: reason.rule.id.clone() }));
    let refs: Vec<&Against> = against.iter().collect();
    match chance.any(&refs) {
        Some(against) => {
            let step = AppealStep::Make { against: against.clone(), text: words(chance) };
            Command::Appeal { person: id, appeal: AppealId(chance.id()), step }.into()
        }
        None => placed_by_others(world, chance, id),
    }
}

fn bond(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, others) = (person.id, world.present());
    let whom = chance.any(&others).unwrap_or(id);
    let kind = if chance.percent(50) { BondKind::Recipient } else { chance.of(BondKind::ALL.as_slice()) };
    let content = BondContent {
        kind,
        whom: Whom::Record { person: whom },
        may_be_told: BTreeSet::new(),
        may_see: chance.percent(50),
    };
    let open: Vec<_> = person.bonds.iter().filter(|bond| bond.ended.is_none()).map(|bond| bond.id).collect();
    let named = world.people.values().flat_map(|namer| namer.bonds.iter().map(move |bond| (namer.id, bond)));
    let named: Vec<_> =
        named.filter(|(_, bond)| bond.content.whom.person() == Some(id)).map(|(by, bond)| (by, bond.id)).collect();
    let (bond, step) = match (chance.any(&open), chance.any(&named), chance.below(6)) {
        (Some(bond), _, 0) => (bond, BondStep::End),
        (Some(bond), _, 1) => (bond, BondStep::Change { content }),
        (_, Some((namer, bond)), 2) => (bond, BondStep::Answer { namer, may_see: chance.percent(60) }),
        (_, Some((namer, bond)), 3) => (bond, BondStep::Leave { namer }),
        _ => (BondId(chance.id()), BondStep::Name { content }),
    };
    Command::Bond { person: id, bond, step }.into()
}

/// How they are, how they want to be reached, and whether they want to be asked.
pub(super) fn in_touch(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let on = lately(world, chance);
    let source = chance.of(AnswerSource::ALL.as_slice());
    let wish = Wish { on, source, said: chance.percent(50).then(|| words(chance)) };
    if chance.percent(12) {
        return reached(chance, person);
    }
    let donation = person.donations.last().map_or(DonationId(chance.id()), |donation| donation.id);
    let step = match chance.below(14) {
        0 | 1 => {
            let ways = vec![ContactWay { by: chance.of(WayKind::ALL.as_slice()), address: "020 5550 0100".to_owned() }];
            let keeper = Keeper { name: "Ann".to_owned(), relation: "sister".to_owned(), address: words(chance) };
            let plan = ContactPlan { agreed: on, ways, keepers: vec![keeper], language: None, times: None };
            FollowUpStep::Plan { plan }
        }
        2..5 => {
            let (by, outcome) = (chance.of(WayKind::ALL.as_slice()), chance.of(AttemptOutcome::ALL.as_slice()));
            FollowUpStep::Attempt { attempt: Attempt { on, by, outcome, address: None, note: None } }
        }
        5..9 => {
            let values = Values::from([("donor-status".into(), Value::Choice("well".into()))]);
            let content = FollowUpAnswer { seen: on, source, values, note: None };
            FollowUpStep::Answer { answer: FollowUpAnswerId(chance.id()), content }
        }
        9 => match person.follow_up.answers.last() {
            Some((answer, _)) => FollowUpStep::TakeBack { answer: *answer, reason: words(chance) },
            None => FollowUpStep::BeLeft { wish },
        },
        10 if !person.follow_up.wants_to_be_left() && chance.percent(30) => FollowUpStep::BeLeft { wish },
        11 => FollowUpStep::BeAskedAgain { wish },
        12 => FollowUpStep::Learn {
            learnt: Learnt { donation, what: Reportable::OrganFailed, on, learnt: world.now(), note: words(chance) },
        },
        _ => {
            let (what, at) = (Reportable::OrganFailed, world.now());
            FollowUpStep::Report { reported: Reported { donation, what, at, to: "The authority".to_owned() } }
        }
    };
    Command::FollowUp { person: person.id, step }.into()
}

/// A link that answers once, and messages on their way.
fn reached(chance: &mut Chance, person: &Person) -> Idea {
    let new = NewLink { id: LinkId(chance.id()), token: [chance.below(256) as u8; 32] };
    let step = match chance.below(3) {
        0 => ReachStep::MakeLink { link: new },
        1 => ReachStep::EndLink { link: new.id, reason: words(chance) },
        _ => ReachStep::Write { message: MessageId(chance.id()), by: chance.of(WayKind::ALL.as_slice()), link: new },
    };
    Command::Reach { person: person.id, step }.into()
}

fn ends(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let on = lately(world, chance);
    let step = match (&person.journey.death, person.journey.hand_overs.last(), chance.below(9)) {
        (Some(_), _, 0..=4) => JourneyStep::Live { reason: words(chance) },
        (_, Some(last), 0..=3) if last.acknowledged.is_none() => {
            JourneyStep::AcknowledgeHandOver { acknowledgement: Acknowledgement { on, by: "Dr Nemo".to_owned() } }
        }
        (_, Some(last), 4 | 5) if last.taken_back.is_none() => {
            JourneyStep::TakeBackHandOver { on, reason: words(chance) }
        }
        (None, _, 8) => {
            let death = Death { on, cause: None, learnt: world.now(), how: "A letter".to_owned() };
            JourneyStep::Die { death }
        }
        _ => JourneyStep::OfferHandOver { offer: HandOverOffer { on, to: "Another programme".to_owned() } },
    };
    Command::Journey { person: person.id, step }.into()
}

fn whereabouts(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, on) = (person.id, lately(world, chance));
    let sites: Vec<_> = world.sites.keys().copied().collect();
    match (&person.departed, chance.below(6)) {
        (Some(_), 0..=4) => Command::Return { person: id, on }.into(),
        (_, 5) => Command::Depart { person: id, departure: Departure { on, said: Some(words(chance)) } }.into(),
        _ => {
            let site = if chance.percent(80) { chance.any(&sites) } else { None };
            Command::Move { person: id, site, on }.into()
        }
    }
}

/// Something of a donation was written down in error: mostly what was written down last, and what somebody else has said already.
pub(super) fn slip(chance: &mut Chance, person: &Person) -> Option<Idea> {
    let doubted = person.donations.iter().find(|one| !one.said_in_error.is_empty()).filter(|_| chance.percent(70));
    let donation = doubted.or_else(|| chance.any(&person.donations.iter().collect::<Vec<_>>()))?;
    let learnt = person.follow_up.learnt.iter().find(|learnt| learnt.donation == donation.id);
    let what = match (donation.can_be_in_error(), learnt) {
        (Some(last), _) if chance.percent(75) => last,
        (_, Some(learnt)) if chance.percent(60) => Slip::Learnt { what: learnt.what },
        _ => chance.of(&[Slip::Recorded, Slip::Started, Slip::Done, Slip::Discharged]),
    };
    let step = DonationStep::EnterInError { what, reason: words(chance) };
    Some(Command::Donation { person: person.id, donation: donation.id, step }.into())
}

/// Entries that were wrong.
fn mended(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, reason) = (person.id, words(chance));
    let ids: Vec<_> = person.examinations.keys().copied().collect();
    let tellings: Vec<_> = person.tellings.iter().map(|telling| telling.id).collect();
    match (chance.any(&ids), chance.any(&tellings), chance.below(8)) {
        (Some(examination), _, 0..3) => {
            let content = path::content(world, chance);
            Command::AmendExamination { person: id, examination, content, reason }.into()
        }
        (Some(examination), _, 3) => Command::MarkExaminationEnteredInError { person: id, examination, reason }.into(),
        (_, Some(telling), 4) => {
            Command::Telling { person: id, telling, step: TellingStep::EnterInError { reason } }.into()
        }
        (_, _, 5 | 6) if !person.donations.is_empty() => {
            slip(chance, person).unwrap_or_else(|| path::examined(world, chance, person))
        }
        _ => match person.details.clone() {
            Some(mut details) => {
                details.number = chance.percent(50).then(|| format!("N{}", chance.below(6)));
                Command::AmendDetails { person: id, details, reason }.into()
            }
            None => path::examined(world, chance, person),
        },
    }
}

fn asks(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let (id, on) = (person.id, lately(world, chance));
    if let Some(open) = open_alerts(person, world.programme).first() {
        let answer = AlertAnswer { on, by: "Lund".to_owned(), note: words(chance) };
        let (examination, alert) = (open.examination, open.alert.rule.id.clone());
        return Command::AnswerAlert { person: id, examination, alert, answer }.into();
    }
    let open = person.requests.iter().find(|(_, request)| request.answered.is_none());
    match open {
        Some((request, _)) => {
            let (request, granted) = (*request, chance.percent(50));
            Command::AnswerRequest { person: id, request, granted, answer: words(chance) }.into()
        }
        None if chance.percent(50) => {
            let (request, kind) = (RequestId(chance.id()), chance.of(RequestKind::ALL.as_slice()));
            Command::MakeRequest { person: id, request, kind, text: words(chance) }.into()
        }
        None => {
            let accounts: Vec<_> = world.accounts.keys().copied().collect();
            let account = chance.of(&accounts);
            Idea::by(account, Command::OpenEmergency { person: id, account, reason: words(chance) })
        }
    }
}
