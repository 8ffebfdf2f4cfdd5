//! A deferral: a wait of one's own, or one that others placed, from the day it begins to the day it ends.
//!
//! What a rule finds in an examination defers as well: that is no entry of its own but worked out, in [`crate::eligibility`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{DeferralEvent, Private};
use crate::ids::{AccountId, DeferralId, DeferralKindId, PersonId};

/// What is done with a deferral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum DeferralStep {
    /// Wait, from today on: one's own wish, for which nobody asks a reason. Whoever waits already waits anew.
    Wait {
        /// The first day without it; `None`: until they say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// Who is asked to wait as well, of their own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<PersonId>,
        /// What whoever is asked is told, in one's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Wait as well, as somebody asked: a wait of one's own, as long as theirs was to be.
    Join {
        /// The wait of whoever asked.
        asked: DeferralId,
    },
    /// Not wait as well: whoever asked is told nothing.
    Decline,
    /// Be ready again.
    Ready,
    /// Place one on somebody.
    Place {
        /// The kind, as the programme file names it.
        kind: DeferralKindId,
        /// The day it begins.
        on: Date,
        /// The first day without it, where it is temporary.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// The day on which it is looked at again, where it is indefinite.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<Date>,
        /// Whether it is for good.
        #[serde(default)]
        permanent: bool,
        /// Why, in plain words, to the person.
        reason: String,
    },
    /// Look at one again, and let it go on.
    Review {
        /// The day on which it is looked at next.
        next: Date,
        /// Why it goes on.
        reason: String,
    },
    /// Lift one that others placed.
    Lift {
        /// Why.
        reason: String,
    },
}

/// How long a deferral was meant to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "length", rename_all = "kebab-case")]
pub enum Term {
    /// Until they say: one's own.
    UntilTheySay,
    /// Until a day.
    Until {
        /// The first day without it.
        day: Date,
    },
    /// With no end in sight, looked at again on a day.
    Review {
        /// That day.
        day: Date,
    },
    /// For good.
    Permanent,
}

/// A deferral that others place, as it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Placed {
    /// The kind, as the programme file named it.
    pub kind: DeferralKindId,
    /// The first day.
    pub on: Date,
    /// How long.
    pub term: Term,
    /// Why, in plain words.
    pub reason: String,
}

/// A wait of one's own, as it was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting {
    /// The first day.
    pub on: Date,
    /// The first day without it; `None`: until they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// With whom, as far as they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<PersonId>,
}

/// What somebody is asked who is asked to wait as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asking {
    /// Who asks.
    pub by: PersonId,
    /// The day.
    pub on: Date,
    /// Until when they wait; `None`: until they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// In their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// Why a deferral came to its end before its term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The first day without it.
    pub on: Date,
    /// Who ended it.
    pub by: Option<AccountId>,
    /// Why; one's own wait ends without a reason.
    pub reason: Option<String>,
}

/// One deferral, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    /// Its id.
    pub id: DeferralId,
    /// The kind, where others placed it; `None`: a wait of one's own.
    pub kind: Option<DeferralKindId>,
    /// The first day.
    pub from: Date,
    /// How long it is meant to last now.
    pub term: Term,
    /// With whom somebody waits, as far as they said.
    pub with: Option<PersonId>,
    /// Why, in plain words: never of one's own.
    pub reason: Option<String>,
    /// Who placed it, and whoever let it go on.
    pub by: Vec<AccountId>,
    /// How it came to its end.
    pub ended: Option<Ended>,
}

/// Somebody having asked whether one waits as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedToWait {
    /// The wait of whoever asks.
    pub id: DeferralId,
    /// What they ask.
    pub asking: Asking,
    /// Whether it was answered, by waiting or by not waiting.
    pub answered: bool,
}

/// The deferrals of one person, the oldest first, and what they were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deferrals {
    /// All of them.
    pub all: Vec<Deferral>,
    /// Who asked them to wait as well.
    pub asked: Vec<AskedToWait>,
}

impl Deferral {
    /// Whether it is a wait of one's own.
    pub const fn is_own(&self) -> bool {
        self.kind.is_none()
    }

    /// The first day without it, as far as that is known.
    pub fn until(&self) -> Option<Date> {
        let meant = if let Term::Until { day } = self.term { Some(day) } else { None };
        let ended = self.ended.as_ref().map(|ended| ended.on);
        meant.into_iter().chain(ended).min()
    }

