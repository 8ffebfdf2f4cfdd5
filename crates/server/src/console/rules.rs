//! Rules: the programme file as people read it, the engine's own rules, the articles, and the words.

use askama::Template;
use programme::refusal::RULES;
use programme::rules::{ARTICLES, CheckKind, Field, FieldForm, Outcome, Programme, Schedule, Stage, Topic};

use super::desk::{Desk, Frame, Place};
use super::rule::{RuleView, groups};
use super::words;

/// Everything that the rules page shows.
#[derive(Clone, Copy, Debug)]
pub struct RulesPage<'a> {
    /// Who works here, under which programme.
    pub desk: Desk<'a>,
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesTemplate {
    frame: Frame,
    plain: String,
    facts: Vec<(&'static str, String)>,
    stages: Vec<StageView>,
    checks: Vec<CheckView>,
    findings: Vec<FindingsView>,
    needed: Vec<RuleLine>,
    alerts: Vec<RuleLine>,
    topics: Vec<RuleLine>,
    schedules: Vec<RuleLine>,
    groups: Vec<GroupView>,
    minimum: RuleView,
    site_kinds: Vec<(String, String)>,
    engine: Vec<(String, &'static str)>,
    articles: Vec<ArticleView>,
    words: Vec<(String, String)>,
    hash: String,
    text: String,
}

struct StageView {
    anchor: String,
    name: String,
    plain: String,
    notes: Vec<String>,
    next: String,
}

struct CheckView {
    anchor: String,
    name: String,
    plain: String,
    fields: Vec<FieldView>,
}

struct FieldView {
    name: String,
    plain: String,
    form: String,
    missing: String,
}

/// The findings of one outcome.
struct FindingsView {
    outcome: String,
    tone: &'static str,
    plain: &'static str,
    rules: Vec<RuleLine>,
}

/// A rule with when it is so, and notes.
struct RuleLine {
    rule: RuleView,
    when: String,
    notes: Vec<String>,
}

/// Rules of one part of the programme.
struct GroupView {
    id: &'static str,
    title: &'static str,
    rules: Vec<RuleLine>,
}

struct ArticleView {
    number: u8,
    name: &'static str,
    plain: &'static str,
    note: &'static str,
}

impl RulesPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let programme = self.desk.programme;
        let line = "What the programme does, and why. Everybody may read this, and the engine keeps to it.";
        let template = RulesTemplate {
            frame: self.desk.frame(Place::Rules, "Rules", line),
            plain: programme.plain.clone(),
            facts: vec![
                ("Programme", programme.name.clone()),
                ("Where its rules apply", programme.jurisdiction.clone()),
                ("Days are meant in the time zone", programme.time_zone.clone()),
            ],
            stages: programme.stages.iter().map(|stage| stage_view(programme, stage)).collect(),
            checks: programme.checks.iter().map(check_view).collect(),
            findings: findings(programme),
            needed: needed(programme),
            alerts: alerts(programme),
            topics: programme.topics.iter().map(|topic| topic_line(programme, topic)).collect(),
            schedules: programme.schedules.iter().map(|schedule| schedule_line(programme, schedule)).collect(),
            groups: group_views(programme),
            minimum: RuleView::of(programme, &programme.minimum_donor_age.rule),
            site_kinds: programme.site_kinds.iter().map(|kind| (kind.name.clone(), kind.plain.clone())).collect(),
            engine: RULES.iter().map(|rule| (rule.id.to_owned(), rule.plain)).collect(),
            articles: articles(),
            words: programme.words.iter().map(|word| (word.term.clone(), word.plain.clone())).collect(),
            hash: programme.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            text: programme.text.clone(),
        };
        template.render().expect("a page writes only to memory")
    }
}

fn stage_view(programme: &Programme, stage: &Stage) -> StageView {
    let mut notes = Vec::new();
    if let Some(age) = stage.from_age {
        notes.push(format!("From the age of {age}."));
    }
    if stage.assessed {
        notes.push("People in it are assessed as donors.".to_owned());
    }
    if let Some(outcome) = stage.outcome {
        let outcome = words::uncapital(words::outcome(outcome));
        notes.push(format!("For those whose eligibility comes to “{outcome}” or better on that day."));
    }
    let kinds: Vec<_> =
        stage.site_kinds.iter().filter_map(|id| programme.site_kind(id)).map(|kind| kind.name.as_str()).collect();
    if !kinds.is_empty() {
        notes.push(format!("Where: {}.", words::list(&kinds)));
    }
    let preparation = stage.preparation.iter().map(|preparation| format!("Before it: {}", preparation.plain));
    notes.extend(preparation);
    let next: Vec<_> = stage.next.iter().map(|id| format!("“{}”", words::stage(programme, id))).collect();
    StageView {
        anchor: format!("stage-{}", stage.id),
        name: stage.name.clone(),
        plain: stage.plain.clone(),
        notes,
        next: if next.is_empty() { "Nothing follows it.".to_owned() } else { format!("Then {}.", next.join(" or ")) },
    }
}

fn check_view(check: &CheckKind) -> CheckView {
    CheckView {
        anchor: format!("check-{}", check.id),
        name: check.name.clone(),
        plain: check.plain.clone(),
        fields: check.fields.iter().map(field_view).collect(),
    }
}

