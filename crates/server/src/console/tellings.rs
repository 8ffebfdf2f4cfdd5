//! What somebody has been told: what is still to be told before each question, why and by whom; and everything that was told.

use programme::rules::{Question, Topic};
use programme::{Person, Telling, Untold, WhyUntold, untold};

use super::desk::{Desk, Place};
use super::form::{self, Asking, Candidate};
use super::forms::Typed;
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};
use record::Life;

/// Everything that the page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TellingsPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose page it is.
    pub(crate) life: &'a Life,
    /// Whether whoever reads it is that person.
    pub(crate) own: bool,
    /// Whether they may write down that something was told.
    pub(crate) tells: bool,
    /// Who tells, whoever works here first.
    pub(crate) tellers: &'a [Candidate],
    /// Whether something was just written down.
    pub(crate) done: bool,
}

impl TellingsPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let name = words::name(self.life.person.details.as_ref());
        let title = if self.own { "What you have been told".to_owned() } else { format!("What {name} has been told") };
        let place = if self.own { Place::Mine } else { Place::People };
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("It is written down.".to_owned()));
        }
        if !self.has_died() {
            for question in Question::ALL {
                blocks.extend(self.before(question));
            }
        }
        blocks.extend(self.told());
        blocks.push(Block::Links(vec![self.back(&name)]));
        PlainPage { desk: self.desk, place, title, line: self.line(), blocks }.render()
    }

    fn person(&self) -> &Person {
        &self.life.person
    }

    fn has_died(&self) -> bool {
        self.person().journey.has_died_by(self.desk.today)
    }

    fn line(&self) -> String {
        if let Some(death) = self.person().journey.death.as_ref().filter(|_| self.has_died()) {
            return format!("Died on {}. This is what they had been told.", plain_date(death.on));
        }
        let topics = self.desk.programme.topics.iter();
        let count =
            topics.filter(|topic| programme::why_untold(self.person(), topic, self.desk.today).is_some()).count();
        match count {
            0 => "Everything that has to be told has been told, and was understood.".to_owned(),
            count => format!("Still to be told: {}.", words::counted(count as u64, "thing", "things")),
        }
    }

    fn back(&self, name: &str) -> (String, String, String) {
        match self.own {
            true => ("/me".to_owned(), "Back to my page".to_owned(), String::new()),
            false => (words::person_href(self.person().id), format!("Back to {name}"), String::new()),
        }
    }

    /// What has to be told before a question; nothing where the file tells nothing before it.
    fn before(&self, question: Question) -> Vec<Block> {
        let is_before = |topic: &&Topic| topic.before.contains(&question);
        let topics: Vec<&Topic> = self.desk.programme.topics.iter().filter(is_before).collect();
        if topics.is_empty() {
            return Vec::new();
        }
        let whom = if self.own { "you are asked" } else { "they are asked" };
        let mut blocks = vec![Block::Section(format!("Before {whom} {}", self.asked(question)))];
        let untold = untold(self.person(), self.desk.programme, question, self.desk.today);
        if untold.is_empty() {
            blocks.push(Block::Text("All of it has been told and understood.".to_owned()));
        }
        for one in &untold {
            blocks.extend(self.untold(one, question));
        }
        let is_told = |topic: &&&Topic| !untold.iter().any(|untold| untold.topic.id == topic.id);
        let told = topics.iter().filter(is_told).map(|topic| self.topic_told(topic));
        let told: Vec<_> = told.collect();
        if !told.is_empty() {
            blocks.push(Block::List(told));
        }
        blocks
    }

    fn asked(&self, question: Question) -> String {
        let asked = question.plain();
        if self.own { asked.to_owned() } else { asked.replace("for you", "for them").replace("you", "they") }
    }

    fn untold(&self, untold: &Untold<'_>, question: Question) -> Vec<Block> {
        let (topic, own) = (untold.topic, self.own);
        let why = match untold.why {
            WhyUntold::Never => "not told yet".to_owned(),
            WhyUntold::NotUnderstood { on } => format!("told on {}, and not understood yet", plain_date(on)),
            WhyUntold::OtherVersion { .. } => "the words have changed since it was told".to_owned(),
            WhyUntold::OutOfDate { since } => format!("told too long ago: it counted until {}", plain_date(since)),
        };
        let advocate = if own { "your advocate" } else { "their advocate" };
        let whom = if own { "you" } else { "them" };
        let who = format!("A coordinator, a clinician or {advocate} tells {whom}.");
        let mut blocks = vec![
            Block::Text(format!("“{}”: {why}. {who}", topic.name)),
            Block::Text(format!("In these words: “{}”", topic.rule.plain)),
        ];
        // A topic that is told before two questions has one form, at the first of them.
        if self.tells && !self.tellers.is_empty() && topic.before.iter().min() == Some(&question) {
            let nothing = Typed::default();
            let asking = Asking::anew(self.desk, &nothing);
            let form = form::tell(&asking, self.person(), topic, self.tellers).html(&asking);
            let does = format!("Write down that they were told “{}”", topic.name);
            blocks.push(Block::Folded(format!("tell-{}", topic.id), does, form));
        }
        blocks
    }

    fn topic_told(&self, topic: &Topic) -> String {
        let last = programme::last_telling(self.person(), &topic.id, self.desk.today);
        let Some(last) = last else { return format!("“{}”: not asked for yet.", topic.name) };
        let until = topic.valid_for.map(|valid_for| plain_date(valid_for.after(last.told.on)));
        let again = until.map_or(String::new(), |until| format!(" It is told again by {until}."));
        format!("“{}”: told on {}, and understood.{again}", topic.name, plain_date(last.told.on))
    }

    /// Each telling, the newest first.
    fn told(&self) -> Vec<Block> {
        let mut tellings: Vec<&Telling> = self.person().tellings.iter().collect();
        if tellings.is_empty() {
            return Vec::new();
        }
        tellings.sort_by_key(|telling| std::cmp::Reverse(telling.told.on));
        let heading = if self.own { "Everything you were told" } else { "Everything they were told" };
        let mut blocks = vec![Block::Section(heading.to_owned())];
        for telling in tellings {
            blocks.push(Block::Text(self.in_words(telling)));
            if self.tells && !telling.in_error {
                let nothing = Typed::default();
                let asking = Asking::anew(self.desk, &nothing);
                let form = form::telling_in_error(&asking, self.person(), telling).html(&asking);
                let does = format!("Take this telling of {} back", plain_date(telling.told.on));
                blocks.push(Block::Folded(format!("telling-{}", telling.id), does, form));
            }
        }
        blocks
    }

    fn in_words(&self, telling: &Telling) -> String {
        let told = &telling.told;
        let topic = self.desk.programme.topic(&telling.topic);
        let name = topic.map_or(telling.topic.as_str(), |topic| topic.name.as_str());
        let by = self.life.names.of(told.by).unwrap_or("somebody who is no longer known by name");
        let interpreted = if told.interpreted { ", with an interpreter" } else { "" };
        let said = if self.own { "You said back" } else { "They said back" };
        let understood = match (telling.in_error, told.understood) {
            (true, _) => "It was entered in error, and counts for nothing.",
            (false, true) => "That was understood.",
            (false, false) => "That was not understood yet, and does not count.",
        };
        format!(
            "{}: “{name}”, version {}, by {by}, {}{interpreted}. {said}: “{}” {understood}",
            plain_date(told.on),
            telling.version,
            told.way.plain(),
            told.said_back.trim(),
        )
    }
}

/// A topic as a leaflet, to print or to read.
pub(crate) fn leaflet(desk: Desk<'_>, topic: &Topic) -> String {
    let before: Vec<_> = topic.before.iter().map(|question| question.plain()).collect();
    let told = format!("This is told to everybody before they are asked {}.", before.join("; and "));
    let mut blocks = vec![Block::Text(topic.rule.plain.clone()), Block::Text(told)];
    if let Some(valid_for) = topic.valid_for {
        blocks.push(Block::Text(format!("It is told again after {valid_for}.")));
    }
    let source = format!("Where it is written: {}. These words are version {}.", topic.rule.source, topic.version);
    blocks.push(Block::Text(source));
    blocks.push(Block::Text(
        "Ask whatever you want to ask. You can stop at any time, and nobody may ask you why.".to_owned(),
    ));
    blocks.push(Block::Links(vec![("/rules#topics".to_owned(), "Everything that is told".to_owned(), String::new())]));
    let (title, line) = (topic.name.clone(), desk.programme.name.clone());
    PlainPage { desk, place: Place::Rules, title, line, blocks }.render()
}
