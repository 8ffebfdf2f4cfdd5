//! Makes the log of a release that later releases must be able to read: `fixtures/VERSION/`.
//!
//! ```sh
//! cargo run -p record --example fixture -- fixtures/0.1.0 programmes/living-kidney-us.toml
//! ```
//!
//! It holds an event of each kind that this version writes. A fixture that was released is never made anew: the next
//! release makes its own, beside it.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, date};
use programme::{
    AbsenceId, AccountDetails, AccountId, Acknowledgement, AlertAnswer, AnswerSource, Attempt, AttemptOutcome, Birth,
    BondContent, BondId, BondKind, BondStep, Care, CareKind, CareStep, CarerStep, Command, ConcernId, ConcernKind,
    Contact, ContactPlan, ContactWay, ConversationId, Cover, Death, Departure, Details, DonationId, DonationStep,
    Examination, ExaminationId, FollowUpAnswer, FollowUpAnswerId, FollowUpStep, Given, HandOverOffer, ImportId,
    ImportSummary, JourneyStep, Keeper, Learnt, Manner, MayBeTold, Number, PersonId, PostId, RefusedRow, Reported,
    RequestId, RequestKind, Role, Said, Sex, SiteId, StageId, TellingId, TellingStep, TellingWay, Tie, TieId, TieKind,
    Told, Value, WayKind, Whom, Wish,
};
use record::{Clock, Entropy, Opening, Place, Reading, Submission, Writer};
use uuid::Uuid;

const KATHY: PersonId = PersonId(Uuid::from_u128(1));
const TOMMY: PersonId = PersonId(Uuid::from_u128(2));
const RUTH: PersonId = PersonId(Uuid::from_u128(3));
/// Somebody who was erased.
const ERASED: PersonId = PersonId(Uuid::from_u128(4));
/// Somebody of whom only an age is known.
const AGED: PersonId = PersonId(Uuid::from_u128(5));
const CLINIC: SiteId = SiteId(Uuid::from_u128(1));
const CLOSED: SiteId = SiteId(Uuid::from_u128(2));
const IMPORT: ImportId = ImportId(Uuid::from_u128(1));
/// Somebody who gave, and with whom the programme stayed in touch until she died.
const HANNAH: PersonId = PersonId(Uuid::from_u128(6));
/// When people are registered; everything else is written down 400 days later.
const BEGUN: &str = "2025-02-01T15:00:00Z";
const LATER: Duration = Duration::from_secs(400 * 24 * 3600);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, programme] = arguments.as_slice() else {
        return Err("say where the fixture goes, and which programme file it is made under".into());
    };
    let folder = Path::new(folder);
    std::fs::create_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let data = tempfile::tempdir()?;
    let place = Place::Directory(data.path().join("data"));
    let parsed = programme::file::parse(&std::fs::read_to_string(programme)?);
    let programme = Arc::new(parsed.programme.ok_or("the programme file has faults: run `carer check`")?);
    let clock = Clock::fixed(BEGUN.parse()?);
    let opening = Opening {
        place: place.clone(),
        programme,
        clock: clock.clone(),
        entropy: Entropy::seeded(1),
        author: "A release".to_owned(),
    };
    let (writer, running) = record::open(opening, &mut |_| {})?;
    let scribe = Scribe { writer, clock };
    people(&scribe);
    sites_and_imports(&scribe);
    accounts(&scribe);
    readings(&scribe);
    after_giving(&scribe);
    running.stop();
    let report = record::backup(&place, &folder.join("backup.db"), &mut |_| {})?;
    assert!(report.holds(), "{report}");
    std::fs::copy(data.path().join("data/erasures.jsonl"), folder.join("erasures.jsonl"))?;
    Ok(())
}

/// Writes things down, a minute after one another.
struct Scribe {
    writer: Writer,
    clock: Clock,
}

impl Scribe {
    fn write(&self, author: &str, command: Command) {
        self.clock.advance(Duration::from_secs(60));
        let key = Some(format!("written at {}", self.clock.now()));
        let submission = Submission { key, ..Submission::new(author, command) };
        self.writer.submit(submission).unwrap_or_else(|refused| panic!("{refused}"));
    }
}

