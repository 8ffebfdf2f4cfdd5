//! The articles, as far as a file can break them. Article 10 is checked where the words are read.

use std::ops::Range;

use crate::rules::{ARTICLES, Carers, DonationKind, FollowUp, MinimumDonorAge, Schedule, Stage};

use super::Reader;
use super::diagnostic::Severity;
use super::table::Placed;

/// No file may set its minimum donor age lower.
const DONOR_AGE_LEAST: u8 = 18;

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

/// Article 4, no harm by design: only what a living person is expected to survive.
pub(super) fn check_no_harm(kinds: &[Placed<DonationKind>], reader: &mut Reader<'_>) {
    for Placed { value: kind, at } in kinds.iter().filter(|kind| !kind.value.survivable) {
        let message = format!("nobody is expected to survive giving “{}”", kind.id);
        reader.out.breach(4, at.clone(), "not-survivable", message).help("take this kind of donation out");
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
