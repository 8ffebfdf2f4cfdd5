//! Ids: each defined once among its kind, and everything that is referred to is there.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::nearest;

use super::diagnostic::{Diagnostics, line_column};
use super::table::Placed;

/// What an id is the id of. Ids of different kinds may be the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Noun {
    Stage,
    SiteKind,
    Check,
    Field,
    Finding,
    /// Needs and schedules: both are reasons why somebody's eligibility is incomplete.
    Incomplete,
    Alert,
    Topic,
    DeferralKind,
    CarerRule,
    DonationKind,
    /// The time to reflect, and what has to be known on the day.
    DonationRule,
    ConsentElement,
    FollowUp,
    FollowUpWindow,
    FollowUpSection,
    Threshold,
    Report,
    Keep,
    Message,
    Word,
}

impl Noun {
    const fn name(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::SiteKind => "site-kind",
            Self::Check => "check",
            Self::Field => "field",
            Self::Finding => "finding",
            Self::Incomplete => "needed or schedule",
            Self::Alert => "alert",
            Self::Topic => "topic",
            Self::DeferralKind => "deferral-kind",
            Self::CarerRule => "rule of carers",
            Self::DonationKind => "donation-kind",
            Self::DonationRule => "rule of a donation-kind",
            Self::ConsentElement => "consent-element",
            Self::FollowUp => "follow-up",
            Self::FollowUpWindow => "follow-up-window",
            Self::FollowUpSection => "follow-up-section",
            Self::Threshold => "threshold",
            Self::Report => "follow-up-report",
            Self::Keep => "keep",
            Self::Message => "follow-up-message",
            Self::Word => "word",
        }
    }
}

/// The ids of a file, and what refers to them.
#[derive(Default)]
pub(super) struct Ids<'t> {
    defined: BTreeMap<(Noun, &'t str), Range<usize>>,
    referred: Vec<(Noun, Placed<&'t str>)>,
}

impl<'t> Ids<'t> {
    /// Takes in an id where it is defined; reported where it is taken.
    pub(super) fn define(&mut self, noun: Noun, id: &Placed<&'t str>, text: &str, out: &mut Diagnostics) {
        if let Some(first) = self.defined.get(&(noun, id.value)) {
            let (line, _) = line_column(text, first.start);
            let message = format!("another {} on line {line} has the id “{}”", noun.name(), id.value);
            out.error(id.at.clone(), "duplicate-id", message);
        } else {
            self.defined.insert((noun, id.value), id.at.clone());
        }
    }

    /// Takes in ids where they are referred to.
    pub(super) fn refer(&mut self, noun: Noun, ids: &[Placed<&'t str>]) {
        self.referred.extend(ids.iter().map(|id| (noun, id.clone())));
    }

    /// The place where an id is defined.
    pub(super) fn place(&self, noun: Noun, id: &str) -> Option<Range<usize>> {
        self.of(noun).find(|(defined, _)| *defined == id).map(|(_, at)| at.clone())
    }

    /// Whether anything of a kind is defined.
    pub(super) fn any(&self, noun: Noun) -> bool {
        self.of(noun).next().is_some()
    }

    /// Reports what is referred to and not there.
    pub(super) fn resolve(&self, out: &mut Diagnostics) {
        for (noun, id) in &self.referred {
            if self.defined.contains_key(&(*noun, id.value)) {
                continue;
            }
            let near = nearest(id.value, self.of(*noun).map(|(id, _)| id));
            let help = near.map(|near| format!("did you mean “{near}”?"));
            let message = format!("there is no {} “{}”", noun.name(), id.value);
            out.error(id.at.clone(), "unknown-id", message).maybe_help(help);
        }
    }

    fn of(&self, noun: Noun) -> impl Iterator<Item = (&'t str, &Range<usize>)> {
        self.defined.iter().filter(move |((of, _), _)| *of == noun).map(|((_, id), at)| (*id, at))
    }
}