fn people(scribe: &Scribe) {
    register(scribe, KATHY, "Kathy", "R-1", date(1995, 2, 1));
    register(scribe, TOMMY, "Tomy", "R-2", date(1994, 7, 12));
    register(scribe, RUTH, "Ruth", "R-3", date(1993, 9, 30));
    register(scribe, ERASED, "Somebody Forgotten", "R-4", date(1971, 12, 31));
    scribe.clock.advance(LATER);
    advocates(scribe);
    kathy(scribe);
    tommy(scribe);
    ruth(scribe);
    let details = AccountDetails { name: "Somebody Forgotten".to_owned(), login: "forgotten".to_owned() };
    scribe.write("The office", Command::OpenAccount { account: account(4), person: Some(ERASED), details });
    examine(scribe, ERASED, 40, date(2026, 2, 2), checks(70, 5, "no"));
    scribe.write("The office", Command::Erase { person: ERASED, reason: "their own wish".to_owned() });
    let details = Details {
        name: None,
        number: Some("SURVEY 5".to_owned()),
        sex: Sex::Unknown,
        birth: Birth::Aged { years: 51, on: date(2025, 8, 1) },
    };
    let content = Examination { on: date(2025, 8, 1), site: None, checks: checks(88, 6, "borderline") };
    let examination = ExaminationId(Uuid::from_u128(50));
    scribe
        .write("Import", Command::TakeRow { person: AGED, details, examination, content, day_known: true, from: None });
}

/// Examined twice; her evaluation begins once there is somebody to tell her what it is.
/// Oscar is Kathy's advocate. He has a tie to Ruth that has ended, was away while Mina covered, and is back.
fn advocates(scribe: &Scribe) {
    let (oscar, mina, today) = (account(5), account(6), date(2026, 3, 8));
    let of = |account, step| scribe.write("The office", Command::Carer { account, step });
    for (number, account, name, login) in [(5, oscar, "Oscar Reyes", "oscar"), (6, mina, "Mina Sato", "mina")] {
        let details = AccountDetails { name: name.to_owned(), login: login.to_owned() };
        scribe.write("The office", Command::OpenAccount { account, person: None, details });
        of(account, CarerStep::Apply { words: "I was a donor's brother.".to_owned() });
        learns(scribe, account);
        let post = PostId(Uuid::from_u128(number));
        scribe.write("The office", Command::Appoint { account, post, role: Role::Advocate, site: None, on: today });
    }
    let tie = TieId(Uuid::from_u128(1));
    let declared = Tie { kind: TieKind::Friend, to: RUTH, since: date(2011, 9, 1) };
    of(oscar, CarerStep::DeclareTie { tie, declared });
    of(oscar, CarerStep::EndTie { tie, on: today });
    let care = Care { carer: oscar, kind: CareKind::Advocate, on: date(2026, 2, 9) };
    scribe.write("The office", Command::AssignCarer { person: KATHY, care });
    let (conversation, on) = (ConversationId(Uuid::from_u128(1)), date(2026, 2, 10));
    let words = "She asked how long one is in hospital.".to_owned();
    let step = CareStep::Converse { conversation, on, how: Manner::InPerson, words };
    scribe.write(&format!("account/{oscar}"), Command::Care { person: KATHY, step });
    let absence = AbsenceId(Uuid::from_u128(1));
    let covers = vec![Cover { person: KATHY, by: mina }];
    of(oscar, CarerStep::GoAway { absence, from: today, until: date(2026, 4, 8), covers });
    of(oscar, CarerStep::ComeBack { absence, on: date(2026, 3, 20) });
}

fn learns(scribe: &Scribe, account: AccountId) {
    for topic in ["what-donation-means", "consent-and-pressure"] {
        let step = CarerStep::Train { topic: topic.into(), on: date(2026, 1, 12) };
        scribe.write("The office", Command::Carer { account, step });
    }
}

