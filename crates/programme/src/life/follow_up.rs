//! Staying in touch, in sentences.

use jiff::civil::Date;

use crate::event::{FollowUpEvent, Private};
use crate::follow_up::{ContactPlan, FollowUpAnswer};
use crate::rules::{Field, FieldForm, Programme, Reportable};

use super::{Voice, because, ended, in_sentence, start_of_sentence, value_in_words};

/// What happened, with its day; `None` where that is erased.
pub(super) fn sentence(event: &FollowUpEvent, programme: &Programme, voice: Voice) -> Option<(Option<Date>, String)> {
    use FollowUpEvent as E;
    use Private::Known;
    Some(match event {
        E::PlanAgreed { plan: Known(plan) } => (Some(plan.agreed), agreed(plan, voice)),
        E::Attempted { attempt: Known(attempt) } => {
            let note = attempt.note.as_deref().map_or(String::new(), |note| format!(" {}", ended(note)));
            let them = voice.pick("them", "you");
            let tried = start_of_sentence(attempt.by.plain());
            let outcome = to_them(attempt.outcome.plain(), voice);
            (Some(attempt.on), format!("{tried}, somebody tried to reach {them}. {outcome}{note}"))
        }
        E::Answered { content: Known(content), .. } => (Some(content.seen), answered(content, programme, voice)),
        E::TakenBack { reason: Known(reason), .. } => (
            None,
            format!("{} were taken back. {}", voice.pick("Answers of theirs", "Answers of yours"), because(reason)),
        ),
        E::AskedToBeLeft { wish: Known(wish), .. } => {
            let they = voice.pick("They", "You");
            let said = wish.said.as_deref().map_or(String::new(), |said| format!(" {they} said: “{}”", said.trim()));
            let asked = voice.pick("Asked", "You asked");
            let how = wish.source.plain();
            let text = format!("{asked} not to be asked any more, {how}. {they} can take that back.{said}");
            (Some(wish.on), text)
        }
        E::AskedAgain { wish: Known(wish) } => {
            let wants = voice.pick(
                "Wants to be asked again how they are, and said so",
                "You want to be asked again how you are, and said so",
            );
            (Some(wish.on), format!("{wants} {}.", wish.source.plain()))
        }
        E::Learnt { learnt: Known(learnt) } => {
            (Some(learnt.on), format!("{} {}", reportable(learnt.what, programme), ended(&learnt.note)))
        }
        E::Reported { reported: Known(reported) } => {
            let what = reportable(reported.what, programme);
            (None, format!("It was reported to {}: {}", reported.to.trim(), in_sentence(&what)))
        }
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &FollowUpEvent, voice: Voice) -> &'static str {
    match event {
        FollowUpEvent::PlanAgreed { .. } => {
            voice.pick("It was agreed how they want to be reached.", "It was agreed how you want to be reached.")
        }
        FollowUpEvent::Attempted { .. } => voice.pick("Somebody tried to reach them.", "Somebody tried to reach you."),
        FollowUpEvent::Answered { .. } => voice.pick("They said how they are.", "You said how you are."),
        FollowUpEvent::TakenBack { .. } => {
            voice.pick("Answers of theirs were taken back.", "Answers of yours were taken back.")
        }
        FollowUpEvent::AskedToBeLeft { .. } => {
            voice.pick("They asked not to be asked any more.", "You asked not to be asked any more.")
        }
        FollowUpEvent::AskedAgain { .. } => voice.pick("They want to be asked again.", "You want to be asked again."),
        FollowUpEvent::Learnt { .. } => "Something became known that has to be reported.",
        FollowUpEvent::Reported { .. } => "Something was reported.",
    }
}

fn agreed(plan: &ContactPlan, voice: Voice) -> String {
    let ways: Vec<_> = plan.ways.iter().map(|way| format!("{} ({})", way.by.plain(), way.address.trim())).collect();
    let keepers: Vec<_> =
        plan.keepers.iter().map(|keeper| format!("{}, {}", keeper.name.trim(), keeper.relation.trim())).collect();
    let mut text =
        format!("Agreed how {} to be reached: {}.", voice.pick("they want", "you want"), ways.join(", then "));
    if !keepers.is_empty() {
        let they_are = voice.pick("they are", "you are");
        text.push_str(&format!(" Who will always know where {they_are}: {}.", keepers.join("; ")));
    }
    if let Some(times) = &plan.times {
        text.push_str(&format!(" When: {}", ended(times)));
    }
    if let Some(language) = &plan.language {
        text.push_str(&format!(" In {}", ended(language)));
    }
    text
}

fn answered(content: &FollowUpAnswer, programme: &Programme, voice: Voice) -> String {
    let sections = programme.follow_up.iter().flat_map(|follow_up| &follow_up.sections);
    let fields: Vec<&Field> = sections.flat_map(|section| section.fields(programme)).collect();
    let said = |field: &&Field| {
        let (name, worth) = (in_sentence(&field.name), value_in_words(field, content.values.get(&field.id)?)?);
        Some(if lists_answers(field) { worth } else { format!("{name} {worth}") })
    };
    let all: Vec<_> = fields.iter().filter_map(said).collect();
    let note = content.note.as_deref().map_or(String::new(), |note| format!(" {}", ended(note)));
    let source = to_them(content.source.plain(), voice);
    format!("How {}, {source}: {}.{note}", voice.pick("they are", "you are"), all.join("; "))
}

/// Whether a field is named by what can be answered to it, as “Well or not” is: then the answer says it alone.
fn lists_answers(field: &Field) -> bool {
    let FieldForm::Choice { choices } = &field.form else { return false };
    choices.iter().any(|choice| in_sentence(&field.name).starts_with(&format!("{} or ", in_sentence(&choice.name))))
}

/// Words about somebody, said to them.
fn to_them(said: &str, voice: Voice) -> String {
    if voice == Voice::Them {
        return said.to_owned();
    }
    let mut said = said.to_owned();
    for (them, you) in
        [("They were", "You were"), ("They have", "You have"), ("they were", "you were"), ("their", "your")]
    {
        said = said.replace(them, you);
    }
    said
}

fn reportable(what: Reportable, programme: &Programme) -> String {
    let kind = programme.follow_up.as_ref().and_then(|follow_up| follow_up.report_of(what));
    kind.map_or_else(|| ended(what.as_str()), |kind| ended(&kind.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow_up::{AnswerSource, Wish};
    use jiff::civil::date;

    #[test]
    fn an_answer_is_said_once_and_to_whom_it_is() {
        let values = crate::Values::from([
            ("donor-status".into(), crate::Value::Choice("not-well".into())),
            ("readmitted".into(), crate::Value::Choice("no".into())),
        ]);
        let content = FollowUpAnswer { seen: date(2026, 2, 3), source: AnswerSource::Seen, values, note: None };
        let programme = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = crate::file::parse(programme).programme.expect("it is without faults");
        let said = answered(&content, &programme, Voice::Them);
        assert_eq!(said, "How they are, when they were seen: not well; back in hospital no.");
        let said = answered(&content, &programme, Voice::You);
        assert_eq!(said, "How you are, when you were seen: not well; back in hospital no.");
    }

    #[test]
    fn a_wish_is_said_with_their_words_and_what_they_can_do() {
        let wish = Wish { on: date(2026, 2, 3), source: AnswerSource::Telephone, said: Some("Enough.".to_owned()) };
        let event = FollowUpEvent::AskedToBeLeft { recorded: None, wish: Private::Known(wish) };
        let programme = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = crate::file::parse(programme).programme.expect("it is without faults");
        let (on, text) = sentence(&event, &programme, Voice::Them).expect("it is known");
        assert_eq!(on, Some(date(2026, 2, 3)));
        let expected =
            "Asked not to be asked any more, on the telephone. They can take that back. They said: “Enough.”";
        assert_eq!(text, expected);
        assert_eq!(
            sentence(&FollowUpEvent::AskedToBeLeft { recorded: None, wish: Private::Erased }, &programme, Voice::Them),
            None
        );
    }
}
