//! What a programme file says of staying in touch with those who gave: when, what is asked, how many answers are enough, and
//! what has to be reported within hours.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{DonationKindId, FieldId, SectionId, WindowId};

use super::{Field, MessageWords, Period, Programme, RuleText};

/// Staying in touch with everybody who gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The words, source and date of the form.
    pub rule: RuleText,
    /// A form is due so long after the day that it is about.
    pub form_due_after: Period,
    /// What goes on for life, once the windows are over. A file with kinds of donation that lacks it breaks article 6.
    pub for_life: Option<ForLife>,
    /// The times at which somebody who gave is seen or asked, in the file's order, which is the order in which they come.
    pub windows: Vec<FollowUpWindow>,
    /// The parts of the form.
    pub sections: Vec<FollowUpSection>,
    /// How many answers are enough.
    pub thresholds: Vec<Threshold>,
    /// What has to be reported within hours.
    pub reports: Vec<ReportKind>,
    /// The words in which people are written to.
    pub messages: Vec<MessageWords>,
}

/// A time at which somebody who gave is seen or asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpWindow {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// The same id, typed.
    pub id: WindowId,
    /// What people call it.
    pub name: String,
    /// When it is.
    pub when: WindowWhen,
    /// For which kinds of donation; for all, where the file says nothing.
    pub kinds: Vec<DonationKindId>,
    /// The parts of the form that are filled in.
    pub sections: Vec<SectionId>,
}

/// When a window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowWhen {
    /// On leaving hospital, or so long after the operation, whichever is first. It is open from the operation until the form
    /// is due.
    AtDischarge {
        /// After the operation, at the latest.
        at_latest: Period,
    },
    /// So long after the operation, and what is found counts that is found so long before or after that day.
    After {
        /// After the operation.
        after: Period,
        /// Either side.
        within: Period,
    },
}

/// What goes on for life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForLife {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// The same id, typed.
    pub id: WindowId,
    /// What people call it.
    pub name: String,
    /// So long after the last time.
    pub every: Period,
    /// Either side.
    pub within: Period,
    /// The parts of the form that are filled in.
    pub sections: Vec<SectionId>,
}

/// A part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpSection {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// The same id, typed.
    pub id: SectionId,
    /// What people call it.
    pub name: String,
    /// Fields of checks: what an examination finds fills them in as well.
    pub of_checks: Vec<FieldId>,
    /// Fields that only the form has.
    pub own: Vec<Field>,
}

/// How many of those who gave have to be complete, of a part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Its id, words and source; it applies to donations from its day in force until that of the next one.
    pub rule: RuleText,
    /// For which kind of donation.
    pub kind: DonationKindId,
    /// Of which part of the form.
    pub section: SectionId,
    /// At which windows.
    pub windows: Vec<WindowId>,
    /// In a hundred.
    pub percent: u8,
}

/// Something that has to be reported within hours of learning of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportKind {
    /// Its id, words, source and date.
    pub rule: RuleText,
    /// What people call it.
    pub name: String,
    /// What happened.
    pub of: Reportable,
    /// Within how many hours of learning of it.
    pub within_hours: u16,
    /// Only where it happens so soon after the operation; always, where the file says nothing.
    pub within_after: Option<Period>,
}

/// What has to be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reportable {
    /// Somebody who gave has died.
    Died,
    /// What they kept has failed: dialysis, a place on a waiting list, or a transplant.
    OrganFailed,
    /// The operation was broken off after they were asleep.
    Aborted,
    /// What was taken out was not given to anybody.
    NotTransplanted,
}

impl FollowUp {
    /// The windows of a kind of donation, in their order.
    pub fn windows_of<'f>(&'f self, kind: &DonationKindId) -> impl Iterator<Item = &'f FollowUpWindow> {
        self.windows.iter().filter(move |window| window.kinds.is_empty() || window.kinds.contains(kind))
    }

    /// The part of the form with this id.
    pub fn section(&self, id: &SectionId) -> Option<&FollowUpSection> {
        self.sections.iter().find(|section| section.id == *id)
    }

    /// What people call a window.
    pub fn name_of(&self, window: &WindowId) -> Option<&str> {
        let fixed = self.windows.iter().find(|known| known.id == *window).map(|known| known.name.as_str());
        fixed.or_else(|| self.for_life.as_ref().filter(|known| known.id == *window).map(|known| known.name.as_str()))
    }

    /// The parts of the form that a window asks for, in the order of the file.
    pub fn sections_of(&self, window: &WindowId) -> Vec<&FollowUpSection> {
        let fixed = self.windows.iter().find(|known| known.id == *window).map(|known| &known.sections);
        let asked = fixed.or_else(|| self.for_life.as_ref().filter(|l| l.id == *window).map(|life| &life.sections));
        let asked = asked.map_or(&[][..], Vec::as_slice);
        self.sections.iter().filter(|section| asked.contains(&section.id)).collect()
    }

    /// The threshold in force for a donation of a day, if there is one.
    pub fn threshold(
        &self,
        kind: &DonationKindId,
        section: &SectionId,
        window: &WindowId,
        given: Date,
    ) -> Option<&Threshold> {
        let applies = |threshold: &&Threshold| {
            threshold.kind == *kind
                && threshold.section == *section
                && threshold.windows.contains(window)
                && threshold.rule.in_force_from <= given
        };
        self.thresholds.iter().filter(applies).max_by_key(|threshold| threshold.rule.in_force_from)
    }

    /// The day from which the newest threshold is in force that can apply to a donation of a day.
    pub fn era(&self, given: Date) -> Option<Date> {
        self.thresholds.iter().map(|threshold| threshold.rule.in_force_from).filter(|from| *from <= given).max()
    }

    /// What has to be reported of something that happened.
    pub fn report_of(&self, of: Reportable) -> Option<&ReportKind> {
        self.reports.iter().find(|report| report.of == of)
    }
}

impl FollowUpSection {
    /// The ids of its fields, those of checks first.
    pub fn field_ids(&self) -> impl Iterator<Item = &FieldId> {
        self.of_checks.iter().chain(self.own.iter().map(|field| &field.id))
    }

    /// Its fields, those of checks first.
    pub fn fields<'f>(&'f self, programme: &'f Programme) -> impl Iterator<Item = &'f Field> {
        let of_checks = self.of_checks.iter().filter_map(|id| programme.field(id).map(|(_, field)| field));
        of_checks.chain(&self.own)
    }
}

impl Reportable {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Died, Self::OrganFailed, Self::Aborted, Self::NotTransplanted];

    /// As the file, the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Died => "died",
            Self::OrganFailed => "organ-failed",
            Self::Aborted => "aborted",
            Self::NotTransplanted => "not-transplanted",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Died => "they died",
            Self::OrganFailed => "what they kept has failed",
            Self::Aborted => "the operation was broken off after they were asleep",
            Self::NotTransplanted => "what was taken out was not given to anybody",
        }
    }
}
