//! Waiting, being deferred, objecting and being assessed, as sentences.

use jiff::civil::Date;

use crate::appeal::{Against, Decision};
use crate::deferral::Term;
use crate::event::{AppealEvent, AssessmentEvent, DeferralEvent, PersonEvent, Private};
use crate::ids::{AccountId, DeferralKindId, RuleId};
use crate::rules::{Programme, RuleText};

use super::{Names, Sentence, Voice, because, ended, in_sentence, named, plain, plain_date};

/// The sentence of an event of these sorts; `None` of all others, and of what is erased.
pub(super) fn sentence<'p>(event: &PersonEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    match event {
        PersonEvent::Deferral(event) => deferral(event, programme, names),
        PersonEvent::Appeal(event) => appeal(event, programme, names),
        PersonEvent::Assessment(event) => assessment(event, programme, names),
        _ => None,
    }
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &PersonEvent, voice: Voice) -> &'static str {
    match event {
        PersonEvent::Deferral(DeferralEvent::WaitBegun { .. } | DeferralEvent::AskedToWait { .. }) => {
            voice.pick("It was said that somebody waits.", "It was said that you, or somebody with you, wait.")
        }
        PersonEvent::Deferral(_) => "A wait or a deferral was changed.",
        PersonEvent::Appeal(AppealEvent::Made { .. }) => voice.pick("They objected.", "You objected."),
        PersonEvent::Appeal(AppealEvent::Decided { .. }) => {
            voice.pick("An objection was decided.", "Your objection was decided.")
        }
        _ => "Something that was found was assessed.",
    }
}

fn deferral<'p>(event: &DeferralEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    use DeferralEvent as E;
    use Private::Known;
    let voice = names.voice;
    Some(match event {
        E::WaitBegun { waiting: Known(waiting), asked, .. } => {
            let until = until(waiting.until, voice);
            let together = match (asked, waiting.with) {
                (Some(_), _) => voice.pick(
                    " Somebody had asked whether they wait together.",
                    " Somebody had asked whether you wait together.",
                ),
                (None, Some(_)) => voice.pick(
                    " Asked somebody whether they wait together.",
                    " You asked somebody whether you wait together.",
                ),
                (None, None) => "",
            };
            let rules = programme.own_wait().map(|kind| &kind.rule).into_iter().collect();
            Sentence {
                rules,
                ..plain(Some(waiting.on), format!("{} to wait, {until}.{together}", voice.pick("Wanted", "You wanted")))
            }
        }
        E::AskedToWait { asking: Known(asking), .. } => {
            let words = asking.words.as_ref().map_or(String::new(), |words| format!(" They said: “{}”", words.trim()));
            let until = until(asking.until, Voice::Them);
            let was = voice.pick("Was", "You were");
            plain(Some(asking.on), format!("{was} asked by somebody who waits, {until}, to wait as well.{words}"))
        }
        E::Declined { .. } => plain(None, format!("{} not wait as well.", voice.pick("Did", "You did"))),
        E::WaitEnded { on: Known(on), .. } => {
            plain(Some(*on), format!("{} ready again.", voice.pick("Was", "You were")))
        }
        E::Placed { by, placed: Known(placed), .. } => {
            let length = match placed.term {
                Term::Until { day } => format!("until {}", plain_date(day)),
                Term::Review { day } => {
                    format!("with no end in sight; it is looked at again on {}", plain_date(day))
                }
                Term::Permanent => "for good: it is permanent".to_owned(),
                Term::UntilTheySay => voice.pick("until they say", "until you say").to_owned(),
            };
            let name = kind_name(programme, &placed.kind);
            let who = by_whom(names, *by);
            let text = format!(
                "{} deferred{who}, {length} ({name}). {} {}",
                voice.pick("Was", "You were"),
                because(&placed.reason),
                how_to_object(programme, voice)
            );
            let rules = programme.deferral_kind(&placed.kind).map(|kind| &kind.rule).into_iter().collect();
            Sentence { rules, ..plain(Some(placed.on), text) }
        }
        E::Reviewed { by, next: Known(next), reason: Known(reason), .. } => {
            let (who, next) = (by_whom(names, *by), plain_date(*next));
            plain(
                None,
                format!("The deferral was looked at again{who} and goes on; next on {next}. {}", because(reason)),
            )
        }
        E::Lifted { by, on: Known(on), reason: Known(reason), .. } => {
            plain(Some(*on), format!("The deferral was lifted{}. {}", by_whom(names, *by), because(reason)))
        }
        _ => return None,
    })
}

