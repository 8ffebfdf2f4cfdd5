//! The lines about those who stand by people: advocates, companions, and what ties them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::{
    AbsenceId, AccountDetails, AccountId, Care, CareKind, CareStep, CarerStep, Command, ConversationId, Cover, Manner,
    PersonId, PostId, Role, SiteId, Tie, TieId, TieKind, independent_advocate_on, suggest, talks_due, uncovered,
};

use super::{World, date, not_understood, same};

/// `None` where the line is not one of these.
pub(super) type Understood = Option<Result<(), String>>;

impl World {
    /// `an advocate Oscar`, `an account of Oscar`, `a companion Kathy`, `Tom could receive from Ann`, `Oscar examined Tom`.
    pub(super) fn given_of_carers(&mut self, rest: &str) -> Understood {
        let words: Vec<_> = rest.split(' ').collect();
        match words[..] {
            ["an", "account", "of", name] => Some(self.opened(name)),
            ["an", "advocate", name] => Some(self.advocate(name)),
            ["a", "companion", name] => {
                Some(self.opened(name).and_then(|()| self.appointed(name, Role::Companion, None)))
            }
            ["a", "clinician", name] => {
                Some(self.opened(name).and_then(|()| self.appointed(name, Role::Clinician, None)))
            }
            ["a", "clinician", name, "at", site] => {
                let site = self.sites.get(site).map(|site| site.id);
                Some(self.opened(name).and_then(|()| self.appointed(name, Role::Clinician, site)))
            }
            [recipient, "could", "receive", "from", donor] => Some(self.pair(recipient, donor)),
            [account, "examined", person] => Some(self.examined(account, person)),
            _ => None,
        }
    }

    pub(super) fn when_of_carers(&mut self, rest: &str) -> Understood {
        let words: Vec<_> = rest.trim_end_matches(':').split(' ').map(|word| word.trim_end_matches(',')).collect();
        let command = match words[..] {
            [carer, "is", "put", "by", side, "side", "as", kind, "on", day] => self.care(carer, side, kind, day, false),
            [time, "time", "by", side, "side", "as", kind, "ends", "on", day] => {
                self.care(whose(time), side, kind, day, true)
            }
            [name, "is", "handed", "over", "from", from, "to", to, "on", day] => self.hand_over(name, from, to, day),
            [name, "learns", topic, "on", day] => {
                self.step_of(name, |_| Ok(CarerStep::Train { topic: topic.into(), on: date(day)? }))
            }
            [name, "applies", "as", "advocate"] => {
                self.step_of(name, |_| Ok(CarerStep::Apply { words: "I was a donor’s brother.".to_owned() }))
            }
            [name, "application", "is", "accepted"] => self.answer_application(whose(name), true),
            [name, "application", "is", "declined"] => self.answer_application(whose(name), false),
            [name, "is", "appointed", "advocate"] => return Some(self.appointed(name, Role::Advocate, None)),
            [post, "post", "ends", "on", day] => self.end_post(whose(post), day),
            [account, "account", "is", "closed"] => self
                .account(whose(account))
                .map(|account| Command::CloseAccount { account, reason: "they moved away".to_owned() }),
            [name, "declares", "being", kind, "of", to, "since", day] => self.declare(name, kind, to, day),
            [name, "goes", "away", "from", from, "until", until, ref covers @ ..] => {
                let covers: Vec<String> = covers.iter().map(|word| (*word).to_owned()).collect();
                self.go_away(name, from, until, &covers)
            }
            [name, "comes", "back", "to", "work", "on", day] => self.come_back(name, day),
            [name, "speaks", "with", person, "on", day] => return Some(self.converse(name, person, day)),
            [name, "asks", "to", "stand", "by", person] => self.person_step(person, |world| {
                Ok(CareStep::OfferCompany { by: world.account(name)?, words: "I would like to.".to_owned() })
            }),
            [name, "says", "yes", "to", companion] => self.answer_company(name, companion, true),
            [name, "says", "no", "to", companion] => self.answer_company(name, companion, false),
            [name, "stops", "standing", "by", whom, "on", day] => self.person_step(name, |world| {
                Ok(CareStep::StopStandingBy { whom: world.known(whom)?.id, on: date(day)? })
            }),
            _ => return None,
        };
        Some(command.and_then(|command| self.carry_out(words[0], &command)))
    }

