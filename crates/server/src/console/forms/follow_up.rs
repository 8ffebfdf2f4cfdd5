//! Staying in touch: how somebody wants to be reached, who tried, how they are, whether they want to be asked, what has to be
//! reported.

use jiff::civil::Date;
use programme::rules::{Field, FollowUpSection, Programme};
use programme::{
    AnswerSource, Attempt, AttemptOutcome, Command, ContactPlan, ContactWay, FollowUpAnswer, FollowUpAnswerId,
    FollowUpStep, Keeper, Learnt, PersonId, Reported, Values, WayKind, Wish, paired_readings,
};

use super::examination::{pairs, value};
use super::{FormReader, FormResult, Typed};

/// How many ways to reach somebody, and how many people who always know where they are, a form asks for.
pub(crate) const WAYS: usize = 3;
pub(crate) const KEEPERS: usize = 2;

/// What the form of a window asks for: one field, or two that are written together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry<'f> {
    /// A field.
    One(&'f Field),
    /// Two fields of readings that belong together, as the two values of a blood pressure do.
    Pair(&'f Field, &'f Field),
}

/// What a part of the form asks for, in the order of the file.
pub(crate) fn entries<'f>(section: &'f FollowUpSection, programme: &'f Programme) -> Vec<Entry<'f>> {
    let fields: Vec<&Field> = section.fields(programme).collect();
    let is_asked = |field: &Field| fields.iter().any(|known| known.id == field.id);
    let pairs = programme.checks.iter().filter_map(paired_readings);
    let pairs: Vec<_> = pairs.filter(|(first, second)| is_asked(first) && is_asked(second)).collect();
    let entry = |field: &&'f Field| match pairs.iter().find(|(one, other)| [&one.id, &other.id].contains(&&field.id)) {
        Some((first, second)) => (first.id == field.id).then_some(Entry::Pair(first, second)),
        None => Some(Entry::One(field)),
    };
    fields.iter().filter_map(entry).collect()
}

/// What only the donor says: how they are, how they want to be reached, whether they want to be asked. The form's `do` says
/// which.
///
/// # Errors
/// Every field that could not be read.
pub fn follow_up_word(
    typed: &Typed,
    programme: &Programme,
    today: Date,
    person: PersonId,
    answer: FollowUpAnswerId,
) -> FormResult<Command> {
    if typed.text("do") == "answer" {
        return how_they_are(typed, programme, today, person, answer);
    }
    let mut reader = FormReader::new(typed, today);
    let step = match typed.text("do") {
        "plan" => plan(&mut reader),
        "be-left" => wish(&mut reader).map(|wish| FollowUpStep::BeLeft { wish }),
        "be-asked" => wish(&mut reader).map(|wish| FollowUpStep::BeAskedAgain { wish }),
        _ => nothing(&mut reader),
    };
    reader.finish(step.map(|step| Command::FollowUp { person, step }))
}

/// What the programme does to stay in touch. The form's `do` says which.
///
/// # Errors
/// Every field that could not be read.
pub fn follow_up_step(typed: &Typed, programme: &Programme, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = match typed.text("do") {
        "attempt" => attempt(&mut reader),
        "take-back" => {
            let answer = reader.chosen_id("answer");
            answer.map(|answer| FollowUpStep::TakeBack { answer, reason: typed.text("reason").to_owned() })
        }
        "learn" => learnt(&mut reader, programme),
        "report" => reported(&mut reader, programme),
        _ => nothing(&mut reader),
    };
    reader.finish(step.map(|step| Command::FollowUp { person, step }))
}

/// How somebody is, as the form of a window asks it. The page of a link that opens once reads its form by this as well.
///
/// # Errors
/// Every field that could not be read.
pub fn how_they_are(
    typed: &Typed,
    programme: &Programme,
    today: Date,
    person: PersonId,
    answer: FollowUpAnswerId,
) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let content = content(&mut reader, programme);
    reader.finish(content.map(|content| {
        let step = FollowUpStep::Answer { answer, content };
        Command::FollowUp { person, step }
    }))
}

/// A plan as somebody would have typed it.
pub(crate) fn prefilled_plan(plan: &ContactPlan) -> Typed {
    let mut typed = Typed::default();
    for (place, way) in plan.ways.iter().enumerate() {
        typed.set(format!("plan.ways.{place}.by"), way.by.as_str());
        typed.set(format!("plan.ways.{place}.address"), &*way.address);
    }
    for (place, keeper) in plan.keepers.iter().enumerate() {
        for (part, text) in [("name", &keeper.name), ("relation", &keeper.relation), ("address", &keeper.address)] {
            typed.set(format!("plan.keepers.{place}.{part}"), &**text);
        }
    }
    typed.set("plan.language", plan.language.as_deref().unwrap_or_default());
    typed.set("plan.times", plan.times.as_deref().unwrap_or_default());
    typed
}

