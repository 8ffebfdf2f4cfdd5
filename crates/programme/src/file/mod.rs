//! Temporary: the programme file by serde, until the real reader is merged.
#![allow(missing_docs, clippy::all, clippy::unwrap_used, clippy::allow_attributes, clippy::allow_attributes_without_reason)]
use std::ops::Range;
use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use crate::number::Number;
use crate::rules::*;
#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub enum Severity { Error, Warning, Note }
#[derive(Clone, Debug)] pub struct Diagnostic { pub severity: Severity, pub span: Range<usize>, pub article: Option<u8>, pub rule: String, pub message: String, pub help: Option<String> }
pub struct Parsed { pub programme: Option<Programme>, pub diagnostics: Vec<Diagnostic> }
pub fn line_column(text: &str, at: usize) -> (usize, usize) { let b = &text[..at.min(text.len())]; (b.matches('\n').count() + 1, b.rsplit('\n').next().unwrap().chars().count() + 1) }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct F { programme: P, #[serde(default)] stage: Vec<S>, #[serde(default)] site_kind: Vec<K>, #[serde(default)] check: Vec<C>, #[serde(default)] finding: Vec<Fi>, #[serde(default)] needed: Vec<N>, #[serde(default)] alert: Vec<A>, #[serde(default)] schedule: Vec<Sc>, #[serde(default)] word: Vec<W> }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct P { id: String, name: String, plain: String, jurisdiction: String, time_zone: String, minimum_donor_age: M }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct M { years: u8, plain: String, source: String, provenance: Provenance, in_force_from: toml::value::Datetime }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct R { id: String, plain: String, source: String, provenance: Provenance, in_force_from: toml::value::Datetime }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct S { id: String, name: String, plain: String, from_age: Option<u8>, #[serde(default)] assessed: bool, #[serde(default)] next: Vec<String>, #[serde(default)] site_kinds: Vec<String>, #[serde(default)] preparation: Vec<Pr> }
#[derive(Deserialize)] struct Pr { id: String, plain: String }
#[derive(Deserialize)] struct K { id: String, name: String, plain: String }
#[derive(Deserialize)] struct C { id: String, name: String, plain: String, field: Vec<Fd> }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct Fd { id: String, name: String, plain: String, kind: String, #[serde(default)] unit: String, #[serde(default)] decimals: u8, plausible: Option<(f64, f64)>, #[serde(default)] missing: Vec<f64>, missing_means: Option<String>, count: Option<usize>, #[serde(default)] items: Vec<String>, #[serde(default)] choices: Vec<Ch> }
#[derive(Deserialize)] struct Ch { id: String, name: String }
#[derive(Deserialize)] struct Fi { #[serde(flatten)] r: R, outcome: Outcome, deferral: Option<Deferral>, when: String, #[serde(default)] unless: Vec<String> }
#[derive(Deserialize)] struct N { #[serde(flatten)] r: R, satisfied: String }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct A { #[serde(flatten)] r: R, when: String, by: String, within_days: u16 }
#[derive(Deserialize)] #[serde(rename_all = "kebab-case")] struct Sc { #[serde(flatten)] r: R, check: String, #[serde(default)] stages: Vec<String>, every: String, late_after: String, valid_for: Option<String>, #[serde(default)] also_excluded: bool }
#[derive(Deserialize)] struct W { term: String, plain: String }
fn d(x: &toml::value::Datetime) -> Date { x.to_string().parse().unwrap() }
fn r(x: R) -> RuleText { RuleText { id: x.id.as_str().into(), plain: x.plain, source: x.source, provenance: x.provenance, in_force_from: d(&x.in_force_from) } }
pub fn parse(text: &str) -> Parsed {
    let f: F = match toml::from_str(text) { Ok(f) => f, Err(e) => return Parsed { programme: None, diagnostics: vec![Diagnostic { severity: Severity::Error, span: e.span().unwrap_or(0..0), article: None, rule: "toml".into(), message: e.message().into(), help: None }] } };
    let n = |x: f64| Number::from_f64(x).unwrap();
    let checks: Vec<CheckKind> = f.check.into_iter().map(|c| CheckKind { id: c.id.as_str().into(), name: c.name, plain: c.plain, fields: c.field.into_iter().map(|x| Field { id: x.id.as_str().into(), name: x.name, plain: x.plain, missing_means: x.missing_means, form: if x.kind == "choice" { FieldForm::Choice { choices: x.choices.into_iter().map(|c| Choice { id: c.id, name: c.name }).collect() } } else { let p = x.plausible.unwrap(); FieldForm::Numbers { count: match x.kind.as_str() { "number" => 1, "items" => x.items.len(), _ => x.count.unwrap() }, unit: x.unit, decimals: x.decimals, plausible: (n(p.0), n(p.1)), missing: x.missing.into_iter().map(n).collect(), items: x.items } } }).collect() }).collect();
    let names = FieldNames::of(&checks);
    let e = |t: &str| Expression::parse(t, &names).unwrap_or_else(|e| panic!("{t}: {e}"));
    let programme = Programme { id: f.programme.id, name: f.programme.name, plain: f.programme.plain, jurisdiction: f.programme.jurisdiction, time_zone: f.programme.time_zone, fiction: None,
        minimum_donor_age: { let m = f.programme.minimum_donor_age; MinimumDonorAge { years: m.years, rule: RuleText { id: "minimum-donor-age".into(), plain: m.plain, source: m.source, provenance: m.provenance, in_force_from: d(&m.in_force_from) } } },
        stages: f.stage.into_iter().map(|s| Stage { id: s.id.as_str().into(), name: s.name, plain: s.plain, from_age: s.from_age, assessed: s.assessed, next: s.next.iter().map(|x| x.as_str().into()).collect(), site_kinds: s.site_kinds.iter().map(|x| x.as_str().into()).collect(), preparation: s.preparation.into_iter().map(|p| Preparation { id: p.id.as_str().into(), plain: p.plain }).collect() }).collect(),
        site_kinds: f.site_kind.into_iter().map(|k| SiteKind { id: k.id.as_str().into(), name: k.name, plain: k.plain }).collect(),
        findings: f.finding.into_iter().map(|x| Finding { when: e(&x.when), rule: r(x.r), outcome: x.outcome, deferral: x.deferral, unless: x.unless.iter().map(|u| u.as_str().into()).collect() }).collect(),
        needed: f.needed.into_iter().map(|x| Needed { satisfied: e(&x.satisfied), rule: r(x.r) }).collect(),
        alerts: f.alert.into_iter().map(|x| Alert { when: e(&x.when), rule: r(x.r), by: x.by, within: ContactWithin { days: x.within_days } }).collect(),
        schedules: f.schedule.into_iter().map(|x| Schedule { rule: r(x.r), check: x.check.as_str().into(), stages: x.stages.iter().map(|u| u.as_str().into()).collect(), every: x.every.parse().unwrap(), late_after: x.late_after.parse().unwrap(), valid_for: x.valid_for.map(|v| v.parse().unwrap()), also_excluded: x.also_excluded }).collect(),
        words: f.word.into_iter().map(|w| Word { term: w.term, plain: w.plain }).collect(), checks, hash: Sha256::digest(text).into(), text: text.to_owned() };
    Parsed { programme: Some(programme), diagnostics: Vec::new() }
}
