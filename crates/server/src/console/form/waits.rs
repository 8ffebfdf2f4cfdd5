//! The forms about waiting, deferring, objecting, deciding and assessing.

use programme::rules::{DeferralLength, Outcome, Whose};
use programme::{Against, Appeal, AppealId, Deferral, DeferralId, Person, eligibility};

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words::{self, plain_date};

/// Where a form about somebody's waits goes: to their own page, or to the page of whoever writes it down for them.
fn action(person: &Person, own: bool, what: &str) -> String {
    if own { format!("/me/{what}") } else { format!("/people/{}/{what}", person.id) }
}

/// A wait of one's own, alone.
pub(crate) fn wait(asking: &Asking<'_>, person: &Person, own: bool) -> FormView {
    let form = "wait";
    let (label, submit) = if own {
        ("Until when, if you know", "I want to wait")
    } else {
        ("Until when, if they said", "They want to wait")
    };
    let until = asking.field(form, Kind::Text, "step.until", label);
    let until = until.hint("Leave it empty to wait until you say. Such as 24 December 2026.");
    let lead = if own {
        "Your wait begins at once. Nobody asks you why. You are not asked to give while you wait, and nobody else is told more than that you are not available."
    } else {
        "Their wait begins at once. Ask no reason, and write none down."
    };
    let fields = vec![FieldView::hidden("step", "wait"), until];
    asking.form(form, action(person, own, "waits"), fields, submit).lead(lead)
}

/// A wait of one's own, with somebody who is asked to wait as well.
pub(crate) fn wait_together(asking: &Asking<'_>) -> FormView {
    let form = "wait-together";
    let number = asking.field(form, Kind::Text, "number", "Their number in the programme");
    let until = asking.field(form, Kind::Text, "step.until", "Until when, if you know");
    let says = asking.field(form, Kind::Area, "step.words", "What you want to say to them");
    let fields = vec![
        FieldView::hidden("step", "wait"),
        FieldView::hidden("together", "yes"),
        number.hint(
            "They can tell you. If there is somebody with this number, they see what you say here, on their own page.",
        ),
        until.hint("Leave it empty to wait until you say."),
        says.hint("Say who you are: nothing else of you is shown to them."),
    ];
    let lead =
        "Your own wait begins at once, whatever they say. They may wait as well, or not. Each of you ends your own.";
    asking.form(form, "/me/waits".to_owned(), fields, "We want to wait").lead(lead)
}

/// Being ready again.
pub(crate) fn ready(asking: &Asking<'_>, person: &Person, deferral: DeferralId, own: bool) -> FormView {
    let form = "ready";
    let fields = vec![FieldView::hidden("step", "ready"), FieldView::hidden("deferral", &deferral.to_string())];
    let submit = if own { "I am ready again" } else { "They say that they are ready again" };
    asking.form(form, action(person, own, "waits"), fields, submit)
}

/// An answer to whoever asked them to wait as well.
pub(crate) fn join(asking: &Asking<'_>, person: &Person, asked: DeferralId, yes: bool) -> FormView {
    let (step, submit) = if yes { ("join", "I wait as well") } else { ("decline", "I do not") };
    let fields = vec![FieldView::hidden("step", step), FieldView::hidden("deferral", &asked.to_string())];
    asking.form(&format!("{step}-{asked}"), action(person, true, "waits"), fields, submit)
}

/// A deferral that others place; `None` where the programme has no kind for it.
pub(crate) fn defer(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let form = "defer";
    let others = asking.desk.programme.deferral_kinds.iter().filter_map(|kind| match &kind.whose {
        Whose::Others { length, .. } => Some((kind, *length)),
        Whose::Own => None,
    });
    let option = |(kind, length): (&programme::rules::DeferralKind, DeferralLength)| {
        let needs = match length {
            DeferralLength::Temporary { at_most } => format!("it has an end, within {at_most}"),
            DeferralLength::Indefinite { review_every } => format!("it is looked at again within {review_every}"),
            DeferralLength::Permanent => "it is for good".to_owned(),
        };
        (kind.id.to_string(), format!("{}: {needs}", kind.name))
    };
    let options: Vec<_> = others.map(option).collect();
    let optional = |name: &str, label: &str| asking.field(form, Kind::Text, name, label).hint("Such as 14 March 2027.");
    let permanent = asking.one_of(form, Kind::Tick, "step.permanent", "It is permanent", &[]);
    let fields = vec![
        asking.one_of(form, Kind::Radio, "step.kind", "For how long", &options),
        asking.day(form, "step.on", "First day"),
        optional("step.until", "Where it has an end: the first day without it"),
        optional("step.review", "Where it has none in sight: the day on which it is looked at again"),
        permanent,
        asking.field(form, Kind::Area, "step.reason", "Why, in plain words: they read it"),
    ];
    let lead = "They are told why, until when, and how to object.";
    let view = asking.form(form, action(person, false, "deferrals"), fields, "Defer them").of_version(person.version);
    (!options.is_empty()).then(|| view.lead(lead))
}

