//! Deferrals: a wait of one's own, which is never refused, and those that others place, which have a reason and a term.

use jiff::civil::Date;

use crate::account::Account;
use crate::care::CareKind;
use crate::deferral::{Asking, Deferral, DeferralStep, Placed, Term, Waiting};
use crate::event::{DeferralEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, DeferralId, PersonId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::role::Role;
use crate::rules::{DeferralKind, DeferralLength, Programme, Whose};

use super::day::happened_to;
use super::text::{readable, said};
use super::{birth_of, present};

type Events = Result<Vec<(Stream, Event)>, Refusal>;

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    deferral: DeferralId,
    step: &DeferralStep,
) -> Events {
    match step {
        DeferralStep::Wait { until, with, words } => wait(facts, id, deferral, *until, *with, words.as_deref()),
        DeferralStep::Join { asked } => join(facts, id, deferral, *asked),
        DeferralStep::Decline => decline(facts, id, deferral),
        DeferralStep::Ready => ready(facts, id, deferral),
        DeferralStep::Place { .. } => place(facts, programme, id, deferral, step),
        DeferralStep::Review { next, reason } => review(facts, programme, id, deferral, *next, reason),
        DeferralStep::Lift { reason } => lift(facts, programme, id, deferral, reason),
    }
}

/// Article 5: at once, for as long as they say, and nothing stands in the way but a day that cannot be true. Whether the one who
/// is asked to wait as well is there changes nothing: what is answered tells nobody who is in the record.
fn wait(
    facts: &Facts<'_>,
    id: PersonId,
    deferral: DeferralId,
    until: Option<Date>,
    with: Option<PersonId>,
    words: Option<&str>,
) -> Events {
    const WHAT: &str = "The wait was not written down.";
    let person = present(facts, id, WHAT)?;
    if is_there(person, deferral, WHAT)? {
        return Ok(Vec::new());
    }
    if let Some(until) = until.filter(|until| *until <= facts.today) {
        let detail = format!("{} is not after today, {}.", plain_date(until), plain_date(facts.today));
        let next = "Choose a later day, or no day: the wait then goes on until they say.";
        return Err(refusal::by(refusal::WAIT_AHEAD, WHAT, detail, next).article(5).at("step.until"));
    }
    if let Some(present) = person.deferrals.own_on(facts.today).filter(|_| !speaks_for(facts, person)) {
        // Whoever writes it down for them can lengthen a wait and never cut it short.
        let is_shorter = until.is_some_and(|until| present.until().is_none_or(|present| until < present));
        if is_shorter {
            let next = "They can say it on their own page, or their advocate can on their word.";
            return Err(refusal::by(refusal::OWN_WAIT, WHAT, "", next).article(5).at("step.until"));
        }
    }
    let on = facts.today;
    let with = with.filter(|with| *with != id);
    let mut events = begun(id, deferral, facts.author, None, Waiting { on, until, with });
    let asked = with.and_then(|with| facts.person(with)).filter(|other| !other.erased && other.details.is_some());
    if let Some(asked) = asked {
        // Words that nobody could read are left out: they are no reason to refuse a wait.
        let words = words.filter(|words| !words.trim().is_empty() && readable(words, WHAT, "step.words").is_ok());
        let asking = Asking { by: id, on, until, words: words.map(str::to_owned) };
        events.extend(to(asked.id, DeferralEvent::AskedToWait { deferral, asking: Private::Known(asking) }));
    }
    Ok(events)
}

fn join(facts: &Facts<'_>, id: PersonId, deferral: DeferralId, asked: DeferralId) -> Events {
    const WHAT: &str = "The wait was not written down.";
    let person = present(facts, id, WHAT)?;
    if is_there(person, deferral, WHAT)? {
        return Ok(Vec::new());
    }
    let known = person.deferrals.asking().find(|known| known.id == asked);
    let known = known.ok_or_else(|| refusal::no_such("question", WHAT).at("step.asked"))?;
    let asked_for = known.asking.until.filter(|until| facts.today < *until);
    // To wait with somebody never cuts short the wait that somebody is in.
    let until = match person.deferrals.own_on(facts.today) {
        Some(present) => asked_for.zip(present.until()).map(|(asked_for, present)| asked_for.max(present)),
        None => asked_for,
    };
    let waiting = Waiting { on: facts.today, until, with: Some(known.asking.by) };
    Ok(begun(id, deferral, facts.author, Some(asked), waiting))
}

fn decline(facts: &Facts<'_>, id: PersonId, asked: DeferralId) -> Events {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    let known = person.deferrals.asked.iter().find(|known| known.id == asked);
    let known = known.ok_or_else(|| refusal::no_such("question", WHAT).at("deferral"))?;
    Ok(if known.answered { Vec::new() } else { to(id, DeferralEvent::Declined { deferral: asked }) })
}

