//! Each kind of event as a sentence, with its private part and without.

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::ids::ExaminationId;
use crate::rules::{
    Access, Alert, Choice, ContactWithin, Expression, FieldNames, Finding, MinimumDonorAge, Outcome, Preparation,
    Provenance, Stage,
};

const DAY: Date = date(2026, 3, 2);

fn rule(id: &str) -> RuleText {
    let (plain, source) = (format!("The rule {id}."), "a source".to_owned());
    RuleText { id: id.into(), plain, source, provenance: Provenance::Local, in_force_from: date(2022, 7, 26) }
}

fn numbers(id: &str, name: &str, count: usize, unit: &str, items: &[&str]) -> Field {
    let plausible = (Number::whole(0), Number::whole(1000));
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    let form = FieldForm::Numbers { count, unit: unit.to_owned(), decimals: 0, plausible, missing: Vec::new(), items };
    Field { id: id.into(), name: name.to_owned(), plain: String::new(), form, missing_means: None }
}

fn programme() -> Programme {
    let check =
        |id: &str, name: &str, fields| CheckKind { id: id.into(), name: name.to_owned(), plain: String::new(), fields };
    let choices = [("no", "No"), ("every-day", "Every day")]
        .map(|(id, name)| Choice { id: id.to_owned(), name: name.to_owned() });
    let smokes =
        Field { form: FieldForm::Choice { choices: choices.into() }, ..numbers("smokes", "Smokes", 1, "", &[]) };
    let checks = vec![
        check("body", "Weight", vec![numbers("weight", "Weight", 1, "kg", &[])]),
        check(
            "blood-pressure",
            "Blood pressure",
            vec![numbers("systolic", "Systolic", 3, "mmHg", &[]), numbers("diastolic", "Diastolic", 3, "mmHg", &[])],
        ),
        check("phq-2", "PHQ-2", vec![numbers("phq-2", "PHQ-2", 2, "", &["one", "two"])]),
        check("smoking", "Smoking", vec![smokes]),
    ];
    let names = FieldNames::of(&checks);
    let when = |text: &str| Expression::parse(text, &names).expect("well formed");
    let finding = |id: &str, text: &str, unless: &[&str]| Finding {
        rule: rule(id),
        outcome: Outcome::NeedsAssessment,
        deferral: None,
        assessment: crate::rules::Assessing::default(),
        when: when(text),
        unless: unless.iter().map(|id| (*id).into()).collect(),
    };
    let told = Preparation { id: "told".into(), plain: "They were told".to_owned() };
    let stage = |id: &str, name: &str| Stage {
        id: id.into(),
        name: name.to_owned(),
        plain: "You are examined.".to_owned(),
        from_age: None,
        assessed: false,
        outcome: None,
        next: Vec::new(),
        site_kinds: Vec::new(),
        preparation: vec![told.clone()],
    };
    Programme {
        id: "test".to_owned(),
        name: "Test".to_owned(),
        plain: String::new(),
        jurisdiction: String::new(),
        time_zone: "UTC".to_owned(),
        fiction: None,
        minimum_donor_age: MinimumDonorAge { years: 18, rule: rule("minimum-donor-age") },
        carers: crate::rules::Carers::default(),
        access: Access::default(),
        stages: vec![stage("registered", "Registered"), stage("evaluation", "Evaluation")],
        site_kinds: Vec::new(),
        findings: vec![
            finding("heavy", "weight >= 100", &[]),
            finding("pressure", "mean(systolic) >= 140", &["heavy"]),
            finding("later", "weight >= 1", &["pressure"]),
        ],
        needed: Vec::new(),
        alerts: vec![Alert {
            rule: rule("sad"),
            when: when("sum(phq-2) >= 3"),
            by: "clinician".to_owned(),
            within: ContactWithin { days: 0 },
        }],
        schedules: Vec::new(),
        topics: Vec::new(),
        deferral_kinds: Vec::new(),
        appeals: None,
        donation_kinds: Vec::new(),
        consent_elements: Vec::new(),
        follow_up: None,
        keep: Vec::new(),
        words: Vec::new(),
        checks,
        hash: [0; 32],
        text: String::new(),
    }
}

fn list(values: &[Option<i64>]) -> Value {
    Value::List(values.iter().map(|value| value.map(Number::whole)).collect())
}

fn examination(checks: &[(&str, &[(&str, Value)])]) -> Examination {
    let values = |values: &[(&str, Value)]| values.iter().map(|(id, value)| ((*id).into(), value.clone())).collect();
    let checks = checks.iter().map(|(id, found)| ((*id).into(), values(found))).collect();
    Examination { on: DAY, site: None, checks }
}

fn said(event: &PersonEvent) -> String {
    let names = Names {
        site: &|_| Some("the clinic".to_owned()),
        account: &|_| Some("Nora Quist".to_owned()),
        voice: Voice::Them,
    };
    sentence(event, &programme(), &names).text
}

fn recorded(content: Examination) -> PersonEvent {
    PersonEvent::ExaminationRecorded { examination: ExaminationId(Uuid::nil()), content: Private::Known(content) }
}

