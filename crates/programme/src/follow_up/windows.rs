//! The windows of somebody who gave: when they are seen or asked, what is known of each part of the form, and what is missing.
//!
//! Nothing here knows which day it is. What is found belongs to the window that it falls into; what falls into none belongs to
//! the one whose day is nearest to the day on which the donor was last seen. After the last window of the file the rounds for
//! life begin: each a time after the one before was answered, so that there is always exactly one that is still to come.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::ids::{DonationId, DonationKindId, FieldId, SectionId, WindowId};
use crate::person::Person;
use crate::rules::{FollowUp, FollowUpWindow, ForLife, Programme, WindowWhen};
use crate::value::{Value, Values};

use super::AttemptOutcome;
use super::silence::{Silence, silences};

/// A time at which somebody who gave is seen or asked, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// After which donation.
    pub donation: DonationId,
    /// The kind of that donation.
    pub kind: DonationKindId,
    /// The day of that donation.
    pub given: Date,
    /// Which window of the file.
    pub id: WindowId,
    /// Which round, from 1, of what goes on for life; 0 of a window that comes once.
    pub round: u32,
    /// The first day on which what is found counts, and on which they can be asked.
    pub first: Date,
    /// The day that it is about.
    pub day: Date,
    /// The last day on which what is found counts as in time.
    pub last: Date,
    /// The day on which the form is due.
    pub form_due: Date,
    /// From this day on it is not asked for any more: the next window has begun, or there is silence.
    pub until: Option<Date>,
    /// The day on which silence began, where that was before the window was over. It is then neither late nor missed.
    pub ended: Option<Date>,
    /// Silences that begin and end while it is asked for, each with its first day and the day on which it is over.
    pub pauses: Vec<(Date, Date)>,
    /// The first day on or after `first` on which they were spoken to, seen or heard of.
    pub contact: Option<Date>,
    /// The parts of the form, in the order of the file.
    pub sections: Vec<SectionState>,
}

/// What is known of one part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionState {
    /// Which.
    pub id: SectionId,
    /// Each field with the day on which it was found: the first one in time, or else the first one.
    pub fields: Vec<(FieldId, Option<Date>)>,
}

/// How a window stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowState {
    /// It has not begun.
    NotYet,
    /// It is open, and something is missing.
    Due,
    /// It is over, something is missing, and the next one has not begun.
    Late,
    /// It is complete, and was so in time.
    Complete,
    /// It is complete, with something that was found too early or too late.
    CompleteLate,
    /// Something was missing when the next one began.
    Missed,
    /// There is silence, or it began before this was over.
    Ended,
}

impl WindowState {
    /// All states.
    pub const ALL: [Self; 7] =
        [Self::NotYet, Self::Due, Self::Late, Self::Complete, Self::CompleteLate, Self::Missed, Self::Ended];

    /// As the interface writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "not-yet",
            Self::Due => "due",
            Self::Late => "late",
            Self::Complete => "complete",
            Self::CompleteLate => "complete-late",
            Self::Missed => "missed",
            Self::Ended => "ended",
        }
    }

    /// In plain words, as people read it.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::NotYet => "not yet",
            Self::Due => "due",
            Self::Late => "late",
            Self::Complete => "complete, in time",
            Self::CompleteLate => "complete, not in time",
            Self::Missed => "never completed",
            Self::Ended => "no longer asked",
        }
    }
}

impl Window {
    /// The day from which all parts count as complete.
    pub fn complete_on(&self) -> Option<Date> {
        self.sections.iter().try_fold(Date::MIN, |last, section| Some(last.max(self.section_complete_on(section)?)))
    }

    /// The day from which one of its parts counts as complete.
    pub fn section_complete_on(&self, section: &SectionState) -> Option<Date> {
        section.fields.iter().try_fold(Date::MIN, |last, (_, on)| Some(last.max(self.counts_from((*on)?))))
    }

    /// From when on something counts that was found on a day. What was found before the window is asked for in it all the same,
    /// and where nothing newer comes it counts once the window is over: not in time.
    pub fn counts_from(&self, found: Date) -> Date {
        if self.is_early(found) { self.last.tomorrow().unwrap_or(Date::MAX) } else { found }
    }

