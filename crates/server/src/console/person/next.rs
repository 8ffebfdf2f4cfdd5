//! What happens next with somebody, in one sentence: who does what, and when.

use jiff::civil::Date;
use programme::rules::{Deferral, Outcome, Programme};
use programme::{Due, OpenAlert, Person, Reason, due, eligibility, open_alerts};

use crate::console::words::{self, plain_date};

/// What happens next. Whoever is alive and here always has something; where nothing is planned it says so.
pub(crate) fn next(person: &Person, programme: &Programme, today: Date) -> String {
    if person.erased {
        return "Nothing: this record was erased.".to_owned();
    }
    if person.is_away_on(today) {
        return "Nothing is asked of them while they are away. They can come back whenever they want to.".to_owned();
    }
    if let Some(first) = in_touch(person, programme, today).into_iter().next() {
        return first;
    }
    let planned = match due(person, programme).first() {
        Some(first) => checks(first, programme, today),
        None => "No check is planned for them in this stage.".to_owned(),
    };
    [waiting(person, programme, today), planned].join(" ").trim_start().to_owned()
}

/// Who has to get in touch with somebody who is here, because of what, and by when: a sentence for each alert.
pub(crate) fn in_touch(person: &Person, programme: &Programme, today: Date) -> Vec<String> {
    if person.is_away_on(today) {
        return Vec::new();
    }
    let said = |open: OpenAlert<'_>| {
        let by = words::with_article(&open.alert.by);
        let when = if open.until < today {
            format!("should have been in touch by {}", plain_date(open.until))
        } else if open.until == today {
            "gets in touch today".to_owned()
        } else {
            format!("gets in touch by {}", plain_date(open.until))
        };
        format!("{} {when}: {}", words::capital(&by), open.alert.rule.plain)
    };
    open_alerts(person, programme).into_iter().map(said).collect()
}

/// What somebody waits for who is deferred for a time; empty of whoever is not.
fn waiting(person: &Person, programme: &Programme, today: Date) -> String {
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
    let is = if checks.len() == 1 { "is" } else { "are" };
    let names = words::checks(programme, &checks);
    format!("They wait until {names} {is} repeated and good, which can be done on any day.")
}

fn checks(due: &Due, programme: &Programme, today: Date) -> String {
    let names = words::capital(&words::checks(programme, &due.checks));
    let is = if due.checks.len() == 1 { "is" } else { "are" };
    let has = if due.checks.len() == 1 { "has" } else { "have" };
    if due.late_on <= today {
        format!("{names} {is} late: due since {}. Somebody should ask when it suits them.", plain_date(due.due_on))
    } else if due.due_on <= today {
        format!("{names} {has} been due since {}.", plain_date(due.due_on))
    } else {
        format!("{names} {is} due on {}.", plain_date(due.due_on))
    }
}
