//! A life in sentences: each event about a person as one that they can read. Pages, letters and the printed life use it.
//!
//! Nothing here decides anything: it says what happened, in the words of the programme file.

mod bond;
mod telling;

mod waits;

mod donation;

mod follow_up;
mod journey;
mod reach;

use jiff::civil::Date;

use crate::birth::Birth;
use crate::care::TakenBackBy;
use crate::eligibility::{alerts_of, findings_of};
use crate::event::{CareEvent, Departure, KeepEvent, PersonEvent, Private};
use crate::examination::{AlertAnswer, Examination};
use crate::ids::{AccountId, CheckId, PreparationId, RuleId, SiteId, StageId};
use crate::number::Number;
use crate::person::{Details, Sex};
use crate::request::RequestKind;
use crate::rules::{CheckKind, Field, FieldForm, Programme, RuleText};
use crate::value::{Value, Values};

/// An event as a sentence, or a few.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence<'p> {
    /// What happened, in plain words.
    pub text: String,
    /// The day on which it happened, where the event says one.
    pub on: Option<Date>,
    /// The rules that it gave rise to or was done under, for “why?”.
    pub rules: Vec<&'p RuleText>,
}

/// To whom a life is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// To others: of “them”.
    #[default]
    Them,
    /// To the person: of “you”.
    You,
}

impl Voice {
    /// One of two wordings.
    pub const fn pick(self, them: &'static str, you: &'static str) -> &'static str {
        match self {
            Self::Them => them,
            Self::You => you,
        }
    }
}

/// What people call what an event names by its id, `None` where that is not known any more; and to whom it is said.
pub struct Names<'n> {
    /// What people call a site.
    pub site: &'n dyn Fn(SiteId) -> Option<String>,
    /// What the holder of an account is called.
    pub account: &'n dyn Fn(AccountId) -> Option<String>,
    /// Who reads it. What somebody wrote stays as it was written.
    pub voice: Voice,
}