    /// How it stands on a day.
    pub fn state_on(&self, day: Date) -> WindowState {
        match self.complete_on() {
            Some(on) if on <= day && on <= self.last => return WindowState::Complete,
            Some(on) if on <= day => return WindowState::CompleteLate,
            _ => {}
        }
        let is_silent = self.pauses.iter().any(|(from, until)| *from <= day && day < *until);
        if is_silent || self.ended.is_some_and(|ended| ended <= day) {
            WindowState::Ended
        } else if day < self.first {
            WindowState::NotYet
        } else if self.until.is_some_and(|until| until <= day) {
            WindowState::Missed
        } else if day <= self.last {
            WindowState::Due
        } else {
            WindowState::Late
        }
    }

    /// Whether it is late on a day and nobody has heard of them since it began. Lost is never departed: they stay on the list.
    pub fn is_lost_on(&self, day: Date) -> bool {
        self.state_on(day) == WindowState::Late && self.contact.is_none_or(|contact| day < contact)
    }

    /// The fields that were not found in time or later, whatever day it is.
    pub fn missing(&self) -> impl Iterator<Item = &FieldId> {
        let is_missing = |on: &Option<Date>| on.is_none_or(|on| self.is_early(on));
        let fields = self.sections.iter().flat_map(|section| &section.fields);
        fields.filter(move |(_, on)| is_missing(on)).map(|(field, _)| field)
    }

    /// Whether a day is before a window that comes once. A round for life moves with the day on which it is answered.
    fn is_early(&self, day: Date) -> bool {
        self.round == 0 && day < self.first
    }

    fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    fn distance(&self, day: Date) -> i32 {
        day.since(self.day).map_or(i32::MAX, |span| span.get_days().abs())
    }

    fn take(&mut self, seen: &Observation<'_>) {
        let (is_in_time, first) = (self.contains(seen.on), self.first);
        let comes_once = self.round == 0;
        for (field, on) in self.sections.iter_mut().flat_map(|section| &mut section.fields) {
            let gives_way = on.is_none_or(|on| comes_once && is_in_time && on < first);
            if gives_way && seen.knows(field) {
                *on = Some(seen.on);
            }
        }
    }
}

/// The windows of every donation that was given, in the order of the donations and then of their days. After the last donation
/// the rounds for life follow, the last of them the one that is still to come. A window that would have begun in silence is
/// left out.
pub fn windows(person: &Person, programme: &Programme) -> Vec<Window> {
    let Some(follow_up) = programme.follow_up.as_ref().filter(|_| !person.erased) else { return Vec::new() };
    let mut given: Vec<_> =
        person.donations.iter().filter_map(|donation| Some((donation.id, donation.given.as_ref()?))).collect();
    given.sort_by_key(|(_, given)| given.on);
    let silences = silences(person);
    let observations = observations(person, follow_up);
    let mut all = Vec::new();
    for (place, (donation, what)) in given.iter().enumerate() {
        let mut course = Course::of(*donation, what, follow_up);
        let for_life = follow_up.for_life.as_ref().filter(|_| place + 1 == given.len());
        course.run(for_life, follow_up, &observations, &silences);
        all.append(&mut course.windows);
    }
    let contacts = contacts(person, &observations);
    all.iter_mut().for_each(|window| window.contact = contacts.iter().copied().find(|on| window.first <= *on));
    all.retain(|window| {
        let untouched = window.sections.iter().flat_map(|section| &section.fields).all(|(_, on)| on.is_none());
        !(untouched && window.ended == Some(window.first))
    });
    all
}

/// What was found on a day, as far as the form asks for it.
struct Observation<'a> {
    on: Date,
    values: Vec<&'a Values>,
}

impl Observation<'_> {
    fn knows(&self, field: &FieldId) -> bool {
        self.values.iter().filter_map(|values| values.get(field)).any(is_known)
    }
}

fn is_known(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Choice(_) => true,
        Value::List(numbers) => numbers.iter().any(Option::is_some),
    }
}

