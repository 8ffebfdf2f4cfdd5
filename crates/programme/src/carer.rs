//! Carers as accounts: what an advocate has learnt, to whom they have a tie, when they are away, and who would be one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{CarerEvent, Private};
use crate::ids::{AbsenceId, AccountId, PersonId, TieId, TrainingId};
use crate::rules::{Carers, RuleText, Training};

/// What is done about a carer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum CarerStep {
    /// Apply to be an advocate, or write down that somebody did.
    Apply {
        /// Why, in their words.
        words: String,
    },
    /// Answer an application: whether they are to be trained and appointed.
    AnswerApplication {
        /// Whether they are.
        accepted: bool,
        /// In words for them.
        words: String,
    },
    /// Write down that somebody has learnt something that advocates have to have learnt.
    Train {
        /// What.
        topic: TrainingId,
        /// The day.
        on: Date,
    },
    /// Declare a tie to somebody in the programme. Nobody is an advocate for whoever could give to that person.
    DeclareTie {
        /// Its new id.
        tie: TieId,
        /// To whom, and what.
        declared: Tie,
    },
    /// Say that a declared tie has ended.
    EndTie {
        /// Which.
        tie: TieId,
        /// The first day without it.
        on: Date,
    },
    /// Be away for some time. Everybody whom they stand by as advocate is covered by somebody else meanwhile.
    GoAway {
        /// Its new id.
        absence: AbsenceId,
        /// The first day.
        from: Date,
        /// The first day back.
        until: Date,
        /// Who covers whom.
        covers: Vec<Cover>,
    },
    /// Come back before the day that was said.
    ComeBack {
        /// Which absence ends.
        absence: AbsenceId,
        /// The first day back.
        on: Date,
    },
}

/// Who covers somebody while their advocate is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cover {
    /// Who is covered.
    pub person: PersonId,
    /// By whom.
    pub by: AccountId,
}

/// A tie between the holder of an account and somebody in the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tie {
    /// What it is.
    pub kind: TieKind,
    /// To whom.
    pub to: PersonId,
    /// Since when.
    pub since: Date,
}

/// What a tie is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieKind {
    /// Related by blood, marriage or adoption, or living as if.
    Kin,
    /// A friend.
    Friend,
    /// Working with each other.
    Colleague,
    /// Money between them.
    Financial,
    /// Treating them, or having treated them.
    Treats,
    /// Anything else that would sway somebody.
    Other,
}

/// A declared tie with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredTie {
    /// Its id.
    pub id: TieId,
    /// What and to whom; `None` once erased.
    pub tie: Option<Tie>,
    /// The first day without it.
    pub until: Option<Date>,
}

/// A time away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// The first day.
    pub from: Date,
    /// The first day back.
    pub until: Date,
}

/// Training that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trained {
    /// What.
    pub topic: TrainingId,
    /// The day.
    pub on: Date,
    /// The first day on which it counts no longer, by the file of that day.
    pub until: Option<Date>,
}

/// An application to be an advocate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The day.
    pub on: Date,
    /// Why, in their words; `None` once erased.
    pub words: Option<String>,
    /// What they were answered.
    pub answered: Option<ApplicationAnswer>,
}

/// An answer to an application. Whoever is appointed is answered by that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ApplicationAnswer {
    /// The day.
    pub on: Date,
    /// Whether they are to be trained and appointed.
    pub accepted: bool,
    /// In which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What an account says of its holder as a carer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarerRecord {
    /// The times that they applied to be an advocate.
    pub applied: Vec<Application>,
    /// What they have learnt.
    pub trained: Vec<Trained>,
    /// To whom they have or had a tie.
    pub ties: Vec<DeclaredTie>,
    /// When they are or were away.
    pub absences: Vec<Absence>,
}

/// Training that is missing, ends, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraining<'p> {
    /// What.
    pub training: &'p Training,
    /// The first day on which it counts no longer; `None` where it was never done.
    pub until: Option<Date>,
    /// From this day on it is to be done; `None` where it was never done.
    pub due_on: Option<Date>,
}

impl TieKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Kin, Self::Friend, Self::Colleague, Self::Financial, Self::Treats, Self::Other];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kin => "kin",
            Self::Friend => "friend",
            Self::Colleague => "colleague",
            Self::Financial => "financial",
            Self::Treats => "treats",
            Self::Other => "other",
        }
    }

    /// In plain words, after “they”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Kin => "are related to that person",
            Self::Friend => "are a friend of that person",
            Self::Colleague => "work with that person",
            Self::Financial => "have money matters with that person",
            Self::Treats => "treat that person, or have done so",
            Self::Other => "have declared a tie to that person",
        }
    }
}

