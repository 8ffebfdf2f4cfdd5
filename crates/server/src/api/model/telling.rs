//! Tellings: what a person was told, and what has to be told before what is asked.

use jiff::civil::Date;
use programme::rules::{Programme, Question};
use programme::{AccountId, TellingId, WhyUntold, untold};
use record::Life;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person was told, and what is still to be told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Tellings {
    /// Each telling, in the order in which it was recorded.
    tellings: Vec<Telling>,
    /// What has to be told before each question and is not, or not in a way that counts.
    untold: Vec<Untold>,
}

/// One telling.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Telling {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: TellingId,
    /// The topic of the programme file.
    topic: String,
    /// Which version of its words was told.
    version: u32,
    /// The day.
    on: Date,
    /// By whose account.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// What they are called; `null` where their account is gone.
    name: Option<String>,
    /// In what way.
    way: TellingWay,
    /// Whether an interpreter put it into their language.
    interpreted: bool,
    /// What they said back in their own words.
    said_back: String,
    /// Whether that shows that they understood.
    understood: bool,
    /// Whether it was entered in error, and counts for nothing.
    in_error: bool,
}

/// A topic that is still to be told before a question.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Untold {
    /// The question.
    question: QuestionName,
    /// The topic.
    topic: String,
    /// What people call it.
    name: String,
    /// The version of its words now.
    version: u32,
    /// The very words that are told.
    plain: String,
    /// What is wanting.
    why: Why,
    /// Since when it no longer counts, where it is out of date; `null` otherwise.
    since: Option<Date>,
}

/// A question before which something is told.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum QuestionName {
    /// Whether they may be assessed.
    Evaluation,
    /// Whether they will give.
    Donation,
    /// Whether they will take part in an exchange.
    Exchange,
}

/// Why a topic counts as not told.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Why {
    /// It was never told.
    Never,
    /// It was told last and not understood.
    NotUnderstood,
    /// Its words have changed.
    OtherVersion,
    /// It was told too long ago.
    OutOfDate,
}

/// In what way somebody was told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TellingWay {
    /// Face to face.
    FaceToFace,
    /// By video.
    Video,
    /// By telephone.
    Telephone,
    /// In writing, and talked over afterwards.
    Writing,
}

impl Tellings {
    /// What somebody was told, and what is still to be told on a day.
    pub(crate) fn of(life: &Life, programme: &Programme, today: Date) -> Self {
        let tellings = life.person.tellings.iter().map(|telling| Telling::of(life, telling));
        let each = |question: &Question| {
            let question = *question;
            untold(&life.person, programme, question, today)
                .into_iter()
                .map(move |untold| Untold::of(question, &untold))
        };
        Self { tellings: tellings.collect(), untold: Question::ALL.iter().flat_map(each).collect() }
    }
}

impl Telling {
    fn of(life: &Life, telling: &programme::Telling) -> Self {
        let told = &telling.told;
        Self {
            id: telling.id,
            topic: telling.topic.to_string(),
            version: telling.version,
            on: told.on,
            by: told.by,
            name: life.names.of(told.by).map(str::to_owned),
            way: told.way.into(),
            interpreted: told.interpreted,
            said_back: told.said_back.clone(),
            understood: told.understood,
            in_error: telling.in_error,
        }
    }
}

impl Untold {
    fn of(question: Question, untold: &programme::Untold<'_>) -> Self {
        let (why, since) = match untold.why {
            WhyUntold::Never => (Why::Never, None),
            WhyUntold::NotUnderstood { .. } => (Why::NotUnderstood, None),
            WhyUntold::OtherVersion { .. } => (Why::OtherVersion, None),
            WhyUntold::OutOfDate { since } => (Why::OutOfDate, Some(since)),
        };
        let topic = untold.topic;
        Self {
            question: match question {
                Question::Evaluation => QuestionName::Evaluation,
                Question::Donation => QuestionName::Donation,
                Question::Exchange => QuestionName::Exchange,
            },
            topic: topic.id.to_string(),
            name: topic.name.clone(),
            version: topic.version,
            plain: topic.rule.plain.clone(),
            why,
            since,
        }
    }
}

impl From<TellingWay> for programme::TellingWay {
    fn from(way: TellingWay) -> Self {
        match way {
            TellingWay::FaceToFace => Self::FaceToFace,
            TellingWay::Video => Self::Video,
            TellingWay::Telephone => Self::Telephone,
            TellingWay::Writing => Self::Writing,
        }
    }
}

impl From<programme::TellingWay> for TellingWay {
    fn from(way: programme::TellingWay) -> Self {
        match way {
            programme::TellingWay::FaceToFace => Self::FaceToFace,
            programme::TellingWay::Video => Self::Video,
            programme::TellingWay::Telephone => Self::Telephone,
            programme::TellingWay::Writing => Self::Writing,
        }
    }
}
