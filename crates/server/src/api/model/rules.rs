//! The programme file as JSON: everything that it says, and the engine's own rules beside it.

use programme::refusal;
use programme::rules::{self, FieldForm};
use serde::Serialize;
use utoipa::ToSchema;

use super::rules_path::{
    AppealsRule, CarerRules, ConsentRule, DeferralKindRule, DonationKindRule, FollowUpRules, KeepRule,
};
use super::{Outcome, Rule};

/// The rules that are in force: what the programme file says, and what no file can change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Programme)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ProgrammeRules {
    /// A slug that stays the same over all versions of the file.
    id: String,
    /// What people call it.
    name: String,
    /// What it is, in plain words.
    plain: String,
    /// Where its rules apply.
    jurisdiction: String,
    /// The IANA name of the time zone in which its days are meant.
    time_zone: String,
    /// SHA-256 of the file, in hexadecimal.
    hash: String,
    /// Nobody younger is asked, assessed or matched as a donor (article 12).
    minimum_donor_age: MinimumDonorAge,
    /// Stages of life; the first is where people begin.
    stages: Vec<Stage>,
    /// Kinds of site.
    site_kinds: Vec<Named>,
    /// Kinds of check.
    checks: Vec<Check>,
    /// What values mean for eligibility.
    findings: Vec<Finding>,
    /// What has to be known.
    needed: Vec<Needed>,
    /// What somebody must be told of at once.
    alerts: Vec<AlertRule>,
    /// What is told before what is asked.
    topics: Vec<TopicRule>,
    /// When checks are due.
    schedules: Vec<Schedule>,
    /// Who stands by people.
    carers: CarerRules,
    /// Ways of waiting.
    deferral_kinds: Vec<DeferralKindRule>,
    /// How objections are heard.
    appeals: Option<AppealsRule>,
    /// What people can give.
    donation_kinds: Vec<DonationKindRule>,
    /// What a donor says yes to.
    consent_elements: Vec<ConsentRule>,
    /// Staying in touch with those who gave.
    follow_up: Option<FollowUpRules>,
    /// What is kept of those who gave, even where they ask to be erased.
    keep: Vec<KeepRule>,
    /// The programme's own terms with their plain meaning.
    words: Vec<Word>,
    /// The twelve articles.
    articles: Vec<Article>,
    /// The engine's own rules, by which a command may be refused.
    engine_rules: Vec<EngineRule>,
    /// The file itself.
    file: String,
}

/// The minimum donor age and its rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct MinimumDonorAge {
    /// Completed years.
    years: u8,
    #[serde(flatten)]
    rule: Rule,
}

/// Something with an id, a name and a plain meaning.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Named {
    /// As commands and records write it.
    id: String,
    /// What people call it.
    name: String,
    /// What it is, in plain words.
    plain: String,
}

/// A stage of life.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Stage {
    #[serde(flatten)]
    named: Named,
    /// Nobody younger enters it, in completed years.
    from_age: Option<u8>,
    /// Whether people in it are assessed as donors.
    assessed: bool,
    /// Nobody enters it whose eligibility on that day comes to less.
    outcome: Option<String>,
    /// The stages that may follow.
    next: Vec<String>,
    /// The kinds of site where people in it may live or stay; any, where it is empty.
    site_kinds: Vec<String>,
    /// What has to be recorded as done before somebody enters.
    preparation: Vec<Preparation>,
}

/// Something to be done before a stage is entered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Preparation {
    /// Unique in the stage.
    id: String,
    /// What is done, in plain words.
    plain: String,
}

/// A kind of check.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Check {
    #[serde(flatten)]
    named: Named,
    /// What is written down.
    fields: Vec<Field>,
}

/// One thing that a check writes down.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Field {
    #[serde(flatten)]
    named: Named,
    /// What it means when nothing is written, in plain words.
    missing_means: Option<String>,
    /// What its values look like.
    #[serde(flatten)]
    form: Form,
}

