//! The lines of a scenario that are about telling.

use jiff::civil::Date;
use programme::rules::Question;
use programme::{Command, TellingId, TellingStep, TellingWay, Told, TopicId, WhyUntold, untold};

use super::{World, date, not_understood, same};

impl World {
    /// A line about telling; `None` where it is about something else.
    pub(super) fn telling_line(&mut self, rest: &str) -> Option<Result<(), String>> {
        if let Some(reason) = rest.strip_prefix("that telling was entered in error because ") {
            return Some(self.take_telling_back(reason));
        }
        if let Some(rest) = rest.strip_prefix("everything that was told to ") {
            let (name, topic) = rest.trim_end_matches(" is entered in error").split_once(" of ")?;
            return Some(self.take_topic_back(name, topic));
        }
        let (head, said_back) = rest.split_once(", who ").unwrap_or((rest, ""));
        match head.split(' ').collect::<Vec<_>>()[..] {
            [name, "is", "told", "everything", "before", question, "on", day] => {
                Some(question_of(question).and_then(|question| self.tell_everything(name, question, date(day)?)))
            }
            ["the", "words", "of", topic, "are", "put", "anew"] => Some(self.new_words(topic)),
            [by, "tells", name, topic, "on", day] => Some(self.tells(by, name, topic, None, day, said_back)),
            [by, "tells", name, "version", version, "of", topic, "on", day] => {
                Some(self.tells(by, name, topic, version.parse().ok(), day, said_back))
            }
            _ => None,
        }
    }

    /// What a scenario expects of telling; `None` where the line is about something else.
    pub(super) fn telling_holds(&self, rest: &str) -> Option<Result<(), String>> {
        match rest.split(' ').collect::<Vec<_>>()[..] {
            ["on", day, name, "has", "been", "told", "everything", "before", question] => {
                Some(self.to_be_told(name, question, day).and_then(|untold| same(untold, Vec::new())))
            }
            ["on", day, name, "is", "still", "to", "be", "told", topic, "before", question, "because", ..] => {
                let why = rest.split_once("because ").expect("it is there").1;
                let expected = (topic.to_owned(), why.to_owned());
                let untold = self.to_be_told(name, question, day);
                Some(untold.and_then(|untold| {
                    let found = untold.into_iter().find(|(known, _)| *known == expected.0);
                    same(found, Some(expected))
                }))
            }
            _ => None,
        }
    }

    /// Everything that has to be told before a question is told and understood on one day.
    pub(super) fn tell_everything(&mut self, name: &str, question: Question, on: Date) -> Result<(), String> {
        let teller = "somebody who tells";
        if !self.accounts.contains_key(teller) {
            self.has_post(teller, "coordinator")?;
        }
        let untold = untold(self.known(name)?, &self.programme, question, on);
        let topics: Vec<_> = untold.iter().map(|untold| untold.topic.id.to_string()).collect();
        for topic in topics {
            self.tells(teller, name, &topic, None, &on.to_string(), "says back: I have understood it")?;
        }
        Ok(())
    }

    fn tells(
        &mut self,
        by: &str,
        name: &str,
        topic: &str,
        version: Option<u32>,
        day: &str,
        said_back: &str,
    ) -> Result<(), String> {
        let (person, on) = (self.known(name)?.id, date(day)?);
        let by = self.accounts.get(by).map(|account| account.id).ok_or_else(not_understood)?;
        let topic: TopicId = topic.into();
        let version = version.or_else(|| Some(self.programme.topic(&topic)?.version)).unwrap_or(1);
        let (understood, said_back) = match said_back.split_once(": ") {
            Some(("says back", said_back)) => (true, said_back.to_owned()),
            Some(("does not understand", said_back)) => (false, said_back.to_owned()),
            None if said_back == "says nothing back" => (true, String::new()),
            _ => return Err(not_understood()),
        };
        let told = Told { on, by, way: TellingWay::FaceToFace, interpreted: false, said_back, understood };
        let telling = TellingId(self.id());
        self.last_telling = Some((name.to_owned(), telling));
        self.carry_out(name, &Command::Telling { person, telling, step: TellingStep::Record { topic, version, told } })
    }

    fn take_telling_back(&mut self, reason: &str) -> Result<(), String> {
        let (name, telling) = self.last_telling.clone().ok_or_else(not_understood)?;
        let person = self.known(&name)?.id;
        let step = TellingStep::EnterInError { reason: reason.to_owned() };
        self.carry_out(&name, &Command::Telling { person, telling, step })
    }

    fn take_topic_back(&mut self, name: &str, topic: &str) -> Result<(), String> {
        let of_topic = self.known(name)?.tellings.iter().filter(|telling| telling.topic.as_str() == topic);
        for telling in of_topic.map(|telling| telling.id).collect::<Vec<_>>() {
            self.last_telling = Some((name.to_owned(), telling));
            self.take_telling_back("it was told to somebody else")?;
        }
        Ok(())
    }

    /// The programme file is put in force anew, with other words.
    fn new_words(&mut self, topic: &str) -> Result<(), String> {
        let topic = self.programme.topics.iter_mut().find(|known| known.id.as_str() == topic);
        topic.ok_or_else(not_understood)?.version += 1;
        Ok(())
    }

    fn to_be_told(&self, name: &str, question: &str, day: &str) -> Result<Vec<(String, String)>, String> {
        let untold = untold(self.known(name)?, &self.programme, question_of(question)?, date(day)?);
        let why = |why: WhyUntold| match why {
            WhyUntold::Never => "it was never told".to_owned(),
            WhyUntold::NotUnderstood { .. } => "it was not understood".to_owned(),
            WhyUntold::OtherVersion { told } => format!("version {told} was told"),
            WhyUntold::OutOfDate { since } => format!("it is out of date since {since}"),
        };
        Ok(untold.iter().map(|untold| (untold.topic.id.to_string(), why(untold.why))).collect())
    }
}

fn question_of(text: &str) -> Result<Question, String> {
    Question::ALL.into_iter().find(|question| question.as_str() == text).ok_or_else(not_understood)
}