    pub(super) fn then_of_carers(&self, rest: &str) -> Understood {
        let words: Vec<_> = rest.split(' ').collect();
        Some(match words[..] {
            ["on", day, "the", "advocate", "of", name, "is", advocate] => {
                self.advocate_on(name, day).and_then(|found| same(found, self.account(advocate).ok()))
            }
            ["on", day, name, "has", "no", "advocate"] => {
                self.advocate_on(name, day).and_then(|found| same(found, None))
            }
            [name, "application", "waits"] => self.application_waits(whose(name)).and_then(|waits| same(waits, true)),
            [name, "application", "waits", "no", "more"] => {
                self.application_waits(whose(name)).and_then(|waits| same(waits, false))
            }
            ["nobody", "is", "suggested", "for", name] => {
                self.suggested(name).and_then(|found| same(found, Vec::new()))
            }
            [advocate, "is", "suggested", "for", name] => {
                self.suggested(name).and_then(|found| same(found.first().copied(), self.account(advocate).ok()))
            }
            ["no", "day", "of", name, "is", "uncovered"] => {
                self.known(name).and_then(|person| same(uncovered(person, &self.programme), Vec::new()))
            }
            [name, "is", "uncovered", "from", day] => self
                .known(name)
                .and_then(|person| same(uncovered(person, &self.programme).last().copied(), Some((date(day)?, None)))),
            [advocate, "and", name, "are", "to", "speak", "no", "more"] => self.known(name).and_then(|person| {
                let account = self.account(advocate)?;
                let due = talks_due(person, &self.programme).into_iter().find(|due| due.advocate == account);
                same(due, None)
            }),
            [advocate, "and", name, "are", "to", "speak", "by", day] => self.known(name).and_then(|person| {
                let account = self.account(advocate)?;
                let due = talks_due(person, &self.programme).into_iter().find(|due| due.advocate == account);
                same(due.map(|due| due.due_on), Some(date(day)?))
            }),
            _ => return None,
        })
    }

    fn application_waits(&self, name: &str) -> Result<bool, String> {
        let account = self.accounts.get(name).ok_or_else(not_understood)?;
        Ok(account.carer.open_application().is_some())
    }

    /// The facts that a decision about a person has, with every account there is.
    fn advocate_on(&self, name: &str, day: &str) -> Result<Option<AccountId>, String> {
        let person = self.known(name)?;
        Ok(independent_advocate_on(person, &self.all_facts(), date(day)?).ok())
    }

    fn suggested(&self, name: &str) -> Result<Vec<AccountId>, String> {
        Ok(suggest(self.known(name)?, &self.all_facts(), &self.programme, self.today))
    }

    pub(super) fn charges(&self) -> BTreeMap<AccountId, std::collections::BTreeSet<PersonId>> {
        let stands_by = |account: AccountId| {
            let is = |time: &programme::CareTime| {
                time.carer == account
                    && time.kind == CareKind::Advocate
                    && time.until.is_none_or(|until| self.today < until)
            };
            let here = self
                .people
                .values()
                .filter(|person| !person.erased && person.departed.is_none() && person.journey.death.is_none())
                .filter(|person| person.journey.handed_over().is_none());
            here.filter(|person| person.carers.iter().any(is)).map(|person| person.id).collect()
        };
        self.accounts.values().map(|account| (account.id, stands_by(account.id))).collect()
    }

    fn account(&self, name: &str) -> Result<AccountId, String> {
        self.accounts.get(name).map(|account| account.id).ok_or_else(|| format!("{name} has no account"))
    }

    /// Whoever is in the programme and has an account has it for their own record.
    fn opened(&mut self, name: &str) -> Result<(), String> {
        let (account, person) = (AccountId(self.id()), self.people.get(name).map(|person| person.id));
        let details = AccountDetails { name: name.to_owned(), login: format!("{name}.0").to_lowercase() };
        self.carry_out(name, &Command::OpenAccount { account, person, details })
    }

    fn advocate(&mut self, name: &str) -> Result<(), String> {
        self.opened(name)?;
        let account = self.account(name)?;
        for topic in self.programme.carers.training.clone() {
            let step = CarerStep::Train { topic: topic.id, on: self.today };
            self.carry_out(name, &Command::Carer { account, step })?;
        }
        self.appointed(name, Role::Advocate, None)
    }

    fn appointed(&mut self, name: &str, role: Role, site: Option<SiteId>) -> Result<(), String> {
        let (account, post) = (self.account(name)?, PostId(self.id()));
        self.carry_out(name, &Command::Appoint { account, post, role, site, on: self.today })
    }

