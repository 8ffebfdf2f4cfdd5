//! What keeps somebody waiting, what they objected to, and what can be done about each.

use askama::Template;
use programme::{AppealId, Decision, Deferral, Person};

use crate::console::desk::Desk;
use crate::console::form::{self, Asking, FormView};
use crate::console::forms::Typed;
use crate::console::words::plain_date;
use crate::rights::Right;

use super::Voice;

/// What somebody waits for, as a part of their page; empty where there is nothing of it.
#[derive(Debug, Template)]
#[template(path = "waits.html")]
pub(crate) struct WaitsView {
    lines: Vec<LineView>,
}

/// A wait, a deferral, a question or an objection.
#[derive(Debug)]
struct LineView {
    id: String,
    said: String,
    words: String,
    tone: &'static str,
    mark: String,
    /// Forms that are one button each.
    buttons: Vec<String>,
    /// Forms that are folded away under what they do.
    folded: Vec<(&'static str, String)>,
}

/// Whose page it is drawn for.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    pub(crate) desk: Desk<'a>,
    pub(crate) person: &'a Person,
    /// What whoever looks at it may do with this person.
    pub(crate) may: &'a dyn Fn(Right) -> bool,
    /// What the holder of an account is called.
    pub(crate) name: &'a dyn Fn(programme::AccountId) -> Option<String>,
    pub(crate) voice: Voice,
}

impl Drawing<'_> {
    /// The part of the page as HTML; empty where there is nothing of it.
    pub(crate) fn html(self) -> String {
        let today = self.desk.today;
        let deferrals = self.person.deferrals.on(today).map(|held| self.held(held));
        let asked = self.person.deferrals.asking().map(|asked| self.asked(asked));
        let mut appeals: Vec<_> = self.person.appeals.iter().collect();
        appeals.sort_by_key(|appeal| (!appeal.is_open(), appeal.until));
        let appeals = appeals.into_iter().map(|appeal| self.appeal(appeal));
        let view = WaitsView { lines: deferrals.chain(asked).chain(appeals).collect() };
        if view.lines.is_empty() { String::new() } else { view.render().expect("a part writes only to memory") }
    }

    fn held(self, held: &Deferral) -> LineView {
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let own = self.voice == Voice::You;
        let since = plain_date(held.from);
        let (mut buttons, mut folded) = (Vec::new(), Vec::new());
        let draw = |form: FormView| form.html(&asking);
        if held.is_own() {
            if (self.may)(Right::Wait) {
                buttons.push(draw(form::ready(&asking, self.person, held.id, own)));
            }
            let said = self.voice.pick("They wait, since ", "You wait, since ");
            let mark = form::length(held);
            let mark = if own { mark.replace("they say", "you say") } else { mark };
            return LineView {
                id: format!("wait-{}", held.id),
                said: format!("{said}{since}."),
                words: String::new(),
                tone: "wait",
                mark,
                buttons,
                folded,
            };
        }
        if (self.may)(Right::Defer) {
            if held.review().is_some() {
                folded.push(("Look at it again, and let it go on", draw(form::review(&asking, self.person, held.id))));
            }
            folded.push(("Lift it", draw(form::lift(&asking, self.person, held.id))));
        }
        let kind = held.kind.as_ref().and_then(|kind| self.desk.programme.deferral_kind(kind));
        let kind = kind.map_or("Deferral", |kind| kind.name.as_str());
        let by = held.by.first().and_then(|by| (self.name)(*by)).map_or(String::new(), |by| format!(", by {by}"));
        let is_over = held.review().is_some_and(|review| review <= self.desk.today);
        let review = if is_over { ", which has come" } else { "" };
        LineView {
            id: format!("deferral-{}", held.id),
            said: format!("{kind}, since {since}{by}."),
            words: held.reason.clone().unwrap_or_default(),
            tone: if is_over { "stop" } else { "wait" },
            mark: format!("{}{review}", form::length(held)),
            buttons,
            folded,
        }
    }

    fn asked(self, asked: &programme::AskedToWait) -> LineView {
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let own = self.voice == Voice::You && (self.may)(Right::Wait);
        let buttons = if own {
            [true, false].map(|yes| form::join(&asking, self.person, asked.id, yes).html(&asking)).into()
        } else {
            Vec::new()
        };
        let on = plain_date(asked.asking.on);
        let said = self
            .voice
            .pick("Somebody who waits asked them to wait as well", "Somebody who waits asks whether you wait as well");
        let until =
            asked.asking.until.map_or_else(|| "until they say".to_owned(), |day| format!("until {}", plain_date(day)));
        LineView {
            id: format!("asked-{}", asked.id),
            said: format!("{said}, on {on}."),
            words: asked.asking.words.clone().unwrap_or_default(),
            tone: "note",
            mark: until,
            buttons,
            folded: Vec::new(),
        }
    }

    fn appeal(self, appeal: &programme::Appeal) -> LineView {
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let said = self.voice.pick("They objected", "You objected");
        let (tone, mark) = match &appeal.decided {
            Some(decided) => {
                let by = decided.by.and_then(self.name).map_or(String::new(), |by| format!(" by {by}"));
                let ruling = match decided.ruling.decision {
                    Decision::Upheld => self.voice.pick("they were right", "you were right"),
                    Decision::Repeat => "the checks are made again at once",
                    Decision::Stands => "it stands",
                };
                ("note", format!("decided on {}{by}: {ruling}. {}", plain_date(decided.on), decided.ruling.reason))
            }
            None if appeal.until < self.desk.today => {
                ("stop", format!("late: it was to be decided by {}", plain_date(appeal.until)))
            }
            None => ("wait", format!("it is decided by {}", plain_date(appeal.until))),
        };
        let decides = appeal.is_open() && (self.may)(Right::DecideAppeal);
        let form = decides.then(|| ("Decide it", form::decide_appeal(&asking, self.person, appeal).html(&asking)));
        LineView {
            id: appeal_anchor(appeal.id),
            said: format!("{said}, on {}.", plain_date(appeal.on)),
            words: appeal.objection.text.clone(),
            tone,
            mark,
            buttons: Vec::new(),
            folded: form.into_iter().collect(),
        }
    }
}

/// Where an objection stands on a page.
pub(crate) fn appeal_anchor(appeal: AppealId) -> String {
    format!("appeal-{appeal}")
}
