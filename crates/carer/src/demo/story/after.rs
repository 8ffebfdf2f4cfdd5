//! Afterwards: how people want to be reached, how they are, who tried, what has to be reported; the end of a journey, and what
//! somebody speaks up about.

use programme::rules::Reportable;
use programme::{
    Acknowledgement, AnswerSource, Attempt, AttemptOutcome, Command, ConcernId, ConcernKind, ContactPlan, ContactWay,
    Death, Examination, ExaminationId, FollowUpAnswer, FollowUpAnswerId, FollowUpStep, HandOverOffer, JourneyStep,
    Keeper, Learnt, Reported, Said, WayKind, Wish,
};

use super::Player;
use super::line::{Line, day_of};
use super::values::{after_giving, form};

impl Player<'_, '_> {
    /// Plays a line of what comes after giving; `false` where it is none.
    pub(super) fn afterwards(&mut self, line: &Line, who: usize) -> Result<bool, String> {
        let said = || Some(line.text.clone()).filter(|said| !said.is_empty());
        match line.verb.as_str() {
            "plan" => {
                let plan = plan(line)?;
                let keepers = plan.keepers.iter().map(|keeper| keeper.address.clone());
                let keepers = keepers.map(|address| ContactWay { by: WayKind::Keeper, address });
                self.people[who].ways = plan.ways.iter().cloned().chain(keepers).collect();
                self.follows_up(line, "clara", who, FollowUpStep::Plan { plan })?;
            }
            "tried" => {
                let by = of(&line.words, WayKind::ALL, WayKind::as_str)?;
                let outcome = of(&line.words, AttemptOutcome::ALL, AttemptOutcome::as_str)?;
                let way = self.people[who].ways.iter().find(|way| way.by == by);
                let address = way.map(|way| way.address.clone());
                let attempt = Attempt { on: line.on, by, outcome, address, note: said() };
                self.follows_up(line, "clara", who, FollowUpStep::Attempt { attempt })?;
            }
            "heard" => self.heard(line, who)?,
            "followed" => self.followed(line, who)?,
            "be-left" | "be-asked" => {
                let source = of(&line.words, AnswerSource::ALL, AnswerSource::as_str)?;
                let wish = Wish { on: line.on, source, said: said() };
                let step = if line.verb == "be-left" {
                    FollowUpStep::BeLeft { wish }
                } else {
                    FollowUpStep::BeAskedAgain { wish }
                };
                self.follows_up(line, "clara", who, step)?;
            }
            "learnt" => {
                let (donation, what) = (self.people[who].donation, reportable(line)?);
                let (on, learnt) = (line.on, self.stage.clock.now());
                let learnt = Learnt { donation, what, on, learnt, note: line.text.clone() };
                self.follows_up(line, "osei", who, FollowUpStep::Learn { learnt })?;
            }
            "reported" => {
                let (donation, what) = (self.people[who].donation, reportable(line)?);
                let reported = Reported { donation, what, at: self.stage.clock.now(), to: line.text.clone() };
                self.follows_up(line, "clara", who, FollowUpStep::Report { reported })?;
            }
            "speaks-up" => self.speaks_up(line, who)?,
            _ => return self.ends(line, who),
        }
        Ok(true)
    }

    fn ends(&mut self, line: &Line, who: usize) -> Result<bool, String> {
        let text = line.text.clone();
        let step = match line.verb.as_str() {
            "dies" => {
                let cause = Some(line.words.join(" ")).filter(|cause| !cause.is_empty());
                JourneyStep::Die { death: Death { on: line.on, cause, learnt: self.stage.clock.now(), how: text } }
            }
            "offered-over" => JourneyStep::OfferHandOver { offer: HandOverOffer { on: line.on, to: text } },
            "taken-over" => {
                JourneyStep::AcknowledgeHandOver { acknowledgement: Acknowledgement { on: line.on, by: text } }
            }
            _ => return Ok(false),
        };
        let person = self.people[who].id;
        self.write(line, "clara", Command::Journey { person, step }).map(|()| true)
    }

