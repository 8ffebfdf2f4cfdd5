//! Speaking up. It is never refused for what it says, and nobody can take it back for somebody else.

use crate::account::ConcernKind;
use crate::event::{AccountEvent, Event, Private, Said, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, ConcernId};
use crate::refusal::{self, Refusal};

use super::account::{by_auditor, open_one, to_account};
use super::text::said;

pub(super) fn speak_up(
    facts: &Facts<'_>,
    id: AccountId,
    concern: ConcernId,
    kind: ConcernKind,
    words: &Said,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "This was not recorded.";
    let account = open_one(facts, id, WHAT)?;
    if facts.author.is_some_and(|author| author != id) {
        return Err(refusal::by(refusal::OWN_WORDS, WHAT, "", "Say it from your own account."));
    }
    if account.concerns.contains_key(&concern) {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("concern"));
    }
    said(&words.text, WHAT, "said.text")?;
    if words.about.is_some_and(|about| facts.person(about).is_none()) {
        return Err(refusal::no_such("person", WHAT).at("said.about"));
    }
    let words = Private::Known(words.clone());
    Ok(to_account(id, AccountEvent::SpokeUp { concern, kind, on: facts.today, said: words }))
}

/// Many may answer; only the auditor closes, since whoever was pressed may have been pressed by those who answer.
pub(super) fn answer(
    facts: &Facts<'_>,
    id: AccountId,
    concern: ConcernId,
    answer: &str,
    close: bool,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not recorded.";
    let account = facts.account(id).ok_or_else(|| refusal::no_such("account", WHAT))?;
    let raised = account.concerns.get(&concern).ok_or_else(|| refusal::no_such("concern", WHAT).at("concern"))?;
    said(answer, WHAT, "answer")?;
    if facts.author == Some(id) {
        return Err(refusal::by(refusal::NOT_YOURSELF, WHAT, "", "Say more by speaking up again."));
    }
    if raised.closed.is_some() {
        return Err(refusal::by(
            refusal::ALREADY_ANSWERED,
            WHAT,
            "",
            "If there is more to say, they can speak up again.",
        ));
    }
    if close && !by_auditor(facts) {
        let next = "Answer without closing it: the auditor does that.";
        return Err(refusal::by(refusal::OPEN_CONCERN, WHAT, "", next).at("close"));
    }
    let answer = Private::Known(answer.to_owned());
    Ok(to_account(id, AccountEvent::ConcernAnswered { concern, on: facts.today, closed: close, answer }))
}
