//! The lines about waiting, objecting and assessing, and about who does it.

use jiff::civil::Date;
use programme::{
    AccountId, Against, AppealId, AppealStep, AssessmentId, AssessmentStep, Care, CareKind, Command, Decision,
    DeferralId, DeferralStep, Examination, ExaminationId, PersonEvent, Role,
};

use super::{World, date, not_understood, same};

/// Who does what, and what was spoken of last.
#[derive(Default)]
pub(super) struct Waits {
    /// Who carries out the present line; `None`: nobody in particular.
    pub(super) author: Option<AccountId>,
    pub(super) examined_by: Vec<(ExaminationId, AccountId)>,
    last_deferral: Option<(String, DeferralId)>,
    last_appeal: Option<(String, AppealId)>,
    last_assessment: Option<AssessmentId>,
}

impl Waits {
    /// Who wrote an examination, as the record knows it.
    pub(super) fn noted(&mut self, event: &PersonEvent) {
        let (PersonEvent::ExaminationRecorded { examination, .. }
        | PersonEvent::ExaminationAmended { examination, .. }) = event
        else {
            return;
        };
        self.examined_by.extend(self.author.map(|by| (*examination, by)));
    }
}

impl World {
    /// `Mina, coordinator`.
    pub(super) fn staff(&mut self, rest: &str) -> Result<(), String> {
        let (name, role) = rest.split_once(", ").ok_or_else(not_understood)?;
        let role: Role = role.parse()?;
        self.open_account(name, None, Some(role));
        Ok(())
    }

    /// A line about waiting; `None` where it is about something else.
    pub(super) fn when_of_waits(&mut self, rest: &str) -> Option<Result<(), String>> {
        let (head, said) = rest.split_once(" because ").or_else(|| rest.split_once(": ")).unwrap_or((rest, ""));
        let words: Vec<_> = head.split(' ').collect();
        let (who, words) = words.split_first()?;
        let done = match words {
            ["waits"] => self.wait(who, None, None),
            ["waits", "until", day] => date(day).and_then(|day| self.wait(who, Some(day), None)),
            ["waits", "with", other] => self.wait(who, None, Some((other, said))),
            ["waits", "with", other, "until", day] => {
                date(day).and_then(|day| self.wait(who, Some(day), Some((other, said))))
            }
            ["waits", "as", "well"] => self.answered(who, true),
            ["does", "not", "wait", "as", "well"] => self.answered(who, false),
            ["is", "ready", "again"] => self.ready(who, who),
            ["says", "that", name, "is", "ready", "again"] => self.ready(who, name),
            ["stands", "by", name, "as", "advocate"] => self.stand_by(who, name),
            ["examines", name, "on", day] => date(day).and_then(|day| self.examine(who, name, day, said)),
            ["amends", "that", "examination"] => self.amend_as(who, said),
            ["defers", name, "by", kind, rest @ ..] => self.defer(who, name, kind, rest, said),
            ["lifts", "that", "deferral"] => {
                self.change_last_deferral(who, DeferralStep::Lift { reason: said.to_owned() })
            }
            ["looks", "at", "that", "deferral", "again,", "next", "on", day] => date(day).and_then(|next| {
                self.change_last_deferral(who, DeferralStep::Review { next, reason: said.to_owned() })
            }),
            ["objects", "to", what @ ..] => self.object(who, who, what, said),
            ["objects", "for", name, "to", what @ ..] => self.object(who, name, what, said),
            ["decides", "that", "objection,", decision] => self.decide_appeal(who, decision, said),
            ["assesses", rule, "of", name, "on", day, "as", fit @ ..] => {
                let fit = *fit == ["fit"];
                date(day).and_then(|on| self.assess(who, name, rule, on, fit, said))
            }
            _ => return None,
        };
        Some(done)
    }

