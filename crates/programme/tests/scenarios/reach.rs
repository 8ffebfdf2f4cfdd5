//! The words of the scenario files about messages and links.

use programme::{
    AnswerSource, Command, FollowUpAnswerId, FollowUpStep, LinkId, MessageId, MessageOutcome, NewLink, ReachStep,
    TokenHash, WayKind,
};

use super::{World, date, not_understood, same};

impl World {
    /// Plays a line of this kind; `None` where it is none.
    pub(super) fn reaches(&mut self, rest: &str) -> Option<Result<(), String>> {
        let (head, said) = rest.split_once(": ").unwrap_or((rest, ""));
        let words: Vec<&str> = head.split(' ').collect();
        let step = match words[..] {
            [name, "is", "written", "to", "by", way] => self.written(way).map(|step| (name, step)),
            ["a", "link", "is", "made", "for", name] => Ok((name, ReachStep::MakeLink { link: self.new_link() })),
            ["the", "link", "of", name, "is", "ended"] => {
                self.last_link(name, 0).map(|(link, _)| (name, ReachStep::EndLink { link, reason: said.to_owned() }))
            }
            [name, "answers", "by", "the", "link,", "born", birth] => self.by_link(name, 0, birth, said),
            [name, "answers", "by", "the", "link", "before,", "born", birth] => self.by_link(name, 1, birth, said),
            ["somebody", "guesses", "a", "link", "of", name, "born", birth] => {
                self.by_link(name, 0, birth, said).map(|(name, step)| (name, guessed(step)))
            }
            ["the", "message", "to", name, "begins"] => {
                self.last_message(name).map(|message| (name, ReachStep::Begin { message }))
            }
            ["the", "message", "to", name, "is", outcome] => self.finished(name, outcome).map(|step| (name, step)),
            _ => return None,
        };
        Some(step.and_then(|(name, step)| {
            let person = self.known(name)?.id;
            self.carry_out(name, &Command::Reach { person, step })
        }))
    }

    /// What a line says of messages and links; `None` where it says something else.
    pub(super) fn then_reached(&self, rest: &str) -> Option<Result<(), String>> {
        let words: Vec<&str> = rest.split(' ').collect();
        Some(match words[..] {
            ["the", "link", "of", name, "works", "on", day] => {
                self.works(name, day).and_then(|works| same(works, true))
            }
            ["the", "link", "of", name, "does", "not", "work", "on", day] => {
                self.works(name, day).and_then(|works| same(works, false))
            }
            ["the", "message", "to", name, "goes", "to", ..] => {
                let address = rest.split_once(" goes to ").expect("it is there").1;
                let person = self.known(name);
                person.and_then(|person| {
                    let message = person.reach.messages.last().ok_or("there is no message")?;
                    same(message.content.address.as_str(), address)
                })
            }
            ["the", "message", "to", name, "says", ..] => {
                let said = rest.split_once(" says ").expect("it is there").1;
                self.known(name).and_then(|person| {
                    let message = person.reach.messages.last().ok_or("there is no message")?;
                    let text = message.content.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if text.contains(said) { Ok(()) } else { Err(format!("it says: {text}")) }
                })
            }
            ["nothing", "is", "under", "way", "to", name] => {
                self.known(name).and_then(|person| same(person.reach.under_way().count(), 0))
            }
            ["the", "last", "attempt", "to", "reach", name, "was", "by", way, "and", outcome] => {
                self.known(name).and_then(|person| {
                    let last = person.follow_up.attempts.last().ok_or("there is none")?;
                    same((last.by.as_str(), last.outcome.as_str()), (way, outcome))
                })
            }
            _ => return None,
        })
    }

    fn new_link(&mut self) -> NewLink {
        let id = LinkId(self.id());
        let mut token = [7; 32];
        token[..16].copy_from_slice(id.0.as_bytes());
        NewLink { id, token }
    }

    fn written(&mut self, way: &str) -> Result<ReachStep, String> {
        let by = WayKind::ALL.into_iter().find(|known| known.as_str() == way).ok_or_else(not_understood)?;
        Ok(ReachStep::Write { message: MessageId(self.id()), by, link: self.new_link() })
    }

    fn last_link(&self, name: &str, before: usize) -> Result<(LinkId, TokenHash), String> {
        let link = self.known(name)?.reach.links.iter().rev().nth(before).ok_or("there is no link")?;
        Ok((link.id, link.content.token))
    }

    fn last_message(&self, name: &str) -> Result<MessageId, String> {
        Ok(self.known(name)?.reach.messages.last().ok_or("there is no message")?.id)
    }

    fn by_link<'a>(
        &mut self,
        name: &'a str,
        before: usize,
        birth: &str,
        said: &str,
    ) -> Result<(&'a str, ReachStep), String> {
        let (link, token) = self.last_link(name, before)?;
        let today = self.today.to_string();
        let FollowUpStep::Answer { content, .. } = self.answer_of(&today, AnswerSource::Link.as_str(), said)? else {
            return Err(not_understood());
        };
        let (answer, values, birth) = (FollowUpAnswerId(self.id()), content.values, date(birth)?);
        Ok((name, ReachStep::Answer { link, token, birth, answer, values, note: None }))
    }

    fn finished(&self, name: &str, outcome: &str) -> Result<ReachStep, String> {
        let outcome =
            MessageOutcome::ALL.into_iter().find(|known| known.as_str() == outcome).ok_or_else(not_understood)?;
        Ok(ReachStep::Finish { message: self.last_message(name)?, outcome, perhaps_twice: false, note: None })
    }

    fn works(&self, name: &str, day: &str) -> Result<bool, String> {
        let (_, token) = self.last_link(name, 0)?;
        Ok(self.known(name)?.open_link(&token, date(day)?).is_some())
    }
}

fn guessed(step: ReachStep) -> ReachStep {
    match step {
        ReachStep::Answer { link, mut token, birth, answer, values, note } => {
            token[31] ^= 1;
            ReachStep::Answer { link, token, birth, answer, values, note }
        }
        other => other,
    }
}
