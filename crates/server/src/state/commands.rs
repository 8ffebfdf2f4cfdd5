//! Carrying out commands, as far as whoever calls may.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::{AccountId, CareStep, CarerStep, Command, PersonId, SiteId, refusal};
use record::{Receipt, Rejection, Submission};
use tokio::sync::oneshot;

use super::{State, stopped};
use crate::problem::Problem;
use crate::readers::Unread;
use crate::rights::Right;

/// Why a command was not carried out.
#[derive(Clone, Debug)]
pub(crate) enum Undone {
    /// The engine or the writer says why.
    Rejected(Rejection),
    /// Whoever sends it tried too many numbers; how many seconds to wait.
    TooMany(u64),
    /// The server could not ask whether it may be done.
    Unasked(Problem),
}

impl State {
    /// Carries out a command of whoever calls, where the route's right takes in whom it is about, and waits until it is
    /// durable.
    pub(crate) async fn submit(&self, key: String, expected: Option<u64>, command: Command) -> Result<Receipt, Undone> {
        let command = match self.at_own_site(command) {
            Ok(command) => command,
            Err(rejection) => return self.count(Err(rejection)),
        };
        let Some((account, number)) = self.guesses(&command) else {
            return self.count(self.carry_out(key, expected, command).await);
        };
        if let Err(seconds) = self.0.door.count_search(account).await.map_err(Undone::Unasked)? {
            return Err(Undone::TooMany(seconds));
        }
        match self.carry_out(key, expected, command).await {
            Err(Rejection::Refused(refused)) if refusal::is_number_taken(&refused) => {
                let refused =
                    if self.sees_holder_of(number).await? { *refused } else { refusal::number_taken_unseen(&refused) };
                self.count(Err(Rejection::Refused(Box::new(refused))))
            }
            outcome => {
                // It was no guess at who is here, or none that told anything.
                self.0.door.forgive_search(account);
                self.count(outcome)
            }
        }
    }

    async fn carry_out(&self, key: String, expected: Option<u64>, command: Command) -> Result<Receipt, Rejection> {
        self.may_command(&command).await?;
        // Two people may happen on the same key: it is theirs alone.
        let key = format!("{}/{key}", self.1.author());
        let submission = Submission { author: self.1.author(), key: Some(key), expected, command };
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcomes: Vec<_>| drop(answer.send(outcomes)));
        let _waiting = self.0.metrics.to_writer();
        self.0.writer.try_send(vec![submission], reply)?;
        let outcomes: Vec<_> = answered.await.map_err(|_| Rejection::Unknown)?;
        self.0.readers.committed();
        self.confirmed(outcomes.into_iter().next().ok_or(Rejection::Unknown)?)
    }

    /// Refuses a command about somebody, or something, that the route's right does not take in. To who may not see somebody,
    /// nobody is there.
    async fn may_command(&self, command: &Command) -> Result<(), Rejection> {
        let right = self.1.right();
        if right == Right::OwnAccount {
            let is_own = self.account().is_some_and(|account| is_of_own_account(command, account));
            return if is_own { Ok(()) } else { Err(nobody_there()) };
        }
        let scope = self.1.scope(right);
        if right == Right::Receive {
            let is_theirs = |site| scope.is_everybody() || scope.sites().any(|own| own == site);
            let comes = matches!(command, Command::Move { site: Some(site), .. } if is_theirs(*site));
            // Nobody uses a post on their own record.
            let is_own = command.person().is_some() && command.person() == self.own_person();
            return if comes && !is_own { Ok(()) } else { Err(nobody_there()) };
        }
        // Whoever offers company offers their own, to whom it is for that person to say yes or no.
        if right == Right::OwnWait && self.account().is_some_and(|account| offers_own_company(command, account)) {
            return Ok(());
        }
        let person = command.person().filter(|_| !scope.is_thing());
        let Some(person) = person else {
            let is_allowed = scope.is_thing() || scope.is_everybody();
            return if is_allowed { Ok(()) } else { Err(nobody_there()) };
        };
        let tied = self.tied(scope, vec![person]).await.map_err(unread)?;
        if tied.contains_key(&person) { Ok(()) } else { Err(nobody_there()) }
    }

    /// Whoever does not see everybody registers people where they will see them: at a site of theirs, which is filled in where
    /// there is one.
    fn at_own_site(&self, command: Command) -> Result<Command, Rejection> {
        let Command::Register { person, details, site } = command else { return Ok(command) };
        let scope = self.1.scope(Right::ReadPerson);
        let own: Vec<SiteId> = scope.sites().collect::<BTreeSet<_>>().into_iter().collect();
        let site = own_site(scope.is_everybody(), &own, site)
            .ok_or_else(|| Rejection::Refused(Box::new(refusal::not_their_site("Nobody was registered."))))?;
        Ok(Command::Register { person, details, site })
    }

    /// Who has a number and was born on a day, both: whoever comes says so, and nobody else is found by it.
    ///
    /// # Errors
    /// Where whoever asks has tried too many.
    pub(crate) async fn known_by(&self, number: String, born: Date) -> Result<Option<PersonId>, Problem> {
        let account = self.1.signed_in()?.holder.account;
        if let Err(seconds) = self.0.door.count_search(account).await? {
            return Err(Problem::too_many(seconds));
        }
        let ask = move |reader: &mut record::Reader| {
            let Some(person) = reader.by_number(&number)? else { return Ok(None) };
            Ok(reader.life(person)?.filter(|life| life.person.was_born_on(born)).map(|_| person))
        };
        let known = self.0.readers.read(ask).await?;
        if known.is_some() {
            self.0.door.forgive_search(account);
        }
        Ok(known)
    }

    /// Since when an erasure waits that was granted.
    ///
    /// # Errors
    /// Where none was: nobody is erased on one person's word.
    pub(crate) async fn granted_erasure(&self, person: PersonId) -> Result<Date, Problem> {
        let granted = self.0.readers.read(|reader: &mut record::Reader| reader.granted_erasures()).await?;
        let known = granted.into_iter().find(|(known, _)| *known == person).map(|(_, since)| since);
        known.ok_or_else(|| Problem::no_such("No erasure was granted that waits to be carried out here."))
    }

    fn own_person(&self) -> Option<PersonId> {
        self.1.signed_in().ok().and_then(|who| who.holder.person)
    }

    /// Whose command could tell them that a number is taken by somebody whom they may not see, and which number.
    fn guesses(&self, command: &Command) -> Option<(AccountId, String)> {
        let details = match command {
            Command::Register { details, .. } | Command::AmendDetails { details, .. } => details,
            _ => return None,
        };
        let number = details.number.clone()?;
        self.account().filter(|_| !self.1.scope(Right::ReadPerson).is_everybody()).map(|account| (account, number))
    }

    async fn sees_holder_of(&self, number: String) -> Result<bool, Unread> {
        let reach = self.reach(Right::ReadPerson);
        let ask = move |reader: &mut record::Reader| {
            let holder: Vec<PersonId> = reader.by_number(&number)?.into_iter().collect();
            Ok(!reach.tied(reader, &holder)?.is_empty())
        };
        self.0.readers.read(ask).await
    }

    fn count(&self, outcome: Result<Receipt, Rejection>) -> Result<Receipt, Undone> {
        self.0.metrics.command(&outcome);
        outcome.map_err(Undone::Rejected)
    }
}

