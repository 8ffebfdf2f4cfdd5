//! Staying in touch with one person: when they are asked next, the windows as a line of time, how they want to be reached, who
//! tried, what they said, whether they want to be asked, what has to be reported. To the donor it is told as theirs.

use std::collections::BTreeSet;

use programme::{
    ContactPlan, FollowUpAnswer, FollowUpAnswerId, Person, Window, WindowState, next_contact, next_way, open_reports,
    value_in_words, ways_tried, windows,
};
use record::Life;

use super::{course, last_heard, name_of, way};
use crate::console::desk::{Desk, Place};
use crate::console::form::follow_up::{self as form, Speaker};
use crate::console::form::{Asking, FormView};
use crate::console::forms::{Typed, prefilled_plan};
use crate::console::plain::{Block, PlainPage};
use crate::console::words::{self, counted, plain_date};
use crate::rights::Right;

/// Everything that the page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FollowUpPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose.
    pub(crate) life: &'a Life,
    /// What whoever works here may do with this person.
    pub(crate) grants: &'a BTreeSet<Right>,
    /// Whether it is their own.
    pub(crate) own: bool,
    /// Whether something was just written.
    pub(crate) done: bool,
}

impl FollowUpPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let all = windows(self.person(), self.desk.programme);
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("Recorded.".to_owned()));
        }
        blocks.push(Block::Text(next_said(self.person(), self.desk, self.speaker())));
        blocks.extend(self.reports(&asking));
        blocks.extend(self.asked_now(&asking, &all));
        blocks.extend(self.course(&all));
        blocks.extend(self.contact(&asking));
        blocks.extend(self.attempts(&asking));
        blocks.extend(self.answers(&asking));
        blocks.extend(self.wish(&asking));
        let back = if self.own { "/me".to_owned() } else { words::person_href(self.person().id) };
        let mut links = vec![(back, self.pick("Their page", "My page").to_owned(), String::new())];
        if !self.own && self.may(Right::StayInTouch) {
            let messages = format!("/people/{}/messages", self.person().id);
            links.push((
                messages,
                match self.person().journey.death {
                    Some(_) => "What was written to them",
                    None => "Messages to them, and links by which they answer",
                }
                .to_owned(),
                String::new(),
            ));
        }
        blocks.push(Block::Links(links));
        let title = self.pick("Staying in touch", "How I am since I gave").to_owned();
        let line = match self.own {
            true => {
                "You need not answer, and you can ask not to be asked. You can take that back on any day.".to_owned()
            }
            false => words::name(self.person().details.as_ref()),
        };
        let place = if self.own { Place::Mine } else { Place::People };
        PlainPage { desk: self.desk, place, title, line, blocks }.render()
    }

    /// What has to be reported, and what could come to have to be.
    fn reports(&self, asking: &Asking<'_>) -> Vec<Block> {
        if self.own {
            return Vec::new();
        }
        let mut blocks = Vec::new();
        let open = open_reports(self.person(), self.desk.programme);
        if !open.is_empty() {
            blocks.push(Block::Heading("reports", "To be reported within hours".to_owned()));
        }
        for report in &open {
            let moment = |at: jiff::Timestamp| words::moment(self.desk.programme, at.as_microsecond());
            let (name, learnt, until) = (&report.kind.name, moment(report.learnt), moment(report.until));
            blocks.push(Block::Text(format!("{name}: learnt of on {learnt}, to be reported by {until}.")));
            if self.may(Right::StayInTouch) {
                blocks.push(Block::Form(form::report(asking, self.person(), report).html(asking)));
            }
        }
        if self.may(Right::StayInTouch) {
            let learn = form::learn(asking, self.person());
            blocks.extend(
                learn.and_then(|form| folded(asking, "learn", "Something happened that has to be reported", form)),
            );
        }
        blocks
    }

    /// The form of the window in which they are asked now.
    fn asked_now(&self, asking: &Asking<'_>, all: &[Window]) -> Vec<Block> {
        let Some(window) = asked_for(all, self.desk).filter(|_| self.may(Right::SayHowTheyAre)) else {
            return Vec::new();
        };
        let view = form::how_are_you(asking, window, form::word(self.person()), self.speaker());
        let title = self.pick("Write down how they are", "How are you?").to_owned();
        vec![Block::Heading("how-are-you", title), Block::Form(view.html(asking))]
    }

    fn course(&self, all: &[Window]) -> Vec<Block> {
        let (programme, today) = (self.desk.programme, self.desk.today);
        let Some(picture) = course(programme, all, today) else { return Vec::new() };
        let title = self.pick("The times after giving", "The times after I gave").to_owned();
        let row = |window: &Window| {
            let state = window.state_on(today);
            let lost = window.is_lost_on(today) && !self.own;
            let state_said = if lost { "late: nobody has heard of them" } else { state.plain() };
            let missing: Vec<&str> = match state {
                WindowState::NotYet | WindowState::Ended => Vec::new(),
                _ => window.missing().map(|field| field_name(programme, field)).collect(),
            };
            let missing = if missing.is_empty() { String::new() } else { words::uncapital(&words::list(&missing)) };
            let days = format!("{} to {}", plain_date(window.first), plain_date(window.last));
            let cells =
                vec![name_of(programme, window), state_said.to_owned(), days, plain_date(window.form_due), missing];
            (String::new(), cells)
        };
        let columns = vec!["When", "How it stands", "In time", "Form due", "Missing"];
        let rows = all.iter().map(row).collect();
        let caption = title.clone();
        vec![Block::Heading("times", title), Block::Picture(picture), Block::Table { caption, columns, rows }]
    }

    /// How they want to be reached, and the next way.
    fn contact(&self, asking: &Asking<'_>) -> Vec<Block> {
        let person = self.person();
        let title = self.pick("How they want to be reached", "How I want to be reached").to_owned();
        let mut blocks = vec![Block::Heading("contact", title)];
        match &person.follow_up.plan {
            Some(plan) => blocks.extend(self.plan_said(plan)),
            None => blocks.push(Block::Text(
                self.pick("Nothing is agreed yet.", "You have not said yet how you want to be reached.").to_owned(),
            )),
        }
        if !self.may(Right::SayHowTheyAre) || person.journey.death.is_some() {
            return blocks;
        }
        let prefilled = person.follow_up.plan.as_ref().map(prefilled_plan).unwrap_or_default();
        let asking = Asking { typed: &prefilled, ..*asking };
        let name = match (&person.follow_up.plan, self.own) {
            (None, false) => "Agree on how they want to be reached",
            (None, true) => "Say how you want to be reached",
            (Some(_), false) => "Agree anew",
            (Some(_), true) => "Change it",
        };
        let view = form::plan(&asking, person, self.speaker());
        blocks.extend(folded(&asking, "plan", name, view));
        blocks
    }

    fn plan_said(&self, plan: &ContactPlan) -> Vec<Block> {
        let agreed = format!("Agreed on {}.", plain_date(plan.agreed));
        let mut lines: Vec<String> = plan
            .ways
            .iter()
            .map(|known| format!("{}: {}", words::capital(known.by.plain()), known.address.trim()))
            .collect();
        let always = self.pick("who always knows where they are", "who always knows where I am");
        lines.extend(plan.keepers.iter().map(|keeper| {
            let (name, relation, address) = (keeper.name.trim(), keeper.relation.trim(), keeper.address.trim());
            format!("{name}, {relation}, {always}: {address}")
        }));
        lines.extend(plan.times.as_ref().map(|times| format!("When: {}", times.trim())));
        lines.extend(plan.language.as_ref().map(|language| format!("Language: {}", language.trim())));
        let mut blocks = vec![Block::Text(agreed), Block::List(lines)];
        let is_asked = next_contact(self.person(), self.desk.programme, self.desk.today).is_some();
        if !self.own && is_asked {
            let next = next_way(self.person());
            blocks.push(Block::Text(match next {
                Some(next) => format!("The next way to reach them. {}.", way(&next)),
                None => "All that was agreed has failed: ask those whom they named.".to_owned(),
            }));
        }
        blocks
    }

    /// Who tried to reach them.
    fn attempts(&self, asking: &Asking<'_>) -> Vec<Block> {
        let person = self.person();
        let mut blocks = Vec::new();
        let heard = last_heard(person).map(|(on, how)| {
            let on = plain_date(on);
            if self.own {
                format!(
                    "We last heard of you on {on}, {}.",
                    how.replace("they were", "you were").replace("their", "your")
                )
            } else {
                format!("Last heard of on {on}, {how}.")
            }
        });
        let tried = ways_tried(person).len() as u64;
        if !person.follow_up.attempts.is_empty() {
            let title = self.pick("Who tried to reach them", "When we tried to reach you").to_owned();
            blocks.push(Block::Heading("attempts", title));
            blocks.extend(heard.map(Block::Text));
            if tried > 0 && !self.own {
                blocks.push(Block::Text(format!("Tried {} since.", counted(tried, "time", "times"))));
            }
            let row = |attempt: &programme::Attempt| {
                let outcome = attempt.outcome.plain();
                let outcome = if self.own {
                    outcome.replace("They were", "You were").replace("They have", "You had")
                } else {
                    outcome.to_owned()
                };
                let note = attempt.note.as_deref().unwrap_or_default().trim().to_owned();
                let address = attempt.address.as_ref().map_or(String::new(), |address| format!(", {}", address.trim()));
                let by = format!("{}{address}", words::capital(attempt.by.plain()));
                (String::new(), vec![plain_date(attempt.on), by, outcome, note])
            };
            let rows = person.follow_up.attempts.iter().rev().map(row).collect();
            let caption = "Attempts, the newest first".to_owned();
            let columns = vec!["On", "By what", "What came of it", "Note"];
            blocks.push(Block::Table { caption, columns, rows });
        } else if let Some(heard) = heard {
            blocks.push(Block::Heading(
                "attempts",
                self.pick("When they were heard of", "When we heard of you").to_owned(),
            ));
            blocks.push(Block::Text(heard));
        }
        if self.may(Right::StayInTouch) && person.journey.death.is_none() {
            let view = form::attempt(asking, person);
            blocks.extend(folded(asking, "attempt", "Write down that somebody tried", view));
        }
        blocks
    }

    fn answers(&self, asking: &Asking<'_>) -> Vec<Block> {
        let person = self.person();
        let mut blocks = Vec::new();
        if person.follow_up.answers.is_empty() {
            return blocks;
        }
        blocks.push(Block::Heading("answers", self.pick("What they said", "What I said").to_owned()));
        let mut all: Vec<&(FollowUpAnswerId, FollowUpAnswer)> = person.follow_up.answers.iter().collect();
        all.sort_by_key(|(_, answer)| std::cmp::Reverse(answer.seen));
        for (id, answer) in all {
            let source = answer.source.plain();
            let source = if self.own {
                source.replace("they were", "you were").replace("their", "your")
            } else {
                source.to_owned()
            };
            blocks.push(Block::Text(format!("{}, {source}:", plain_date(answer.seen))));
            blocks.push(Block::List(said(self.desk, answer)));
            if self.may(Right::StayInTouch) && !self.own {
                let view = form::take_back(asking, person, *id);
                let name = format!("Take back the answers of {}", plain_date(answer.seen));
                blocks.push(Block::Folded(format!("take-back-{id}"), name, view.html(asking)));
            }
        }
        blocks
    }

    /// Their wish to be left alone, and taking it back.
    fn wish(&self, asking: &Asking<'_>) -> Vec<Block> {
        let person = self.person();
        let never_asked = next_contact(person, self.desk.programme, self.desk.today).is_none();
        let left = person.follow_up.wants_to_be_left();
        if !self.may(Right::SayHowTheyAre) || person.journey.death.is_some() || (never_asked && !left) {
            return Vec::new();
        }
        let view = form::wish(asking, person, self.speaker());
        let name = match (left, self.own) {
            (false, false) => "They asked to be left alone",
            (false, true) => "I do not want to be asked any more",
            (true, false) => "They want to be asked again",
            (true, true) => "I want to be asked again",
        };
        folded(asking, "wish", name, view).into_iter().collect()
    }

    const fn person(&self) -> &Person {
        &self.life.person
    }

    const fn speaker(&self) -> Speaker {
        if self.own { Speaker::OWN } else { Speaker::Others }
    }

    fn may(&self, right: Right) -> bool {
        self.grants.contains(&right) && !self.person().erased
    }

    const fn pick(&self, them: &'static str, you: &'static str) -> &'static str {
        if self.own { you } else { them }
    }
}