/// Kathy stands by Ruth for a while, who wants it.
fn companion(scribe: &Scribe, kathys: AccountId, today: Date) {
    let words = "May I come along?".to_owned();
    let of = |person, step| scribe.write("The office", Command::Care { person, step });
    of(RUTH, CareStep::OfferCompany { by: kathys, words });
    of(RUTH, CareStep::AnswerCompany { by: kathys, accepted: true });
    let care = Care { carer: kathys, kind: CareKind::Companion, on: today };
    scribe.write("The office", Command::AssignCarer { person: RUTH, care });
    of(KATHY, CareStep::StopStandingBy { whom: RUTH, on: today });
}

fn kathy(scribe: &Scribe) {
    examine(scribe, KATHY, 10, date(2025, 3, 1), checks(61, 5, "no"));
    examine(scribe, KATHY, 11, date(2026, 1, 15), checks(62, 5, "no"));
}

/// Put right, taken back, gone and back again.
fn tommy(scribe: &Scribe) {
    let details = Details {
        name: Some("Tommy".to_owned()),
        number: Some("R-2".to_owned()),
        sex: Sex::Male,
        birth: Birth::On(date(1994, 7, 12)),
    };
    let reason = "The name was misspelt.".to_owned();
    scribe.write("Nurse Amy", Command::AmendDetails { person: TOMMY, details, reason });
    examine(scribe, TOMMY, 20, date(2026, 1, 20), checks(84, 5, "yes"));
    let examination = ExaminationId(Uuid::from_u128(20));
    let content = Examination { on: date(2026, 1, 21), site: None, checks: checks(86, 5, "no") };
    let reason = "The form of somebody else was read.".to_owned();
    scribe.write("Dr Osei", Command::AmendExamination { person: TOMMY, examination, content, reason });
    examine(scribe, TOMMY, 21, date(2026, 1, 22), checks(99, 9, "yes"));
    let examination = ExaminationId(Uuid::from_u128(21));
    let reason = "It was somebody else's.".to_owned();
    scribe.write("Dr Osei", Command::MarkExaminationEnteredInError { person: TOMMY, examination, reason });
    let departure = Departure { on: date(2026, 2, 1), said: Some("I need to think.".to_owned()) };
    scribe.write("Nurse Amy", Command::Depart { person: TOMMY, departure });
    scribe.write("Nurse Amy", Command::Return { person: TOMMY, on: date(2026, 2, 20) });
}

/// Rung the same day because of an answer; and she has left.
fn ruth(scribe: &Scribe) {
    let mut asked = checks(72, 5, "no");
    let items = [1, 1, 2, 1, 0, 1, 0, 0, 1].map(|item| Some(Number::whole(item)));
    asked.insert("phq-9".into(), BTreeMap::from([("phq-9".into(), Value::List(items.to_vec()))]));
    examine(scribe, RUTH, 30, date(2026, 2, 3), asked);
    let note = "I rang her at four. She is safe.".to_owned();
    let answer = AlertAnswer { on: date(2026, 2, 3), by: "Dr Osei".to_owned(), note };
    let (examination, alert) = (ExaminationId(Uuid::from_u128(30)), "phq-9-item-9".into());
    scribe.write("Dr Osei", Command::AnswerAlert { person: RUTH, examination, alert, answer });
    let departure = Departure { on: date(2026, 2, 25), said: None };
    scribe.write("Nurse Amy", Command::Depart { person: RUTH, departure });
}