/// An event as a sentence.
pub fn sentence<'p>(event: &PersonEvent, programme: &'p Programme, names: &Names<'_>) -> Sentence<'p> {
    use PersonEvent as E;
    use Private::Known;
    let voice = names.voice;
    if let Some(sentence) = waits::sentence(event, programme, names) {
        return sentence;
    }
    match event {
        E::Registered { stage, on, details: Known(details) } => registered(programme, stage, *on, details, voice),
        E::DetailsAmended { details: Known(details), reason: Known(reason) } => {
            let they_are = voice.pick("they are", "you are");
            let text = format!("The entry about who {they_are} was put right: {}. {}", who(details), because(reason));
            plain(None, text)
        }
        E::ExaminationRecorded { content: Known(content), .. } => {
            examined(programme, content, examination_in_words(programme, content), names.site)
        }
        E::ExaminationAmended { content: Known(content), reason: Known(reason), .. } => {
            let now = examination_in_words(programme, content);
            let day = plain_date(content.on);
            let text = format!("The examination of {day} was put right. It says now: {now} {}", because(reason));
            Sentence { on: None, ..examined(programme, content, text, &|_| None) }
        }
        E::ExaminationEnteredInError { reason: Known(reason), .. } => {
            plain(None, format!("An examination was taken back: it was entered in error. {}", because(reason)))
        }
        E::AlertAnswered { alert: Known(alert), answer: Known(answer), .. } => alert_answered(programme, alert, answer),
        E::Prepared { stage, preparation, on: Known(on) } => prepared(programme, stage, preparation, *on),
        E::StageEntered { stage, on: Known(on) } => {
            let meaning = programme.stage(stage).map_or(String::new(), |stage| format!(" “{}”", stage.plain));
            let entered = voice.pick("Entered", "You entered");
            plain(Some(*on), format!("{entered} the stage “{}”.{meaning}", stage_name(programme, stage)))
        }
        E::Moved { site: Known(Some(site)), on: Known(on) } => {
            let name = (names.site)(*site).unwrap_or_else(|| "a site that is no longer known by name".to_owned());
            plain(Some(*on), format!("{} {name}.", voice.pick("Came to", "You came to")))
        }
        E::Moved { site: Known(None), on: Known(on) } => {
            let them = "Left the site they were at, and is at none of the programme’s.";
            let you = "You left the site you were at, and are at none of the programme’s.";
            plain(Some(*on), voice.pick(them, you).to_owned())
        }
        E::Departed { departure: Known(Departure { on, said }) } => {
            let they_said = voice.pick("They said", "You said");
            let said = said.as_ref().map_or(String::new(), |said| format!(" {they_said}: “{}”", said.trim()));
            plain(Some(*on), format!("{} the programme.{said}", voice.pick("Left", "You left")))
        }
        E::Returned { on: Known(on) } => {
            plain(Some(*on), format!("{} back to the programme.", voice.pick("Came", "You came")))
        }
        E::CarerAssigned { care: Known(care) } => {
            let (who, them) = (named(names, care.carer), voice.pick("them", "you"));
            plain(Some(care.on), format!("{who} came to stand by {them} as {}.", care.kind.role()))
        }
        E::CarerEnded { care: Known(care) } => {
            let (who, their) = (named(names, care.carer), voice.pick("their", "your"));
            plain(Some(care.on), format!("{who} was {their} {} until then.", care.kind.role()))
        }
        E::Bond(event) => bond::sentence(event, voice),
        E::Telling(event) => telling::sentence(event, programme, names),
        E::Care(event) => care(event, names),
        E::EmergencyOpened { account, reason: Known(reason), .. } => {
            let who = named(names, *account);
            let this = voice.pick("this record", "your record");
            plain(None, format!("{who} took the right to read {this} for some hours. {}", because(reason)))
        }
        E::RequestMade { kind, on, text: Known(text), .. } => {
            let asked = match kind {
                RequestKind::Correction => "put something right",
                RequestKind::Erasure => voice.pick("erase the record", "erase your record"),
            };
            let who = voice.pick("Asked", "You asked");
            plain(Some(*on), format!("{who} the programme to {asked}: “{}”", text.trim()))
        }
        E::RequestAnswered { on, granted, answer: Known(answer), .. } => {
            let done = match granted {
                true => voice.pick("It was done as they asked.", "It was done as you asked."),
                false => "It was not done.",
            };
            plain(Some(*on), format!("{} answered: “{}” {done}", voice.pick("Was", "You were"), answer.trim()))
        }
        E::Donation(event) => donation::sentence(event, programme, names).unwrap_or_else(|| {
            plain(None, format!("{} What was written here is erased.", donation::kind_in_words(event, voice)))
        }),
        E::FollowUp(event) => match follow_up::sentence(event, programme, voice) {
            Some((on, text)) => plain(on, text),
            None => plain(None, format!("{} What was written here is erased.", follow_up::kind_in_words(event, voice))),
        },
        E::Reach(event) => match reach::sentence(event, programme, voice) {
            Some((on, text)) => plain(on, text),
            None => plain(None, format!("{} What was written here is erased.", reach::kind_in_words(event, voice))),
        },
        E::Journey(event) => match journey::sentence(event, voice) {
            Some((on, text)) => plain(on, text),
            None => plain(None, format!("{} What was written here is erased.", journey::kind_in_words(event, voice))),
        },
        E::Keep(KeepEvent::Kept { kept, .. }) => {
            let until = plain_date(kept.until);
            let text = format!("Before the record was erased, what the law has kept was locked away until {until}.");
            let rules = programme.keep.iter().map(|keep| &keep.rule).filter(|rule| kept.rules.contains(&rule.id));
            Sentence { rules: rules.collect(), ..plain(None, text) }
        }
        E::Keep(KeepEvent::Over) => {
            plain(None, "The time was over for which something had to be kept: that was destroyed as well.".to_owned())
        }
        E::Erased { reason } => {
            plain(None, format!("The record was erased, and what it said is gone. {}", because(reason)))
        }
        erased => plain(day_left(erased), format!("{} What was written here is erased.", kind_in_words(erased, voice))),
    }
}

/// What an examination found, as one or more sentences: measured values first, then answers, check by check.
pub fn examination_in_words(programme: &Programme, examination: &Examination) -> String {
    let mut measured = Vec::new();
    let mut sentences = Vec::new();
    for check in &programme.checks {
        let Some(values) = examination.checks.get(&check.id) else { continue };
        let (numbers, answers) = check_in_words(check, values);
        if numbers.is_empty() && answers.is_empty() {
            sentences.push(format!("{}: nothing was found out.", check.name));
        }
        measured.extend(numbers);
        sentences.extend((!answers.is_empty()).then(|| format!("{}.", start_of_sentence(&answers.join("; ")))));
    }
    if !measured.is_empty() {
        sentences.insert(0, format!("{}.", start_of_sentence(&measured.join(", "))));
    }
    let unknown = examination.checks.iter().filter(|(check, _)| programme.check(check).is_none());
    sentences.extend(unknown.map(|(check, values)| of_an_earlier_file(check, values)));
    sentences.join(" ")
}