/// What the values of a field look like.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldForm)]
#[serde(tag = "form", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
enum Form {
    /// Numbers in a unit.
    Numbers {
        /// How many at most; 1 is a single number, more are a list.
        count: usize,
        /// The unit; empty for a pure number.
        unit: String,
        /// Decimal places that are kept.
        decimals: u8,
        /// The least value that can be true of a living person.
        least: f64,
        /// The greatest.
        greatest: f64,
        /// Values that say that nothing was measured.
        missing: Vec<f64>,
        /// Names of the items; empty where readings are of one thing.
        items: Vec<String>,
    },
    /// One of a few answers.
    Choice {
        /// The answers that can be given.
        choices: Vec<Choice>,
    },
}

/// An answer that can be given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Choice {
    /// As commands and records write it.
    id: String,
    /// As people read it.
    name: String,
}

/// A rule over fields: where it is certainly true of somebody, it is a reason for its outcome.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Finding {
    #[serde(flatten)]
    rule: Rule,
    /// What it is a reason for.
    outcome: Outcome,
    /// When it is so, as the file writes it.
    when: String,
    /// It does not arise where one of these rules does.
    unless: Vec<String>,
}

/// Something that has to be known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Needed {
    #[serde(flatten)]
    rule: Rule,
    /// When it is known, as the file writes it.
    satisfied: String,
}

/// A rule that asks for somebody to be in touch with the person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct AlertRule {
    #[serde(flatten)]
    rule: Rule,
    /// When it is so, as the file writes it.
    when: String,
    /// Who gets in touch.
    by: String,
    /// How many days after the examination; 0 is the same day.
    within_days: u16,
}

/// Something that is told before what is asked; `plain` is the very words.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct TopicRule {
    #[serde(flatten)]
    rule: Rule,
    /// What people call it.
    name: String,
    /// Which version the words are.
    version: u32,
    /// The questions before which it is told: `evaluation`, `donation`, `exchange`.
    before: Vec<&'static str>,
    /// How long it counts, such as `1 year`; `null`: for good.
    valid_for: Option<String>,
}

/// When a kind of check is made again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Schedule {
    #[serde(flatten)]
    rule: Rule,
    /// The kind of check.
    check: String,
    /// The stages whose people are checked; all, where it is empty.
    stages: Vec<String>,
    /// It is due so long after the last one, such as `12 months`.
    every: String,
    /// It is late so long after it was due.
    late_after: String,
    /// The last one counts for so long; `null`: for ever.
    valid_for: Option<String>,
    /// Whether it goes on for somebody who is excluded from giving.
    also_excluded: bool,
}

/// A term and what it plainly means.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Word {
    term: String,
    plain: String,
}

/// An article: what no file, role or setting can switch off.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Article {
    /// 1 to 12.
    number: u8,
    name: &'static str,
    plain: &'static str,
    /// Whether the parts that it is about are built.
    checked: bool,
}

/// One of the engine's own rules.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct EngineRule {
    id: &'static str,
    plain: &'static str,
}

impl From<&rules::Programme> for ProgrammeRules {
    fn from(p: &rules::Programme) -> Self {
        let article = |article: &rules::Article| Article {
            number: article.number,
            name: article.name,
            plain: article.plain,
            checked: article.checked,
        };
        let engine_rule = |rule: &refusal::EngineRule| EngineRule { id: rule.id, plain: rule.plain };
        let age = &p.minimum_donor_age;
        Self {
            id: p.id.clone(),
            name: p.name.clone(),
            plain: p.plain.clone(),
            jurisdiction: p.jurisdiction.clone(),
            time_zone: p.time_zone.clone(),
            hash: p.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            minimum_donor_age: MinimumDonorAge { years: age.years, rule: (&age.rule).into() },
            stages: p.stages.iter().map(Stage::from).collect(),
            site_kinds: p.site_kinds.iter().map(|kind| named(&kind.id, &kind.name, &kind.plain)).collect(),
            checks: p.checks.iter().map(Check::from).collect(),
            findings: p.findings.iter().map(Finding::from).collect(),
            needed: p.needed.iter().map(Needed::from).collect(),
            alerts: p.alerts.iter().map(AlertRule::from).collect(),
            topics: p.topics.iter().map(TopicRule::from).collect(),
            schedules: p.schedules.iter().map(Schedule::from).collect(),
            carers: (&p.carers).into(),
            deferral_kinds: p.deferral_kinds.iter().map(DeferralKindRule::from).collect(),
            appeals: p.appeals.as_ref().map(AppealsRule::from),
            donation_kinds: p.donation_kinds.iter().map(DonationKindRule::from).collect(),
            consent_elements: p.consent_elements.iter().map(ConsentRule::from).collect(),
            follow_up: p.follow_up.as_ref().map(FollowUpRules::from),
            keep: p.keep.iter().map(KeepRule::from).collect(),
            words: p.words.iter().map(|w| Word { term: w.term.clone(), plain: w.plain.clone() }).collect(),
            articles: rules::ARTICLES.iter().map(article).collect(),
            engine_rules: refusal::RULES.iter().map(engine_rule).collect(),
            file: p.text.clone(),
        }
    }
}