    fn heard(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let source = of(&line.words, AnswerSource::ALL, AnswerSource::as_str)?;
        let values = form(self.stage.programme, &line.words)?;
        let note = Some(line.text.clone()).filter(|note| !note.is_empty());
        let content = FollowUpAnswer { seen: line.on, source, values, note };
        let answer = FollowUpAnswerId(self.id());
        self.follows_up(line, "clara", who, FollowUpStep::Answer { answer, content })?;
        if source == AnswerSource::Seen { self.checked(line, who) } else { Ok(()) }
    }

    /// Whoever is seen is examined as well.
    fn checked(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let checks = after_giving(self.stage.programme, &line.words)?;
        let (person, examination) = (self.people[who].id, ExaminationId(self.id()));
        let content = Examination { on: line.on, site: Some(self.site("north")?), checks };
        self.write(line, "osei", Command::RecordExamination { person, examination, content })
    }

    /// `followed 6m 12m 24m creatinine=1.3`: everything was known of them so long after they gave, each time.
    fn followed(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let (values, times): (Vec<String>, Vec<String>) =
            line.words.iter().cloned().partition(|word| word.contains('='));
        for time in times {
            let on = day_of(&time, self.people[who].given).ok_or_else(|| format!("“{time}” is no time"))?;
            let words = ["seen".to_owned(), "all".to_owned()].into_iter().chain(values.iter().cloned()).collect();
            self.heard(&Line { on, words, text: String::new(), ..line.clone() }, who)?;
        }
        Ok(())
    }

    fn speaks_up(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let kind = of(&line.words, ConcernKind::ALL, ConcernKind::as_str)?;
        let key = self.people[who].cast.key.clone();
        let (account, concern) = (self.account(&key)?, ConcernId(self.id()));
        let said = Said { about: Some(self.people[who].id), text: line.text.clone() };
        self.write(line, &key, Command::SpeakUp { account, concern, kind, said })
    }

    fn follows_up(&mut self, line: &Line, login: &str, who: usize, step: FollowUpStep) -> Result<(), String> {
        let person = self.people[who].id;
        self.write(line, login, Command::FollowUp { person, step })
    }
}

/// `plan : telephone 020 7946 0101; letter 3 Mill Lane; through Hannah, her sister, 020 7946 0102`.
fn plan(line: &Line) -> Result<ContactPlan, String> {
    let (mut ways, mut keepers) = (Vec::new(), Vec::new());
    for part in line.text.split("; ") {
        let (by, rest) = part.split_once(' ').ok_or("a way has an address")?;
        if by == "through" {
            let [name, relation, address] = rest.split(", ").collect::<Vec<_>>()[..] else {
                return Err("somebody who always knows has a name, what they are, and a number".to_owned());
            };
            let [name, relation, address] = [name, relation, address].map(str::to_owned);
            keepers.push(Keeper { name, relation, address });
        } else {
            let by = WayKind::ALL.into_iter().find(|way| way.as_str() == by).ok_or("there is no such way")?;
            ways.push(ContactWay { by, address: rest.to_owned() });
        }
    }
    Ok(ContactPlan { agreed: line.on, ways, keepers, language: None, times: None })
}

/// The one of these that a line names.
fn of<T: Copy, const N: usize>(words: &[String], all: [T; N], as_str: fn(T) -> &'static str) -> Result<T, String> {
    let named = all.into_iter().find(|one| words.iter().any(|word| word == as_str(*one)));
    named.ok_or_else(|| format!("“{}” names none of what there is", words.join(" ")))
}

fn reportable(line: &Line) -> Result<Reportable, String> {
    let all = [Reportable::OrganFailed, Reportable::Aborted, Reportable::NotTransplanted];
    of(&line.words, all, Reportable::as_str)
}