    pub(super) fn then_of_waits(&self, words: &[&str]) -> Option<Result<(), String>> {
        let known = |name: &str| self.known(name).map(|person| &person.deferrals);
        Some(match words {
            [name, "is", "asked", "to", "wait", "as", "well"] => {
                known(name).and_then(|known| same(known.asking().count(), 1))
            }
            [name, "is", "not", "asked", "to", "wait", "as", "well"] => {
                known(name).and_then(|known| same(known.asking().count(), 0))
            }
            ["that", "objection", "is", "to", "be", "decided", "by", day] => {
                date(day).and_then(|day| self.last_appeal(|until, open| same((until, open), (day, true))))
            }
            ["that", "objection", "is", "decided"] => self.last_appeal(|_, open| same(open, false)),
            ["that", "deferral", "is", "to", "be", "looked", "at", "on", day] => date(day).and_then(|day| {
                let (name, id) = self.waits.last_deferral.as_ref().ok_or_else(not_understood)?;
                same(self.known(name)?.deferrals.get(*id).and_then(programme::Deferral::review), Some(day))
            }),
            _ => return None,
        })
    }

    fn last_appeal(&self, check: impl Fn(Date, bool) -> Result<(), String>) -> Result<(), String> {
        let (name, id) = self.waits.last_appeal.as_ref().ok_or_else(not_understood)?;
        let known = self.known(name)?.appeals.iter().find(|known| known.id == *id).ok_or("it was not made")?;
        check(known.until, known.is_open())
    }

    /// The account of somebody: staff, or a person of the programme with their own.
    fn own_account(&mut self, name: &str) -> AccountId {
        if !self.accounts.contains_key(name) {
            let person = self.people.get(name).map(|person| person.id);
            self.open_account(name, person, None);
        }
        self.accounts[name].id
    }

    /// Carries out a command of somebody's.
    fn by(&mut self, who: &str, name: &str, command: &Command) -> Result<(), String> {
        self.waits.author = Some(self.own_account(who));
        let done = self.carry_out(name, command);
        self.waits.author = None;
        done
    }

    fn wait(&mut self, who: &str, until: Option<Date>, with: Option<(&str, &str)>) -> Result<(), String> {
        let person = self.known(who)?.id;
        let words = with.map(|(_, words)| words.to_owned()).filter(|words| !words.is_empty());
        let with = with.map(|(other, _)| self.known(other).map(|other| other.id)).transpose()?;
        let deferral = DeferralId(self.id());
        self.waits.last_deferral = Some((who.to_owned(), deferral));
        self.by(who, who, &Command::Deferral { person, deferral, step: DeferralStep::Wait { until, with, words } })
    }

    fn answered(&mut self, who: &str, yes: bool) -> Result<(), String> {
        let person = self.known(who)?;
        let (id, asked) = (person.id, person.deferrals.asking().next().ok_or("nobody asked them")?.id);
        let (deferral, step) = match yes {
            true => (DeferralId(self.id()), DeferralStep::Join { asked }),
            false => (asked, DeferralStep::Decline),
        };
        self.by(who, who, &Command::Deferral { person: id, deferral, step })
    }

    fn ready(&mut self, who: &str, name: &str) -> Result<(), String> {
        let person = self.known(name)?;
        let (id, today) = (person.id, self.today);
        let deferral = person.deferrals.own_on(today).ok_or("they do not wait")?.id;
        self.by(who, name, &Command::Deferral { person: id, deferral, step: DeferralStep::Ready })
    }

    fn stand_by(&mut self, who: &str, name: &str) -> Result<(), String> {
        let (person, carer) = (self.known(name)?.id, self.own_account(who));
        let care = Care { carer, kind: CareKind::Advocate, on: self.today };
        self.carry_out(name, &Command::AssignCarer { person, care })
    }