/// What somebody wrote into one field, with its unit; `None` where nothing of it is known.
pub fn value_in_words(field: &Field, value: &Value) -> Option<String> {
    match (&field.form, value) {
        (FieldForm::Choice { choices }, Value::Choice(chosen)) => {
            let known = choices.iter().find(|choice| choice.id == **chosen);
            Some(known.map_or_else(|| chosen.to_string(), |choice| choice.name.to_lowercase()))
        }
        (FieldForm::Numbers { unit, items, decimals, .. }, value) => {
            let known = known_numbers(value);
            let worth = if items.is_empty() { mean(&known, *decimals)? } else { sum(&known)? };
            let how = if items.is_empty() { of_readings(known.len()) } else { of_items(known.len(), items.len()) };
            Some(format!("{worth}{}{how}", unit_after(unit)))
        }
        (FieldForm::Choice { .. }, value) => known_numbers(value).first().map(Number::to_string),
    }
}

/// The two fields of a check that are readings of one kind in one unit, which people write as `142/88`.
pub fn paired_readings(check: &CheckKind) -> Option<(&Field, &Field)> {
    let several = |field: &&Field| matches!(&field.form, FieldForm::Numbers { count, items, .. } if *count > 1 && items.is_empty());
    let mut readings = check.fields.iter().filter(several);
    let (first, second, rest) = (readings.next()?, readings.next()?, readings.next());
    let same = rest.is_none() && shape(first) == shape(second);
    same.then_some((first, second))
}

/// What is known of who somebody is: `Kathy, number 93704, female, born 14 March 1962`.
pub fn who(details: &Details) -> String {
    let birth = match details.birth {
        Birth::On(day) => format!("born {}", plain_date(day)),
        Birth::Aged { years, on } => format!("aged {years} on {}", plain_date(on)),
    };
    let sex = match details.sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "neither female nor male",
        Sex::Unknown => "sex not recorded",
    };
    let number = details.number.as_ref().map(|number| format!("number {number}"));
    let known = details.name.clone().into_iter().chain(number);
    known.chain([sex.to_owned(), birth]).collect::<Vec<_>>().join(", ")
}

/// A day as people write it: `14 March 1962`.
pub fn plain_date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The mean of readings to one more decimal place than the readings have, so that 139.7 is never shown as 140.
pub fn mean(numbers: &[Number], decimals: u8) -> Option<Number> {
    let mean = Number::mean(numbers.iter().copied())?;
    Some(if numbers.len() > 1 { mean.rounded(decimals.saturating_add(1)) } else { mean })
}

/// The numbers of a value that are known.
pub fn known_numbers(value: &Value) -> Vec<Number> {
    match value {
        Value::Number(number) => vec![*number],
        Value::List(numbers) => numbers.iter().flatten().copied().collect(),
        Value::Choice(_) => Vec::new(),
    }
}

