//! Kathy, Tommy and Ruth: three adults whose records show what the product does over time.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::Question;
use programme::{
    AccountId, AlertAnswer, Birth, BondContent, BondId, BondKind, BondStep, CheckId, Command, Contact, Details,
    Examination, ExaminationId, MayBeTold, PersonId, Sex, SiteId, StageId, TellingId, TellingStep, TellingWay, Told,
    Value, Values, Whom,
};

use crate::failure::Failure;

use super::Stage;
use super::staff::stand_by;
use super::story::said_back;

/// Registers them and gives them their histories. Says who they are.
pub(super) fn register(stage: &mut Stage<'_>, sites: &[SiteId], advocate: AccountId) -> Result<[PersonId; 3], Failure> {
    Ok([kathy(stage, sites, advocate)?, tommy(stage, sites)?, ruth(stage, sites)?])
}

/// Healthy, and examined each year.
fn kathy(stage: &mut Stage<'_>, sites: &[SiteId], advocate: AccountId) -> Result<PersonId, Failure> {
    let kathy = person(stage, "Kathy", "K-1", Sex::Female, date(1995, 2, 1))?;
    for (months, weight, systolic, diastolic, hba1c) in [
        (23, 61.2, [118, 116, 114], [74, 72, 72], 5.1),
        (12, 62.0, [121, 118, 118], [76, 75, 74], 5.2),
        (1, 61.5, [117, 115, 116], [73, 74, 72], 5.1),
    ] {
        let mut checks = healthy(weight, 1.66, hba1c);
        pressure(&mut checks, systolic, diastolic);
        examine(stage, kathy, months_ago(stage, months), sites[0], checks)?;
    }
    stand_by(stage, advocate, kathy)?;
    stage.carry_out(Command::Move { person: kathy, site: Some(sites[2]), on: stage.today })?;
    Ok(kathy)
}

/// Kathy is told what has to be told, and enters the evaluation.
pub(super) fn evaluate(stage: &mut Stage<'_>, kathy: PersonId, by: AccountId) -> Result<(), Failure> {
    let (on, entered, programme) = (stage.today, StageId::from("evaluation"), stage.programme);
    for done in programme.stage(&entered).map_or(&[][..], |stage| &stage.preparation) {
        let (stage_of, preparation) = (entered.clone(), done.id.clone());
        stage.carry_out(Command::RecordPreparation { person: kathy, stage: stage_of, preparation, on })?;
    }
    for topic in programme.topics.iter().filter(|topic| topic.before.contains(&Question::Evaluation)) {
        let telling = TellingId(stage.entropy.uuid_v7(stage.clock.now()));
        let said_back = match topic.id.as_str() {
            "advocate" => "Oscar is there for me, and not for whoever gets the kidney.",
            _ => said_back(topic),
        };
        let said_back = said_back.to_owned();
        let told = Told { on, by, way: TellingWay::FaceToFace, interpreted: false, said_back, understood: true };
        let step = TellingStep::Record { topic: topic.id.clone(), version: topic.version, told };
        stage.carry_out(Command::Telling { person: kathy, telling, step })?;
    }
    stage.carry_out(Command::EnterStage { person: kathy, stage: entered, on })
}

/// Kathy names her sister, and Ruth, who lets herself be seen.
pub(super) fn name(stage: &mut Stage<'_>, kathy: PersonId, ruth: PersonId) -> Result<(), Failure> {
    let [sister, friend] = [0; 2].map(|_| BondId(stage.entropy.uuid_v7(stage.clock.now())));
    let telephone = Some("020 7946 0000".to_owned());
    let contact = Contact { name: "Anna, her sister".to_owned(), post: None, email: None, telephone };
    let may_be_told = [MayBeTold::Well, MayBeTold::Operation, MayBeTold::Unreachable, MayBeTold::Death].into();
    let content = BondContent { kind: BondKind::NextOfKin, whom: Whom::World { contact }, may_be_told, may_see: false };
    stage.carry_out(Command::Bond { person: kathy, bond: sister, step: BondStep::Name { content } })?;
    let (whom, may_be_told) = (Whom::Record { person: ruth }, [MayBeTold::Well].into());
    let content = BondContent { kind: BondKind::Friend, whom, may_be_told, may_see: true };
    stage.carry_out(Command::Bond { person: kathy, bond: friend, step: BondStep::Name { content } })?;
    let step = BondStep::Answer { namer: kathy, may_see: true };
    stage.carry_out(Command::Bond { person: ruth, bond: friend, step })
}

/// His blood pressure was too high, came down, and is too high again: he waits, and may give once it is good.
fn tommy(stage: &mut Stage<'_>, sites: &[SiteId]) -> Result<PersonId, Failure> {
    let tommy = person(stage, "Tommy", "K-2", Sex::Male, date(1994, 7, 12))?;
    for (months, weight, systolic, diastolic) in [
        (30, 84.0, [128, 126, 130], [82, 80, 84]),
        (20, 88.5, [146, 144, 149], [92, 90, 94]),
        (17, 86.0, [134, 132, 130], [84, 84, 82]),
        (8, 87.1, [138, 136, 137], [86, 85, 86]),
    ] {
        let mut checks = healthy(weight, 1.82, 5.4);
        pressure(&mut checks, systolic, diastolic);
        examine(stage, tommy, months_ago(stage, months), sites[0], checks)?;
    }
    let mut checks = BTreeMap::new();
    pressure(&mut checks, [151, 148, 149], [94, 92, 93]);
    examine(stage, tommy, days_ago(stage, 3), sites[0], checks)?;
    Ok(tommy)
}

