//! Whether somebody may give on a day, with every reason for it, and the day on which that changes next.

use jiff::civil::Date;
use programme::rules::{Deferral, Outcome, Programme, Schedule};
use programme::{Eligibility, EligibilityPeriod, Person, Reason, said_of};

use super::Voice;
use super::next::is_too_young;
use crate::console::rule::{self, RuleView};
use crate::console::words::{self, plain_date};

/// What eligibility comes to on a day, as a page says it.
#[derive(Debug)]
pub(crate) struct StandingView {
    pub(crate) on: String,
    pub(crate) outcome: String,
    pub(crate) tone: &'static str,
    pub(crate) plain: String,
    pub(crate) reasons: Vec<ReasonView>,
    /// The day on which it changes next, in a sentence.
    pub(crate) next: String,
}

/// A reason.
#[derive(Debug)]
pub(crate) struct ReasonView {
    pub(crate) outcome: String,
    pub(crate) tone: &'static str,
    pub(crate) deferral: &'static str,
    pub(crate) rule: RuleView,
    /// What somebody who deferred or assessed them said, in their words.
    pub(crate) said: String,
    /// Which checks it was read from, and of which day.
    pub(crate) read_from: String,
}

/// What eligibility comes to on a day, by the periods of all of it.
pub(crate) fn standing(
    person: &Person,
    programme: &Programme,
    periods: &[EligibilityPeriod<'_>],
    on: Date,
    voice: Voice,
) -> StandingView {
    let present = periods.iter().rev().find(|period| period.from <= on);
    let following = periods.iter().find(|period| period.from > on);
    let mut view = match present {
        Some(EligibilityPeriod { eligibility: Some(eligibility), .. }) => {
            given(person, programme, eligibility, on, voice)
        }
        Some(_) => silent(voice.pick("has left", "you have left"), "Nothing is asked of whoever has left.", on),
        None if person.erased => silent("erased", "The record was erased.", on),
        None => silent(
            "not known yet",
            voice.pick("Nothing was known of them on this day.", "Nothing was known of you on this day."),
            on,
        ),
    };
    view.next =
        following.map_or_else(|| "No change is foreseen.".to_owned(), |next| change(programme, present, next, voice));
    view
}

fn given(
    person: &Person,
    programme: &Programme,
    eligibility: &Eligibility<'_>,
    on: Date,
    voice: Voice,
) -> StandingView {
    let outcome = eligibility.outcome;
    // Nobody needs anything of whoever is under age: what is not known of them as a donor is not asked for either.
    let is_young = is_too_young(person, programme, on);
    // Nor is anything asked of whoever gave what is given once.
    let has_given = outcome == Outcome::Excluded && person.donations.iter().any(|known| known.given.is_some());
    let said = |reason: &&Reason<'_>| !(is_young || has_given) || reason.outcome != Outcome::Incomplete;
    StandingView {
        on: plain_date(on),
        outcome: words::outcome(outcome).to_owned(),
        tone: words::tone(outcome),
        plain: match has_given {
            true => voice.pick("They are not asked to give again.", "You are not asked to give again.").to_owned(),
            false => format!("{}.", words::capital(outcome.plain())),
        },
        reasons: eligibility
            .reasons
            .iter()
            .filter(said)
            .map(|reason| reason_view(person, programme, reason, on))
            .collect(),
        next: String::new(),
    }
}

fn silent(outcome: &str, plain: &str, on: Date) -> StandingView {
    let (outcome, plain) = (outcome.to_owned(), plain.to_owned());
    StandingView { on: plain_date(on), outcome, tone: "quiet", plain, reasons: Vec::new(), next: String::new() }
}

fn reason_view(person: &Person, programme: &Programme, reason: &Reason<'_>, on: Date) -> ReasonView {
    let read = |(examination, check): &(programme::ExaminationId, programme::CheckId)| {
        let day = person.examinations.get(examination).map(|recorded| plain_date(recorded.content.on));
        let name = words::checks(programme, std::slice::from_ref(check));
        day.map_or_else(|| name.clone(), |day| format!("{name} of {day}"))
    };
    ReasonView {
        outcome: words::outcome(reason.outcome).to_owned(),
        tone: words::tone(reason.outcome),
        deferral: match reason.deferral {
            // No check stands behind a wait, or behind what others decided.
            Some(Deferral::Temporary) if reason.from.is_empty() => "For a time: it has an end",
            Some(Deferral::Indefinite) if reason.from.is_empty() => "No end is set",
            Some(Deferral::Temporary) => "Temporary: until the check is repeated and good",
            Some(Deferral::Indefinite) => "Indefinite: no end is set, and coming back is possible",
            None => "",
        },
        rule: told(programme, reason),
        said: said_of(person, reason, on).unwrap_or_default().to_owned(),
        read_from: words::list(&reason.from.iter().map(read).collect::<Vec<_>>()),
    }
}

/// The rule of a reason; where it is that a check is out of date, its words begin with that.
fn told(programme: &Programme, reason: &Reason<'_>) -> RuleView {
    let view = RuleView::of(programme, reason.rule);
    match rule::out_of_date(programme, schedule_of(programme, reason).into_iter()) {
        Some(said) => RuleView { plain: format!("{said}. {}", view.plain), ..view },
        None => view,
    }
}

/// The next change, with the reasons that are new in it.
fn change(
    programme: &Programme,
    before: Option<&EligibilityPeriod<'_>>,
    next: &EligibilityPeriod<'_>,
    voice: Voice,
) -> String {
    let day = plain_date(next.from);
    let Some(eligibility) = &next.eligibility else {
        return format!("On {day} {}.", voice.pick("they leave", "you leave"));
    };
    let known = before.and_then(|before| before.eligibility.as_ref());
    let is_new =
        |reason: &&Reason<'_>| known.is_none_or(|known| !known.reasons.iter().any(|r| r.rule.id == reason.rule.id));
    let new: Vec<_> = eligibility.reasons.iter().filter(is_new).collect();
    let outcome = words::outcome(eligibility.outcome);
    let same = known.is_some_and(|known| known.outcome == eligibility.outcome);
    let start = if same {
        format!("The next change is on {day}: {} stay {outcome}", voice.pick("they", "you"))
    } else {
        format!("The next change is on {day}: {outcome} from then on")
    };
    let schedules = new.iter().filter_map(|reason| schedule_of(programme, reason));
    let outdated = rule::out_of_date(programme, schedules);
    let outdated = outdated.map_or(String::new(), |said| format!("{said} from then on."));
    let mut said: Vec<&str> = Vec::new();
    for reason in new.iter().filter(|reason| schedule_of(programme, reason).is_none()) {
        if !said.contains(&reason.rule.plain.as_str()) {
            said.push(&reason.rule.plain);
        }
    }
    [format!("{start}."), outdated]
        .into_iter()
        .chain(said.iter().map(|plain| (*plain).to_owned()))
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The schedule by which a check is out of date, where the reason is that.
fn schedule_of<'p>(programme: &'p Programme, reason: &Reason<'_>) -> Option<&'p Schedule> {
    programme.schedules.iter().find(|schedule| std::ptr::eq(&schedule.rule, reason.rule))
}
