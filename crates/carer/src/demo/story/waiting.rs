//! Waiting: one's own wait, alone or as a couple; deferrals that others place; objections; assessments.

use programme::{
    Against, AppealId, AppealStep, AssessmentId, AssessmentStep, Command, Decision, DeferralId, DeferralStep,
};

use super::Player;
use super::line::Line;

impl Player<'_, '_> {
    /// Plays a line about waiting; `false` where it is none.
    pub(super) fn of_waiting(&mut self, line: &Line, who: usize) -> Result<bool, String> {
        let person = self.people[who].id;
        match line.verb.as_str() {
            "waits" => {
                let until = line.words.first().map(|_| self.named_day(&line.words, 0)).transpose()?;
                let with = line.words.get(1).map(|key| self.person(key)).transpose()?;
                let words = Some(line.text.clone()).filter(|words| !words.is_empty());
                self.people[who].deferral = DeferralId(self.id());
                self.defers(line, who, "clara", DeferralStep::Wait { until, with, words })?;
            }
            "joins" => {
                let partner = self.person(line.words.first().ok_or("with whom is missing")?)?;
                let asked = self.people.iter().find(|known| known.id == partner).map(|known| known.deferral);
                self.people[who].deferral = DeferralId(self.id());
                let step = DeferralStep::Join { asked: asked.ok_or("nobody waits")? };
                self.defers(line, who, "clara", step)?;
            }
            "ready" => {
                let advocate = self.people[who].advocate.clone();
                self.defers(line, who, &advocate, DeferralStep::Ready)?;
            }
            "deferred" => self.deferred(line, who)?,
            "reviewed" => {
                let step = DeferralStep::Review { next: self.named_day(&line.words, 0)?, reason: line.text.clone() };
                self.defers(line, who, "osei", step)?;
            }
            "lifted" => self.defers(line, who, "osei", DeferralStep::Lift { reason: line.text.clone() })?,
            "objects" => self.objects(line, who)?,
            "decided" => {
                let decision =
                    line.words.first().and_then(|word| Decision::ALL.into_iter().find(|d| d.as_str() == word));
                let step = AppealStep::Decide {
                    decision: decision.ok_or("how it was decided is missing")?,
                    reason: line.text.clone(),
                };
                let appeal = self.people[who].appeal;
                self.write(line, "marta", Command::Appeal { person, appeal, step })?;
            }
            "assessed" => {
                let (rule, fit) = (line.words.first().ok_or("a rule is missing")?, line.words.get(1));
                let fit = fit.is_some_and(|fit| fit == "fit");
                let step =
                    AssessmentStep::Assess { rule: rule.as_str().into(), on: line.on, fit, words: line.text.clone() };
                let assessment = AssessmentId(self.id());
                self.people[who].assessment = assessment;
                self.write(line, "osei", Command::Assessment { person, assessment, step })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `deferred for-a-time until +5w : why`, `deferred until-reviewed review +5w : why`, `deferred for-good permanent : why`.
    fn deferred(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let kind = line.words.first().ok_or("a kind is missing")?.as_str().into();
        let term = line.words.get(1).map(String::as_str);
        let day = |wanted| (term == Some(wanted)).then(|| self.named_day(&line.words, 2)).transpose();
        let (until, review, permanent) = (day("until")?, day("review")?, term == Some("permanent"));
        self.people[who].deferral = DeferralId(self.id());
        let reason = line.text.clone();
        self.defers(line, who, "clara", DeferralStep::Place { kind, on: line.on, until, review, permanent, reason })
    }

    /// `objects deferral`, `objects assessment`, `objects RULE`.
    fn objects(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let (deferral, assessment) = (self.people[who].deferral, self.people[who].assessment);
        let against = match line.words.first().map(String::as_str) {
            Some("deferral") => Against::Deferral { deferral },
            Some("assessment") => Against::Assessment { assessment },
            Some(rule) => Against::Finding { rule: rule.into() },
            None => return Err("to what is missing".to_owned()),
        };
        let appeal = AppealId(self.id());
        self.people[who].appeal = appeal;
        let (person, advocate) = (self.people[who].id, self.people[who].advocate.clone());
        let step = AppealStep::Make { against, text: line.text.clone() };
        self.write(line, &advocate, Command::Appeal { person, appeal, step })
    }

    fn defers(&mut self, line: &Line, who: usize, login: &str, step: DeferralStep) -> Result<(), String> {
        let (person, deferral) = (self.people[who].id, self.people[who].deferral);
        self.write(line, login, Command::Deferral { person, deferral, step })
    }
}