    fn examine(&mut self, who: &str, name: &str, on: Date, values: &str) -> Result<(), String> {
        let (person, checks) = (self.known(name)?.id, self.checks(values)?);
        let examination = ExaminationId(self.id());
        self.last_examination = Some((name.to_owned(), examination));
        let content = Examination { on, site: None, checks };
        self.by(who, name, &Command::RecordExamination { person, examination, content })
    }

    fn amend_as(&mut self, who: &str, values: &str) -> Result<(), String> {
        let (name, examination) = self.last_examination.clone().ok_or_else(not_understood)?;
        let (known, checks) = (self.known(&name)?, self.checks(values)?);
        let on = known.examinations.get(&examination).ok_or_else(not_understood)?.content.on;
        let (person, content) = (known.id, Examination { on, site: None, checks });
        let reason = "it was another reading".to_owned();
        self.by(who, &name, &Command::AmendExamination { person, examination, content, reason })
    }

    fn defer(&mut self, who: &str, name: &str, kind: &str, term: &[&str], reason: &str) -> Result<(), String> {
        let (mut until, mut review, mut permanent) = (None, None, false);
        match term {
            [] => {}
            ["until", day] => until = Some(date(day)?),
            ["looked", "at", "again", "on", day] => review = Some(date(day)?),
            ["permanent"] => permanent = true,
            _ => return Err(not_understood()),
        }
        let (person, on) = (self.known(name)?.id, self.today);
        let deferral = DeferralId(self.id());
        self.waits.last_deferral = Some((name.to_owned(), deferral));
        let (kind, reason) = (kind.trim_end_matches(',').into(), reason.to_owned());
        let step = DeferralStep::Place { kind, on, until, review, permanent, reason };
        self.by(who, name, &Command::Deferral { person, deferral, step })
    }

    fn change_last_deferral(&mut self, who: &str, step: DeferralStep) -> Result<(), String> {
        let (name, deferral) = self.waits.last_deferral.clone().ok_or_else(not_understood)?;
        let person = self.known(&name)?.id;
        self.by(who, &name, &Command::Deferral { person, deferral, step })
    }

    fn object(&mut self, who: &str, name: &str, what: &[&str], text: &str) -> Result<(), String> {
        let against = match what {
            ["that", "deferral"] => {
                let (_, deferral) = self.waits.last_deferral.clone().ok_or_else(not_understood)?;
                Against::Deferral { deferral }
            }
            ["that", "assessment"] => {
                Against::Assessment { assessment: self.waits.last_assessment.ok_or_else(not_understood)? }
            }
            [rule] => Against::Finding { rule: (*rule).into() },
            _ => return Err(not_understood()),
        };
        let (person, appeal) = (self.known(name)?.id, AppealId(self.id()));
        let made = self.waits.last_appeal.replace((name.to_owned(), appeal));
        let done = self.by(
            who,
            name,
            &Command::Appeal { person, appeal, step: AppealStep::Make { against, text: text.to_owned() } },
        );
        if self.refused.is_some() {
            self.waits.last_appeal = made;
        }
        done
    }

    fn decide_appeal(&mut self, who: &str, decision: &str, reason: &str) -> Result<(), String> {
        let decision = Decision::ALL.into_iter().find(|known| known.as_str() == decision).ok_or_else(not_understood)?;
        let (name, appeal) = self.waits.last_appeal.clone().ok_or_else(not_understood)?;
        let person = self.known(&name)?.id;
        let step = AppealStep::Decide { decision, reason: reason.to_owned() };
        self.by(who, &name, &Command::Appeal { person, appeal, step })
    }

    fn assess(&mut self, who: &str, name: &str, rule: &str, on: Date, fit: bool, words: &str) -> Result<(), String> {
        let (person, assessment) = (self.known(name)?.id, AssessmentId(self.id()));
        self.waits.last_assessment = Some(assessment);
        let step = AssessmentStep::Assess { rule: rule.into(), on, fit, words: words.to_owned() };
        self.by(who, name, &Command::Assessment { person, assessment, step })
    }
}
