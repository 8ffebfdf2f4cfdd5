//! Kinds of donation: what a living person can give, within which limits, and what has to be so on the day.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{CheckId, DonationKindId, SiteKindId, VerifyItemId};
use crate::number::Number;

use super::{Approval, Expression, Period, Provenance, RuleText};

/// Something that a living person can give, and the limits of it.
#[derive(Clone, Debug)]
pub struct DonationKind {
    /// Unique in the file.
    pub id: DonationKindId,
    /// What people call it.
    pub name: String,
    /// Its limits in plain words, with their source and date.
    pub rule: RuleText,
    /// Whether a living person is expected to survive it. Nothing else is ever asked of anybody (article 4).
    pub survivable: bool,
    /// How often somebody gives it in a life at most; only a story's programme has no limit (article 4).
    pub per_life: Option<u8>,
    /// Towards whom it can be given.
    pub routes: Vec<Route>,
    /// The kinds of site at which it is given; any, where the file names none.
    pub site_kinds: Vec<SiteKindId>,
    /// How long after an earlier donation at the soonest.
    pub intervals: Vec<Interval>,
    /// The time to reflect; only a story's programme has none (article 2).
    pub reflection: Option<Reflection>,
    /// The checks that have to be there, and in date, on the day.
    pub needs: Vec<DonationNeed>,
    /// What an authority has to decide before.
    pub approvals: Vec<Approval>,
    /// What two people verify on the day, each by themselves.
    pub verify: Vec<VerifyItem>,
}

/// Towards whom something is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Somebody whom the donor names.
    Directed,
    /// An exchange: for somebody whom the donor names, who receives from another donor.
    Exchange,
    /// Whoever is next on the list.
    List,
}

/// How long after an earlier donation at the soonest this kind is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The kind that was given before.
    pub after: DonationKindId,
    /// So long after it at the soonest.
    pub least: Period,
}

/// The time between being asked, or told, and saying yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reflection {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// How long it is.
    pub time: Period,
    /// To what the donor, and nobody else, may shorten it; `None`: it cannot be shortened.
    pub least: Option<Period>,
}

/// A check without which nothing is taken from anybody.
#[derive(Clone, Debug)]
pub struct DonationNeed {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// The kind of check.
    pub check: CheckId,
    /// How old it is on the day at most; `None`: the last one counts however old it is.
    pub within: Option<Period>,
    /// When it says what has to be known.
    pub satisfied: Expression,
    /// How long each infection stays hidden from its test.
    pub windows: Vec<WindowPeriod>,
}

/// How long after an infection its test does not find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowPeriod {
    /// The infection.
    pub name: String,
    /// Days, on average.
    pub days: Number,
    /// Where that is written.
    pub source: String,
}

/// Something that two people look at on the day, and find as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyItem {
    /// Unique in the kind of donation.
    pub id: VerifyItemId,
    /// What people call it.
    pub name: String,
    /// What is looked at, in plain words.
    pub plain: String,
}

impl DonationKind {
    /// The first day on which it may be given after what was given before: each donation's kind and day. `None`: never
    /// again, or not at all.
    pub fn open_from<'d>(&self, given: impl Iterator<Item = (&'d DonationKindId, Date)> + Clone) -> Option<Date> {
        let same = given.clone().filter(|(kind, _)| **kind == self.id).count();
        if self.per_life.is_some_and(|most| same >= usize::from(most)) {
            return None;
        }
        let waits = given.flat_map(|(kind, on)| {
            self.intervals.iter().filter(move |interval| interval.after == *kind).map(move |i| i.least.after(on))
        });
        Some(waits.max().unwrap_or(Date::MIN))
    }
}

/// Why nobody counts on somebody who has stopped a donation, until they think of giving again. It is the engine's own, like
/// the article that it is of.
pub fn donor_stopped() -> &'static RuleText {
    static RULE: LazyLock<RuleText> = LazyLock::new(|| {
        RuleText {
        id: "donor-stopped".into(),
        plain: "You stopped a donation, as everybody may. Nobody asks you why, and it says nothing of your health. You are \
                not asked again unless you want to begin anew."
            .to_owned(),
        source: "Article 2 of Carer".to_owned(),
        provenance: Provenance::Local,
        in_force_from: Date::MIN,
    }
    });
    &RULE
}

/// Why nobody counts on somebody who is another programme's. It is the engine's own, like the article that it is of.
pub fn handed_over() -> &'static RuleText {
    static RULE: LazyLock<RuleText> = LazyLock::new(|| {
        RuleText {
        id: "handed-over".into(),
        plain: "Another programme has said that it stays in touch with you. Nothing is asked of you here until you are with us \
                again."
            .to_owned(),
        source: "Article 6 of Carer".to_owned(),
        provenance: Provenance::Local,
        in_force_from: Date::MIN,
    }
    });
    &RULE
}

/// Why nobody counts on somebody who wants to be left alone. It is the engine's own, like the article that it is of.
pub fn left_alone() -> &'static RuleText {
    static RULE: LazyLock<RuleText> = LazyLock::new(|| {
        RuleText {
        id: "wants-to-be-left".into(),
        plain: "You asked to be left alone. Nothing is asked of you until you say that you want to hear from us, or offer to \
                give of your own accord."
            .to_owned(),
        source: "Article 6 of Carer".to_owned(),
        provenance: Provenance::Local,
        in_force_from: Date::MIN,
    }
    });
    &RULE
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Directed, Self::Exchange, Self::List];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directed => "directed",
            Self::Exchange => "exchange",
            Self::List => "list",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Directed => "for somebody whom the donor names",
            Self::Exchange => "to an exchange, for somebody whom the donor names",
            Self::List => "for whoever is next on the list",
        }
    }
}