#[test]
fn an_examination_says_what_was_measured_and_then_what_was_answered() {
    let weight = Value::Number("72.4".parse().expect("a number"));
    for (checks, sentence) in [
        (
            vec![
                ("body", vec![("weight", weight)]),
                (
                    "blood-pressure",
                    vec![
                        ("systolic", list(&[Some(140), Some(140), Some(139)])),
                        ("diastolic", list(&[Some(88), None, Some(88)])),
                    ],
                ),
                ("phq-2", vec![("phq-2", list(&[Some(1), Some(1)]))]),
                ("smoking", vec![("smokes", Value::Choice("every-day".into()))]),
            ],
            "Weight 72.4 kg, blood pressure 139.7/88 mmHg (mean of three), PHQ-2 2. Smokes: every day.",
        ),
        (vec![("smoking", vec![])], "Smoking: nothing was found out."),
        (
            vec![
                ("blood-pressure", vec![("systolic", list(&[Some(140)]))]),
                ("phq-2", vec![("phq-2", list(&[None, Some(3)]))]),
            ],
            "Blood pressure 140/not known mmHg, PHQ-2 3 (1 of 2 questions answered).",
        ),
        (
            vec![("spirometry", vec![("fev1", Value::Number(Number::whole(3)))])],
            "“spirometry”, a check of an earlier programme file: fev1 3.",
        ),
    ] {
        let checks: Vec<(&str, &[(&str, Value)])> =
            checks.iter().map(|(id, values)| (*id, values.as_slice())).collect();
        assert_eq!(examination_in_words(&programme(), &examination(&checks)), sentence);
    }
}

#[test]
fn an_examination_carries_the_rules_that_it_gave_rise_to() {
    let programme = programme();
    let rules = |weight: i64, systolic: i64, sad: i64| {
        let content = examination(&[
            ("body", &[("weight", Value::Number(Number::whole(weight)))]),
            ("blood-pressure", &[("systolic", list(&[Some(systolic)]))]),
            ("phq-2", &[("phq-2", list(&[Some(sad), Some(0)]))]),
        ]);
        let event = recorded(content);
        let said = sentence(&event, &programme, &Names { site: &|_| None, account: &|_| None, voice: Voice::Them });
        said.rules.iter().map(|rule| rule.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(rules(70, 120, 0), ["later"]);
    assert_eq!(rules(120, 120, 0), ["heavy", "later"]);
    assert_eq!(rules(70, 150, 3), ["pressure", "sad"]);
    assert_eq!(rules(120, 150, 0), ["heavy"], "what stands in the way of a rule is judged by its own words alone");
}

#[test]
fn every_other_event_is_a_sentence_too() {
    let details = Details {
        name: Some("Kathy H.".to_owned()),
        number: Some("93704".to_owned()),
        sex: Sex::Female,
        birth: Birth::Aged { years: 66, on: date(2018, 6, 1) },
    };
    let id = ExaminationId(Uuid::nil());
    let known = |reason: &str| Private::Known(reason.to_owned());
    let answer = AlertAnswer { on: DAY, by: "dr Lucy".to_owned(), note: "We talked".to_owned() };
    let departure = Departure { on: DAY, said: Some("I want to rest.".to_owned()) };
    for (event, sentence) in [
        (
            PersonEvent::Registered { stage: "registered".into(), on: DAY, details: Private::Known(details.clone()) },
            "Came into the programme: Kathy H., number 93704, female, aged 66 on 1 June 2018. Their first stage is “Registered”.",
        ),
        (
            PersonEvent::DetailsAmended { details: Private::Known(details), reason: known("Misheard") },
            "The entry about who they are was put right: Kathy H., number 93704, female, aged 66 on 1 June 2018. Reason: Misheard.",
        ),
        (
            PersonEvent::ExaminationAmended {
                examination: id,
                content: Private::Known(examination(&[("smoking", &[])])),
                reason: known("Why not?"),
            },
            "The examination of 2 March 2026 was put right. It says now: Smoking: nothing was found out. Reason: Why not?",
        ),
        (
            PersonEvent::ExaminationEnteredInError { examination: id, reason: known("Somebody else’s") },
            "An examination was taken back: it was entered in error. Reason: Somebody else’s.",
        ),
        (
            PersonEvent::AlertAnswered {
                examination: id,
                alert: Private::Known("sad".into()),
                answer: Private::Known(answer),
            },
            "Dr Lucy was in touch. We talked.",
        ),
        (
            PersonEvent::Prepared { stage: "evaluation".into(), preparation: "told".into(), on: Private::Known(DAY) },
            "Prepared for “Evaluation”: “They were told.”",
        ),
        (
            PersonEvent::StageEntered { stage: "evaluation".into(), on: Private::Known(DAY) },
            "Entered the stage “Evaluation”. “You are examined.”",
        ),
        (
            PersonEvent::Moved { site: Private::Known(Some(SiteId(Uuid::nil()))), on: Private::Known(DAY) },
            "Came to the clinic.",
        ),
        (
            PersonEvent::Moved { site: Private::Known(None), on: Private::Known(DAY) },
            "Left the site they were at, and is at none of the programme’s.",
        ),
        (
            PersonEvent::Departed { departure: Private::Known(departure) },
            "Left the programme. They said: “I want to rest.”",
        ),
        (PersonEvent::Returned { on: Private::Known(DAY) }, "Came back to the programme."),
        (
            PersonEvent::Erased { reason: "Their own wish".to_owned() },
            "The record was erased, and what it said is gone. Reason: Their own wish.",
        ),
        (
            PersonEvent::ExaminationRecorded { examination: id, content: Private::Erased },
            "An examination was recorded. What was written here is erased.",
        ),
    ] {
        assert_eq!(said(&event), sentence);
    }
}

#[test]
fn names_keep_their_capitals_where_they_are_part_of_the_name() {
    for (name, within) in [("Blood pressure", "blood pressure"), ("HbA1c", "HbA1c"), ("PHQ-9", "PHQ-9"), ("BMI", "BMI")]
    {
        assert_eq!(in_sentence(name), within);
    }
}
