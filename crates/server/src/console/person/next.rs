//! What happens next with somebody, in one sentence: who does what, and when.

use jiff::civil::Date;
use programme::rules::{Deferral, Outcome, Programme};
use programme::{
    Donation, Due, EligibilityPeriod, NextKind, OpenAlert, Person, Reason, due_in, next_contact, open_alerts,
    reflected_on, waits_for,
};

use super::Voice;
use crate::console::words::{self, plain_date};

/// What happens next. Whoever is alive and here always has something; where nothing is planned it says so.
pub(crate) fn next(
    person: &Person,
    programme: &Programme,
    periods: &[EligibilityPeriod<'_>],
    today: Date,
    voice: Voice,
) -> String {
    if person.erased {
        return "Nothing: this record was erased.".to_owned();
    }
    if let Some(death) = person.journey.death.as_ref().filter(|death| death.on <= today) {
        return format!("Nothing: they died on {}.", plain_date(death.on));
    }
    if person.is_away_on(today) {
        let them = "Nothing is asked of them while they are away. They can come back whenever they want to.";
        let you = "Nothing is asked of you while you are away. You can come back whenever you want to.";
        return voice.pick(them, you).to_owned();
    }
    if let Some(first) = in_touch(person, programme, today, voice).into_iter().next() {
        return first;
    }
    if let Some(young) = too_young(person, programme, today, voice) {
        return young;
    }
    let planned = planned(person, programme, periods, today, voice);
    let planned = match planned.as_slice() {
        [] => {
            let (them, you) =
                ("No check is planned for them in this stage.", "No check is planned for you in this stage.");
            voice.pick(them, you).to_owned()
        }
        planned => planned.iter().take(SAID).map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(" "),
    };
    [waiting(programme, periods, today, voice), planned].join(" ").trim_start().to_owned()
}

/// So many of the things that are planned are said: the first, and what comes after it.
const SAID: usize = 2;

/// What happens next with somebody of whom nothing is asked as a donor: no check of a donor's is theirs.
pub(crate) fn next_of_others(
    person: &Person,
    programme: &Programme,
    periods: &[EligibilityPeriod<'_>],
    today: Date,
) -> String {
    if person.erased || person.journey.has_died_by(today) || person.is_away_on(today) {
        return next(person, programme, periods, today, Voice::You);
    }
    let first = in_touch(person, programme, today, Voice::You).into_iter().next();
    first.unwrap_or_else(|| "Nothing is asked of you here. Whoever treats you tells you what comes next.".to_owned())
}

/// What somebody gave last, in a sentence; `None` of whoever has not given.
pub(crate) fn gave(person: &Person, programme: &Programme, voice: Voice) -> Option<String> {
    let given =
        |known: &'_ Donation| known.given.as_ref().map(|given| (given.on, given.kind.clone(), known.discharged));
    let (on, kind, home) = person.donations.iter().filter_map(given).max_by_key(|(on, ..)| *on)?;
    let home = home.map_or(String::new(), |home| format!(", and went home on {}", plain_date(home)));
    let who = voice.pick("They gave", "You gave");
    Some(format!("{who} {} on {}{home}.", what(programme, &kind), plain_date(on)))
}

/// What is planned with somebody, each with its day, in the order of the days.
fn planned(
    person: &Person,
    programme: &Programme,
    periods: &[EligibilityPeriod<'_>],
    today: Date,
    voice: Voice,
) -> Vec<(Date, String)> {
    let open = person.donations.iter().filter(|known| known.is_open());
    let mut all: Vec<_> = open.map(|known| donation(person, known, programme, today, voice)).collect();
    all.extend(asked(person, programme, today, voice));
    let objected = person.appeals.iter().filter(|appeal| appeal.is_open());
    let whose = voice.pick("Their objection", "Your objection");
    all.extend(objected.map(|appeal| (appeal.until, format!("{whose} is decided by {}.", plain_date(appeal.until)))));
    let due = due_in(person, programme, periods).into_iter().find(|due| due.until.is_none_or(|until| today < until));
    all.extend(due.map(|due| (due.due_on, checks(&due, programme, today, voice))));
    all.sort_by_key(|(day, _)| *day);
    all
}

/// What comes next in a donation that goes on, and on which day.
fn donation(person: &Person, known: &Donation, programme: &Programme, today: Date, voice: Voice) -> (Date, String) {
    let what = what(programme, &known.kind);
    let now = |them: &'static str, you: &'static str| (today, voice.pick(them, you).to_owned());
    match (waits_for(person, known, programme), known.appointed) {
        (NextKind::Discharge, _) => now("They get well, and go home.", "You get well, and go home."),
        (NextKind::Finish, _) => now("The operation is under way.", "The operation is under way."),
        (_, Some(set)) if today <= set.on => {
            let unless = voice.pick("unless they stop it", "unless you stop it");
            (set.on, format!("{} {what} on {}, {unless}.", voice.pick("They give", "You give"), plain_date(set.on)))
        }
        (_, Some(set)) => {
            let passed = "has passed. A coordinator sets another one, or calls it off.";
            (today, format!("The day that was set for it, {}, {passed}", plain_date(set.on)))
        }
        (NextKind::Consent, None) => match reflected_on(person, known, programme).filter(|over| today < *over) {
            Some(over) => {
                let who = voice.pick("They have", "You have");
                (over, format!("{who} time to think about giving {what}, until {}.", plain_date(over)))
            }
            None => now(
                "They can say yes to each thing now, or no. A no needs no reason.",
                "You can say yes to each thing now, or no. A no needs no reason.",
            ),
        },
        (_, None) => now(
            "They have said yes to everything. A coordinator sets a day and a place.",
            "You have said yes to everything. A coordinator sets a day and a place with you.",
        ),
    }
}

/// When somebody who gave is asked how they are.
fn asked(person: &Person, programme: &Programme, today: Date, voice: Voice) -> Option<(Date, String)> {
    let next = next_contact(person, programme, today).filter(|next| next.window.is_some())?;
    let said = if next.since <= today {
        voice.pick("They are asked now how they are.", "You are asked now how you are.").to_owned()
    } else {
        let how = voice.pick("They are asked how they are", "We ask you how you are");
        format!("{how} from {} on.", plain_date(next.since))
    };
    Some((next.on, said))
}

/// What is given, within a sentence.
fn what(programme: &Programme, kind: &programme::DonationKindId) -> String {
    programme.donation_kind(kind).map_or_else(|| kind.to_string(), |kind| words::uncapital(&kind.name))
}

/// What is said of whoever is, or may be, under the minimum donor age today: nothing is planned with them as a donor, and no day
/// on which they come of age is one on which anything is due.
fn too_young(person: &Person, programme: &Programme, today: Date, voice: Voice) -> Option<String> {
    is_too_young(person, programme, today).then(|| {
        let years = programme.minimum_donor_age.years;
        let (them, you) = ("Nothing is planned: nobody asks them", "Nothing is planned: nobody asks you");
        let before = voice.pick("they are", "you are");
        format!("{} to give, or to be checked for it, before {before} {years}.", voice.pick(them, you))
    })
}

/// Whether somebody is, or may be, under the minimum donor age.
pub(super) fn is_too_young(person: &Person, programme: &Programme, on: Date) -> bool {
    let least = programme.minimum_donor_age.years;
    person.details.as_ref().is_some_and(|details| details.birth.age_on(on).at_least < i16::from(least))
}

/// Who has to get in touch with somebody who is here, because of what, and by when: a sentence for each alert.
pub(crate) fn in_touch(person: &Person, programme: &Programme, today: Date, voice: Voice) -> Vec<String> {
    if person.is_away_on(today) {
        return Vec::new();
    }
    let said = |open: OpenAlert<'_>| {
        let by = words::with_article(&open.alert.by);
        let with = voice.pick("", " with you");
        let when = if open.until < today {
            format!("should have been in touch{with} by {}", plain_date(open.until))
        } else if open.until == today {
            format!("gets in touch{with} today")
        } else {
            format!("gets in touch{with} by {}", plain_date(open.until))
        };
        let because = words::because(programme, open.alert);
        let because = because.replacen("because of their", voice.pick("because of their", "because of your"), 1);
        format!("{} {when}{because}.", words::capital(&by))
    };
    open_alerts(person, programme).into_iter().map(said).collect()
}

/// What somebody waits for who is deferred for a time; empty of whoever is not.
fn waiting(programme: &Programme, periods: &[EligibilityPeriod<'_>], today: Date, voice: Voice) -> String {
    let present = periods.iter().rev().find(|period| period.from <= today);
    let Some(found) = present.and_then(|period| period.eligibility.as_ref()) else { return String::new() };
    let temporary = |reason: &&Reason<'_>| reason.deferral == Some(Deferral::Temporary);
    if found.outcome != Outcome::Deferred {
        return String::new();
    }
    let mut checks: Vec<_> =
        found.reasons.iter().filter(temporary).flat_map(|r| &r.from).map(|(_, check)| check.clone()).collect();
    checks.dedup();
    if checks.is_empty() {
        return String::new();
    }
    let checks_are = words::uncapital(&words::checks_are(programme, &checks));
    let who = voice.pick("They wait", "You wait");
    format!("{who} until {checks_are} repeated and good, which can be done on any day.")
}

fn checks(due: &Due, programme: &Programme, today: Date, voice: Voice) -> String {
    let (checks_are, day) = (words::checks_are(programme, &due.checks), plain_date(due.due_on));
    if due.late_on <= today {
        let asks = voice.pick("Somebody should ask when it suits them.", "Somebody should ask you when it suits you.");
        format!("{checks_are} late: due since {day}. {asks}")
    } else if due.due_on <= today {
        format!("{checks_are} due, since {day}.")
    } else {
        format!("{checks_are} due on {day}.")
    }
}
