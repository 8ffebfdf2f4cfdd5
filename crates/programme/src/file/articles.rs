//! The articles, as far as a file can break them. Article 10 is checked where the words are read.

use std::ops::Range;

use crate::rules::{
    ARTICLES, Appeals, Carers, ConsentElement, DeferralKind, DeferralLength, DonationKind, FollowUp, MinimumDonorAge,
    Period, Question, Route, Schedule, Stage, Topic, Whose,
};
use jiff::civil::date;

use super::Reader;
use super::diagnostic::{Diagnostic, Severity};
use super::table::Placed;

/// No file may set its minimum donor age lower.
pub(super) const DONOR_AGE_LEAST: u8 = 18;
/// A deferral that goes on for longer without an end or a look at it is a permanent one that nobody calls so.
const TERM_MOST: &str = "5 years";
/// Who hears an objection later has not heard it.
const APPEAL_MOST: &str = "3 months";

/// Article 12, never a child: the minimum donor age, and nobody assessed below it.
pub(super) fn check_never_a_child(
    minimum: &Placed<MinimumDonorAge>,
    stages: &[Placed<Stage>],
    schedules: &[Placed<Schedule>],
    reader: &mut Reader<'_>,
) {
    let years = minimum.value.years;
    if years < DONOR_AGE_LEAST {
        let message = format!("the minimum donor age is {years}, and is never under {DONOR_AGE_LEAST}");
        reader.out.breach(12, minimum.at.clone(), "minimum-donor-age", message).help("set `years` to 18 or more");
    }
    let least = years.max(DONOR_AGE_LEAST);
    let open_to_children = |stage: &Stage| stage.from_age.is_none_or(|age| age < least);
    for Placed { value: stage, at } in stages.iter().filter(|s| s.value.assessed && open_to_children(&s.value)) {
        let from = stage.from_age.map_or("at any age".to_owned(), |age| format!("from the age of {age}"));
        let message = format!("people are assessed as donors in the stage “{}”, which they enter {from}", stage.id);
        let help = format!("set from-age = {least}, or do not assess in this stage");
        reader.out.breach(12, at.clone(), "assessed-below-donor-age", message).help(help);
    }
    for Placed { value: schedule, at } in schedules {
        // Whom nobody assesses is called for checks only once they are of age, unless the schedule goes on regardless.
        let reaches = |stage: &&Placed<Stage>| {
            schedule.applies_to(&stage.value.id)
                && open_to_children(&stage.value)
                && (stage.value.assessed || schedule.also_excluded)
        };
        if let Some(stage) = stages.iter().find(reaches) {
            let message = format!(
                "the schedule “{}” calls children for checks as donors, in the stage “{}”",
                schedule.rule.id, stage.value.id
            );
            let help = format!("name `stages` that people enter from the age of {least}");
            reader.out.breach(12, at.clone(), "scheduled-below-donor-age", message).help(help);
        }
    }
}

/// Article 1, told before asked: before each question that the file asks, something is told. It is said where the question
/// is first asked.
pub(super) fn check_told_before_asked(
    stages: &[Placed<Stage>],
    kinds: &[Placed<DonationKind>],
    topics: &[Placed<Topic>],
    reader: &mut Reader<'_>,
) {
    let assessed = stages.iter().find(|stage| stage.value.assessed);
    let evaluation = assessed.map(|stage| {
        let asks = format!("people are assessed in the stage “{}”", stage.value.id);
        (Question::Evaluation, asks, stage.at.clone())
    });
    let donation = kinds.first().map(|kind| {
        let asks = format!("people are asked to give “{}”", kind.value.id);
        (Question::Donation, asks, kind.at.clone())
    });
    let in_exchange = |kind: &&Placed<DonationKind>| kind.value.routes.contains(&Route::Exchange);
    let exchange = kinds.iter().find(in_exchange).map(|kind| {
        let asks = format!("people are asked to give “{}” in an exchange", kind.value.id);
        (Question::Exchange, asks, kind.at.clone())
    });
    for (question, asks, at) in evaluation.into_iter().chain(donation).chain(exchange) {
        if topics.iter().any(|topic| topic.value.before.contains(&question)) {
            continue;
        }
        let message = format!("{asks}, and are told nothing before it");
        let help = format!("add a [[topic]] with before = [\"{}\"]", question.as_str());
        reader.out.breach(1, at, "asked-untold", message).help(help);
    }
}