/// When somebody is asked next, or why nobody is to ask them.
pub(super) fn next_said(person: &Person, desk: Desk<'_>, speaker: Speaker) -> String {
    let own = speaker != Speaker::Others;
    let pick = |them: &'static str, you: &'static str| if own { you } else { them };
    if let Some(death) = &person.journey.death {
        return format!("Died on {}. Nobody asks for them any more.", plain_date(death.on));
    }
    if person.follow_up.wants_to_be_left() {
        let since = person.follow_up.left_alone.last().map_or_else(String::new, |last| plain_date(last.from));
        let what = pick("They asked not to be asked any more", "You asked not to be asked any more");
        return format!(
            "{what}, on {since}. {}",
            pick("They can take that back on any day.", "You can take that back on any day.")
        );
    }
    if let Some((offer, said)) = person.journey.handed_over() {
        let (to, on) = (offer.to.trim(), plain_date(said.on));
        return format!("{to} {}, since {on}.", pick("stays in touch with them", "stays in touch with you"));
    }
    let offered = person.journey.open_offer().map_or(String::new(), |offer| {
        let (to, on) = (offer.to.trim(), plain_date(offer.on));
        let whom = pick("them", "you");
        format!(" On {on} {to} was asked to stay in touch with {whom}; until it has said yes we do.")
    });
    let all = windows(person, desk.programme);
    let asked = asked_for(&all, desk);
    let said = match (asked, next_contact(person, desk.programme, desk.today)) {
        (Some(window), _) if window.state_on(desk.today) == WindowState::Late => {
            let late =
                if window.is_lost_on(desk.today) { pick(" Nobody has heard of them since it began.", "") } else { "" };
            let whom = pick("They are late for", "We would have liked to ask you by now for");
            format!(
                "{whom} “{}”: it was to be known by {}.{late}",
                name_of(desk.programme, window),
                plain_date(window.last)
            )
        }
        (Some(window), _) => {
            let whom = pick("They are asked now for", "You are asked now for");
            format!("{whom} “{}”, until {}.", name_of(desk.programme, window), plain_date(window.last))
        }
        (None, Some(next)) => {
            let whom = pick("They are asked next", "We ask you next");
            let what = next.window.as_ref().map(|id| super::named(desk.programme, id, 0));
            let what = what.map_or(String::new(), |name| format!(": “{name}”"));
            format!("{whom} from {} on{what}.", plain_date(next.since.max(next.on)))
        }
        (None, None) => pick(
            "Nobody is to ask them anything: they have not given, and are not asked to.",
            "Nobody is to ask you anything.",
        )
        .to_owned(),
    };
    format!("{said}{offered}")
}

