//! Whatever is asked, in whatever order and with whatever days and texts: `decide` answers, and what it lets happen can be true.
//! The auditor, which shares nothing with it but the form of the events, finds no article broken in what it lets happen.

#[path = "ground/cases.rs"]
mod cases;

use std::collections::{BTreeMap, BTreeSet};

use audit::{Auditor, Entry, Report};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::{Outcome, Programme, Question};
use programme::{
    Account, AccountDetails, AccountEvent, AccountId, Against, AlertAnswer, AppealId, AppealStep, AssessmentId,
    AssessmentStep, Birth, BondContent, BondId, BondKind, BondStep, CheckId, Command, Decision, DeferralId,
    DeferralStep, Departure, Details, Event, Examination, ExaminationId, Facts, Number, Person, PersonId, PostId,
    Private, ProgrammeEvent, Role, Sex, Sight, Site, SiteId, Stream, TellingId, TellingStep, TellingWay, Term, Told,
    Value, Values, Whom, decide, due, eligibility, eligibility_periods, file, folded_number, open_alerts, untold,
};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Date = date(2026, 6, 15);

/// Who tells everybody everything.
const TELLER: AccountId = AccountId(Uuid::from_u128(900));

/// The kidney programme with one topic, and one before an exchange, so that not every evaluation fails for one of many that was not told.
fn kidney() -> Programme {
    file::parse(&file_text()).programme.expect("it is without faults")
}

fn file_text() -> String {
    let whole = include_str!("../../../programmes/living-kidney-us.toml");
    let is_asked = |table: &str| ["may-decline", "exchange"].iter().any(|id| table.contains(&format!("id = \"{id}\"")));
    let is_kept = |table: &&str| !table.starts_with("topic]]") || is_asked(table);
    whole.split("\n[[").filter(is_kept).collect::<Vec<_>>().join("\n[[")
}

fn teller() -> Account {
    let details = Private::Known(AccountDetails { name: "Mina".to_owned(), login: "mina".to_owned() });
    let (mut account, post, on) = (None, PostId(Uuid::from_u128(901)), date(2020, 1, 1));
    Account::apply(&mut account, TELLER, &AccountEvent::Opened { person: None, details });
    let appointed = AccountEvent::Appointed { post, role: Role::Coordinator, site: None, on };
    Account::apply(&mut account, TELLER, &appointed);
    account.expect("it was opened")
}

fn person() -> impl Strategy<Value = PersonId> {
    (0_u128..4).prop_map(|n| PersonId(Uuid::from_u128(n)))
}

fn site() -> impl Strategy<Value = SiteId> {
    (0_u128..2).prop_map(|n| SiteId(Uuid::from_u128(100 + n)))
}

fn examination() -> impl Strategy<Value = ExaminationId> {
    (0_u128..4).prop_map(|n| ExaminationId(Uuid::from_u128(200 + n)))
}