impl Absence {
    /// Whether it goes on on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }

    /// Whether any day of it lies in a span.
    pub fn meets(&self, from: Date, until: Date) -> bool {
        self.meets_open(from, Some(until))
    }

    /// Whether any day of it lies in a span that may have no end.
    pub fn meets_open(&self, from: Date, until: Option<Date>) -> bool {
        from < self.until && self.from < self.until && until.is_none_or(|until| self.from < until)
    }
}

impl CarerRecord {
    pub(crate) fn take(&mut self, event: &CarerEvent) {
        match event {
            CarerEvent::Applied { on, words } => {
                let words = if let Private::Known(words) = words { Some(words.clone()) } else { None };
                self.applied.push(Application { on: *on, words, answered: None });
            }
            CarerEvent::ApplicationAnswered { on, accepted, words } => {
                let words = if let Private::Known(words) = words { Some(words.clone()) } else { None };
                self.answer_application(&ApplicationAnswer { on: *on, accepted: *accepted, words });
            }
            CarerEvent::Trained { topic, on, until } => {
                self.trained.push(Trained { topic: topic.clone(), on: *on, until: *until });
            }
            CarerEvent::TieDeclared { tie, declared } => {
                let declared = if let Private::Known(declared) = declared { Some(declared.clone()) } else { None };
                self.ties.push(DeclaredTie { id: *tie, tie: declared, until: None });
            }
            CarerEvent::TieEnded { tie, on } => {
                self.ties.iter_mut().filter(|known| known.id == *tie).for_each(|known| known.until = Some(*on));
            }
            CarerEvent::WentAway { absence, from, until } => {
                self.absences.push(Absence { id: *absence, from: *from, until: *until });
            }
            CarerEvent::CameBack { absence, on } => {
                self.absences.iter_mut().filter(|known| known.id == *absence).for_each(|known| known.until = *on);
            }
        }
    }

    /// Whatever they applied for is answered by this.
    pub(crate) fn answer_application(&mut self, answer: &ApplicationAnswer) {
        let open = self.applied.iter_mut().filter(|application| application.answered.is_none());
        open.for_each(|application| application.answered = Some(answer.clone()));
    }

    /// The application that nobody has answered yet.
    pub fn open_application(&self) -> Option<&Application> {
        self.applied.iter().rev().find(|application| application.answered.is_none())
    }

    pub(crate) fn forget(&mut self) {
        for application in &mut self.applied {
            application.words = None;
            application.answered.iter_mut().for_each(|answered| answered.words = None);
        }
        self.ties.iter_mut().for_each(|tie| tie.tie = None);
    }

    /// Whether they are away on a day.
    pub fn is_away_on(&self, day: Date) -> bool {
        self.absences.iter().any(|absence| absence.is_on(day))
    }

    /// The declared ties that there are on a day.
    pub fn ties_on(&self, day: Date) -> impl Iterator<Item = &Tie> {
        let is_on = move |known: &&DeclaredTie| known.until.is_none_or(|until| day < until);
        self.ties.iter().filter(is_on).filter_map(|known| known.tie.as_ref())
    }

    /// The training that the file asks for, is in force, and does not count on a day.
    pub fn untrained<'p>(&self, carers: &'p Carers, day: Date) -> Option<&'p RuleText> {
        let counts = |training: &Training| {
            let of_topic = self.trained.iter().filter(|done| done.topic == training.id && done.on <= day);
            of_topic.max_by_key(|done| done.on).is_some_and(|done| done.until.is_none_or(|until| day < until))
        };
        let asked = carers.training.iter().filter(|training| training.rule.in_force_from <= day);
        asked.filter(|training| !counts(training)).map(|training| &training.rule).next()
    }

    /// What they have to learn, or learn again, with the day from which that is to be done; what counts for ever is left out.
    pub fn retraining<'p>(&self, carers: &'p Carers) -> Vec<Retraining<'p>> {
        let of = |training: &'p Training| {
            let done = self.trained.iter().filter(|done| done.topic == training.id).max_by_key(|done| done.on);
            let Some(done) = done else { return Some(Retraining { training, until: None, due_on: None }) };
            let until = done.until?;
            let due_on = training.again.map_or(until, |again| again.before(until));
            Some(Retraining { training, until: Some(until), due_on: Some(due_on) })
        };
        carers.training.iter().filter_map(of).collect()
    }
}