/// What was said stays between the two who said it: it is no part of the sentence.
fn care<'p>(event: &CareEvent, names: &Names<'_>) -> Sentence<'p> {
    use CareEvent as E;
    use Private::Known;
    let (who, voice) = (|account| named(names, account), names.voice);
    let their = voice.pick("their", "your");
    match event {
        E::Covered { covering: Known(c) } => {
            let (by, absent, until) = (who(c.by), who(c.absent), plain_date(c.until));
            plain(Some(c.from), format!("{by} stands in for {absent}, {their} advocate, until {until}."))
        }
        E::CoverEnded { covering: Known(c) } => {
            plain(Some(c.until), format!("{} stood in for {} until then.", who(c.by), who(c.absent)))
        }
        E::Conversed { talk: Known(talk), .. } => {
            let (spoke, by) = (voice.pick("Spoke", "You spoke"), who(talk.by));
            plain(Some(talk.on), format!("{spoke} with {by}, {their} advocate, {}.", talk.how.plain()))
        }
        E::CompanionOffered { offer: Known(offer) } => {
            let by = who(offer.by);
            plain(Some(offer.on), format!("{by} asked to be {their} companion: “{}”", offer.words.trim()))
        }
        E::CompanionAnswered { answer: Known(answer) } => {
            let said = match answer.accepted {
                true => voice.pick("Said that they want", "You said that you want"),
                false => voice.pick("Said that they do not want", "You said that you do not want"),
            };
            plain(Some(answer.on), format!("{said} {} as {their} companion.", who(answer.by)))
        }
        E::CompanyTakenBack { back: Known(back) } => {
            let by = who(back.by);
            let said = match (back.whose, voice) {
                (TakenBackBy::Person, Voice::Them) => {
                    format!("Said that they do not want {by} as their companion any more.")
                }
                (TakenBackBy::Person, Voice::You) => {
                    format!("You said that you do not want {by} as your companion any more.")
                }
                (TakenBackBy::Companion, _) => format!("{by} said that they will not be {their} companion after all."),
            };
            plain(Some(back.on), format!("{said} Everything else goes on as it was."))
        }
        E::StandsBy { by: Known(by) } => {
            let them = "Stands by somebody as their companion. Their own giving waits meanwhile.";
            let you = "You stand by somebody as their companion. Your own giving waits meanwhile.";
            plain(Some(by.on), voice.pick(them, you).to_owned())
        }
        E::StandsByNoLonger { by: Known(by) } => {
            let them = "Stood by somebody as their companion until then. Their own giving waits for it no longer.";
            let you = "You stood by somebody as their companion until then. Your own giving waits for it no longer.";
            plain(Some(by.on), voice.pick(them, you).to_owned())
        }
        erased => plain(None, format!("{} What was written here is erased.", care_kind_in_words(erased, voice))),
    }
}

const fn care_kind_in_words(event: &CareEvent, voice: Voice) -> &'static str {
    match event {
        CareEvent::Covered { .. } => {
            voice.pick("Somebody stood in for their advocate.", "Somebody stood in for your advocate.")
        }
        CareEvent::CoverEnded { .. } => voice.pick(
            "Somebody stood in for their advocate for less long than planned.",
            "Somebody stood in for your advocate for less long than planned.",
        ),
        CareEvent::Conversed { .. } => voice.pick("Spoke with their advocate.", "You spoke with your advocate."),
        CareEvent::CompanionOffered { .. } => {
            voice.pick("Somebody asked to be their companion.", "Somebody asked to be your companion.")
        }
        CareEvent::CompanionAnswered { .. } => voice.pick(
            "Answered somebody who asked to be their companion.",
            "You answered somebody who asked to be your companion.",
        ),
        CareEvent::CompanyTakenBack { .. } => voice.pick(
            "Somebody who was to be their companion is so no more.",
            "Somebody who was to be your companion is so no more.",
        ),
        CareEvent::StandsBy { .. } => {
            voice.pick("Stood by somebody as their companion.", "You stood by somebody as their companion.")
        }
        CareEvent::StandsByNoLonger { .. } => {
            voice.pick("Stood by somebody no longer.", "You stood by somebody no longer.")
        }
    }
}

fn named(names: &Names<'_>, account: AccountId) -> String {
    (names.account)(account).unwrap_or_else(|| "Somebody who is no longer known by name".to_owned())
}

fn plain<'p>(on: Option<Date>, text: String) -> Sentence<'p> {
    Sentence { text: text.trim_end().to_owned(), on, rules: Vec::new() }
}

fn registered<'p>(programme: &Programme, stage: &StageId, on: Date, details: &Details, voice: Voice) -> Sentence<'p> {
    let (stage, came) = (stage_name(programme, stage), voice.pick("Came", "You came"));
    let their = voice.pick("Their", "Your");
    plain(Some(on), format!("{came} into the programme: {}. {their} first stage is “{stage}”.", who(details)))
}

fn examined<'p>(
    programme: &'p Programme,
    content: &Examination,
    mut text: String,
    site_name: &dyn Fn(SiteId) -> Option<String>,
) -> Sentence<'p> {
    if let Some(site) = content.site.and_then(site_name) {
        text.push_str(&format!(" Seen at {site}."));
    }
    let findings = findings_of(programme, content).into_iter().map(|finding| &finding.rule);
    let rules = findings.chain(alerts_of(programme, content).map(|alert| &alert.rule));
    Sentence { text, on: Some(content.on), rules: rules.collect() }
}

