//! How far the lives came: what happened in them, and what was refused by which rule.

use std::collections::BTreeMap;
use std::fmt;

use super::world::{Outcome, World};

/// Counted over all lives.
#[derive(Default)]
pub(crate) struct Coverage {
    pub(crate) lists: u64,
    pub(crate) commands: u64,
    pub(crate) done: u64,
    pub(crate) not_allowed: u64,
    /// Events by their kind.
    pub(crate) happened: BTreeMap<&'static str, u64>,
    /// Refusals by the article behind them.
    pub(crate) articles: BTreeMap<u8, u64>,
    /// Refusals by their rule.
    pub(crate) rules: BTreeMap<String, u64>,
    pub(crate) late_appeals: u64,
}

impl Coverage {
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        self.commands += 1;
        match outcome {
            Outcome::Done => self.done += 1,
            Outcome::NotAllowed => self.not_allowed += 1,
            Outcome::Refused(refusal) => {
                *self.rules.entry(refusal.rule.to_string()).or_default() += 1;
                if let Some(article) = refusal.article {
                    *self.articles.entry(article).or_default() += 1;
                }
            }
        }
    }

    pub(crate) fn ended(&mut self, world: &World<'_>) {
        self.lists += 1;
        for stored in &world.log {
            *self.happened.entry(stored.event.kind).or_default() += 1;
        }
    }

    pub(crate) fn of(&self, kind: &str) -> u64 {
        self.happened.get(kind).copied().unwrap_or_default()
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused: u64 = self.rules.values().sum();
        let (lists, commands, done, not_allowed) = (self.lists, self.commands, self.done, self.not_allowed);
        writeln!(f, "{commands} commands in {lists} lists: {done} done, {refused} refused, {not_allowed} not allowed")?;
        writeln!(f, "happened: {:?}", self.happened)?;
        writeln!(f, "refused by article: {:?}", self.articles)?;
        writeln!(f, "refused by rule: {:?}", self.rules)?;
        write!(f, "objections that were not decided in time: {}", self.late_appeals)
    }
}
