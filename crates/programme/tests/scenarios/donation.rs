//! What scenarios say about donations, and about the accounts of whoever takes part in them.

use programme::rules::Reportable;
use programme::{
    AccountId, Approved, Care, CareKind, Command, Donation, DonationId, DonationStep, Given, Idea, Identifier,
    NextStep, Opening, PersonId, SiteId, Slip, Toward, next_step, reflected_on,
};

use super::{World, date, not_understood, same};

impl World {
    /// A line about an account; `None` where it is not about one.
    ///
    /// `Mina works as advocate`, `Kathy has an account`, `Mina is advocate of Kathy since 2026-01-05`.
    pub(super) fn account_line(&mut self, rest: &str) -> Option<Result<(), String>> {
        Some(match rest.split(' ').collect::<Vec<_>>()[..] {
            [name, "works", "as", role] => role.parse().map(|role| self.open_account(name, None, Some(role))),
            [name, "has", "an", "account"] => {
                self.id_of(name).map(|person| self.open_account(name, Some(person), None))
            }
            [carer, "is", "advocate", "of", name, "since", day] => self.stands_by(carer, name, day, true),
            [carer, "is", "advocate", "of", name, "until", day] => self.stands_by(carer, name, day, false),
            _ => return None,
        })
    }

    /// What somebody does about a donation; `None` where the line is not about one. It ends in `, heard by NAME`, `, written by
    /// NAME` or in both, where it is the donor’s word or somebody else wrote it down.
    pub(super) fn donation_line(&mut self, rest: &str) -> Option<Result<(), String>> {
        let (rest, writer) = split_off(rest, ", written by ");
        let (rest, hearer) = split_off(rest, ", heard by ");
        let by = |name: &str| self.accounts.get(name).map(|account| account.id).ok_or_else(not_understood);
        let heard = hearer.map(by).transpose();
        let author = writer.or(hearer).map(by).transpose();
        let (head, said) = rest.split_once(": ").map_or((rest, ""), |(head, said)| (head, said));
        let words: Vec<_> = head.split(' ').collect();
        let (name, done) = words.split_first()?;
        if let ["says", "yes", "to", "everything", "on", day] = done {
            return Some(self.everything(name, day, heard, author));
        }
        let step = match done {
            ["is", "asked", "for", "a", kind, rest @ ..] => self.opening(kind, rest, Idea::Asked),
            ["offers", "a", kind, rest @ ..] => self.opening(kind, rest, Idea::Offered),
            ["gave", "a", kind, "elsewhere", "on", day] => date(day).map(|on| DonationStep::Record {
                given: Given { kind: (*kind).into(), on, discharged: None, site: None },
            }),
            ["says", "yes", "to", element, "on", day] => self.yes(element, None, day, heard.clone()),
            ["says", "yes", "to", element, "in", "version", version, "on", day] => {
                self.yes(element, version.parse().ok(), day, heard.clone())
            }
            ["asks", "for", "less", "time"] => heard.clone().map(|to| DonationStep::ShortenReflection { to }),
            ["stops", "the", "donation"] => heard.clone().map(|to| DonationStep::Withdraw { to }),
            ["is", "granted", approval, "on", day] => self.decided(name, approval, day, true, said),
            ["is", "refused", approval, "on", day] => self.decided(name, approval, day, false, said),
            ["is", "set", "for", day, "at", site] => self.set_for(day, site),
            ["is", "verified", "by", by, "by", by_what @ ..] => {
                return Some(self.verified(name, by, by_what, said));
            }
            ["goes", "to", "sleep"] => Ok(DonationStep::Start),
            ["has", "given", "on", day] => date(day).map(|on| DonationStep::Finish { on }),
            ["is", "called", "off"] => Ok(DonationStep::CallOff { reason: said.to_owned() }),
            ["recovers", "on", day] => date(day).map(|on| DonationStep::Note { on, text: said.to_owned() }),
            ["is", "said", "in", "error", "to", "have", rest @ ..] => {
                slip(&rest.join(" ")).map(|what| DonationStep::EnterInError { what, reason: said.to_owned() })
            }
            ["goes", "home", "on", day] => date(day).map(|on| DonationStep::Discharge { on }),
            _ => return None,
        };
        let own = self.accounts.get(*name).map(|account| account.id);
        Some(step.and_then(|step| self.do_step(name, step, author?.or(own))))
    }