impl From<Undone> for Problem {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Rejected(rejection) => rejection.into(),
            Undone::TooMany(seconds) => Self::too_many(seconds),
            Undone::Unasked(problem) => problem,
        }
    }
}

impl From<Unread> for Undone {
    fn from(error: Unread) -> Self {
        Self::Rejected(unread(error))
    }
}

/// Where somebody is registered: `None` where that is refused.
#[expect(clippy::option_option, reason = "no site and no leave to register there are two things")]
fn own_site(sees_everybody: bool, own: &[SiteId], asked: Option<SiteId>) -> Option<Option<SiteId>> {
    match (asked, own) {
        _ if sees_everybody => Some(asked),
        (None, [only]) => Some(Some(*only)),
        (Some(site), own) if own.contains(&site) => Some(asked),
        _ => None,
    }
}

/// Whether everybody may do this in their own account: speak up, leave a post of theirs, and apply to be an advocate.
fn is_of_own_account(command: &Command, own: AccountId) -> bool {
    match command {
        Command::SpeakUp { account, .. }
        | Command::EndPost { account, .. }
        | Command::Carer { account, step: CarerStep::Apply { .. } } => *account == own,
        _ => false,
    }
}

/// Whether it offers one's own company, and nobody else's.
fn offers_own_company(command: &Command, own: AccountId) -> bool {
    matches!(command, Command::Care { step: CareStep::OfferCompany { by, .. }, .. } if *by == own)
}

/// What is said to who may not see somebody: the same as where there is nobody.
fn nobody_there() -> Rejection {
    Rejection::Refused(Box::new(refusal::nobody_there("Nothing was done.")))
}

fn unread(error: Unread) -> Rejection {
    match error {
        Unread::Busy => Rejection::Busy,
        Unread::Broken => stopped(),
        Unread::Record(error) => Rejection::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use programme::PostId;
    use uuid::Uuid;

    use super::*;

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    #[test]
    fn in_their_own_account_people_speak_up_and_leave_and_nothing_else() {
        let speak = |number| Command::SpeakUp {
            account: account(number),
            concern: programme::ConcernId(Uuid::from_u128(9)),
            kind: programme::ConcernKind::ALL[0],
            said: programme::Said { about: None, text: String::new() },
        };
        let (post, on, reason) = (PostId(Uuid::from_u128(8)), date(2026, 5, 5), "I am leaving.".to_owned());
        let leave = |number| Command::EndPost { account: account(number), post, on, reason: reason.clone() };
        assert!(is_of_own_account(&speak(1), account(1)) && is_of_own_account(&leave(1), account(1)));
        assert!(!is_of_own_account(&speak(2), account(1)), "nobody speaks for another");
        assert!(!is_of_own_account(&leave(2), account(1)), "nobody dismisses another by their own account");
        let close = Command::CloseAccount { account: account(1), reason };
        assert!(!is_of_own_account(&close, account(1)));
    }

    #[test]
    fn whoever_does_not_see_everybody_registers_where_they_see() {
        let [here, there] = [1, 2].map(|number| SiteId(Uuid::from_u128(number)));
        assert_eq!(own_site(true, &[], None), Some(None));
        assert_eq!(own_site(true, &[here], Some(there)), Some(Some(there)));
        assert_eq!(own_site(false, &[here], None), Some(Some(here)), "the only one is filled in");
        assert_eq!(own_site(false, &[here], Some(here)), Some(Some(here)));
        assert_eq!(own_site(false, &[here], Some(there)), None);
        assert_eq!(own_site(false, &[here, there], None), None, "which of them has to be said");
        assert_eq!(own_site(false, &[], None), None);
    }
}
