//! A programme with a rule of every sort.

use jiff::civil::date;
use programme::rules::{
    Access, Alert, Appeals, Assessing, Carers, Caseload, CheckKind, Choice, ContactEvery, ContactWithin, Deferral,
    DeferralKind, DeferralLength, Expression, Field, FieldForm, FieldNames, Finding, MinimumDonorAge, Needed, Outcome,
    Preparation, Programme, Provenance, Question, RuleText, Schedule, SiteKind, Stage, Topic, Training, Whose, Word,
};
use programme::{Number, Role, RuleId};

/// The sample programme.
pub(in super::super) fn programme() -> Programme {
    Programme {
        id: "sample".to_owned(),
        name: "Living kidney donation, a sample".to_owned(),
        plain:
            "People who want to give a kidney to somebody are told what it means, examined, and looked after for life."
                .to_owned(),
        jurisdiction: "US".to_owned(),
        time_zone: "America/New_York".to_owned(),
        fiction: None,
        minimum_donor_age: MinimumDonorAge {
            years: 18,
            rule: rule(
                "minimum-donor-age",
                "Nobody under 18 is asked to give.",
                "OPTN Policy 14, Table 14-2, as amended 2022-07-26",
                Provenance::Authority,
            ),
        },
        access: Access::default(),
        carers: carers(),
        stages: stages(),
        site_kinds: vec![
            SiteKind { id: "clinic".into(), name: "Clinic".to_owned(), plain: "Where checks are made.".to_owned() },
            SiteKind {
                id: "transplant-centre".into(),
                name: "Transplant centre".to_owned(),
                plain: "Where operations are done.".to_owned(),
            },
        ],
        checks: checks(),
        findings: findings(),
        needed: ["blood-pressure", "bmi", "hba1c", "phq-9", "cancer-history"].map(needed).into(),
        alerts: vec![Alert {
            rule: rule(
                "phq-9-item-9",
                "You said that you have thought of being dead or of hurting yourself. We want to talk with you today.",
                "Decision of this programme",
                Provenance::Local,
            ),
            when: when("item(phq-9, 9) >= 1"),
            by: "clinician".to_owned(),
            within: ContactWithin { days: 0 },
        }],
        deferral_kinds: deferral_kinds(),
        appeals: Some(Appeals {
            within: "15 days".parse().expect("a length of time"),
            by: vec![Role::Clinician, Role::Coordinator],
            rule: rule("appeals", "If you object, somebody who took no part decides.", "Article 5", Provenance::Local),
        }),
        consent_elements: Vec::new(),
        schedules: ["blood-pressure", "body", "hba1c", "phq-9", "medical-history"].map(schedule).into(),
        topics: topics(),
        donation_kinds: Vec::new(),
        follow_up: None,
        keep: Vec::new(),
        words: vec![
            Word {
                term: "Donation".to_owned(),
                plain: "An operation in which one of your two kidneys is taken out and given to somebody else."
                    .to_owned(),
            },
            Word {
                term: "Deferred".to_owned(),
                plain: "You cannot give for now. You are told why, and what would change it.".to_owned(),
            },
        ],
        hash: [0x9c; 32],
        text: "[programme]\nid = \"sample\"\nname = \"Living kidney donation, a sample\"\n".to_owned(),
    }
}

/// The one place at which the sample makes an expression out of a text.
fn when(text: &str) -> Expression {
    Expression::parse(text, &FieldNames::of(&checks())).expect("the sample's expressions are well formed")
}

fn rule(id: &str, plain: &str, source: &str, provenance: Provenance) -> RuleText {
    let (plain, source) = (plain.to_owned(), source.to_owned());
    RuleText { id: id.into(), plain, source, provenance, in_force_from: date(2022, 7, 26) }
}

fn topics() -> Vec<Topic> {
    let topic = |id: &str, name: &str, plain: &str, before: &[Question], valid_for: Option<&str>| Topic {
        id: id.into(),
        name: name.to_owned(),
        rule: rule(id, plain, "OPTN Policy 14", Provenance::Authority),
        version: 2,
        before: before.to_vec(),
        valid_for: valid_for.map(|period| period.parse().expect("a length of time")),
    };
    let both = [Question::Evaluation, Question::Donation];
    vec![
        topic("stop", "You can stop", "You can stop at any time. You need no reason.", &both, Some("1 year")),
        topic("benefit", "It does you no good", "The operation does nothing for your health.", &both[..1], None),
        topic("samples", "Samples are kept", "Some of your blood is kept for 10 years.", &both[..1], None),
        topic("risk", "The \"risk\"", "You can die of it: about 3 in 10,000 people do.", &both[1..], None),
        topic("time", "Time to think", "You have time to think it over.", &both[1..], None),
    ]
}