/// The window in which somebody is asked now: the latest that is late or due.
pub(super) fn asked_for<'w>(all: &'w [Window], desk: Desk<'_>) -> Option<&'w Window> {
    let is_asked = |window: &&Window| matches!(window.state_on(desk.today), WindowState::Due | WindowState::Late);
    all.iter().filter(is_asked).max_by_key(|window| (window.first, window.given))
}

/// What somebody said, field by field.
fn said(desk: Desk<'_>, answer: &FollowUpAnswer) -> Vec<String> {
    let sections = desk.programme.follow_up.iter().flat_map(|follow_up| &follow_up.sections);
    let fields = sections.flat_map(|section| section.fields(desk.programme));
    let mut all: Vec<String> = fields
        .filter_map(|field| {
            let worth = value_in_words(field, answer.values.get(&field.id)?)?;
            Some(format!("{}: {worth}", field.name))
        })
        .collect();
    all.extend(answer.note.as_ref().map(|note| format!("“{}”", note.trim())));
    all
}

fn field_name<'p>(programme: &'p programme::rules::Programme, id: &'p programme::FieldId) -> &'p str {
    let sections = programme.follow_up.iter().flat_map(|follow_up| &follow_up.sections);
    let mut fields = sections.flat_map(|section| section.fields(programme));
    fields.find(|field| field.id == *id).map_or(id.as_str(), |field| field.name.as_str())
}

fn folded(asking: &Asking<'_>, id: &str, name: &str, view: FormView) -> Option<Block> {
    Some(Block::Folded(id.to_owned(), name.to_owned(), view.html(asking)))
}