    /// `next for Kathy is schedule, missing A, B`, or `, and nothing is missing`; `Kathy may say yes from 2026-02-01`.
    pub(super) fn donation_then(&self, rest: &str) -> Option<Result<(), String>> {
        let rest = rest.trim_end_matches(", and nothing is missing");
        let (head, missing) = rest.split_once(", missing ").map_or((rest, ""), |(head, missing)| (head, missing));
        match head.split(' ').collect::<Vec<_>>()[..] {
            ["next", "for", name, "is", step] => Some(self.next_is(name, step, missing)),
            ["by", "the", "day", name, "needs", ..] => {
                Some(self.needs_by_the_day(name, head.split_once("needs ").expect("it is there").1))
            }
            [rule, "of", name, "is", "done", "between", first, "and", last] => {
                Some(self.is_done_between(rule, name, Some(first), last))
            }
            [rule, "of", name, "is", "done", "by", last] => Some(self.is_done_between(rule, name, None, last)),
            [name, "may", "say", "yes", "from", day] => Some(self.last_donation(name).and_then(|donation| {
                let found = reflected_on(self.known(name)?, donation, &self.programme);
                same(found, Some(date(day)?))
            })),
            ["no", "day", "is", "set", "for", name] => {
                Some(self.last_donation(name).and_then(|donation| same(donation.appointed, None)))
            }
            ["everything", "that", name, "said", "yes", "to", "stands"] => {
                let all = self.programme.consent_elements.len();
                Some(self.last_donation(name).and_then(|donation| same(donation.consents.len(), all)))
            }
            _ => None,
        }
    }

    fn next_of(&self, name: &str) -> Result<NextStep, String> {
        let donation = self.last_donation(name)?;
        let recipient = donation.recipient().and_then(|id| self.people.values().find(|person| person.id == id));
        let beside = recipient.map_or(&[][..], |recipient| &recipient.carers);
        Ok(next_step(self.known(name)?, beside, donation, &self.programme, self.today))
    }

    fn needs_by_the_day(&self, name: &str, rules: &str) -> Result<(), String> {
        let next = self.next_of(name)?;
        let found: Vec<_> = next.due.iter().map(|due| due.rule.as_str()).collect();
        same(if found.is_empty() { "nothing".to_owned() } else { found.join(", ") }.as_str(), rules)
    }

    fn is_done_between(&self, rule: &str, name: &str, first: Option<&str>, last: &str) -> Result<(), String> {
        let next = self.next_of(name)?;
        let due = next.due.iter().find(|due| due.rule.as_str() == rule).ok_or("it is not due")?;
        let days = due.do_by.ok_or("no day is set")?;
        same((days.not_before, days.by), (first.map(date).transpose()?, date(last)?))
    }

    fn next_is(&self, name: &str, step: &str, missing: &str) -> Result<(), String> {
        let next = self.next_of(name)?;
        same(next.step.as_str(), step)?;
        let found: Vec<_> = next.missing.iter().map(|missing| missing.rule.as_str()).collect();
        if next.missing.iter().any(|missing| missing.plain.is_empty() || missing.next.is_empty()) {
            return Err("what is missing is not said in words".to_owned());
        }
        same(found.join(", ").as_str(), missing)
    }

    fn last_donation(&self, name: &str) -> Result<&Donation, String> {
        self.known(name)?.donations.last().ok_or_else(|| format!("{name} has no donation"))
    }

    fn id_of(&self, name: &str) -> Result<PersonId, String> {
        self.known(name).map(|person| person.id)
    }

    fn stands_by(&mut self, carer: &str, name: &str, day: &str, begins: bool) -> Result<(), String> {
        let carer = self.accounts.get(carer).ok_or_else(not_understood)?.id;
        let (person, care) = (self.id_of(name)?, Care { carer, kind: CareKind::Advocate, on: date(day)? });
        let command = if begins { Command::AssignCarer { person, care } } else { Command::EndCare { person, care } };
        self.carry_out(name, &command)
    }

    fn opening(&self, kind: &str, toward: &[&str], idea: Idea) -> Result<DonationStep, String> {
        let toward = match toward {
            ["for", "the", "list"] => Toward::List,
            ["for", name] => Toward::Directed { recipient: self.id_of(name)? },
            ["in", "an", "exchange", "for", name] => Toward::Exchange { recipient: self.id_of(name)? },
            _ => return Err(not_understood()),
        };
        Ok(DonationStep::Open { opening: Opening { kind: kind.into(), toward, idea } })
    }