/// Her checks are late, a wrong entry was put right, and an answer of hers asked for somebody to ring the same day.
fn ruth(stage: &mut Stage<'_>, sites: &[SiteId]) -> Result<PersonId, Failure> {
    let ruth = person(stage, "Ruth", "K-3", Sex::Female, date(1993, 9, 30))?;
    let on = months_ago(stage, 14);
    let mut checks = healthy(72.4, 1.70, 5.9);
    pressure(&mut checks, [124, 122, 126], [78, 80, 78]);
    let mut wrong = checks.clone();
    put(&mut wrong, "medical-history", "told-cancer", choice("yes"));
    let examination = ExaminationId(stage.entropy.uuid_v7(stage.clock.now()));
    let content = Examination { on, site: Some(sites[0]), checks: wrong };
    stage.carry_out(Command::RecordExamination { person: ruth, examination, content })?;
    let content = Examination { on, site: Some(sites[0]), checks };
    let reason = "The form of somebody else was read.".to_owned();
    stage.carry_out(Command::AmendExamination { person: ruth, examination, content, reason })?;
    let mut asked = BTreeMap::new();
    put(&mut asked, "phq-9", "phq-9", list([1, 1, 2, 1, 0, 1, 0, 0, 1]));
    let on = months_ago(stage, 6);
    let examination = examine_as(stage, ruth, on, sites[0], asked)?;
    let note =
        "I rang her at four. She is safe, her sister is with her, and she has an appointment tomorrow.".to_owned();
    let answer = AlertAnswer { on, by: "Dr Osei".to_owned(), note };
    stage.carry_out(Command::AnswerAlert { person: ruth, examination, alert: "phq-9-item-9".into(), answer })?;
    Ok(ruth)
}

fn person(stage: &mut Stage<'_>, name: &str, number: &str, sex: Sex, born: Date) -> Result<PersonId, Failure> {
    let person = PersonId(stage.entropy.uuid_v7(stage.clock.now()));
    let details = Details { name: Some(name.to_owned()), number: Some(number.to_owned()), sex, birth: Birth::On(born) };
    stage.carry_out(Command::Register { person, details, site: None })?;
    Ok(person)
}

fn examine(stage: &mut Stage<'_>, person: PersonId, on: Date, site: SiteId, checks: Checks) -> Result<(), Failure> {
    examine_as(stage, person, on, site, checks).map(drop)
}

fn examine_as(
    stage: &mut Stage<'_>,
    person: PersonId,
    on: Date,
    site: SiteId,
    checks: Checks,
) -> Result<ExaminationId, Failure> {
    let examination = ExaminationId(stage.entropy.uuid_v7(stage.clock.now()));
    let content = Examination { on, site: Some(site), checks };
    stage.carry_out(Command::RecordExamination { person, examination, content })?;
    Ok(examination)
}

type Checks = BTreeMap<CheckId, Values>;

/// Everything but the blood pressure, with nothing that speaks against giving.
fn healthy(weight_kg: f64, height_m: f64, hba1c: f64) -> Checks {
    let mut checks = Checks::new();
    put(&mut checks, "body", "weight", number(weight_kg));
    put(&mut checks, "body", "height", number(height_m * 100.0));
    put(&mut checks, "body", "bmi", number(weight_kg / (height_m * height_m)));
    put(&mut checks, "body", "pulse", number(68.0));
    put(&mut checks, "hba1c", "hba1c", number(hba1c));
    put(&mut checks, "lipids", "total-cholesterol", number(178.0));
    put(&mut checks, "lipids", "hdl-cholesterol", number(56.0));
    for field in ["told-diabetes", "takes-insulin", "told-cancer", "heart-attack", "stroke"] {
        put(&mut checks, "medical-history", field, choice("no"));
    }
    put(&mut checks, "medical-history", "general-health", choice("very-good"));
    put(&mut checks, "smoking", "smoked-100", choice("no"));
    put(&mut checks, "phq-9", "phq-9", list([0, 1, 1, 1, 0, 0, 0, 0, 0]));
    checks
}

fn pressure(checks: &mut Checks, systolic: [i64; 3], diastolic: [i64; 3]) {
    put(checks, "blood-pressure", "systolic", list(systolic));
    put(checks, "blood-pressure", "diastolic", list(diastolic));
}

fn put(checks: &mut Checks, check: &str, field: &str, value: Value) {
    checks.entry(check.into()).or_default().insert(field.into(), value);
}

fn number(value: f64) -> Value {
    Value::Number(programme::Number::from_f64(value).expect("a number of the demonstration is small"))
}

fn list<const N: usize>(values: [i64; N]) -> Value {
    Value::List(values.map(|value| Some(programme::Number::whole(value))).to_vec())
}

fn choice(id: &str) -> Value {
    Value::Choice(id.into())
}

fn months_ago(stage: &Stage<'_>, months: i32) -> Date {
    stage.today.saturating_sub(months.months())
}

fn days_ago(stage: &Stage<'_>, days: i32) -> Date {
    stage.today.saturating_sub(days.days())
}
