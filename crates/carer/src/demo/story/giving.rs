//! A donation: asked or offered, said yes to, set, done or called off, stopped; and what was given before the record began.

use programme::{Command, DonationId, DonationStep, Given, Idea, Identifier, Opening, Toward};

use super::Player;
use super::line::Line;

/// What is given here.
const KIDNEY: &str = "kidney";

impl Player<'_, '_> {
    /// Plays a line of a donation; `false` where it is none.
    pub(super) fn of_giving(&mut self, line: &Line, who: usize) -> Result<bool, String> {
        let advocate = self.people[who].advocate.clone();
        match line.verb.as_str() {
            "asked" | "offers" => self.opens(line, who)?,
            "yes" => self.says_yes(line, who)?,
            "sooner" => {
                let to = Some(self.account(&advocate)?);
                self.step(line, &advocate, who, DonationStep::ShortenReflection { to })?;
            }
            "stops" => {
                let to = Some(self.account(&advocate)?);
                self.step(line, &advocate, who, DonationStep::Withdraw { to })?;
            }
            "set" => {
                let (on, site) = (self.named_day(&line.words, 0)?, self.site("anne")?);
                self.step(line, "clara", who, DonationStep::Schedule { on, site })?;
            }
            "arrives" => self.arrives(line, who)?,
            "verified" => self.verified(line, who)?,
            "operation" => {
                self.arrives(line, who)?;
                for by in ["osei", "lind"] {
                    let line = Line { by: Some(by.to_owned()), ..line.clone() };
                    self.verified(&line, who)?;
                }
                self.step(line, "osei", who, DonationStep::Start)?;
                self.step(line, "osei", who, DonationStep::Finish { on: line.on })?;
                self.people[who].given = line.on;
            }
            "note" => self.step(line, "osei", who, DonationStep::Note { on: line.on, text: line.text.clone() })?,
            "home" => {
                self.step(line, "osei", who, DonationStep::Discharge { on: line.on })?;
                let (person, site) = (self.people[who].id, None);
                self.write(line, "jo.brandt", Command::Move { person, site, on: line.on })?;
                self.enters(line, who, "followed-for-life")?;
            }
            "called-off" => self.step(line, "clara", who, DonationStep::CallOff { reason: line.text.clone() })?,
            "gave" => self.gave(line, who)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// `offers directed greta`, `asked exchange joseph`, `offers list`.
    fn opens(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let whom = || self.person(line.words.get(1).ok_or("somebody who would receive is missing")?);
        let toward = match line.words.first().map(String::as_str) {
            Some("directed") => Toward::Directed { recipient: whom()? },
            Some("exchange") => Toward::Exchange { recipient: whom()? },
            Some("list") => Toward::List,
            _ => return Err("towards whom is missing".to_owned()),
        };
        let idea = if line.verb == "asked" { Idea::Asked } else { Idea::Offered };
        self.people[who].donation = DonationId(self.id());
        self.step(line, "clara", who, DonationStep::Open { opening: Opening { kind: KIDNEY.into(), toward, idea } })
    }

    /// Yes to everything, or to the first so many; their advocate hears it.
    fn says_yes(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let most = line.words.first().map_or(Ok(usize::MAX), |word| word.parse()).map_err(|_| "not a number")?;
        let advocate = self.people[who].advocate.clone();
        let (to, on) = (self.account(&advocate)?, line.on);
        let programme = self.stage.programme;
        for asked in programme.consent_for(&KIDNEY.into()).take(most) {
            let step = DonationStep::Consent { element: asked.id.clone(), version: asked.version, to, on };
            self.step(line, &advocate, who, step)?;
        }
        Ok(())
    }

    fn arrives(&mut self, line: &Line, who: usize) -> Result<(), String> {
        self.enters(line, who, "donor")?;
        let (person, site) = (self.people[who].id, Some(self.site("anne")?));
        self.write(line, "jo.brandt", Command::Move { person, site, on: line.on })
    }

    fn verified(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let kind = self.stage.programme.donation_kind(&KIDNEY.into()).ok_or("nobody gives a kidney here")?;
        let as_expected = kind.verify.iter().map(|item| item.id.clone()).collect();
        let identifiers = [Identifier::Name, Identifier::Birth].into();
        self.step(line, "osei", who, DonationStep::Verify { as_expected, identifiers })
    }

    /// What was given before the record began: it is brought in, and they come to where they are now.
    fn gave(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let discharged = Some(line.on.saturating_add(jiff::ToSpan::days(5)));
        let site = Some(self.site("anne")?);
        self.people[who].given = line.on;
        let given = Given { kind: KIDNEY.into(), on: line.on, discharged, site };
        self.step(line, "clara", who, DonationStep::Record { given })?;
        let today = Line { on: line.day, ..line.clone() };
        self.enters(&today, who, "followed-for-life")
    }

    fn step(&mut self, line: &Line, login: &str, who: usize, step: DonationStep) -> Result<(), String> {
        let (person, donation) = (self.people[who].id, self.people[who].donation);
        self.write(line, login, Command::Donation { person, donation, step })
    }
}
