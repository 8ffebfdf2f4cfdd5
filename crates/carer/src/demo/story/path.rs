//! From the first day to the evaluation: registered, somebody by their side, told, prepared, examined.

use programme::rules::{Question, Topic};
use programme::{
    AccountId, AlertAnswer, Birth, BondContent, BondId, BondKind, BondStep, Care, CareKind, CareStep, Command, Contact,
    ConversationId, Departure, Details, Examination, ExaminationId, Manner, MayBeTold, TellingId, TellingStep,
    TellingWay, Told, Whom,
};

use super::Player;
use super::line::Line;
use super::values::examination;

/// What people say back of what they were told, by topic. Of a topic of a later file they say that they have it in their words.
const SAID_BACK: [(&str, &str); 12] = [
    ("may-decline", "I can stop whenever I like, and I need not say why."),
    ("general-statement", "If I stop you only say that I am not suitable, and only if I want you to."),
    ("no-medical-benefit", "It does nothing for me. It is for somebody else."),
    ("evaluation", "A doctor looks at my body, and somebody talks with me about my life."),
    ("advocate", "There is somebody for me alone, and not for whoever gets the kidney."),
    ("reportable-findings", "If you find certain infections you have to report them."),
    ("specimens", "You keep some of my blood for ten years."),
    ("time-to-reflect", "I have a month to think, and nobody may hurry me."),
    ("risk-of-death", "About three in ten thousand die of it. That is few, and it is not nobody."),
    ("risk-of-kidney-failure", "My one kidney can fail. It is rare, and more likely than if I kept both."),
    ("after-donation", "You ask me how I am for the rest of my life, unless I tell you not to."),
    ("costs", "I may lose wages while I get well, and nobody may pay me for it."),
];
const SAID_IN_OWN_WORDS: &str = "I said it back in my own words, and we agreed on what it means for me.";
/// What was told so many days ago at most is not told again.
const STILL_TOLD_DAYS: i32 = 300;

/// What somebody says back of a topic.
pub(in crate::demo) fn said_back(topic: &Topic) -> &'static str {
    let said = SAID_BACK.iter().find(|(id, _)| *id == topic.id.as_str());
    said.map_or(SAID_IN_OWN_WORDS, |(_, said)| *said)
}