/// Everything that was found, by day. An examination at which nothing of the form was found is none of it.
fn observations<'a>(person: &'a Person, follow_up: &FollowUp) -> Vec<Observation<'a>> {
    let mut by_day: BTreeMap<Date, Vec<&'a Values>> = BTreeMap::new();
    for (_, answer) in &person.follow_up.answers {
        by_day.entry(answer.seen).or_default().push(&answer.values);
    }
    for recorded in person.examinations.values() {
        by_day.entry(recorded.content.on).or_default().extend(recorded.content.checks.values());
    }
    let mut all: Vec<_> = by_day.into_iter().map(|(on, values)| Observation { on, values }).collect();
    all.retain(|seen| follow_up.sections.iter().flat_map(|section| section.field_ids()).any(|field| seen.knows(field)));
    all
}

/// The days on which somebody spoke to them, saw them or heard of them.
fn contacts(person: &Person, observations: &[Observation<'_>]) -> Vec<Date> {
    let reached = person.follow_up.attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Reached);
    let answers = person.follow_up.answers.iter().map(|(_, answer)| answer.seen);
    let mut all: Vec<Date> = reached.map(|attempt| attempt.on).chain(answers).collect();
    all.extend(observations.iter().map(|seen| seen.on));
    all.sort_unstable();
    all
}

/// The windows of one donation while they are worked out.
struct Course {
    windows: Vec<Window>,
}

impl Course {
    /// The windows that come once.
    fn of(donation: DonationId, what: &crate::donation::Given, follow_up: &FollowUp) -> Self {
        let mut windows: Vec<Window> =
            follow_up.windows_of(&what.kind).map(|window| fixed(donation, what, window, follow_up)).collect();
        windows.sort_by_key(|window| window.day);
        // Each is asked for until the next one begins.
        for place in 1..windows.len() {
            windows[place - 1].until = Some(windows[place].first);
        }
        Self { windows }
    }