/// A form that another right would be needed for, or that nobody drew.
fn nothing(reader: &mut FormReader<'_>) -> Option<FollowUpStep> {
    reader.wrong("do", "This form was not sent from its page. Open the page again.");
    None
}

/// What was left empty is left out: the engine says what is missing.
fn plan(reader: &mut FormReader<'_>) -> Option<FollowUpStep> {
    let agreed = reader.day("plan.agreed");
    let typed = reader.typed;
    let text = |place: usize, what: &str, part: &str| typed.text(&format!("plan.{what}.{place}.{part}")).to_owned();
    let mut ways = Vec::new();
    for place in (0..places(typed, "ways", WAYS)).filter(|place| !text(*place, "ways", "address").is_empty()) {
        let field = format!("plan.ways.{place}.by");
        let by = WayKind::ALL.into_iter().find(|way| way.as_str() == typed.text(&field));
        match by {
            Some(by) => ways.push(ContactWay { by, address: text(place, "ways", "address") }),
            None => reader.wrong(&field, "Choose one from the list."),
        }
    }
    let keeper = |place| {
        let [name, relation, address] = ["name", "relation", "address"].map(|part| text(place, "keepers", part));
        Keeper { name, relation, address }
    };
    let is_said =
        |keeper: &Keeper| [&keeper.name, &keeper.relation, &keeper.address].iter().any(|part| !part.is_empty());
    let keepers = (0..places(typed, "keepers", KEEPERS)).map(keeper).filter(is_said).collect();
    let (language, times) = (typed.optional("plan.language"), typed.optional("plan.times"));
    let plan = ContactPlan { agreed: agreed?, ways, keepers, language, times };
    Some(FollowUpStep::Plan { plan })
}

/// As many as the form asks for, or as were agreed before: a plan of more is not cut.
fn places(typed: &Typed, what: &str, least: usize) -> usize {
    const MOST: usize = 20;
    let part = if what == "ways" { "address" } else { "name" };
    let said = (0..MOST).filter(|place| !typed.text(&format!("plan.{what}.{place}.{part}")).is_empty()).max();
    said.map_or(least, |last| least.max(last + 1))
}

fn attempt(reader: &mut FormReader<'_>) -> Option<FollowUpStep> {
    let on = reader.day("attempt.on");
    let by = one_of(reader, "attempt.by", &WayKind::ALL, WayKind::as_str);
    let outcome = one_of(reader, "attempt.outcome", &AttemptOutcome::ALL, AttemptOutcome::as_str);
    let (address, note) = (reader.typed.optional("attempt.address"), reader.typed.optional("attempt.note"));
    Some(FollowUpStep::Attempt { attempt: Attempt { on: on?, by: by?, outcome: outcome?, address, note } })
}

fn content(reader: &mut FormReader<'_>, programme: &Programme) -> Option<FollowUpAnswer> {
    let seen = reader.day("content.seen");
    let source = one_of(reader, "content.source", &AnswerSource::ALL, AnswerSource::as_str);
    let mut values = Values::new();
    for section in programme.follow_up.iter().flat_map(|follow_up| &follow_up.sections) {
        for entry in entries(section, programme) {
            match entry {
                Entry::One(field) => {
                    let found = value(reader, "content.values", field);
                    values.extend(found.map(|value| (field.id.clone(), value)));
                }
                Entry::Pair(first, second) => pairs(reader, "content.values", first, second, &mut values),
            }
        }
    }
    let note = reader.typed.optional("content.note");
    Some(FollowUpAnswer { seen: seen?, source: source?, values, note })
}

fn wish(reader: &mut FormReader<'_>) -> Option<Wish> {
    let on = reader.day("wish.on");
    let source = one_of(reader, "wish.source", &AnswerSource::ALL, AnswerSource::as_str);
    Some(Wish { on: on?, source: source?, said: reader.typed.optional("wish.said") })
}

fn learnt(reader: &mut FormReader<'_>, programme: &Programme) -> Option<FollowUpStep> {
    let donation = reader.chosen("learnt.donation").and_then(|_| reader.chosen_id("learnt.donation"));
    let what = reportable(reader, "learnt.what");
    let on = reader.day("learnt.on");
    let at = reader.moment(programme, "learnt.learnt", "learnt.time");
    let note = reader.typed.text("learnt.note").to_owned();
    let learnt = Learnt { donation: donation?, what: what?, on: on?, learnt: at?, note };
    Some(FollowUpStep::Learn { learnt })
}

fn reported(reader: &mut FormReader<'_>, programme: &Programme) -> Option<FollowUpStep> {
    let donation = reader.chosen("reported.donation").and_then(|_| reader.chosen_id("reported.donation"));
    let what = reportable(reader, "reported.what");
    let at = reader.moment(programme, "reported.at", "reported.time");
    let to = reader.typed.text("reported.to").to_owned();
    let reported = Reported { donation: donation?, what: what?, at: at?, to };
    Some(FollowUpStep::Report { reported })
}

