//! What somebody asks about their own record, and what they are answered.

use crate::event::{Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{PersonId, RequestId};
use crate::refusal::{self, Refusal};
use crate::request::RequestKind;

use super::text::said;
use super::{present, to_person};

pub(super) fn make(
    facts: &Facts<'_>,
    id: PersonId,
    request: RequestId,
    kind: RequestKind,
    text: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "This was not recorded.";
    let person = present(facts, id, WHAT)?;
    if facts.author().is_some_and(|author| author.person != Some(id)) {
        return Err(refusal::by(refusal::OWN_WORDS, WHAT, "", "They can ask for it from their own account."));
    }
    if person.requests.contains_key(&request) {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("request"));
    }
    said(text, WHAT, "text")?;
    let (on, text) = (facts.today, Private::Known(text.to_owned()));
    Ok(to_person(id, PersonEvent::RequestMade { request, kind, on, text }))
}

pub(super) fn answer(
    facts: &Facts<'_>,
    id: PersonId,
    request: RequestId,
    granted: bool,
    answer: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not recorded.";
    let person = present(facts, id, WHAT)?;
    let asked = person.requests.get(&request).ok_or_else(|| refusal::no_such("request", WHAT).at("request"))?;
    said(answer, WHAT, "answer")?;
    if facts.author().is_some_and(|author| author.person == Some(id)) {
        return Err(refusal::by(refusal::NOT_YOURSELF, WHAT, "", "Somebody else answers this."));
    }
    if asked.answered.is_some() {
        return Err(refusal::by(refusal::ALREADY_ANSWERED, WHAT, "", "If there is more to say, they can ask again."));
    }
    let (on, answer) = (facts.today, Private::Known(answer.to_owned()));
    Ok(to_person(id, PersonEvent::RequestAnswered { request, on, granted, answer }))
}