fn sites_and_imports(scribe: &Scribe) {
    for (site, name, places) in [(CLINIC, "North Street Clinic", None), (CLOSED, "Old Clinic", Some(2))] {
        let (kind, name, on) = ("clinic".into(), name.to_owned(), date(2015, 1, 1));
        scribe.write("The office", Command::OpenSite { site, kind, name, places, on });
    }
    let name = "North Street Clinic and Baths".to_owned();
    scribe.write("The office", Command::ChangeSite { site: CLINIC, name, places: Some(40) });
    scribe.write("The office", Command::CloseSite { site: CLOSED, on: date(2020, 1, 1) });
    scribe.write("Nurse Amy", Command::Move { person: KATHY, site: Some(CLINIC), on: date(2026, 2, 12) });
    let row = |line, why: &str| RefusedRow {
        line,
        column: Some(3),
        column_name: Some("RIDAGEYR".to_owned()),
        rule: "minimum-donor-age".into(),
        why: why.to_owned(),
    };
    let rows = vec![row(2, "They were 16."), row(7, "They were 17.")];
    let file = "survey.csv".to_owned();
    scribe.write("Import", Command::RefuseRows { import: IMPORT, file: file.clone(), rows });
    let (sha256, mapping) = ("00".repeat(32), "nhanes-2017-2018".to_owned());
    let summary =
        ImportSummary { file, sha256, mapping, rows: 3, taken: 1, unchanged: 0, refused: 2, not_taken_again: 0 };
    scribe.write("Import", Command::FinishImport { import: IMPORT, summary });
    scribe.write(
        "Nurse Amy",
        Command::LookAtRow { import: IMPORT, line: 7, done: "Asked to come next year.".to_owned() },
    );
}

/// Who may sign in, and what they said; who stands by Kathy, and what she asked.
fn accounts(scribe: &Scribe) {
    let (coordinator, kathys, erased) = (account(1), account(2), account(3));
    let open = |account, person, name: &str, login: &str| {
        let details = AccountDetails { name: name.to_owned(), login: login.to_owned() };
        scribe.write("The office", Command::OpenAccount { account, person, details });
    };
    let today = date(2026, 3, 8);
    let appoint = |account, post, role| {
        let post = PostId(Uuid::from_u128(post));
        scribe.write("The office", Command::Appoint { account, post, role, site: None, on: today });
    };
    open(coordinator, None, "Clara Vos", "clara");
    let details = AccountDetails { name: "Clara Voss".to_owned(), login: "clara.voss".to_owned() };
    scribe.write("The office", Command::ChangeAccount { account: coordinator, details });
    appoint(coordinator, 1, Role::Coordinator);
    learns(scribe, coordinator);
    appoint(coordinator, 2, Role::Advocate);
    open(kathys, Some(KATHY), "Kathy", "kathy");
    appoint(kathys, 3, Role::Donor);
    appoint(kathys, 4, Role::Companion);
    companion(scribe, kathys, today);
    open(erased, None, "Somebody Gone", "gone");
    told(scribe, coordinator);
    bonds(scribe);
    let (author, reason) = (format!("account/{coordinator}"), "She is relieved.".to_owned());
    let care = Care { carer: coordinator, kind: CareKind::Advocate, on: today };
    scribe.write(&author, Command::AssignCarer { person: KATHY, care });
    scribe.write(&author, Command::EndCare { person: KATHY, care });
    let end = Command::EndPost { account: coordinator, post: PostId(Uuid::from_u128(2)), on: today, reason };
    scribe.write("The office", end);
    let reason = "She was brought in unwell.".to_owned();
    scribe.write(&author, Command::OpenEmergency { person: KATHY, account: coordinator, reason });
    let request = RequestId(Uuid::from_u128(1));
    let (kind, text) = (RequestKind::Correction, "I was born in April.".to_owned());
    let own = format!("account/{kathys}");
    scribe.write(&own, Command::MakeRequest { person: KATHY, request, kind, text });
    let answer = "It was put right.".to_owned();
    scribe.write(&author, Command::AnswerRequest { person: KATHY, request, granted: true, answer });
    let concern = ConcernId(Uuid::from_u128(1));
    let said = Said { about: Some(KATHY), text: "I was told it is now or never.".to_owned() };
    scribe.write(&own, Command::SpeakUp { account: kathys, concern, kind: ConcernKind::Pressed, said });
    let answer = "We are looking into it.".to_owned();
    scribe.write(&author, Command::AnswerConcern { account: kathys, concern, answer, close: false });
    let reason = "They have left.".to_owned();
    scribe.write("The office", Command::CloseAccount { account: erased, reason });
}