/// Lifting a deferral.
pub(crate) fn lift(asking: &Asking<'_>, person: &Person, deferral: DeferralId) -> FormView {
    let form = format!("lift-{deferral}");
    let fields = vec![
        FieldView::hidden("step", "lift"),
        FieldView::hidden("deferral", &deferral.to_string()),
        asking.field(&form, Kind::Area, "step.reason", "Why, in plain words: they read it"),
    ];
    asking.form(&form, action(person, false, "deferrals"), fields, "Lift it").of_version(person.version)
}

/// Looking at a deferral again, and letting it go on.
pub(crate) fn review(asking: &Asking<'_>, person: &Person, deferral: DeferralId) -> FormView {
    let form = format!("review-{deferral}");
    let next = asking.field(&form, Kind::Text, "step.next", "The day on which it is looked at next");
    let fields = vec![
        FieldView::hidden("step", "review"),
        FieldView::hidden("deferral", &deferral.to_string()),
        next.hint("Such as 14 March 2027."),
        asking.field(&form, Kind::Area, "step.reason", "Why it goes on, in plain words: they read it"),
    ];
    asking.form(&form, action(person, false, "deferrals"), fields, "Let it go on").of_version(person.version)
}

/// An objection, by whoever is kept from giving or by their advocate; `None` where nothing keeps them from it.
pub(crate) fn object(asking: &Asking<'_>, person: &Person, own: bool) -> Option<FormView> {
    let form = "object";
    let options = objectionable(asking, person);
    let within = asking.desk.programme.appeals.as_ref()?.within;
    let (what, text) = if own {
        ("What you object to", "Why you think that it is not right")
    } else {
        ("What they object to", "Why they think that it is not right")
    };
    let fields = vec![
        asking.one_of(form, Kind::Radio, "step.against", what, &options),
        asking.field(form, Kind::Area, "step.text", text),
    ];
    let lead = format!("Somebody who took no part in it decides, in writing, within {within}.");
    let submit = if own { "I object" } else { "Object for them" };
    let view = asking.form(form, action(person, own, "appeals"), fields, submit).lead(lead);
    (!options.is_empty()).then_some(view)
}

/// What keeps somebody from giving today that they can object to, and have not yet.
fn objectionable(asking: &Asking<'_>, person: &Person) -> Vec<(String, String)> {
    let (today, programme) = (asking.desk.today, asking.desk.programme);
    let is_open =
        |against: &Against| person.appeals.iter().any(|known| known.is_open() && known.objection.against == *against);
    let mut all: Vec<(Against, String, String)> = Vec::new();
    for held in person.deferrals.on(today).filter(|held| !held.is_own()) {
        let (against, value) = (Against::Deferral { deferral: held.id }, format!("deferral/{}", held.id));
        all.push((
            against,
            value,
            format!("The deferral since {}: {}", plain_date(held.from), held.reason.as_deref().unwrap_or_default()),
        ));
    }
    for reason in
        eligibility(person, programme, today).reasons.iter().filter(|reason| reason.outcome <= Outcome::Deferred)
    {
        let Some(finding) = programme.finding(&reason.rule.id).filter(|_| !reason.from.is_empty()) else { continue };
        let mut unfit =
            person.assessments.iter().rev().filter(|known| {
                known.assessed.rule == finding.rule.id && !known.assessed.fit && known.counts_on(today)
            });
        let (against, value, says) = match unfit.next().filter(|_| finding.outcome == Outcome::NeedsAssessment) {
            Some(known) => {
                let against = Against::Assessment { assessment: known.id };
                (against, format!("assessment/{}", known.id), format!("The assessment: {}", known.assessed.words))
            }
            None => {
                let rule = finding.rule.id.clone();
                (
                    Against::Finding { rule },
                    format!("finding/{}", finding.rule.id),
                    format!("What was found: {}", finding.rule.plain),
                )
            }
        };
        all.push((against, value, says));
    }
    all.into_iter().filter(|(against, ..)| !is_open(against)).map(|(_, value, says)| (value, says)).collect()
}