/// Article 2, free to say no: there is time to reflect, and something that is said yes or no to.
pub(super) fn check_free_to_say_no(
    kinds: &[Placed<DonationKind>],
    elements: &[ConsentElement],
    reader: &mut Reader<'_>,
) {
    for Placed { value: kind, at } in kinds {
        // A time of nothing was reported at its own place, before the next kind begins.
        let end = kinds.iter().map(|kind| kind.at.start).find(|start| at.start < *start).unwrap_or(usize::MAX);
        let nothing =
            |said: &mut Diagnostic| said.rule == "no-reflection" && (at.start + 1..end).contains(&said.span.start);
        if kind.reflection.is_none() && !reader.out.iter_mut().any(nothing) {
            let message = format!("nobody has time to reflect before giving “{}”", kind.id);
            let help =
                "add a [donation-kind.reflection] with the `time`, and the `least` to which a donor may shorten it";
            reader.out.breach(2, at.clone(), "no-reflection", message).help(help);
        }
        if !elements.iter().any(|element| element.is_for(&kind.id)) {
            let message = format!("nothing is consented to before giving “{}”", kind.id);
            reader.out.breach(2, at.clone(), "no-consent", message).help("add a [[consent-element]]");
        }
    }
}

/// Article 4, no harm by design: only what a living person is expected to survive, within limits, with checks that are in
/// date, verified by two.
pub(super) fn check_no_harm(kinds: &[Placed<DonationKind>], reader: &mut Reader<'_>) {
    for Placed { value: kind, at } in kinds {
        let mut breach = |is_so: bool, rule, message: String, help: &str| {
            if is_so {
                reader.out.breach(4, at.clone(), rule, message).help(help);
            }
        };
        let id = &kind.id;
        let message = format!("nobody is expected to survive giving “{id}”");
        breach(!kind.survivable, "not-survivable", message, "take this kind of donation out");
        let message = format!("“{id}” has no limit for a life");
        breach(kind.per_life.is_none(), "no-limit", message, "add `per-life`: how often somebody gives it at most");
        let message = format!("“{id}” is given without any check being in date on the day");
        breach(kind.needs.is_empty(), "no-needs", message, "add a [[donation-kind.need]]");
        let message = format!("nothing is verified by two people before “{id}” is given");
        breach(kind.verify.is_empty(), "not-verified", message, "add a [[donation-kind.verify]]");
    }
}

/// By what a file shows that people may be asked to give, and what it calls waiting.
pub(super) struct Asked<'a, 't> {
    pub(super) stages: &'a [Placed<Stage>],
    pub(super) donation_kinds: &'a [Placed<DonationKind>],
    pub(super) terms: &'a [Placed<&'t str>],
}

impl Asked<'_, '_> {
    /// Where it says so; `None` where nobody is asked. A word for waiting that stands for nothing is the place of its own.
    fn place(&self) -> Option<(Range<usize>, bool)> {
        let assessed = self.stages.iter().filter(|stage| stage.value.assessed).map(|stage| stage.at.clone());
        let asked = assessed.chain(self.donation_kinds.iter().map(|kind| kind.at.clone())).next()?;
        let word = self.terms.iter().find(|term| term.value.to_lowercase().starts_with("defer"));
        Some(word.map_or((asked, false), |word| (word.at.clone(), true)))
    }
}

/// Article 5, waiting is a right: where people may be asked they can wait of their own, and can object to what others place.
pub(super) fn check_waiting(
    asked: &Asked<'_, '_>,
    kinds: &[Placed<DeferralKind>],
    appeals: Option<&Placed<Appeals>>,
    reader: &mut Reader<'_>,
) {
    if let Some((at, is_word)) = asked.place() {
        let rumour = if is_word { "there is a word for it, and nothing behind it: " } else { "" };
        if !kinds.iter().any(|kind| kind.value.is_own()) {
            let message = format!("{rumour}people may be asked to give, and nobody can say that they wait");
            let help = "add a [[deferral-kind]] with whose = \"own\"";
            reader.out.breach(5, at.clone(), "no-own-wait", message).help(help);
        }
        if appeals.is_none() {
            let message = "people may be kept from giving, and nobody hears them if they object";
            let help = "add [appeals] with `within`, such as \"15 days\", and who decides";
            reader.out.breach(5, at, "no-appeal", message).help(help);
        }
    }
    // Months differ in length: one day stands for all.
    let day = date(2001, 1, 1);
    let too_long = |period: Period, most: &str| {
        let most: Period = most.parse().expect("these are lengths of time");
        most.after(day) < period.after(day)
    };
    for Placed { value: kind, at } in kinds {
        let Whose::Others { length, .. } = &kind.whose else { continue };
        let (period, key) = match length {
            DeferralLength::Temporary { at_most } => (*at_most, "at-most"),
            DeferralLength::Indefinite { review_every } => (*review_every, "review-every"),
            DeferralLength::Permanent => continue,
        };
        if too_long(period, TERM_MOST) {
            let message = format!("“{}” may go on for {period} without anybody looking at it", kind.id);
            let help = format!("set `{key}` to {TERM_MOST} or less, or call it permanent");
            reader.out.breach(5, at.clone(), "deferral-without-end", message).help(help);
        }
    }
    if let Some(Placed { value: appeals, at }) = appeals.filter(|appeals| too_long(appeals.value.within, APPEAL_MOST)) {
        let message = format!("an objection may wait {} for a decision", appeals.within);
        let help = format!("set `within` to {APPEAL_MOST} or less");
        reader.out.breach(5, at.clone(), "appeal-too-late", message).help(help);
    }
}