fn reportable(reader: &mut FormReader<'_>, field: &str) -> Option<programme::rules::Reportable> {
    use programme::rules::Reportable;
    one_of(reader, field, &Reportable::ALL, Reportable::as_str)
}

/// One of a closed list, as the form writes it.
fn one_of<T: Copy>(
    reader: &mut FormReader<'_>,
    field: &str,
    all: &[T],
    written: impl Fn(T) -> &'static str,
) -> Option<T> {
    let chosen = reader.typed.text(field);
    let found = all.iter().copied().find(|one| written(*one) == chosen);
    if found.is_none() {
        reader.wrong(field, "Choose one from the list.");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::forms::typed;
    use jiff::civil::date;
    use programme::Value;
    use uuid::Uuid;

    const TODAY: Date = date(2026, 5, 5);

    fn kidney() -> Programme {
        let text = include_str!("../../../../../programmes/living-kidney-us.toml");
        programme::file::parse(text).programme.expect("it is without faults")
    }

    fn word(fields: &[(&str, &str)]) -> FormResult<Command> {
        let (person, answer) = (PersonId(Uuid::from_u128(1)), FollowUpAnswerId(Uuid::from_u128(2)));
        follow_up_word(&typed(fields), &kidney(), TODAY, person, answer)
    }

    fn step(fields: &[(&str, &str)]) -> FormResult<Command> {
        follow_up_step(&typed(fields), &kidney(), TODAY, PersonId(Uuid::from_u128(1)))
    }

    #[test]
    fn a_plan_is_read_without_its_empty_lines_and_written_as_it_was() {
        let fields = [
            ("do", "plan"),
            ("plan.agreed", "today"),
            ("plan.ways.0.by", "telephone"),
            ("plan.ways.2.by", "letter"),
            ("plan.ways.2.address", "3 Mill Lane"),
            ("plan.keepers.1.name", "Anna"),
            ("plan.keepers.1.relation", "her sister"),
            ("plan.keepers.1.address", "555 0100"),
        ];
        let Command::FollowUp { step: FollowUpStep::Plan { plan }, .. } = word(&fields).expect("a plan").value else {
            panic!("a plan was asked for")
        };
        assert_eq!(plan.ways, [ContactWay { by: WayKind::Letter, address: "3 Mill Lane".to_owned() }]);
        assert_eq!((plan.keepers.len(), plan.agreed, &plan.language), (1, TODAY, &None));
        let again = prefilled_plan(&plan);
        assert_eq!((again.text("plan.ways.0.address"), again.text("plan.keepers.0.name")), ("3 Mill Lane", "Anna"));
    }

    #[test]
    fn how_somebody_is_is_read_with_units_and_both_values_of_a_pressure() {
        let fields = [
            ("do", "answer"),
            ("content.seen", "4 May 2026"),
            ("content.source", "telephone"),
            ("content.values.donor-status", "well"),
            ("content.values.systolic.1", "122/78"),
            ("content.values.weight", "11 st 4 lb"),
        ];
        let Command::FollowUp { step: FollowUpStep::Answer { content, .. }, .. } =
            word(&fields).expect("an answer").value
        else {
            panic!("an answer was asked for")
        };
        assert_eq!(content.values.len(), 4, "{content:?}");
        assert_eq!(content.values.get("donor-status"), Some(&Value::Choice("well".into())));
        let wrong = word(&[("do", "answer"), ("content.seen", "then"), ("content.values.weight", "much")]);
        let fields: Vec<_> = wrong.expect_err("it is unclear").into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["content.seen", "content.source", "content.values.weight"]);
    }

    #[test]
    fn what_another_right_is_needed_for_is_not_had_by_the_way_of_this_one() {
        assert!(word(&[("do", "attempt"), ("attempt.on", "today")]).is_err());
        assert!(step(&[("do", "be-left"), ("wish.on", "today"), ("wish.source", "telephone")]).is_err());
    }

    #[test]
    fn an_hour_without_a_time_counts_from_the_beginning_of_the_day() {
        let id = Uuid::from_u128(3).to_string();
        let learn = |time| {
            let fields = [
                ("do", "learn"),
                ("learnt.donation", &*id),
                ("learnt.what", "organ-failed"),
                ("learnt.on", "1 May 2026"),
                ("learnt.learnt", "4 May 2026"),
                ("learnt.time", time),
                ("learnt.note", "Dr Osei rang."),
            ];
            let read = step(&fields)?;
            let Command::FollowUp { step: FollowUpStep::Learn { learnt }, .. } = read.value else {
                panic!("something learnt was asked for")
            };
            Ok::<_, Vec<crate::console::forms::Wrong>>(learnt.learnt.to_string())
        };
        assert_eq!(learn("").as_deref(), Ok("2026-05-04T04:00:00Z"), "in the zone of the programme");
        assert_eq!(learn("9.05").as_deref(), Ok("2026-05-04T13:05:00Z"));
        assert!(learn("noon").is_err());
    }
}