/// Kathy is told what has to be told before she is asked, one thing of it by mistake, and enters the evaluation.
fn told(scribe: &Scribe, by: AccountId) {
    let author = format!("account/{by}");
    let (stage, preparation, on) = (StageId::from("evaluation"), "advocate-met".into(), date(2026, 3, 8));
    scribe.write(&author, Command::RecordPreparation { person: KATHY, stage: stage.clone(), preparation, on });
    let topics = [
        "may-decline",
        "general-statement",
        "no-medical-benefit",
        "evaluation",
        "advocate",
        "reportable-findings",
        "specimens",
        "specimens",
    ];
    for (number, topic) in (1..).zip(topics) {
        let said_back = "She said it in her own words.".to_owned();
        let told = Told { on, by, way: TellingWay::FaceToFace, interpreted: false, said_back, understood: true };
        let step = TellingStep::Record { topic: topic.into(), version: 1, told };
        scribe.write(&author, Command::Telling { person: KATHY, telling: TellingId(Uuid::from_u128(number)), step });
    }
    let (telling, reason) = (TellingId(Uuid::from_u128(8)), "It was written down twice.".to_owned());
    scribe.write(&author, Command::Telling { person: KATHY, telling, step: TellingStep::EnterInError { reason } });
    scribe.write(&author, Command::EnterStage { person: KATHY, stage, on });
}

/// Kathy names her sister, and Ruth, who lets herself be seen; one bond is changed, and one ended.
fn bonds(scribe: &Scribe) {
    let bond = |person, number, step| {
        scribe.write("Nurse Amy", Command::Bond { person, bond: BondId(Uuid::from_u128(number)), step });
    };
    let telephone = Some("020 7946 0000".to_owned());
    let contact = Contact { name: "Anna".to_owned(), post: None, email: None, telephone };
    let anna = |may_be_told: &[MayBeTold]| BondContent {
        kind: BondKind::NextOfKin,
        whom: Whom::World { contact: contact.clone() },
        may_be_told: may_be_told.iter().copied().collect(),
        may_see: false,
    };
    bond(KATHY, 1, BondStep::Name { content: anna(&[MayBeTold::Well]) });
    bond(KATHY, 1, BondStep::Change { content: anna(&[MayBeTold::Well, MayBeTold::Death]) });
    let whom = |person| Whom::Record { person };
    let ruth = BondContent { kind: BondKind::Friend, whom: whom(RUTH), may_be_told: [].into(), may_see: true };
    bond(KATHY, 2, BondStep::Name { content: ruth });
    bond(RUTH, 2, BondStep::Answer { namer: KATHY, may_see: true });
    let tommy = BondContent { kind: BondKind::Recipient, whom: whom(TOMMY), may_be_told: [].into(), may_see: false };
    bond(KATHY, 3, BondStep::Name { content: tommy });
    bond(KATHY, 3, BondStep::End);
}