/// Article 6, never let go: whoever gives is seen at set times, and then for life.
pub(super) fn check_never_let_go(
    kinds: &[Placed<DonationKind>],
    follow_up: Option<&Placed<FollowUp>>,
    reader: &mut Reader<'_>,
) {
    let follow_up = follow_up.map(|placed| &placed.value);
    for Placed { value: kind, at } in kinds {
        if follow_up.is_none_or(|follow_up| follow_up.windows_of(&kind.id).next().is_none()) {
            let message = format!("nobody sees, at any set time, how those are who gave “{}”", kind.id);
            let help = "add a [[follow-up-window]] for it";
            reader.out.breach(6, at.clone(), "no-follow-up", message).help(help);
        }
        if follow_up.is_none_or(|follow_up| follow_up.for_life.is_none()) {
            let message = format!("there comes a day after which nobody is in touch with those who gave “{}”", kind.id);
            let help = "add [follow-up.for-life], which says how often for the rest of their lives";
            reader.out.breach(6, at.clone(), "not-for-life", message).help(help);
        }
    }
}

/// Article 3, somebody on their side: whoever is asked anything has an advocate before.
pub(super) fn check_somebody_on_their_side(
    carers: Option<&Placed<Carers>>,
    stages: &[Placed<Stage>],
    kinds: &[Placed<DonationKind>],
    reader: &mut Reader<'_>,
) {
    let assessed = stages.iter().find(|stage| stage.value.assessed);
    let assessed = assessed.map(|stage| (&stage.at, format!("are assessed in the stage “{}”", stage.value.id)));
    let asked = kinds.first().map(|kind| (&kind.at, format!("are asked to give “{}”", kind.value.id)));
    let has_advocates = carers.is_some_and(|carers| carers.value.advocate.is_some());
    if let Some((at, what)) = assessed.or(asked).filter(|_| !has_advocates) {
        let message = format!("people {what}, and nobody has an advocate");
        let help = "add [carers.advocate]: who stands on their side, before the first question is asked";
        reader.out.breach(3, at.clone(), "no-advocate", message).help(help);
    }
    if let Some(Placed { value: stage, at }) = stages.first().filter(|stage| stage.value.assessed) {
        let message = format!(
            "people begin in the stage “{}” and are assessed in it: nobody can have an advocate before",
            stage.id
        );
        let help = "let people begin in a stage in which nothing is asked of them";
        reader.out.breach(3, at.clone(), "assessed-from-the-start", message).help(help);
    }
}

/// Says of each breach that the story's programme denies its article, or that it has to say so.
pub(super) fn mark_denials(is_fiction: bool, denies: &[Placed<u8>], reader: &mut Reader<'_>) {
    let denied = |article: u8| denies.iter().any(|denied| denied.value == article);
    let mut broken = [false; 13];
    for diagnostic in reader.out.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let Some(number) = diagnostic.article else { continue };
        broken[usize::from(number)] = true;
        let name = ARTICLES[usize::from(number) - 1].name;
        diagnostic.message = match is_fiction && denied(number) {
            true => format!("{}; the file denies article {number} ({name})", diagnostic.message),
            false => format!("{}: this breaks article {number} ({name})", diagnostic.message),
        };
    }
    for Placed { value: article, at } in denies {
        if ARTICLES[usize::from(*article) - 1].checked && !broken[usize::from(*article)] {
            let message = format!("the file denies article {article}, and nothing in it breaks that");
            reader.out.warning(at.clone(), "denied-and-kept", message);
        }
    }
}

/// One note for each article whose parts are not built yet.
pub(super) fn note_unchecked(first_line: Range<usize>, reader: &mut Reader<'_>) {
    for article in ARTICLES.iter().filter(|article| !article.checked) {
        let message =
            format!("article {} ({}) is not yet checked: its part is not built yet", article.number, article.name);
        reader.out.note(article.number, first_line.clone(), "not-yet-checked", message);
    }
}