/// Whoever waits is ready when they say so themselves, or their advocate on their word: nobody else ends a wait for them.
fn ready(facts: &Facts<'_>, id: PersonId, deferral: DeferralId) -> Events {
    const WHAT: &str = "The wait was not ended.";
    let person = present(facts, id, WHAT)?;
    let known = known(person, deferral, WHAT)?;
    if !known.is_own() {
        let next = "If it should not hold any more, whoever may place it can lift it. They can object to it.";
        return Err(refusal::by(refusal::OWN_WAIT, WHAT, "Others placed this one.", next).at("deferral"));
    }
    if !speaks_for(facts, person) {
        let next = "They can say so on their own page, or their advocate can write it down for them.";
        return Err(refusal::by(refusal::OWN_WAIT, WHAT, "", next).article(5));
    }
    if !known.holds_on(facts.today) {
        return Ok(Vec::new());
    }
    Ok(to(id, DeferralEvent::WaitEnded { deferral, by: facts.author, on: Private::Known(facts.today) }))
}

fn place(facts: &Facts<'_>, programme: &Programme, id: PersonId, deferral: DeferralId, step: &DeferralStep) -> Events {
    const WHAT: &str = "They were not deferred.";
    let DeferralStep::Place { kind, on, until, review, permanent, reason } = step else {
        unreachable!("the caller has looked");
    };
    let person = present(facts, id, WHAT)?;
    let known = programme.deferral_kind(kind).and_then(|kind| match &kind.whose {
        Whose::Others { length, by } => Some((kind, *length, by)),
        Whose::Own => None,
    });
    let Some((kind, length, by)) = known else {
        let next = "Choose one of the kinds of the programme file. A wait of their own they say themselves.";
        return Err(refusal::by(refusal::UNKNOWN_DEFERRAL_KIND, WHAT, "", next).at("step.kind"));
    };
    not_oneself(facts, id, WHAT)?;
    holds_one_of(facts, by, WHAT)?;
    said(reason, WHAT, "step.reason").map_err(|refusal| refusal.article(5))?;
    happened_to(facts, birth_of(person), *on, WHAT, "step.on")?;
    let term = term(kind, length, *on, (*until, *review, *permanent), WHAT)?;
    let placed = Placed { kind: kind.id.clone(), on: *on, term, reason: reason.clone() };
    if is_there(person, deferral, WHAT)? {
        return Ok(Vec::new());
    }
    Ok(to(id, DeferralEvent::Placed { deferral, by: facts.author, placed: Private::Known(placed) }))
}

/// How long it lasts, by the words of its kind: an end, a day on which it is looked at again, or the word permanent.
fn term(
    kind: &DeferralKind,
    length: DeferralLength,
    on: Date,
    said: (Option<Date>, Option<Date>, bool),
    what: &str,
) -> Result<Term, Refusal> {
    let refuse = |detail: String, next: &str, place: &str| {
        let refusal = refusal::by(refusal::DEFERRAL_TERM, what, detail, next);
        refusal.article(5).source(&kind.rule.source).at(place)
    };
    let until = |day: Date, most: Date, place: &str| {
        let detail = format!("“{}” from {} goes on to {} at most.", kind.name, plain_date(on), plain_date(most));
        if on < day && day <= most { Ok(()) } else { Err(refuse(detail, "Choose a day in between.", place)) }
    };
    match (length, said) {
        (DeferralLength::Temporary { at_most }, (Some(day), None, false)) => {
            until(day, at_most.after(on), "step.until").map(|()| Term::Until { day })
        }
        (DeferralLength::Indefinite { review_every }, (None, Some(day), false)) => {
            until(day, review_every.after(on), "step.review").map(|()| Term::Review { day })
        }
        (DeferralLength::Permanent, (None, None, true)) => Ok(Term::Permanent),
        (DeferralLength::Temporary { .. }, _) => {
            let detail = format!("“{}” has an end and nothing else.", kind.name);
            Err(refuse(detail, "Say the first day on which it holds no more.", "step.until"))
        }
        (DeferralLength::Indefinite { .. }, _) => {
            let detail = format!("“{}” has a day on which it is looked at again and nothing else.", kind.name);
            Err(refuse(detail, "Say the day on which somebody looks at it again.", "step.review"))
        }
        (DeferralLength::Permanent, _) => {
            let detail = format!("“{}” is for good, and whoever places it says so.", kind.name);
            Err(refuse(detail, "Say that it is permanent, or choose another kind.", "step.permanent"))
        }
    }
}

fn review(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    deferral: DeferralId,
    next: Date,
    reason: &str,
) -> Events {
    const WHAT: &str = "Nothing was changed.";
    let person = present(facts, id, WHAT)?;
    let known = placed(facts, programme, person, deferral, WHAT)?;
    said(reason, WHAT, "step.reason").map_err(|refusal| refusal.article(5))?;
    let Some(review) = known.review() else {
        let next = "Only one that goes on with no end in sight is looked at again. Place another, or lift this one.";
        return Err(refusal::by(refusal::DEFERRAL_TERM, WHAT, "", next).article(5).at("deferral"));
    };
    if let Some((kind, DeferralLength::Indefinite { review_every })) = others(programme, known) {
        term(kind, DeferralLength::Indefinite { review_every }, facts.today, (None, Some(next), false), WHAT)
            .map_err(|refusal| refusal.at("step.next"))?;
    } else if next <= facts.today {
        let detail = format!("It was to be looked at on {}.", plain_date(review));
        return Err(refusal::by(refusal::DEFERRAL_TERM, WHAT, detail, "Choose a later day.")
            .article(5)
            .at("step.next"));
    }
    let (next, reason) = (Private::Known(next), Private::Known(reason.to_owned()));
    Ok(to(id, DeferralEvent::Reviewed { deferral, by: facts.author, next, reason }))
}