fn alert_answered<'p>(programme: &'p Programme, alert: &RuleId, answer: &AlertAnswer) -> Sentence<'p> {
    let rule = programme.alerts.iter().find(|known| known.rule.id == *alert).map(|known| &known.rule);
    let text = format!("{} was in touch. {}", start_of_sentence(answer.by.trim()), ended(&answer.note));
    Sentence { text, on: Some(answer.on), rules: rule.into_iter().collect() }
}

fn prepared<'p>(programme: &Programme, stage: &StageId, preparation: &PreparationId, on: Date) -> Sentence<'p> {
    let known = programme.stage(stage).and_then(|stage| stage.preparation.iter().find(|p| p.id == *preparation));
    let what = known.map_or(preparation.as_str(), |preparation| preparation.plain.as_str());
    plain(Some(on), format!("Prepared for “{}”: “{}”", stage_name(programme, stage), ended(what)))
}

/// What was measured, and what was answered.
fn check_in_words(check: &CheckKind, values: &Values) -> (Vec<String>, Vec<String>) {
    let (mut numbers, mut answers) = (Vec::new(), Vec::new());
    let pair = paired_readings(check);
    for field in &check.fields {
        if pair.is_some_and(|(_, second)| second.id == field.id) {
            continue;
        }
        if let Some((first, second)) = pair.filter(|(first, _)| first.id == field.id) {
            numbers.extend(pair_in_words(check, (first, values.get(&first.id)), (second, values.get(&second.id))));
            continue;
        }
        let Some(worth) = values.get(&field.id).and_then(|value| value_in_words(field, value)) else { continue };
        match field.form {
            FieldForm::Choice { .. } => answers.push((in_sentence(&field.name), worth)),
            FieldForm::Numbers { .. } => numbers.push(format!("{} {worth}", in_sentence(&field.name))),
        }
    }
    (numbers, together(answers))
}

/// Answers with what was answered, those that are answered alike in one, the answer first: nobody waits for it to the end of a
/// long list. `no to: diabetes, insulin, cancer`.
fn together(answers: Vec<(String, String)>) -> Vec<String> {
    let mut alike: Vec<(Vec<String>, String)> = Vec::new();
    for (name, answer) in answers {
        match alike.iter_mut().find(|(_, known)| *known == answer) {
            Some((names, _)) => names.push(name),
            None => alike.push((vec![name], answer)),
        }
    }
    let said = |(names, answer): &(Vec<String>, String)| match names.as_slice() {
        [name] => format!("{name}: {answer}"),
        names => format!("{answer} to: {}", names.join(", ")),
    };
    alike.iter().map(said).collect()
}

fn pair_in_words(
    check: &CheckKind,
    first: (&Field, Option<&Value>),
    second: (&Field, Option<&Value>),
) -> Option<String> {
    let read = |value: Option<&Value>| value.map(known_numbers).unwrap_or_default();
    let (one, other) = (read(first.1), read(second.1));
    let FieldForm::Numbers { unit, decimals, .. } = &first.0.form else { return None };
    let worth = |numbers: &[Number]| mean(numbers, *decimals).map_or("not known".to_owned(), |mean| mean.to_string());
    let readings = one.len().max(other.len());
    let unit = unit_after(unit);
    let text = format!("{}/{}{unit}{}", worth(&one), worth(&other), of_readings(readings));
    (readings > 0).then(|| format!("{} {text}", in_sentence(&check.name)))
}

fn of_an_earlier_file(check: &CheckId, values: &Values) -> String {
    let value = |value: &Value| match value {
        Value::Choice(chosen) => chosen.to_string(),
        numbers => known_numbers(numbers).iter().map(Number::to_string).collect::<Vec<_>>().join(", "),
    };
    let all: Vec<_> = values.iter().map(|(field, written)| format!("{field} {}", value(written))).collect();
    format!("“{check}”, a check of an earlier programme file: {}.", all.join("; "))
}

fn shape(field: &Field) -> Option<(usize, &str, u8)> {
    match &field.form {
        FieldForm::Numbers { count, unit, decimals, .. } => Some((*count, unit, *decimals)),
        FieldForm::Choice { .. } => None,
    }
}

fn sum(numbers: &[Number]) -> Option<Number> {
    (!numbers.is_empty()).then(|| numbers.iter().fold(Number::whole(0), |sum, number| sum + *number))
}

fn of_readings(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " (mean of two)".to_owned(),
        3 => " (mean of three)".to_owned(),
        more => format!(" (mean of {more})"),
    }
}

fn of_items(answered: usize, asked: usize) -> String {
    if answered == asked { String::new() } else { format!(" ({answered} of {asked} questions answered)") }
}