    fn pair(&mut self, recipient: &str, donor: &str) -> Result<(), String> {
        let (recipient, donor) = (self.known(recipient)?.id, self.known(donor)?.id);
        self.recipients.entry(donor).or_default().insert(recipient);
        Ok(())
    }

    fn examined(&mut self, account: &str, person: &str) -> Result<(), String> {
        let (account, person) = (self.account(account)?, self.known(person)?.id);
        self.examiners.entry(person).or_default().insert(account);
        Ok(())
    }

    fn care(&self, carer: &str, side: &str, kind: &str, day: &str, ends: bool) -> Result<Command, String> {
        let person = self.known(whose(side))?.id;
        let kind = CareKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or_else(not_understood)?;
        let care = Care { carer: self.account(carer)?, kind, on: date(day)? };
        Ok(if ends { Command::EndCare { person, care } } else { Command::AssignCarer { person, care } })
    }

    fn hand_over(&self, name: &str, from: &str, to: &str, day: &str) -> Result<Command, String> {
        let step = CareStep::HandOver { from: self.account(from)?, to: self.account(to)?, on: date(day)? };
        Ok(Command::Care { person: self.known(name)?.id, step })
    }

    fn step_of(&self, name: &str, step: impl Fn(&Self) -> Result<CarerStep, String>) -> Result<Command, String> {
        Ok(Command::Carer { account: self.account(name)?, step: step(self)? })
    }

    fn answer_application(&self, name: &str, accepted: bool) -> Result<Command, String> {
        self.step_of(name, |_| Ok(CarerStep::AnswerApplication { accepted, words: "Thank you for asking.".to_owned() }))
    }

    fn person_step(&self, name: &str, step: impl Fn(&Self) -> Result<CareStep, String>) -> Result<Command, String> {
        Ok(Command::Care { person: self.known(name)?.id, step: step(self)? })
    }

    fn answer_company(&self, name: &str, companion: &str, accepted: bool) -> Result<Command, String> {
        self.person_step(name, |world| Ok(CareStep::AnswerCompany { by: world.account(companion)?, accepted }))
    }

    fn end_post(&self, name: &str, day: &str) -> Result<Command, String> {
        let account = self.accounts.get(name).ok_or_else(not_understood)?;
        let post = account.posts.last().ok_or("they hold no post")?.id;
        Ok(Command::EndPost { account: account.id, post, on: date(day)?, reason: "they retire".to_owned() })
    }

    fn declare(&mut self, name: &str, kind: &str, to: &str, day: &str) -> Result<Command, String> {
        let kind = TieKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or_else(not_understood)?;
        let declared = Tie { kind, to: self.known(to)?.id, since: date(day)? };
        let tie = TieId(self.id());
        self.step_of(name, |_| Ok(CarerStep::DeclareTie { tie, declared: declared.clone() }))
    }

    /// `and Mina covers Ann and Mina covers Bo`.
    fn go_away(&mut self, name: &str, from: &str, until: &str, covers: &[String]) -> Result<Command, String> {
        let mut named = Vec::new();
        for cover in covers.chunks(4) {
            let [and, by, verb, person] = cover else { return Err(not_understood()) };
            if and != "and" || verb != "covers" {
                return Err(not_understood());
            }
            named.push(Cover { person: self.known(person)?.id, by: self.account(by)? });
        }
        let absence = AbsenceId(self.id());
        let (from, until): (Date, Date) = (date(from)?, date(until)?);
        self.step_of(name, |_| Ok(CarerStep::GoAway { absence, from, until, covers: named.clone() }))
    }

    fn come_back(&self, name: &str, day: &str) -> Result<Command, String> {
        let absences = &self.accounts.get(name).ok_or_else(not_understood)?.carer.absences;
        let absence = absences.last().ok_or("they are not away")?.id;
        self.step_of(name, |_| Ok(CarerStep::ComeBack { absence, on: date(day)? }))
    }

    fn converse(&mut self, name: &str, person: &str, day: &str) -> Result<(), String> {
        let conversation = ConversationId(self.id());
        let step = CareStep::Converse {
            conversation,
            on: date(day)?,
            how: Manner::Telephone,
            words: "They are well.".to_owned(),
        };
        let command = Command::Care { person: self.known(person)?.id, step };
        self.author = Some(self.account(name)?);
        let done = self.carry_out(person, &command);
        self.author = None;
        done
    }
}

/// `Ann’s` and `Ann's` are of Ann.
fn whose(word: &str) -> &str {
    word.trim_end_matches("’s").trim_end_matches("'s")
}