/// An advocate for everybody, with one training and so many people each.
fn carers() -> Carers {
    let local = |id: &str, plain: &str| rule(id, plain, "Decision of this programme", Provenance::Local);
    let period = |text: &str| text.parse().expect("it is a length of time");
    Carers {
        advocate: Some(local("advocate", "You have an advocate of your own before anybody asks you anything.")),
        caseload: Some(Caseload {
            most: 40,
            rule: local("advocate-caseload", "An advocate stands by 40 people at most."),
        }),
        contact: Some(ContactEvery {
            every: period("3 months"),
            late_after: period("2 weeks"),
            rule: local("advocate-contact", "You and your advocate speak at least every three months."),
        }),
        training: vec![Training {
            id: "consent".into(),
            name: "Consent".to_owned(),
            valid_for: Some(period("2 years")),
            again: Some(period("2 months")),
            rule: local("consent", "An advocate has learnt what free consent is."),
        }],
        companion: Some(local("companion-waits", "While you stand by somebody, your own giving waits.")),
    }
}

fn stages() -> Vec<Stage> {
    let stage = |id: &str, name: &str, plain: &str, next: &[&str]| Stage {
        id: id.into(),
        name: name.to_owned(),
        plain: plain.to_owned(),
        from_age: None,
        assessed: id == "evaluation" || id == "donor",
        outcome: None,
        next: next.iter().map(|id| (*id).into()).collect(),
        site_kinds: Vec::new(),
        preparation: Vec::new(),
    };
    let told = Preparation {
        id: "told".into(),
        plain: "They were told, in their own words, what giving a kidney means.".to_owned(),
    };
    let advocate = Preparation { id: "advocate".into(), plain: "Their advocate has met them.".to_owned() };
    let mut evaluation = stage(
        "evaluation",
        "Evaluation",
        "You are examined, to find out whether giving would be safe for you.",
        &["donor", "registered"],
    );
    evaluation.preparation = vec![told, advocate];
    evaluation.from_age = Some(18);
    vec![
        stage("registered", "Registered", "You are known to the programme. Nothing is asked of you.", &["evaluation"]),
        evaluation,
        stage("donor", "Donor", "You have given. We look after you.", &["followed-for-life"]),
        stage("followed-for-life", "Followed for life", "We see you once a year, for as long as you live.", &[]),
    ]
}

fn numbers(count: usize, unit: &str, decimals: u8, plausible: (i64, i64)) -> FieldForm {
    let plausible = (Number::whole(plausible.0), Number::whole(plausible.1));
    FieldForm::Numbers { count, unit: unit.to_owned(), decimals, plausible, missing: Vec::new(), items: Vec::new() }
}

fn field(id: &str, name: &str, plain: &str, form: FieldForm) -> Field {
    Field { id: id.into(), name: name.to_owned(), plain: plain.to_owned(), form, missing_means: None }
}

fn choice(id: &str, name: &str, choices: &[(&str, &str)]) -> Field {
    let choices = choices.iter().map(|(id, name)| Choice { id: (*id).to_owned(), name: (*name).to_owned() });
    field(id, name, "", FieldForm::Choice { choices: choices.collect() })
}

fn checks() -> Vec<CheckKind> {
    let check = |id: &str, name: &str, plain: &str, fields: Vec<Field>| CheckKind {
        id: id.into(),
        name: name.to_owned(),
        plain: plain.to_owned(),
        fields,
    };
    let no_or_yes = [("no", "No"), ("yes", "Yes")];
    let mut systolic = field("systolic", "Systolic", "The upper value.", numbers(3, "mmHg", 0, (1, 300)));
    systolic.missing_means = Some("It was not measured, or not heard.".to_owned());
    let items = [
        "Little interest or pleasure in doing things",
        "Feeling down or hopeless",
        "Trouble sleeping, or sleeping too much",
        "Feeling tired",
        "Poor appetite, or eating too much",
        "Feeling bad about yourself",
        "Trouble concentrating",
        "Moving slowly, or being restless",
        "Thoughts of being dead or of hurting yourself",
    ];
    let mut phq = numbers(9, "", 0, (0, 3));
    if let FieldForm::Numbers { items: named, .. } = &mut phq {
        *named = items.map(str::to_owned).into();
    }
    vec![
        check(
            "blood-pressure",
            "Blood pressure",
            "Measured three times, sitting, with a few minutes’ rest between.",
            vec![
                systolic,
                field(
                    "diastolic",
                    "Diastolic",
                    "The lower value. A 0 says that it was not heard.",
                    numbers(3, "mmHg", 0, (1, 200)),
                ),
            ],
        ),
        check(
            "body",
            "Weight and height",
            "Weighed and measured without shoes.",
            vec![
                field("weight", "Weight", "", numbers(1, "kg", 1, (20, 300))),
                field("height", "Height", "", numbers(1, "cm", 1, (100, 230))),
                field("bmi", "BMI", "Weight for height.", numbers(1, "kg/m²", 1, (10, 90))),
            ],
        ),
        check(
            "hba1c",
            "HbA1c",
            "A blood test that shows the sugar of the last three months.",
            vec![field("hba1c", "HbA1c", "", numbers(1, "%", 1, (2, 20)))],
        ),
        check(
            "phq-9",
            "PHQ-9",
            "Nine questions on how you felt in the last two weeks.",
            vec![field("phq-9", "PHQ-9", "Each from 0 (not at all) to 3 (nearly every day).", phq)],
        ),
        check(
            "medical-history",
            "Medical history",
            "What a doctor has told you, and what you take.",
            vec![
                choice(
                    "told-diabetes",
                    "Told of diabetes",
                    &[("no", "No"), ("yes", "Yes"), ("borderline", "Borderline")],
                ),
                choice("takes-insulin", "Takes insulin", &no_or_yes),
                choice("told-cancer", "Told of cancer", &no_or_yes),
            ],
        ),
    ]
}