    /// Gives each observation to its window, begins rounds as they are answered, and lets silences end what they end.
    fn run(
        &mut self,
        for_life: Option<&ForLife>,
        follow_up: &FollowUp,
        observations: &[Observation<'_>],
        silences: &[Silence],
    ) {
        let (Some(given), Some(last)) = (self.windows.first().cloned(), self.windows.last().map(|last| last.day))
        else {
            return;
        };
        let first_round = self.windows.len();
        if let Some(life) = for_life {
            self.begin_round(life, follow_up, &given, last, silences);
        }
        let mut over: Vec<Date> = silences.iter().filter_map(|silence| silence.until).collect();
        over.sort_unstable();
        for seen in observations.iter().filter(|seen| given.given <= seen.on) {
            let by_then = over.iter().take_while(|over| **over <= seen.on).count();
            for over in over.drain(..by_then) {
                self.ask_again(for_life, follow_up, &given, over, first_round);
            }
            let place = self.place_of(seen.on, first_round, for_life);
            self.windows[place].take(seen);
            let is_open_round = place >= first_round && place + 1 == self.windows.len();
            if let Some(life) = for_life.filter(|_| is_open_round) {
                self.begin_round(life, follow_up, &given, seen.on, silences);
            }
        }
        for over in over {
            self.ask_again(for_life, follow_up, &given, over, first_round);
        }
        for window in &mut self.windows {
            fall_silent(window, silences);
        }
    }

    /// Where a round was over, or had been late, while there was silence, a new one begins on the day on which that is over.
    fn ask_again(
        &mut self,
        for_life: Option<&ForLife>,
        follow_up: &FollowUp,
        given: &Window,
        over: Date,
        first_round: usize,
    ) {
        let was_missed = self.windows[first_round..].last().is_some_and(|open| open.last < over);
        if let Some(life) = for_life.filter(|_| was_missed) {
            self.push_round(life, follow_up, given, over, over);
        }
    }

    /// The window that something found on a day belongs to: one that it falls into, or the nearest; of two that are as near the
    /// earlier.
    fn place_of(&self, day: Date, first_round: usize, for_life: Option<&ForLife>) -> usize {
        let reaches = |place: usize| {
            let window = &self.windows[place];
            // A round that was answered late takes in what is found soon after that as well.
            let answered = window.sections.iter().flat_map(|section| &section.fields).filter_map(|(_, on)| *on).min();
            let goes_on = answered.filter(|_| place >= first_round).zip(for_life);
            window.contains(day) || goes_on.is_some_and(|(on, life)| on <= day && day <= life.within.after(on))
        };
        let nearest =
            |places: &mut dyn Iterator<Item = usize>| places.min_by_key(|place| self.windows[*place].distance(day));
        let within = nearest(&mut (0..self.windows.len()).filter(|place| reaches(*place)));
        within.or_else(|| nearest(&mut (0..self.windows.len()))).expect("a donation has windows here")
    }

    fn begin_round(&mut self, life: &ForLife, follow_up: &FollowUp, given: &Window, base: Date, silences: &[Silence]) {
        let day = life.every.after(base);
        let first = life.within.before(day);
        // Whoever was silent when it would have begun is asked on the day on which that is over; where nobody knew it until the
        // round was over, that round has been.
        let last = life.within.after(day);
        let known = silences.iter().filter(|silence| silence.known <= last);
        let over = known.filter(|silence| silence.is_on(first)).filter_map(|silence| silence.until).max();
        let (first, day) = over.map_or((first, day), |over| (over, over.max(day)));
        self.push_round(life, follow_up, given, first, day);
    }

    fn push_round(&mut self, life: &ForLife, follow_up: &FollowUp, given: &Window, first: Date, day: Date) {
        let round = self.windows.last().map_or(0, |last| last.round) + 1;
        let last = life.within.after(day);
        if let Some(before) = self.windows.last_mut() {
            before.until = Some(first);
        }
        self.windows.push(Window {
            id: life.id.clone(),
            round,
            first,
            day,
            last,
            form_due: follow_up.form_due_after.after(day),
            until: None,
            ended: None,
            pauses: Vec::new(),
            contact: None,
            sections: empty(follow_up, &life.id),
            ..given.clone()
        });
    }
}

fn fixed(donation: DonationId, what: &crate::donation::Given, window: &FollowUpWindow, follow_up: &FollowUp) -> Window {
    let (first, day, last) = match window.when {
        WindowWhen::AtDischarge { at_latest } => {
            let latest = at_latest.after(what.on);
            let day = what.discharged.map_or(latest, |discharged| discharged.min(latest));
            (what.on, day, follow_up.form_due_after.after(day))
        }
        WindowWhen::After { after, within } => {
            let day = after.after(what.on);
            (within.before(day), day, within.after(day))
        }
    };
    Window {
        donation,
        kind: what.kind.clone(),
        given: what.on,
        id: window.id.clone(),
        round: 0,
        first,
        day,
        last,
        form_due: follow_up.form_due_after.after(day),
        until: None,
        ended: None,
        pauses: Vec::new(),
        contact: None,
        sections: empty(follow_up, &window.id),
    }
}

fn empty(follow_up: &FollowUp, window: &WindowId) -> Vec<SectionState> {
    let of = |section: &crate::rules::FollowUpSection| SectionState {
        id: section.id.clone(),
        fields: section.field_ids().map(|field| (field.clone(), None)).collect(),
    };
    follow_up.sections_of(window).into_iter().map(of).collect()
}

/// A silence that begins while a window is asked for, and outlasts it, ends it. One that became known only when the window was
/// over ends nothing: what was missing then stays missing, though nobody asks for it any more.
fn fall_silent(window: &mut Window, silences: &[Silence]) {
    for silence in silences {
        let from = silence.from.max(window.first);
        let asked_until = window.until.unwrap_or(Date::MAX);
        if silence.from <= window.last && silence.outlasts(window.last) && window.last < silence.known {
            window.until = Some(from.min(asked_until));
            window.pauses.push((from, window.last.tomorrow().unwrap_or(Date::MAX)));
        } else if silence.from <= window.last && silence.outlasts(window.last) {
            window.ended = Some(window.ended.map_or(from, |ended| ended.min(from)));
            window.until = Some(from.min(asked_until));
        } else if window.last < silence.from && silence.from < asked_until {
            window.until = Some(silence.from);
        } else if let Some(until) = silence.until.filter(|until| window.first < *until && silence.from < asked_until) {
            window.pauses.push((silence.from, until));
        }
    }
}