impl From<&rules::Topic> for TopicRule {
    fn from(topic: &rules::Topic) -> Self {
        Self {
            rule: Rule::from(&topic.rule),
            name: topic.name.clone(),
            version: topic.version,
            before: topic.before.iter().map(|question| question.as_str()).collect(),
            valid_for: topic.valid_for.map(|valid_for| valid_for.to_string()),
        }
    }
}

impl From<&rules::Stage> for Stage {
    fn from(stage: &rules::Stage) -> Self {
        let preparation = |p: &rules::Preparation| Preparation { id: p.id.to_string(), plain: p.plain.clone() };
        Self {
            named: named(&stage.id, &stage.name, &stage.plain),
            from_age: stage.from_age,
            assessed: stage.assessed,
            outcome: stage.outcome.map(|outcome| outcome.to_string()),
            next: texts(&stage.next),
            site_kinds: texts(&stage.site_kinds),
            preparation: stage.preparation.iter().map(preparation).collect(),
        }
    }
}

impl From<&rules::CheckKind> for Check {
    fn from(check: &rules::CheckKind) -> Self {
        let fields = check.fields.iter().map(named_field).collect();
        Self { named: named(&check.id, &check.name, &check.plain), fields }
    }
}

impl From<&FieldForm> for Form {
    fn from(form: &FieldForm) -> Self {
        match form {
            FieldForm::Numbers { count, unit, decimals, plausible, missing, items } => Self::Numbers {
                count: *count,
                unit: unit.clone(),
                decimals: *decimals,
                least: plausible.0.approximate(),
                greatest: plausible.1.approximate(),
                missing: missing.iter().map(|number| number.approximate()).collect(),
                items: items.clone(),
            },
            FieldForm::Choice { choices } => {
                let choice = |choice: &rules::Choice| Choice { id: choice.id.clone(), name: choice.name.clone() };
                Self::Choice { choices: choices.iter().map(choice).collect() }
            }
        }
    }
}

impl From<&rules::Finding> for Finding {
    fn from(finding: &rules::Finding) -> Self {
        Self {
            rule: (&finding.rule).into(),
            outcome: finding.outcome.into(),
            when: finding.when.text().to_owned(),
            unless: texts(&finding.unless),
        }
    }
}

impl From<&rules::Needed> for Needed {
    fn from(needed: &rules::Needed) -> Self {
        Self { rule: (&needed.rule).into(), satisfied: needed.satisfied.text().to_owned() }
    }
}

impl From<&rules::Alert> for AlertRule {
    fn from(alert: &rules::Alert) -> Self {
        Self {
            rule: (&alert.rule).into(),
            when: alert.when.text().to_owned(),
            by: alert.by.clone(),
            within_days: alert.within.days,
        }
    }
}

impl From<&rules::Schedule> for Schedule {
    fn from(schedule: &rules::Schedule) -> Self {
        Self {
            rule: (&schedule.rule).into(),
            check: schedule.check.to_string(),
            stages: texts(&schedule.stages),
            every: schedule.every.to_string(),
            late_after: schedule.late_after.to_string(),
            valid_for: schedule.valid_for.map(|period| period.to_string()),
            also_excluded: schedule.also_excluded,
        }
    }
}

/// A field with what it is called.
pub(super) fn named_field(field: &rules::Field) -> Field {
    Field {
        named: named(&field.id, &field.name, &field.plain),
        missing_means: field.missing_means.clone(),
        form: (&field.form).into(),
    }
}

fn named(id: &impl ToString, name: &str, plain: &str) -> Named {
    Named { id: id.to_string(), name: name.to_owned(), plain: plain.to_owned() }
}

pub(super) fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