fn unit_after(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

fn because(reason: &str) -> String {
    format!("Reason: {}", ended(reason))
}

/// The text with a full stop, unless it ends in a mark of its own.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '?', '!', '”']) { text.to_owned() } else { format!("{text}.") }
}

fn stage_name<'a>(programme: &'a Programme, stage: &'a StageId) -> &'a str {
    programme.stage(stage).map_or(stage.as_str(), |stage| stage.name.as_str())
}

/// A name inside a sentence: “Blood pressure” loses its capital, “HbA1c” and “PHQ-9” keep theirs.
fn in_sentence(name: &str) -> String {
    let first_word = name.split([' ', '-']).next().unwrap_or_default();
    let only_initial = first_word.chars().skip(1).all(char::is_lowercase) && first_word.chars().count() > 1;
    let mut chars = name.chars();
    match chars.next().filter(|_| only_initial) {
        Some(initial) => initial.to_lowercase().chain(chars).collect(),
        None => name.to_owned(),
    }
}

fn start_of_sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |initial| initial.to_uppercase().chain(chars).collect())
}

fn day_left(event: &PersonEvent) -> Option<Date> {
    match event {
        PersonEvent::Registered { on, .. }
        | PersonEvent::RequestMade { on, .. }
        | PersonEvent::RequestAnswered { on, .. } => Some(*on),
        PersonEvent::Appeal(event) => Some(event.on()),
        _ => None,
    }
}

/// What sort of thing happened, where the rest is erased.
fn kind_in_words(event: &PersonEvent, voice: Voice) -> &'static str {
    match event {
        PersonEvent::Registered { .. } => voice.pick("Came into the programme.", "You came into the programme."),
        PersonEvent::DetailsAmended { .. } => {
            voice.pick("The entry about who they are was put right.", "The entry about who you are was put right.")
        }
        PersonEvent::ExaminationRecorded { .. } => "An examination was recorded.",
        PersonEvent::ExaminationAmended { .. } => "An examination was put right.",
        PersonEvent::ExaminationEnteredInError { .. } => "An examination was taken back.",
        PersonEvent::AlertAnswered { .. } => "Somebody was in touch.",
        PersonEvent::Prepared { .. } => "Something was done to prepare for a stage.",
        PersonEvent::StageEntered { .. } => voice.pick("Entered a stage.", "You entered a stage."),
        PersonEvent::Moved { .. } => voice.pick("Moved.", "You moved."),
        PersonEvent::Departed { .. } => voice.pick("Left the programme.", "You left the programme."),
        PersonEvent::Returned { .. } => voice.pick("Came back to the programme.", "You came back to the programme."),
        PersonEvent::CarerAssigned { .. } => {
            voice.pick("Somebody came to stand by them.", "Somebody came to stand by you.")
        }
        PersonEvent::CarerEnded { .. } => {
            voice.pick("Somebody stands by them no longer.", "Somebody stands by you no longer.")
        }
        PersonEvent::Bond(event) => bond::kind_in_words(event, voice),
        PersonEvent::Telling(event) => telling::kind_in_words(event, voice),
        PersonEvent::Care(event) => care_kind_in_words(event, voice),
        PersonEvent::EmergencyOpened { .. } => voice.pick(
            "Somebody took the right to read this record in an emergency.",
            "Somebody took the right to read your record in an emergency.",
        ),
        PersonEvent::RequestMade { .. } => {
            voice.pick("They asked something about their own record.", "You asked something about your own record.")
        }
        PersonEvent::RequestAnswered { .. } => voice.pick("They were answered.", "You were answered."),
        PersonEvent::Deferral(_) | PersonEvent::Appeal(_) | PersonEvent::Assessment(_) => {
            waits::kind_in_words(event, voice)
        }
        PersonEvent::Donation(event) => donation::kind_in_words(event, voice),
        PersonEvent::FollowUp(event) => follow_up::kind_in_words(event, voice),
        PersonEvent::Reach(event) => reach::kind_in_words(event, voice),
        PersonEvent::Journey(event) => journey::kind_in_words(event, voice),
        PersonEvent::Keep(KeepEvent::Kept { .. }) => "What the law has kept was locked away.",
        PersonEvent::Keep(KeepEvent::Over) => "What was kept was destroyed.",
        PersonEvent::Erased { .. } => "The record was erased.",
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod told_to_them;