fn lift(facts: &Facts<'_>, programme: &Programme, id: PersonId, deferral: DeferralId, reason: &str) -> Events {
    const WHAT: &str = "The deferral was not lifted.";
    let person = present(facts, id, WHAT)?;
    let known = placed(facts, programme, person, deferral, WHAT)?;
    said(reason, WHAT, "step.reason").map_err(|refusal| refusal.article(5))?;
    if known.ended.is_some() {
        return Ok(Vec::new());
    }
    let (on, reason) = (Private::Known(facts.today), Private::Known(reason.to_owned()));
    Ok(to(id, DeferralEvent::Lifted { deferral, by: facts.author, on, reason }))
}

/// One that others placed, for whoever may see to it.
fn placed<'a>(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &'a Person,
    deferral: DeferralId,
    what: &str,
) -> Result<&'a Deferral, Refusal> {
    let known = known(person, deferral, what)?;
    if known.is_own() {
        let next = "They can say that they are ready on their own page, or their advocate can write it down for them.";
        return Err(refusal::by(refusal::OWN_WAIT, what, "", next).article(5).at("deferral"));
    }
    not_oneself(facts, person.id, what)?;
    // Of a kind that a newer file knows no more, clinicians and coordinators see to.
    let by = others(programme, known).map(|(kind, _)| match &kind.whose {
        Whose::Others { by, .. } => by.clone(),
        Whose::Own => Vec::new(),
    });
    holds_one_of(facts, &by.unwrap_or_else(|| vec![Role::Clinician, Role::Coordinator]), what)?;
    Ok(known)
}

fn others<'p>(programme: &'p Programme, known: &Deferral) -> Option<(&'p DeferralKind, DeferralLength)> {
    let kind = programme.deferral_kind(known.kind.as_ref()?)?;
    match kind.whose {
        Whose::Others { length, .. } => Some((kind, length)),
        Whose::Own => None,
    }
}

/// Whether whoever asks is the person, or their advocate; or the machine, which asks for nobody else.
pub(super) fn speaks_for(facts: &Facts<'_>, person: &Person) -> bool {
    let advocate = |author: AccountId| {
        person.carers_on(facts.today).any(|time| time.carer == author && time.kind == CareKind::Advocate)
    };
    facts.author.is_none_or(|id| facts.author().is_some_and(|author| author.person == Some(person.id)) || advocate(id))
}

/// Refuses where whoever asks holds none of these posts today.
pub(super) fn holds_one_of(facts: &Facts<'_>, roles: &[Role], what: &str) -> Result<(), Refusal> {
    let holds = |author: &Account| roles.iter().any(|role| author.has_role_on(*role, facts.today));
    if facts.author().is_none_or(holds) {
        return Ok(());
    }
    let named: Vec<&str> = roles.iter().map(|role| role.label()).collect();
    let next = format!("Ask somebody who holds this post: {}.", named.join(" or "));
    Err(refusal::by(refusal::NAMED_BY_FILE, what, "", next))
}

/// Refuses where whoever asks is the person it is about.
pub(super) fn not_oneself(facts: &Facts<'_>, id: PersonId, what: &str) -> Result<(), Refusal> {
    if facts.author().is_some_and(|author| author.person == Some(id)) {
        return Err(refusal::by(refusal::NOT_ABOUT_ONESELF, what, "", "Somebody else does this."));
    }
    Ok(())
}

fn known<'a>(person: &'a Person, deferral: DeferralId, what: &str) -> Result<&'a Deferral, Refusal> {
    person.deferrals.get(deferral).ok_or_else(|| refusal::no_such("deferral", what).at("deferral"))
}

/// Whether there is such a one already. Asked for twice, a thing is done once; what is asked for is not looked at again.
fn is_there(person: &Person, deferral: DeferralId, what: &str) -> Result<bool, Refusal> {
    if person.deferrals.asked.iter().any(|asked| asked.id == deferral) {
        return Err(refusal::by(refusal::ID_TAKEN, what, "", "Try again with a new id.").at("deferral"));
    }
    Ok(person.deferrals.get(deferral).is_some())
}

fn begun(
    id: PersonId,
    deferral: DeferralId,
    by: Option<AccountId>,
    asked: Option<DeferralId>,
    waiting: Waiting,
) -> Vec<(Stream, Event)> {
    to(id, DeferralEvent::WaitBegun { deferral, by, asked, waiting: Private::Known(waiting) })
}

fn to(id: PersonId, event: DeferralEvent) -> Vec<(Stream, Event)> {
    super::to_person(id, PersonEvent::Deferral(event))
}