/// Deciding an objection.
pub(crate) fn decide_appeal(asking: &Asking<'_>, person: &Person, appeal: &Appeal) -> FormView {
    let form = format!("decide-{}", appeal.id);
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let (stands, repeat) = (option("stands", "It stands"), option("repeat", "The checks are made again at once"));
    let options = match appeal.objection.against {
        Against::Deferral { .. } => vec![option("upheld", "They are right: it is lifted"), stands],
        Against::Finding { .. } => vec![repeat, stands],
        Against::Assessment { .. } => {
            vec![option("upheld", "They are right: somebody else assesses it anew"), repeat, stands]
        }
    };
    let fields = vec![
        asking.left_open(&form, "step.decision", "What you decide", &options),
        asking.field(&form, Kind::Area, "step.reason", "In words for them"),
    ];
    let lead = "Decide it only if you took no part in it.";
    let action = format!("/people/{}/appeals/{}", person.id, appeal.id);
    asking.form(&form, action, fields, "Decide it").of_version(person.version).lead(lead)
}

/// Assessing what was found; `None` where nobody has to look at anything.
pub(crate) fn assess(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let (form, programme, today) = ("assess", asking.desk.programme, asking.desk.today);
    let found = eligibility(person, programme, today);
    let waiting = found.reasons.iter().filter(|reason| reason.outcome == Outcome::NeedsAssessment);
    let options: Vec<_> = waiting.map(|reason| (reason.rule.id.to_string(), reason.rule.plain.clone())).collect();
    let fit = [("yes".to_owned(), "Fit to give with it".to_owned()), ("no".to_owned(), "Not fit".to_owned())];
    let fields = vec![
        asking.one_of(form, Kind::Radio, "step.rule", "What was found", &options),
        asking.day(form, "step.on", "Day on which you looked at it"),
        asking.left_open(form, "step.fit", "What you say", &fit),
        asking.field(form, Kind::Area, "step.words", "Why, in plain words: they read it"),
    ];
    let lead = "It is of what the examination says now, and counts no more once that changes.";
    let view = asking.form(form, action(person, false, "assessments"), fields, "Record the assessment");
    (!options.is_empty()).then(|| view.of_version(person.version).lead(lead))
}

/// The form by which somebody's wait was asked for, as it was typed.
pub(crate) fn wait_again(asking: &Asking<'_>, person: &Person, own: bool) -> Option<FormView> {
    let named = || asking.typed.text("deferral").parse().ok();
    Some(match asking.typed.text("step") {
        "ready" => ready(asking, person, named()?, own),
        step @ ("join" | "decline") => join(asking, person, named()?, step == "join"),
        _ if asking.typed.text("together") == "yes" => wait_together(asking),
        _ => wait(asking, person, own),
    })
}

/// The form by which somebody was deferred, or that was changed, as it was typed.
pub(crate) fn defer_again(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let named = || asking.typed.text("deferral").parse().ok();
    match asking.typed.text("step") {
        "lift" => Some(lift(asking, person, named()?)),
        "review" => Some(review(asking, person, named()?)),
        _ => defer(asking, person),
    }
}

/// The form by which an objection was decided.
pub(crate) fn decide_again(asking: &Asking<'_>, person: &Person, appeal: AppealId) -> Option<FormView> {
    person.appeals.iter().find(|known| known.id == appeal).map(|known| decide_appeal(asking, person, known))
}

/// How long a deferral lasts, in words.
pub(crate) fn length(held: &Deferral) -> String {
    match (held.term, held.until()) {
        (_, Some(until)) => format!("until {}", plain_date(until)),
        (programme::Term::Review { day }, None) => format!("looked at again on {}", plain_date(day)),
        (programme::Term::Permanent, None) => "for good".to_owned(),
        (_, None) => words::uncapital("Until they say"),
    }
}