    /// The day on which it is to be looked at again, while it goes on.
    pub fn review(&self) -> Option<Date> {
        match (self.term, &self.ended) {
            (Term::Review { day }, None) => Some(day),
            _ => None,
        }
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until().is_none_or(|until| day < until)
    }

    fn end(&mut self, ended: Ended) {
        self.ended.get_or_insert(ended);
    }
}

impl Deferrals {
    /// The one with this id.
    pub fn get(&self, id: DeferralId) -> Option<&Deferral> {
        self.all.iter().find(|deferral| deferral.id == id)
    }

    /// Those that hold on a day.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &Deferral> {
        self.all.iter().filter(move |deferral| deferral.holds_on(day))
    }

    /// The wait of one's own that holds on a day.
    pub fn own_on(&self, day: Date) -> Option<&Deferral> {
        self.on(day).find(|deferral| deferral.is_own())
    }

    /// Who asked them to wait as well and had no answer.
    pub fn asking(&self) -> impl Iterator<Item = &AskedToWait> {
        self.asked.iter().filter(|asked| !asked.answered)
    }

    /// Takes in an event.
    pub(crate) fn apply(&mut self, event: &DeferralEvent) {
        match event {
            DeferralEvent::WaitBegun { deferral, by, asked, waiting } => {
                self.answer(*asked);
                if let Private::Known(waiting) = waiting {
                    self.wait(*deferral, *by, waiting);
                }
            }
            DeferralEvent::AskedToWait { deferral, asking: Private::Known(asking) } => {
                self.asked.push(AskedToWait { id: *deferral, asking: asking.clone(), answered: false });
            }
            DeferralEvent::Declined { deferral } => self.answer(Some(*deferral)),
            DeferralEvent::WaitEnded { deferral, by, on: Private::Known(on) } => {
                self.end(*deferral, Ended { on: *on, by: *by, reason: None });
            }
            DeferralEvent::Placed { deferral, by, placed: Private::Known(placed) } => {
                self.all.push(Deferral {
                    id: *deferral,
                    kind: Some(placed.kind.clone()),
                    from: placed.on,
                    term: placed.term,
                    with: None,
                    reason: Some(placed.reason.clone()),
                    by: by.iter().copied().collect(),
                    ended: None,
                });
            }
            DeferralEvent::Reviewed { deferral, by, next: Private::Known(next), .. } => {
                for known in self.all.iter_mut().filter(|known| known.id == *deferral) {
                    known.term = Term::Review { day: *next };
                    known.by.extend(by);
                }
            }
            DeferralEvent::Lifted { deferral, by, on: Private::Known(on), reason: Private::Known(reason) } => {
                self.end(*deferral, Ended { on: *on, by: *by, reason: Some(reason.clone()) });
            }
            // What is erased says nothing any more.
            DeferralEvent::AskedToWait { .. }
            | DeferralEvent::WaitEnded { .. }
            | DeferralEvent::Placed { .. }
            | DeferralEvent::Reviewed { .. }
            | DeferralEvent::Lifted { .. } => {}
        }
    }

    /// Ends one, as a decision or a person says.
    pub(crate) fn end(&mut self, id: DeferralId, ended: Ended) {
        self.all.iter_mut().filter(|known| known.id == id).for_each(|known| known.end(ended.clone()));
    }

    /// A new wait of one's own is the one that counts: the present one ends as it begins.
    fn wait(&mut self, id: DeferralId, by: Option<AccountId>, waiting: &Waiting) {
        let own = self.all.iter_mut().filter(|known| known.is_own() && known.holds_on(waiting.on));
        own.for_each(|known| known.end(Ended { on: waiting.on, by, reason: None }));
        self.all.push(Deferral {
            id,
            kind: None,
            from: waiting.on,
            term: waiting.until.map_or(Term::UntilTheySay, |day| Term::Until { day }),
            with: waiting.with,
            reason: None,
            by: by.into_iter().collect(),
            ended: None,
        });
    }

    fn answer(&mut self, id: Option<DeferralId>) {
        self.asked.iter_mut().filter(|asked| Some(asked.id) == id).for_each(|asked| asked.answered = true);
    }
}