fn day() -> impl Strategy<Value = Date> {
    prop_oneof![
        12 => (-200_i64..3).prop_map(|days| TODAY.saturating_add(days.days())),
        1 => prop::sample::select(vec![Date::MIN, Date::MAX, date(1200, 2, 29), date(1800, 1, 1), date(2036, 6, 15)]),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["Ann", "ann ", "Bo", "FL 1", "fl  1", "by Ann's wish", "because"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["", " ", "\0", "a\u{202e}b", "a\nb", "\u{feff}"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn details() -> impl Strategy<Value = Details> {
    let birth = prop_oneof![
        4 => (1960_i16..2012, 1_i8..13).prop_map(|(year, month)| Birth::On(date(year, month, 1))),
        2 => (any::<u8>(), day()).prop_map(|(years, on)| Birth::Aged { years, on }),
        1 => day().prop_map(Birth::On),
    ];
    (proptest::option::of(text()), proptest::option::of(text()), birth).prop_map(|(name, number, birth)| Details {
        name,
        number,
        sex: Sex::Unknown,
        birth,
    })
}

fn content() -> impl Strategy<Value = Examination> {
    let value = prop_oneof![
        4 => (0_i64..4, 0_i64..4).prop_map(|(one, nine)| {
            Value::List([one, 0, 0, 0, 0, 0, 0, 0, nine].map(|n| Some(Number::whole(n))).to_vec())
        }),
        1 => any::<i64>().prop_map(|n| Value::Number(Number::millionths(n / 1_000_000))),
        1 => text().prop_map(|text| Value::Choice(text.into())),
    ];
    (day(), value, any::<bool>()).prop_map(|(on, value, insulin)| {
        let mut checks = BTreeMap::from([(CheckId::from("phq-9"), Values::from([("phq-9".into(), value)]))]);
        if insulin {
            checks.insert(
                "medical-history".into(),
                Values::from([("takes-insulin".into(), Value::Choice("yes".into()))]),
            );
        }
        Examination { on, site: None, checks }
    })
}

fn command() -> impl Strategy<Value = Command> {
    let to = || proptest::option::weighted(0.8, site());
    let places = || proptest::option::of(0_u32..3);
    let stage = || prop::sample::select(vec!["registered", "evaluation", "cleared", "moon"]);
    prop_oneof![
        4 => (person(), details(), to()).prop_map(|(person, details, site)| Command::Register { person, details, site }),
        2 => (person(), details(), text()).prop_map(|(person, details, reason)| Command::AmendDetails { person, details, reason }),
        3 => (person(), examination(), content()).prop_map(|(person, examination, content)| Command::RecordExamination { person, examination, content }),
        2 => (person(), examination(), content(), text()).prop_map(|(person, examination, content, reason)| Command::AmendExamination { person, examination, content, reason }),
        1 => (person(), examination(), text()).prop_map(|(person, examination, reason)| Command::MarkExaminationEnteredInError { person, examination, reason }),
        2 => (person(), examination(), day(), text()).prop_map(|(person, examination, on, by)| Command::AnswerAlert {
            person, examination, alert: "phq-9-item-9".into(), answer: AlertAnswer { on, by, note: "talked".to_owned() },
        }),
        2 => (person(), day(), any::<bool>()).prop_map(|(person, on, told)| Command::RecordPreparation {
            person, stage: "evaluation".into(), preparation: if told { "told" } else { "advocate-met" }.into(), on,
        }),
        3 => (person(), 0_u128..20, day(), text()).prop_map(|(person, id, on, said_back)| Command::Telling {
            person,
            telling: TellingId(Uuid::from_u128(300 + id)),
            step: TellingStep::Record {
                topic: "may-decline".into(),
                version: 1,
                told: Told { on, by: TELLER, way: TellingWay::FaceToFace, interpreted: false, said_back, understood: true },
            },
        }),
        5 => (person(), 0_u128..6, bond_step()).prop_map(|(person, id, step)| Command::Bond {
            person, bond: BondId(Uuid::from_u128(400 + id)), step,
        }),
        2 => (person(), stage(), day()).prop_map(|(person, stage, on)| Command::EnterStage { person, stage: stage.into(), on }),
        6 => (person(), to(), day()).prop_map(|(person, site, on)| Command::Move { person, site, on }),
        3 => (person(), day(), proptest::option::of(text())).prop_map(|(person, on, said)| Command::Depart { person, departure: Departure { on, said } }),
        3 => (person(), day()).prop_map(|(person, on)| Command::Return { person, on }),
        4 => (person(), deferral(), deferral_step()).prop_map(|(person, deferral, step)| Command::Deferral { person, deferral, step }),
        2 => (person(), deferral(), appeal_step()).prop_map(|(person, id, step)| Command::Appeal { person, appeal: AppealId(id.0), step }),
        2 => (person(), deferral(), day(), any::<bool>(), text()).prop_map(|(person, id, on, fit, words)| Command::Assessment {
            person, assessment: AssessmentId(id.0), step: AssessmentStep::Assess { rule: "psychosocial".into(), on, fit, words },
        }),
        1 => (person(), text()).prop_map(|(person, reason)| Command::Erase { person, reason }),
        2 => (site(), text(), places(), day()).prop_map(|(site, name, places, on)| Command::OpenSite { site, kind: "clinic".into(), name, places, on }),
        1 => (site(), text(), places()).prop_map(|(site, name, places)| Command::ChangeSite { site, name, places }),
        1 => (site(), day()).prop_map(|(site, on)| Command::CloseSite { site, on }),
    ]
}

fn bond_step() -> impl Strategy<Value = BondStep> {
    let content = || {
        let kind = prop::sample::select(BondKind::ALL.to_vec());
        (kind, person(), any::<bool>()).prop_map(|(kind, person, may_see)| {
            let whom = Whom::Record { person };
            BondContent { kind, whom, may_be_told: BTreeSet::new(), may_see }
        })
    };
    prop_oneof![
        4 => content().prop_map(|content| BondStep::Name { content }),
        2 => content().prop_map(|content| BondStep::Change { content }),
        1 => Just(BondStep::End),
        4 => (person(), any::<bool>()).prop_map(|(namer, may_see)| BondStep::Answer { namer, may_see }),
        1 => person().prop_map(|namer| BondStep::Leave { namer }),
    ]
}
/// The articles that the engine enforces on every command, so that the auditor finds none of them broken.
const ENFORCED: [u8; 7] = [1, 2, 3, 4, 5, 6, 12];

fn deferral() -> impl Strategy<Value = DeferralId> {
    (0_u128..6).prop_map(|n| DeferralId(Uuid::from_u128(300 + n)))
}

fn deferral_step() -> impl Strategy<Value = DeferralStep> {
    let maybe = || proptest::option::of((-2_i64..400).prop_map(|days| TODAY.saturating_add(days.days())));
    let kind = prop::sample::select(vec!["own-wait", "for-a-time", "until-reviewed", "for-good", "moon"]);
    prop_oneof![
        4 => (maybe(), proptest::option::of(person()), proptest::option::of(text()))
            .prop_map(|(until, with, words)| DeferralStep::Wait { until, with, words }),
        1 => deferral().prop_map(|asked| DeferralStep::Join { asked }),
        1 => Just(DeferralStep::Decline),
        2 => Just(DeferralStep::Ready),
        4 => (kind, day(), maybe(), maybe(), any::<bool>(), text()).prop_map(|(kind, on, until, review, permanent, reason)| {
            DeferralStep::Place { kind: kind.into(), on, until, review, permanent, reason }
        }),
        1 => (day(), text()).prop_map(|(next, reason)| DeferralStep::Review { next, reason }),
        1 => text().prop_map(|reason| DeferralStep::Lift { reason }),
    ]
}

fn appeal_step() -> impl Strategy<Value = AppealStep> {
    let against = prop_oneof![
        deferral().prop_map(|deferral| Against::Deferral { deferral }),
        Just(Against::Finding { rule: "diabetes".into() }),
        deferral().prop_map(|id| Against::Assessment { assessment: AssessmentId(id.0) }),
    ];
    prop_oneof![
        (against, text()).prop_map(|(against, text)| AppealStep::Make { against, text }),
        (prop::sample::select(Decision::ALL.to_vec()), text())
            .prop_map(|(decision, reason)| AppealStep::Decide { decision, reason }),
    ]
}

#[derive(Default)]
struct World {
    people: BTreeMap<PersonId, Person>,
    sites: BTreeMap<SiteId, Site>,
    auditor: Auditor,
    versions: BTreeMap<Stream, u64>,
}

impl World {
    /// Three adults, a site with one place, and one with two.
    fn begun(programme: &Programme) -> Self {
        let mut world = Self::default();
        world.serve(programme);
        for n in 0..3 {
            let birth = Birth::On(date(1990, 1, 1));
            let details = Details { name: Some(format!("Person {n}")), number: None, sex: Sex::Unknown, birth };
            let person = PersonId(Uuid::from_u128(n));
            world.carry_out(programme, &Command::Register { person, details, site: None });
        }
        for n in 0..2_u8 {
            let (site, name) = (SiteId(Uuid::from_u128(100 + u128::from(n))), "North".to_owned());
            let (kind, places, on) = ("clinic".into(), Some(u32::from(n) + 1), date(2026, 1, 1));
            world.carry_out(programme, &Command::OpenSite { site, kind, name, places, on });
        }
        assert_eq!((world.people.len(), world.sites.len()), (3, 2));
        world
    }

    /// What is true and yet lets places be too few: a departure is recorded whatever it leads to, and places are counted
    /// from today on.
    fn makes_room_scarce(&self, command: &Command) -> bool {
        match command {
            Command::Depart { person, departure } => {
                let known = self.people.get(person).and_then(|person| person.departed.as_ref());
                known.is_some_and(|known| known.on < departure.on)
            }
            Command::ChangeSite { site, places, .. } => {
                let now = self.sites.get(site).map(|site| site.places.unwrap_or(u32::MAX));
                now.is_some_and(|now| places.unwrap_or(u32::MAX) < now)
            }
            _ => false,
        }
    }

    fn there(&self, site: SiteId, day: Date) -> u32 {
        self.people.values().filter(|person| person.site_on(day) == Some(site)).count() as u32
    }

    fn carry_out(&mut self, programme: &Programme, command: &Command) {
        let needs = command.needs(TODAY);
        let (mut facts, teller) = (Facts::on(TODAY), teller());
        facts.accounts = vec![&teller];
        facts.people = needs.people.iter().filter_map(|id| self.people.get(id)).collect();
        facts.sites = needs.sites.iter().filter_map(|id| self.sites.get(id)).collect();
        let number = |person: &Person| person.details.as_ref()?.number.as_deref().map(folded_number);
        let asked = needs.number.as_deref().map(folded_number);
        facts.number_held_by = self.people.values().find(|person| asked.is_some() && number(person) == asked);
        if let Some((site, from)) = needs.occupancy {
            let begins = self.people.values().flat_map(|person| &person.stays).map(|stay| stay.from);
            let days = begins.filter(|begin| from < *begin).chain([from]);
            facts.occupied = days.map(|day| self.there(site, day)).max().unwrap_or(0);
        }
        match decide(&facts, programme, command) {
            Ok(events) => events.iter().for_each(|(stream, event)| {
                self.log(programme, *stream, event);
                self.apply(*stream, event);
            }),
            Err(refusal) => {
                let rule = programme::refusal::RULES.iter().any(|rule| rule.id == refusal.rule.as_str());
                assert!(rule && !refusal.why.is_empty() && !refusal.next.is_empty(), "{refusal:?}");
            }
        }
    }

    fn serve(&mut self, programme: &Programme) {
        let hash = programme.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let (id, text) = (programme.id.to_string(), file_text());
        let served = ProgrammeEvent::Served { id, hash, fiction: false, text };
        self.log(programme, Stream::Programme, &Event::Programme(served));
    }

    /// Hands an event to the auditor as the log would hold it.
    fn log(&mut self, programme: &Programme, stream: Stream, event: &Event) {
        let encoded = event.encode();
        let version = self.versions.entry(stream).or_default();
        *version += 1;
        self.auditor.take(&Entry {
            stream: &stream.to_string(),
            version: *version,
            at: TODAY.at(12, 0, 0, 0).in_tz(&programme.time_zone).expect("a day has a noon").timestamp(),
            author: "somebody",
            programme: programme.hash,
            kind: encoded.kind,
            schema: encoded.schema,
            clear: &encoded.clear,
            private: encoded.private.as_ref().map(|(_, bytes)| bytes.as_slice()),
        });
    }

    /// What the auditor finds in what was let happen.
    fn audited(self) -> Report {
        self.auditor.finish(TODAY)
    }

    fn apply(&mut self, stream: Stream, event: &Event) {
        match (stream, event) {
            (Stream::Person(id), Event::Person(event)) => {
                let mut person = self.people.remove(&id);
                Person::apply(&mut person, id, event);
                self.people.extend(person.map(|person| (id, person)));
            }
            (Stream::Site(id), Event::Site(event)) => {
                let mut site = self.sites.remove(&id);
                Site::apply(&mut site, id, event);
                self.sites.extend(site.map(|site| (id, site)));
            }
            _ => unreachable!("only people and sites are asked for"),
        }
    }

    /// What has to hold of everybody, on every day.
    fn holds(&self, programme: &Programme) {
        for person in self.people.values() {
            let minimum = i16::from(programme.minimum_donor_age.years);
            for recorded in person.examinations.values() {
                let birth = person.details.as_ref().expect("examinations go with the details").birth;
                assert!(birth.age_on(recorded.content.on).at_least >= minimum, "a child was examined: {person:?}");
            }
            for stay in &person.stays {
                let until = stay.until.unwrap_or(Date::MAX);
                assert!(stay.from <= until, "a stay ends before it begins: {person:?}");
                assert!(self.sites[&stay.site].opened <= stay.from, "a stay began before its site: {person:?}");
            }
            for two in person.stays.windows(2) {
                assert!(two[0].until.is_some_and(|until| until <= two[1].from), "two places at once: {person:?}");
            }
            assert!(person.departed.is_none() || person.present_stay().is_none(), "gone and there: {person:?}");
            assert!(open_alerts(person, programme).len() <= person.examinations.len());
            for (stage, on) in &person.stages {
                // Article 1: nobody came to be assessed who had not been told by then.
                let assessed = programme.stage(stage).is_some_and(|stage| stage.assessed);
                let untold = untold(person, programme, Question::Evaluation, *on);
                assert!(!assessed || untold.is_empty(), "asked before told: {person:?}");
            }
            self.bonds_hold(person);
            assert!(person.departed.is_none() || due(person, programme).is_empty());
            assert_eq!(eligibility_periods(person, programme).is_empty(), person.erased);
            for known in &person.deferrals.all {
                let others = known.is_own() || known.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
                assert!(
                    others && (known.is_own() || known.term != Term::UntilTheySay),
                    "no reason or no term: {known:?}"
                );
            }
            assert!(person.deferrals.on(TODAY).filter(|known| known.is_own()).count() <= 1, "two waits: {person:?}");
            for known in &person.appeals {
                let waived = known.decided.as_ref().is_some_and(|known| known.ruling.decision == Decision::Upheld);
                assert!(!waived || !matches!(known.objection.against, Against::Finding { .. }), "waived: {known:?}");
            }
        }
        self.sites_hold();
    }

    /// Nobody sees anybody before both wish it, and nobody is named while they are to be told nothing.
    fn bonds_hold(&self, person: &Person) {
        let standing = || person.bonds.iter().filter(|bond| bond.ended.is_none());
        for bond in standing() {
            let whom = bond.content.whom.person().expect("the commands name only people in the record");
            assert_ne!(whom, person.id, "they named themselves: {person:?}");
            let named = self.people.get(&whom);
            let wishes = named.is_some_and(|named| named.bond_answers.get(&bond.id).is_some_and(|said| said.may_see));
            let both = bond.content.may_see && wishes && named.is_some_and(|named| !named.erased);
            let never = bond.content.kind == BondKind::NotThisPerson;
            assert_eq!(bond.sight(named) == Sight::Both, both && !never, "{bond:?}");
            let others = standing().filter(|other| other.id != bond.id && other.content.whom == bond.content.whom);
            assert!(!never || others.count() == 0, "named, and to be told nothing: {person:?}");
        }
    }

    fn sites_hold(&self) {
        for site in self.sites.values() {
            let stays = self.people.values().flat_map(|person| &person.stays);
            let stay_at = stays.filter(|stay| stay.site == site.id);
            let closed = site.closed.unwrap_or(Date::MAX);
            for stay in stay_at {
                assert!(self.there(site.id, stay.from) <= site.places.unwrap_or(u32::MAX), "{site:?} is too full");
                assert!(stay.from < closed || stay.until == Some(stay.from), "somebody came to {site:?} once closed");
                assert!(stay.until.unwrap_or(Date::MAX) <= closed, "somebody was left at {site:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases::cases(200))]

    #[test]
    fn what_is_let_happen_can_be_true(commands in proptest::collection::vec(command(), 1..80)) {
        let programme = kidney();
        let mut world = World::begun(&programme);
        for command in &commands {
            if world.makes_room_scarce(command) {
                continue;
            }
            world.carry_out(&programme, command);
            world.holds(&programme);
        }
        // Whatever has happened, whoever says that they wait, waits.
        let ids: Vec<PersonId> = world.people.values().filter(|person| !person.erased).map(|person| person.id).collect();
        for (person, until) in ids.into_iter().zip([None, Some(TODAY.saturating_add(1.day())), Some(Date::MAX)].into_iter().cycle()) {
            let step = DeferralStep::Wait { until, with: None, words: Some("\0".to_owned()) };
            let deferral = DeferralId(Uuid::from_u128(999));
            world.carry_out(&programme, &Command::Deferral { person, deferral, step });
            let found = eligibility(&world.people[&person], &programme, TODAY);
            prop_assert!(found.outcome <= Outcome::Deferred && world.people[&person].deferrals.own_on(TODAY).is_some());
        }
        let report = world.audited();
        let broken = report.breaches.iter().filter(|breach| ENFORCED.contains(&breach.article));
        prop_assert!(broken.count() == 0 && report.not_judged.is_empty(), "{report}");
    }
}
