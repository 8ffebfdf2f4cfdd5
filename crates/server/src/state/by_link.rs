//! Whoever comes by a link that was sent to them: nobody is signed in, and nothing is shown but the one form.

use jiff::civil::Date;
use programme::{Command, LinkId, PersonId, TokenHash, Window, windows};
use record::{Reading, Receipt, Rejection, Submission, Token};
use tokio::sync::oneshot;

use super::State;
use crate::problem::Problem;
use crate::rights::Tied;

/// How the log and the readings name whoever came by a link: the link stands beside it.
pub(crate) const BY_LINK: &str = "by a link";
/// Which part of a record the form of a link is.
const PART: &str = "form";

/// Somebody who came by a link of theirs, and knows when they were born.
#[derive(Debug)]
pub(crate) struct CameByLink {
    pub(crate) person: PersonId,
    pub(crate) link: LinkId,
    pub(crate) token: TokenHash,
    /// The window that is asked for, with nothing of what is known.
    pub(crate) window: Window,
}

/// What became of somebody who said when they were born.
#[derive(Debug)]
pub(crate) enum Shown {
    /// It is they.
    Them(Box<CameByLink>),
    /// It is not what the record says.
    Wrong,
    /// Too many were tried; how many seconds to wait.
    TooMany(u64),
}

impl State {
    /// Whether a link works today. That it does says nothing of anybody.
    pub(crate) async fn link_works(&self, secret: &str) -> Result<bool, Problem> {
        Ok(self.of_link(secret).await?.is_some())
    }

    /// Who came by a link, by the day on which they say that they were born. Whoever is right reads a form of theirs: that is on the
    /// record before it is shown.
    ///
    /// # Errors
    /// Where the link does not work.
    pub(crate) async fn came_by_link(&self, secret: &str, birth: Date) -> Result<Shown, Problem> {
        let Some((known, found)) = self.of_link(secret).await? else { return Err(closed()) };
        if let Err(seconds) = self.door().count_link(found.link).await? {
            return Ok(Shown::TooMany(seconds));
        }
        if !known.was_born_on(birth) {
            return Ok(Shown::Wrong);
        }
        self.door().forgive_link(found.link);
        let reading = Reading::of(found.person, BY_LINK, PART, super::Via::Console.as_str(), Tied::Own.as_str());
        self.written(vec![reading]).await?;
        Ok(Shown::Them(Box::new(found)))
    }

    /// Carries out a command of somebody who came by a link.
    pub(crate) async fn submit_by_link(&self, link: LinkId, key: &str, command: Command) -> Result<Receipt, Rejection> {
        let key = Some(format!("link/{link}/{key}"));
        let submission = Submission { author: BY_LINK.to_owned(), key, expected: None, command };
        let (answer, answered) = oneshot::channel();
        let reply = Box::new(move |outcomes: Vec<_>| drop(answer.send(outcomes)));
        let _waiting = self.0.metrics.to_writer();
        self.0.writer.try_send(vec![submission], reply)?;
        let outcomes: Vec<_> = answered.await.map_err(|_| Rejection::Unknown)?;
        self.0.readers.committed();
        self.confirmed(outcomes.into_iter().next().ok_or(Rejection::Unknown)?)
    }

    async fn of_link(&self, secret: &str) -> Result<Option<(programme::Person, CameByLink)>, Problem> {
        let (secret, today, programme) = (secret.to_owned(), self.today(), self.programme().clone());
        let found = self.0.readers.read(move |reader| {
            let Some((person, link)) = reader.link(&secret)? else { return Ok(None) };
            let Some(life) = reader.life(person)? else { return Ok(None) };
            let token = Token::of(&secret).0;
            let Some(open) = life.person.open_link(&token, today).filter(|open| open.id == link) else {
                return Ok(None);
            };
            let asked = |window: &Window| window.donation == open.content.donation && window.id == open.content.window;
            let window = windows(&life.person, &programme).into_iter().rfind(asked);
            // What is known already is theirs to see on their own page, and not by a link.
            let unknown = |window: Window| Window { sections: Vec::new(), contact: None, ..window };
            let came = window.map(unknown).map(|window| CameByLink { person, link, token, window });
            Ok(came.map(|came| (life.person, came)))
        });
        Ok(found.await?)
    }
}

/// What is said of every link that does not work, whatever the reason: nobody learns by it who somebody is, or how they are.
pub(crate) fn closed() -> Problem {
    Problem::no_such("This link was used, or is too old. Ask whoever sent it for another.").of("link")
}