fn deferral_kinds() -> Vec<DeferralKind> {
    let kind = |id: &str, name: &str, whose| DeferralKind {
        id: id.into(),
        name: name.to_owned(),
        rule: rule(id, "You cannot give for now, and know why and until when.", "Article 5", Provenance::Local),
        whose,
    };
    let others = |length| Whose::Others { length, by: vec![Role::Clinician] };
    let year = || "1 year".parse().expect("a length of time");
    vec![
        kind("own-wait", "A wait of one's own", Whose::Own),
        kind("for-a-time", "Deferral for a time", others(DeferralLength::Temporary { at_most: year() })),
        kind("until-reviewed", "Deferral until reviewed", others(DeferralLength::Indefinite { review_every: year() })),
        kind("for-good", "Permanent deferral", others(DeferralLength::Permanent)),
    ]
}

fn findings() -> Vec<Finding> {
    let finding = |id: &str, outcome, deferral, text: &str, plain: &str| Finding {
        rule: rule(
            id,
            plain,
            "Decision of this programme; the authority’s table names the condition, not the number",
            Provenance::Local,
        ),
        outcome,
        deferral,
        assessment: Assessing::default(),
        when: when(text),
        unless: Vec::new(),
    };
    let mut prediabetes = finding(
        "prediabetes",
        Outcome::NeedsAssessment,
        None,
        "hba1c >= 5.7 or told-diabetes = \"borderline\"",
        "Your blood sugar is a little high. A doctor looks at what that means for you.",
    );
    prediabetes.unless = vec![RuleId::from("diabetes")];
    let mut cancer = finding(
        "cancer-history",
        Outcome::NeedsAssessment,
        None,
        "told-cancer = \"yes\"",
        "You have had cancer. A doctor finds out whether giving is safe, for you and for the other person.",
    );
    cancer.rule.provenance = Provenance::Unverified;
    vec![
        finding(
            "diabetes",
            Outcome::Excluded,
            None,
            "hba1c >= 6.5 or told-diabetes = \"yes\" or takes-insulin = \"yes\"",
            "You have diabetes. With one kidney it could harm you badly, so you cannot give.",
        ),
        finding(
            "blood-pressure-high",
            Outcome::Deferred,
            Some(Deferral::Temporary),
            "mean(systolic) >= 140 or mean(diastolic) >= 90",
            "Your blood pressure is too high to give now. It can be treated, and measured again.",
        ),
        finding(
            "bmi-35-and-over",
            Outcome::Deferred,
            Some(Deferral::Indefinite),
            "bmi >= 35",
            "Your weight is high for your height, which makes the operation more dangerous for you.",
        ),
        finding(
            "bmi-30-to-35",
            Outcome::NeedsAssessment,
            None,
            "bmi >= 30 and bmi < 35",
            "Your weight is somewhat high for your height. A doctor looks at what that means for you.",
        ),
        prediabetes,
        finding(
            "psychosocial",
            Outcome::NeedsAssessment,
            None,
            "sum(phq-9) >= 10 or item(phq-9, 9) >= 1",
            "Your answers say that you are not well at the moment. Somebody talks with you first.",
        ),
        cancer,
    ]
}

fn needed(id: &str) -> Needed {
    let plain = match id {
        "blood-pressure" => "Your blood pressure has to be known.",
        "bmi" => "Your weight and height have to be known.",
        "hba1c" => "Your blood sugar has to be known.",
        "phq-9" => "All nine questions on how you feel have to be answered.",
        _ => "Whether you have had cancer has to be known.",
    };
    let text = match id {
        "blood-pressure" => "known(systolic) and known(diastolic)",
        "phq-9" => "answered(phq-9) = 9",
        "cancer-history" => "known(told-cancer)",
        id => {
            return Needed {
                rule: rule(id, plain, "Decision of this programme", Provenance::Local),
                satisfied: when(&format!("known({id})")),
            };
        }
    };
    Needed { rule: rule(id, plain, "Decision of this programme", Provenance::Local), satisfied: when(text) }
}

fn schedule(check: &str) -> Schedule {
    let period = |text: &str| text.parse().expect("a period");
    Schedule {
        rule: rule(
            &format!("{check}-in-date"),
            "This check counts for a year. After that it has to be made again.",
            "Decision of this programme",
            Provenance::Local,
        ),
        check: check.into(),
        stages: Vec::new(),
        every: period("11 months"),
        late_after: period("1 month"),
        valid_for: Some(period("12 months")),
        also_excluded: check == "blood-pressure",
    }
}
