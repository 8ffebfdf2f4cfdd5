//! What is missing before a step of a donation, and who can supply it. A refusal is made of the same.

use jiff::civil::Date;
use serde::Serialize;

use crate::ids::RuleId;
use crate::life::plain_date;
use crate::refusal::{EngineRule, Refusal};
use crate::rules::RuleText;

/// Something that is missing before a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Missing {
    /// The rule that asks for it: one of the programme file's, or one of the engine's own.
    pub rule: RuleId,
    /// The article behind it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<u8>,
    /// What is missing, in plain words.
    pub plain: String,
    /// Where the rule is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Who can supply it.
    pub who: Supplier,
    /// What they can do.
    pub next: String,
    /// The days on which it can be done, where a day is set and it stops nothing before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub do_by: Option<DoBy>,
}

/// When something has to be done so that it counts on the day that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DoBy {
    /// The first day on which it can be done; `None`: today already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Date>,
    /// The last day: the one that is set.
    pub by: Date,
}

/// Who can supply what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supplier {
    /// The donor, and nobody for them.
    Donor,
    /// Their advocate.
    Advocate,
    /// A coordinator.
    Coordinator,
    /// A clinician.
    Clinician,
    /// A laboratory.
    Laboratory,
    /// The authority that decides it, by way of whoever looks into it.
    Authority,
    /// Two people who work where it is done.
    TwoPeople,
    /// Whoever keeps the programme file.
    Keeper,
    /// Nobody: it takes time.
    Time,
    /// Nobody.
    Nobody,
}

impl DoBy {
    /// In plain words.
    pub fn plain(self) -> String {
        let by = plain_date(self.by);
        match self.not_before {
            None => format!("Do it by {by}."),
            Some(first) => format!("Do it by {by}, and not before {}.", plain_date(first)),
        }
    }
}

impl Supplier {
    /// As a page writes it.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Donor => "the donor",
            Self::Advocate => "their advocate",
            Self::Coordinator => "a coordinator",
            Self::Clinician => "a clinician",
            Self::Laboratory => "a laboratory",
            Self::Authority => "the authority that decides it",
            Self::TwoPeople => "two people, each by themselves",
            Self::Keeper => "whoever keeps the programme file",
            Self::Time => "nobody: it takes time",
            Self::Nobody => "nobody",
        }
    }
}

impl Missing {
    /// By a rule of the programme file; `detail` says what of it in this case.
    pub(super) fn of(rule: &RuleText, detail: impl AsRef<str>, who: Supplier, next: impl Into<String>) -> Self {
        let (id, source) = (rule.id.clone(), Some(rule.source.clone()));
        let plain = joined(&rule.plain, detail.as_ref());
        Self { rule: id, article: None, plain, source, who, next: next.into(), do_by: None }
    }

    /// By a rule of the engine's own.
    pub(super) fn by(rule: EngineRule, detail: impl AsRef<str>, who: Supplier, next: impl Into<String>) -> Self {
        let plain = joined(rule.plain, detail.as_ref());
        Self { rule: rule.id.into(), article: None, plain, source: None, who, next: next.into(), do_by: None }
    }

    /// This, for the sake of an article.
    #[must_use]
    pub(super) fn article(mut self, article: u8) -> Self {
        self.article = Some(article);
        self
    }

    /// This, to be done by the day that is set; where it was done too early to count on that day, not before another one.
    #[must_use]
    pub(super) fn by_the_day(mut self, not_before: Option<Date>, by: Date) -> Self {
        self.do_by = Some(DoBy { not_before, by });
        self
    }

    /// The refusal of what cannot be done while this is missing.
    pub(super) fn refusal(self, what: &str) -> Refusal {
        let who = match self.who {
            Supplier::Time | Supplier::Nobody => String::new(),
            who => format!(" Who can do it: {}.", who.plain()),
        };
        let (rule, article, source) = (self.rule, self.article, self.source);
        let next = format!("{}{who}", self.next);
        Refusal { rule, article, what: what.to_owned(), why: self.plain, source, next, place: None }
    }
}

/// Nothing is missing, or a refusal by the first that is; the others are named with it.
pub(super) fn nothing(missing: Vec<Missing>, what: &str) -> Result<(), Refusal> {
    let mut missing = missing.into_iter();
    let Some(first) = missing.next() else { return Ok(()) };
    let mut refusal = first.refusal(what);
    let rest: Vec<String> = missing.map(|other| format!("{} ({})", other.plain, other.who.plain())).collect();
    if !rest.is_empty() {
        refusal.why = format!("{} Missing as well: {}", refusal.why, rest.join(" "));
    }
    Err(refusal)
}

fn joined(plain: &str, detail: &str) -> String {
    if detail.is_empty() { plain.to_owned() } else { format!("{plain} {detail}") }
}