/// Hannah gave elsewhere; she answers, is handed over and taken back, wants to be left alone and then not, and dies.
fn after_giving(scribe: &Scribe) {
    register(scribe, HANNAH, "Hannah", "H-6", date(1980, 5, 1));
    let donation = DonationId(Uuid::from_u128(1));
    let given = Given { kind: "kidney".into(), on: date(2025, 2, 1), discharged: Some(date(2025, 2, 5)), site: None };
    scribe.write("Nurse Amy", Command::Donation { person: HANNAH, donation, step: DonationStep::Record { given } });
    let on = date(2025, 8, 1);
    let text = str::to_owned;
    let ways = vec![ContactWay { by: WayKind::Telephone, address: text("555 0100") }];
    let keepers = vec![Keeper { name: text("Ruth"), relation: text("her sister"), address: text("555 0101") }];
    let plan = ContactPlan { agreed: on, ways, keepers, language: None, times: None };
    let attempt = Attempt { on, by: WayKind::Telephone, outcome: AttemptOutcome::Reached, note: None };
    let well = BTreeMap::from([("donor-status".into(), Value::Choice("well".into()))]);
    let answer = |id: u128| FollowUpStep::Answer {
        answer: FollowUpAnswerId(Uuid::from_u128(id)),
        content: FollowUpAnswer { seen: on, source: AnswerSource::Telephone, values: well.clone(), note: None },
    };
    let take_back = FollowUpStep::TakeBack {
        answer: FollowUpAnswerId(Uuid::from_u128(2)),
        reason: text("It was written down twice."),
    };
    let wish = |on| Wish { on, source: AnswerSource::Letter, said: Some(text("I need some time.")) };
    let at = BEGUN.parse().expect("it is a time");
    let what = programme::rules::Reportable::Aborted;
    let learnt = Learnt { donation, what, on: date(2025, 2, 1), learnt: at, note: text("It was begun twice.") };
    let reported = Reported { donation, what, at, to: text("the authority") };
    for step in [
        FollowUpStep::Plan { plan },
        FollowUpStep::Attempt { attempt },
        answer(1),
        answer(2),
        take_back,
        FollowUpStep::BeLeft { wish: wish(date(2025, 9, 1)) },
        FollowUpStep::BeAskedAgain { wish: wish(date(2025, 10, 1)) },
        FollowUpStep::Learn { learnt },
        FollowUpStep::Report { reported },
    ] {
        scribe.write("Nurse Amy", Command::FollowUp { person: HANNAH, step });
    }
    let death = || Death { on: date(2026, 2, 1), cause: Some(text("An accident.")), learnt: at, how: text("a letter") };
    for step in [
        JourneyStep::OfferHandOver { offer: HandOverOffer { on: date(2025, 11, 1), to: text("Southern") } },
        JourneyStep::AcknowledgeHandOver {
            acknowledgement: Acknowledgement { on: date(2025, 11, 15), by: text("Dr Weiss") },
        },
        JourneyStep::TakeBackHandOver { on: date(2026, 1, 1), reason: text("She moved back.") },
        JourneyStep::Die { death: death() },
        JourneyStep::Live { reason: text("It was her cousin.") },
        JourneyStep::Die { death: death() },
    ] {
        scribe.write("Nurse Amy", Command::Journey { person: HANNAH, step });
    }
}

fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn readings(scribe: &Scribe) {
    let read = |person, reader| Reading::of(person, reader, "the whole record", "a page", "machine");
    let readings = vec![read(KATHY, "Dr Osei"), read(ERASED, "Nurse Amy"), read(KATHY, "Nurse Amy")];
    scribe.writer.read(readings).unwrap_or_else(|refused| panic!("{refused}"));
}

fn register(scribe: &Scribe, person: PersonId, name: &str, number: &str, born: Date) {
    let details = Details {
        name: Some(name.to_owned()),
        number: Some(number.to_owned()),
        sex: Sex::Female,
        birth: Birth::On(born),
    };
    scribe.write("Nurse Amy", Command::Register { person, details, site: None });
}

type Checks = BTreeMap<programme::CheckId, programme::Values>;

fn examine(scribe: &Scribe, person: PersonId, id: u128, on: Date, checks: Checks) {
    let (examination, content) = (ExaminationId(Uuid::from_u128(id)), Examination { on, site: None, checks });
    scribe.write("Nurse Amy", Command::RecordExamination { person, examination, content });
}

/// A weight in kilograms, a whole HbA1c in per cent, whether diabetes was told of, and three readings of blood pressure.
fn checks(weight: i64, hba1c: i64, told_diabetes: &str) -> Checks {
    let list = |numbers: [i64; 3]| Value::List(numbers.map(|number| Some(Number::whole(number))).to_vec());
    BTreeMap::from([
        ("body".into(), BTreeMap::from([("weight".into(), Value::Number(Number::whole(weight)))])),
        ("hba1c".into(), BTreeMap::from([("hba1c".into(), Value::Number(Number::whole(hba1c)))])),
        ("medical-history".into(), BTreeMap::from([("told-diabetes".into(), Value::Choice(told_diabetes.into()))])),
        (
            "blood-pressure".into(),
            BTreeMap::from([
                ("systolic".into(), list([60 + weight, 58 + weight, 59 + weight])),
                ("diastolic".into(), list([74, 72, 73])),
            ]),
        ),
    ])
}
