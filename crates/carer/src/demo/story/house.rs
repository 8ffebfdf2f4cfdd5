//! Who works there: advocates learn, are appointed, go away; somebody applies.

use programme::{AbsenceId, CarerStep, Command, Cover, PostId, Role};

use super::Player;
use super::line::{Line, day_of};

impl Player<'_, '_> {
    /// Plays a line of the house.
    pub(super) fn of_house(&mut self, line: &Line) -> Result<(), String> {
        let login = line.words.first().ok_or("a login is missing")?.clone();
        let account = self.account(&login)?;
        match line.verb.as_str() {
            "learns" => {
                let programme = self.stage.programme;
                for training in &programme.carers.training {
                    let step = CarerStep::Train { topic: training.id.clone(), on: line.on };
                    self.write(line, "clara", Command::Carer { account, step })?;
                }
            }
            "becomes" => {
                let role: Role = line.words.get(1).and_then(|role| role.parse().ok()).ok_or("a role is missing")?;
                let post = PostId(self.id());
                self.operate(line, Command::Appoint { account, post, role, site: None, on: line.day });
            }
            "applies" => {
                let step = CarerStep::Apply { words: line.text.clone() };
                self.write(line, &login, Command::Carer { account, step })?;
            }
            "away" => self.away(line, &login)?,
            other => return Err(format!("“{other}” is nothing that the house does")),
        }
        Ok(())
    }

    /// `away per -3d +11d iris`: from a day until another, covered by somebody.
    fn away(&mut self, line: &Line, login: &str) -> Result<(), String> {
        let day =
            |at: usize| line.words.get(at).and_then(|word| day_of(word, self.stage.today)).ok_or("a day is missing");
        let (from, until) = (day(1)?, day(2)?);
        let by = self.account(line.words.get(3).ok_or("who covers is missing")?)?;
        let charges = self.people.iter().filter(|known| known.advocate == login);
        let covers = charges.map(|known| Cover { person: known.id, by }).collect();
        let (account, absence) = (self.account(login)?, AbsenceId(self.id()));
        let step = CarerStep::GoAway { absence, from, until, covers };
        self.write(line, login, Command::Carer { account, step })
    }
}