fn appeal<'p>(event: &AppealEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    use Private::Known;
    Some(match event {
        AppealEvent::Made { on, until, objection: Known(objection), .. } => {
            let (what, rule) = match &objection.against {
                Against::Deferral { .. } => ("a deferral", None),
                Against::Finding { rule } => ("what a rule found", finding(programme, rule)),
                Against::Assessment { .. } => ("an assessment", None),
            };
            let text = format!(
                "{} to {what}: “{}” It is decided by {} at the latest, by somebody who took no part.",
                names.voice.pick("Objected", "You objected"),
                objection.text.trim(),
                plain_date(*until)
            );
            Sentence { rules: rule.into_iter().collect(), ..plain(Some(*on), text) }
        }
        AppealEvent::Decided { by, on, ruling: Known(ruling), .. } => {
            let decided = match ruling.decision {
                Decision::Upheld => names.voice.pick("They were right", "You were right"),
                Decision::Repeat => "The checks are made again at once",
                Decision::Stands => "It stands",
            };
            let (who, objection) = (by_whom(names, *by), names.voice.pick("The objection", "Your objection"));
            plain(Some(*on), format!("{objection} was decided{who}: “{}” {decided}.", ended(&ruling.reason)))
        }
        _ => return None,
    })
}

fn assessment<'p>(event: &AssessmentEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    let AssessmentEvent::Assessed { by, assessed: Private::Known(assessed), .. } = event else { return None };
    let rule = finding(programme, &assessed.rule);
    let came_to = if assessed.fit { "fit to give with it" } else { "not fit to give with it" };
    let object = if assessed.fit { String::new() } else { format!(" {}", how_to_object(programme, names.voice)) };
    let found = rule.map_or(String::new(), |rule| format!(" “{}”", rule.plain));
    let they_are = names.voice.pick("They are", "You are");
    let text = format!(
        "What was found was assessed{}.{found} {they_are} {came_to}. {}{object}",
        by_whom(names, *by),
        because(&assessed.words)
    );
    Some(Sentence { rules: rule.into_iter().collect(), ..plain(Some(assessed.on), text) })
}

fn how_to_object(programme: &Programme, voice: Voice) -> String {
    programme.appeals.as_ref().map_or(String::new(), |appeals| {
        let can = voice
            .pick("They can object, or their advocate can for them", "You can object, or your advocate can for you");
        format!("{can}: somebody who took no part decides in writing within {}.", appeals.within)
    })
}

fn until(until: Option<Date>, voice: Voice) -> String {
    until.map_or_else(
        || voice.pick("until they say", "until you say").to_owned(),
        |until| format!("until {}", plain_date(until)),
    )
}

fn by_whom(names: &Names<'_>, by: Option<AccountId>) -> String {
    by.map_or(String::new(), |by| format!(" by {}", in_sentence_if_nobody(&named(names, by))))
}

/// “Somebody who is …” loses its capital inside a sentence; a name keeps it.
fn in_sentence_if_nobody(name: &str) -> String {
    if name.starts_with("Somebody ") { in_sentence(name) } else { name.to_owned() }
}

fn kind_name(programme: &Programme, kind: &DeferralKindId) -> String {
    programme.deferral_kind(kind).map_or_else(|| format!("“{kind}”"), |kind| in_sentence(&kind.name))
}

fn finding<'p>(programme: &'p Programme, rule: &RuleId) -> Option<&'p RuleText> {
    programme.finding(rule).map(|finding| &finding.rule)
}