impl Player<'_, '_> {
    /// Plays a line of the way to the evaluation; `false` where it is none.
    pub(super) fn on_the_path(&mut self, line: &Line, who: usize) -> Result<bool, String> {
        let person = self.people[who].id;
        match line.verb.as_str() {
            "registers" => self.registers(line, who)?,
            "advocate" => self.advocate(line, who)?,
            "comes" => {
                self.registers(line, who)?;
                self.advocate(line, who)?;
            }
            "begins" => {
                self.told(line, who, Question::Evaluation)?;
                self.enters(line, who, "evaluation")?;
            }
            "tell" => {
                self.told(line, who, Question::Donation)?;
                if line.words.iter().any(|word| word == "exchange") {
                    self.told(line, who, Question::Exchange)?;
                }
            }
            "told" | "not-understood" => self.told_one(line, who)?,
            "enters" => {
                let stage = line.words.first().ok_or("a stage is missing")?.clone();
                self.enters(line, who, &stage)?;
            }
            "clears" => self.enters(line, who, "cleared")?,
            "exam" => self.examined(line, who)?,
            "alert" => {
                let (examination, note) = (self.people[who].examination, line.text.clone());
                let answer = AlertAnswer { on: line.on, by: "Dr Osei".to_owned(), note };
                let alert = line.words.first().ok_or("an alert is missing")?.as_str().into();
                self.write(line, "osei", Command::AnswerAlert { person, examination, alert, answer })?;
            }
            "bond" => self.names(line, who)?,
            "talk" => {
                let conversation = ConversationId(self.id());
                let (on, how) = (line.on, if who.is_multiple_of(3) { Manner::InPerson } else { Manner::Telephone });
                let step = CareStep::Converse { conversation, on, how, words: line.text.clone() };
                let advocate = self.people[who].advocate.clone();
                self.write(line, &advocate, Command::Care { person, step })?;
            }
            "moves" => {
                let site = line.words.first().ok_or("a site is missing")?;
                let site = if site == "home" { None } else { Some(self.site(site)?) };
                self.write(line, "jo.brandt", Command::Move { person, site, on: line.on })?;
            }
            "departs" => {
                let said = Some(line.text.clone()).filter(|said| !said.is_empty());
                self.write(line, "clara", Command::Depart { person, departure: Departure { on: line.on, said } })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn registers(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let cast = &self.people[who].cast;
        let (name, number) = (Some(cast.name.clone()), Some(format!("P-{:03}", who + 1)));
        let details = Details { name, number, sex: cast.sex, birth: Birth::On(cast.born) };
        let person = self.people[who].id;
        self.write(line, "clara", Command::Register { person, details, site: None })?;
        self.own_page(line, who)
    }

    fn advocate(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let login = line.words.first().ok_or("an advocate is missing")?.clone();
        let care = Care { carer: self.account(&login)?, kind: CareKind::Advocate, on: line.day };
        self.people[who].advocate = login;
        let person = self.people[who].id;
        self.write(line, "clara", Command::AssignCarer { person, care })
    }

    /// Everything that is told before a question and was not told lately.
    fn told(&mut self, line: &Line, who: usize, question: Question) -> Result<(), String> {
        let latest = line.on.saturating_sub(jiff::ToSpan::days(STILL_TOLD_DAYS));
        let programme = self.stage.programme;
        let wanting = |topic: &&Topic| {
            topic.before.contains(&question) && self.people[who].told.get(&topic.id).is_none_or(|on| *on < latest)
        };
        let topics: Vec<&Topic> = programme.topics.iter().filter(wanting).collect();
        for topic in topics {
            self.tells(line, who, topic, said_back(topic).to_owned(), true)?;
        }
        Ok(())
    }

    fn told_one(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let id = line.words.first().ok_or("a topic is missing")?.as_str().into();
        let topic = self.stage.programme.topic(&id).ok_or("there is no such topic")?;
        self.tells(line, who, topic, line.text.clone(), line.verb == "told")
    }

    fn tells(
        &mut self,
        line: &Line,
        who: usize,
        topic: &Topic,
        said_back: String,
        understood: bool,
    ) -> Result<(), String> {
        let advocate = self.people[who].advocate.clone();
        let by: AccountId = self.account(line.by.as_deref().unwrap_or(&advocate))?;
        let (on, way, interpreted) =
            (line.on, TellingWay::FaceToFace, line.words.iter().any(|word| word == "interpreted"));
        let told = Told { on, by, way, interpreted, said_back, understood };
        if understood {
            self.people[who].told.insert(topic.id.clone(), on);
        }
        let (person, telling) = (self.people[who].id, TellingId(self.id()));
        let step = TellingStep::Record { topic: topic.id.clone(), version: topic.version, told };
        self.write(line, &advocate, Command::Telling { person, telling, step })
    }

    /// Prepares somebody for a stage, and has them enter it.
    pub(super) fn enters(&mut self, line: &Line, who: usize, stage: &str) -> Result<(), String> {
        let (person, on) = (self.people[who].id, line.on);
        let known = self.stage.programme.stage(&stage.into()).ok_or_else(|| format!("there is no stage “{stage}”"))?;
        for done in &known.preparation {
            let (stage, preparation) = (known.id.clone(), done.id.clone());
            self.write(line, "clara", Command::RecordPreparation { person, stage, preparation, on })?;
        }
        self.write(line, "clara", Command::EnterStage { person, stage: known.id.clone(), on })
    }

    fn examined(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let checks = examination(self.stage.programme, &line.words)?;
        let examination = ExaminationId(self.id());
        self.people[who].examination = examination;
        let content = Examination { on: line.on, site: Some(self.site("north")?), checks };
        let person = self.people[who].id;
        self.write(line, "osei", Command::RecordExamination { person, examination, content })
    }

    /// `bond next-of-kin : Name, what they are; 020 7946 0001` or `bond recipient greta`.
    fn names(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let kind: BondKind = match line.words.first().map(String::as_str) {
            Some("next-of-kin") => BondKind::NextOfKin,
            Some("partner") => BondKind::Partner,
            Some("friend") => BondKind::Friend,
            Some("emergency-contact") => BondKind::EmergencyContact,
            Some("recipient") => BondKind::Recipient,
            _ => return Err("as what they are named is missing".to_owned()),
        };
        let content = match line.words.get(1) {
            Some(key) => {
                let whom = Whom::Record { person: self.person(key)? };
                BondContent { kind, whom, may_be_told: [MayBeTold::Well].into(), may_see: true }
            }
            None => {
                let (name, telephone) = line.text.split_once("; ").ok_or("a telephone number is missing")?;
                let telephone = Some(telephone.to_owned());
                let contact = Contact { name: name.to_owned(), post: None, email: None, telephone };
                let may_be_told =
                    [MayBeTold::Well, MayBeTold::Operation, MayBeTold::Unreachable, MayBeTold::Death].into();
                BondContent { kind, whom: Whom::World { contact }, may_be_told, may_see: false }
            }
        };
        let (person, bond) = (self.people[who].id, BondId(self.id()));
        self.write(line, "clara", Command::Bond { person, bond, step: BondStep::Name { content } })
    }
}
