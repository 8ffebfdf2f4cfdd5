//! What happens next with somebody, in one sentence: who does what, and when.

use jiff::civil::Date;
use programme::rules::{Deferral, Outcome, Programme};
use programme::{Due, OpenAlert, Person, Reason, due, eligibility, open_alerts};

use super::Voice;
use crate::console::words::{self, plain_date};

/// What happens next. Whoever is alive and here always has something; where nothing is planned it says so.
pub(crate) fn next(person: &Person, programme: &Programme, today: Date, voice: Voice) -> String {
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
    let planned = due(person, programme).into_iter().find(|due| due.until.is_none_or(|until| today < until));
    let planned = match planned {
        Some(next) => checks(&next, programme, today, voice),
        None => {
            let (them, you) =
                ("No check is planned for them in this stage.", "No check is planned for you in this stage.");
            voice.pick(them, you).to_owned()
        }
    };
    [waiting(person, programme, today, voice), planned].join(" ").trim_start().to_owned()
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
fn waiting(person: &Person, programme: &Programme, today: Date, voice: Voice) -> String {
    let found = eligibility(person, programme, today);
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