fn field_view(field: &Field) -> FieldView {
    let form = match &field.form {
        FieldForm::Choice { choices } => {
            let names: Vec<_> = choices.iter().map(|choice| choice.name.as_str()).collect();
            format!("one of: {}", names.join(", "))
        }
        FieldForm::Numbers { count, unit, plausible: (least, most), items, .. } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            let many = match (count, items.is_empty()) {
                (1, _) => String::new(),
                (count, true) => format!("up to {}, each ", words::counted(*count as u64, "reading", "readings")),
                (count, false) => format!("{}, each ", words::counted(*count as u64, "question", "questions")),
            };
            format!("{many}{least} to {most}{unit}")
        }
    };
    FieldView {
        name: field.name.clone(),
        plain: field.plain.clone(),
        form,
        missing: field.missing_means.clone().unwrap_or_else(|| "It is not known.".to_owned()),
    }
}

fn findings(programme: &Programme) -> Vec<FindingsView> {
    let of = |outcome: Outcome| {
        let findings = programme.findings.iter().filter(|finding| finding.outcome == outcome);
        let line = |finding: &programme::rules::Finding| {
            let unless: Vec<_> = finding.unless.iter().map(|id| format!("“{id}”")).collect();
            let mut notes = Vec::new();
            if let Some(deferral) = finding.deferral {
                notes.push(match deferral {
                    programme::rules::Deferral::Temporary => {
                        "Temporary: until the check is repeated and good.".to_owned()
                    }
                    programme::rules::Deferral::Indefinite => {
                        "Indefinite: no end is set, and coming back is possible.".to_owned()
                    }
                });
            }
            if !unless.is_empty() {
                notes.push(format!("Not where {} is so.", unless.join(" or ")));
            }
            RuleLine { rule: RuleView::of(programme, &finding.rule), when: finding.when.text().to_owned(), notes }
        };
        FindingsView {
            outcome: words::capital(words::outcome(outcome)),
            tone: words::tone(outcome),
            plain: outcome.plain(),
            rules: findings.map(line).collect(),
        }
    };
    Outcome::ALL.map(of).into_iter().filter(|findings| !findings.rules.is_empty()).collect()
}

fn needed(programme: &Programme) -> Vec<RuleLine> {
    let line = |needed: &programme::rules::Needed| RuleLine {
        rule: RuleView::of(programme, &needed.rule),
        when: needed.satisfied.text().to_owned(),
        notes: Vec::new(),
    };
    programme.needed.iter().map(line).collect()
}

fn alerts(programme: &Programme) -> Vec<RuleLine> {
    let line = |alert: &programme::rules::Alert| {
        let within = match alert.within.days {
            0 => "on the same day".to_owned(),
            days => format!("within {}", words::counted(days.into(), "day", "days")),
        };
        let who = words::capital(&words::with_article(&alert.by));
        RuleLine {
            rule: RuleView::of(programme, &alert.rule),
            when: alert.when.text().to_owned(),
            notes: vec![format!("{who} gets in touch {within}.")],
        }
    };
    programme.alerts.iter().map(line).collect()
}

fn schedule_line(programme: &Programme, schedule: &Schedule) -> RuleLine {
    let check = words::capital(&words::checks(programme, std::slice::from_ref(&schedule.check)));
    let stages: Vec<_> = schedule.stages.iter().map(|id| words::stage(programme, id)).collect();
    let whom = if stages.is_empty() { "everybody".to_owned() } else { format!("people in {}", words::list(&stages)) };
    let mut notes = vec![format!(
        "{check}: for {whom}, {} after the last one; late {} after that.",
        schedule.every, schedule.late_after
    )];
    if let Some(valid_for) = schedule.valid_for {
        notes.push(format!("It counts for {valid_for}."));
    }
    if schedule.also_excluded {
        notes.push("It goes on for whoever cannot give.".to_owned());
    }
    RuleLine { rule: RuleView::of(programme, &schedule.rule), when: String::new(), notes }
}

fn topic_line(programme: &Programme, topic: &Topic) -> RuleLine {
    let before: Vec<_> = topic.before.iter().map(|question| question.plain()).collect();
    let mut notes =
        vec![format!("“{}”, version {}. Told before we ask {}.", topic.name, topic.version, words::list(&before))];
    notes.extend(topic.valid_for.map(|valid_for| format!("It is told again after {valid_for}.")));
    notes.push(format!("As a leaflet: /topics/{}", topic.id));
    RuleLine { rule: RuleView::of(programme, &topic.rule), when: String::new(), notes }
}

fn group_views(programme: &Programme) -> Vec<GroupView> {
    let line = |grouped: &super::rule::Grouped<'_>| {
        let notes = Some(grouped.note.clone()).filter(|note| !note.is_empty()).into_iter().collect();
        RuleLine { rule: RuleView::of(programme, grouped.rule), when: String::new(), notes }
    };
    let view = |group: &super::rule::Group<'_>| GroupView {
        id: group.id,
        title: group.title,
        rules: group.rules.iter().map(line).collect(),
    };
    groups(programme).iter().map(view).filter(|group| !group.rules.is_empty()).collect()
}

fn articles() -> Vec<ArticleView> {
    let view = |article: &programme::rules::Article| ArticleView {
        number: article.number,
        name: article.name,
        plain: article.plain,
        note: if article.checked { "" } else { "Not yet checked: the part it is about is not built yet." },
    };
    ARTICLES.iter().map(view).collect()
}