    fn yes(
        &self,
        element: &str,
        version: Option<u32>,
        day: &str,
        heard: Result<Option<AccountId>, String>,
    ) -> Result<DonationStep, String> {
        let words = self.programme.consent_elements.iter().find(|known| known.id.as_str() == element);
        let version = version.or(words.map(|words| words.version)).unwrap_or(1);
        let to = heard?.ok_or("somebody hears it")?;
        Ok(DonationStep::Consent { element: element.into(), version, to, on: date(day)? })
    }

    fn everything(
        &mut self,
        name: &str,
        day: &str,
        heard: Result<Option<AccountId>, String>,
        author: Result<Option<AccountId>, String>,
    ) -> Result<(), String> {
        let author = author?;
        let elements: Vec<_> = self.programme.consent_elements.iter().map(|known| known.id.clone()).collect();
        for element in elements {
            let step = self.yes(element.as_str(), None, day, heard.clone())?;
            self.do_step(name, step, author)?;
        }
        Ok(())
    }

    /// `Kathy is granted independent-assessment on 2026-02-10`; after a colon what was looked into, where it is not everything.
    /// `Kathy is refused independent-assessment on 2026-02-10: why`.
    fn decided(&self, name: &str, id: &str, day: &str, granted: bool, said: &str) -> Result<DonationStep, String> {
        let has_recipient = self.last_donation(name)?.recipient().is_some();
        let asked = self.programme.donation_kinds.iter().flat_map(|kind| &kind.approvals);
        let asked = asked.into_iter().find(|asked| asked.id.as_str() == id);
        let only = granted && !said.is_empty();
        let is_said = |word: &str| !only || said.split(", ").any(|one| one == word);
        let interviewed = asked.iter().flat_map(|asked| asked.interviews(has_recipient));
        let found = asked.iter().flat_map(|asked| &asked.finds).map(|item| item.id.clone());
        let decision = Approved {
            approval: id.into(),
            assessor: "Ms Ito".to_owned(),
            interviewed: interviewed.filter(|one| is_said(one.as_str())).collect(),
            found: found.filter(|item| is_said(item.as_str())).collect(),
            reported: date(day)?,
            decided: date(day)?,
            granted,
            reason: if granted { String::new() } else { said.to_owned() },
        };
        Ok(DonationStep::Decide { decision })
    }

    fn set_for(&self, day: &str, site: &str) -> Result<DonationStep, String> {
        let site: SiteId = self.sites.get(site).map(|site| site.id).ok_or_else(not_understood)?;
        Ok(DonationStep::Schedule { on: date(day)?, site })
    }

    /// `Kathy is verified by Bo by name and birth`; after a colon what was as expected, where it is not everything.
    fn verified(&mut self, name: &str, by: &str, by_what: &[&str], as_expected: &str) -> Result<(), String> {
        let author = self.accounts.get(by).ok_or_else(not_understood)?.id;
        let identifier = |word: &&str| Identifier::ALL.into_iter().find(|known| known.as_str() == *word);
        let words = by_what.iter().filter(|word| **word != "and");
        let identifiers = words.map(|word| identifier(word).ok_or_else(not_understood)).collect::<Result<_, _>>()?;
        let all = self.programme.donation_kinds.iter().flat_map(|kind| &kind.verify).map(|item| item.id.clone());
        let as_expected = match as_expected {
            "" => all.collect(),
            some => some.split(", ").map(Into::into).collect(),
        };
        self.do_step(name, DonationStep::Verify { as_expected, identifiers }, Some(author))
    }

    fn do_step(&mut self, name: &str, step: DonationStep, author: Option<AccountId>) -> Result<(), String> {
        let person = self.id_of(name)?;
        let donation = match step {
            DonationStep::Open { .. } | DonationStep::Record { .. } => DonationId(self.id()),
            _ => self.last_donation(name)?.id,
        };
        self.author = author;
        let done = self.carry_out(name, &Command::Donation { person, donation, step });
        self.author = None;
        done
    }
}

/// What was written down in error, after “to have”.
fn slip(text: &str) -> Result<Slip, String> {
    Ok(match text {
        "given elsewhere" => Slip::Recorded,
        "gone to sleep" => Slip::Started,
        "given" => Slip::Done,
        "gone home" => Slip::Discharged,
        "had it broken off" => Slip::Learnt { what: Reportable::Aborted },
        _ => return Err(not_understood()),
    })
}

fn split_off<'l>(line: &'l str, mark: &str) -> (&'l str, Option<&'l str>) {
    line.split_once(mark).map_or((line, None), |(line, name)| (line, Some(name)))
}
