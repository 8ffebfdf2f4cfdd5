//! Today: the people who need somebody now, late first, each with what they need in a sentence and the one thing to do.

mod more;
mod section;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use jiff::civil::Date;
use programme::rules::{Outcome, Programme};
use programme::{PersonId, RequestKind};

use super::desk::{Desk, Frame, Place};
use super::person::appeal_anchor;
use super::rule;
use super::words::{self, plain_date};
use crate::rights::Right;
pub(crate) use more::More;
use record::{
    AlertRow, AppealRow, ChangedRow, DeferralRow, DueRow, PersonRow, RefusedRowRow, RequestRow, SiteRow, TalkRow,
    Today, UncoveredRow,
};
use section::About;

/// Everything that Today shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TodayPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What needs a person.
    pub(crate) today: &'a Today,
    /// What people asked about their own records and were not answered, the oldest first.
    pub(crate) requests: Requests<'a>,
    /// What whoever works here may do with each of them.
    pub(crate) granted: &'a Granted,
    /// Objections that wait, and deferrals that were to be looked at again.
    pub waits: Waits<'a>,
    /// What else waits.
    pub(crate) more: &'a More,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
    /// Only this section, at length.
    pub(crate) only: Option<Need>,
}

/// What somebody may do with each of several people.
pub(crate) type Granted = BTreeMap<PersonId, BTreeSet<Right>>;

/// What people asked, as far as it is shown, and how many asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests<'a> {
    /// Those that are shown, the oldest first.
    pub(crate) items: &'a [RequestItem],
    /// All of them.
    pub(crate) total: u64,
}

/// Objections that nobody has decided, and deferrals whose day of review has come, with whom they are about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Waits<'a> {
    /// Those first that are to be decided first.
    pub appeals: &'a [(PersonRow, AppealRow)],
    /// All of them.
    pub appeals_total: u64,
    /// The longest waiting first.
    pub reviews: &'a [(PersonRow, DeferralRow)],
    /// All of them.
    pub reviews_total: u64,
}

impl Waits<'_> {
    /// How many objections are late, or have to be decided by tomorrow.
    fn near(&self, today: Date) -> u64 {
        let tomorrow = words::days_after(today, 1);
        self.appeals.iter().filter(|(_, row)| row.until <= tomorrow).count() as u64
    }
}

/// Something that somebody asked about their own record.
#[derive(Clone, Debug)]
pub(crate) struct RequestItem {
    /// Who.
    pub(crate) person: PersonRow,
    /// What.
    pub(crate) row: RequestRow,
}

/// So many people of a section are shown; the others are a link away.
const SHOWN: usize = 12;

/// A section of Today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// A donor has nobody on their side.
    Alone,
    /// Somebody has to get in touch.
    Contact,
    /// Somebody asked something about their own record.
    Asked,
    /// Somebody objected.
    Objected,
    /// A deferral was to be looked at again.
    Review,
    /// A check is late.
    Late,
    /// A check is due.
    Due,
    /// A conversation with an advocate is due.
    Talk,
    /// The outcome changed.
    Changed,
    /// A row of a file was refused.
    Refused,
    /// A donor will soon have nobody.
    Soon,
    /// A donor's advocate has a tie.
    Tied,
    /// An advocate has to learn something, or to learn it again.
    Train,
    /// Somebody would be an advocate.
    Apply,
    /// Something is to be told again.
    Again,
    /// A donation has a step to take.
    Gives,
    /// An erasure was granted.
    Erase,
    /// Something is to be reported within hours.
    Report,
    /// A message could not be sent.
    Unsent,
    /// People who gave are to be asked how they are.
    FollowUp,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayTemplate {
    frame: Frame,
    sections: Vec<SectionView>,
    nothing: String,
    back: String,
}

struct SectionView {
    id: &'static str,
    title: &'static str,
    plain: &'static str,
    tone: &'static str,
    total: String,
    items: Vec<ItemView>,
    more: String,
    more_href: String,
}

/// A person, and what they need.
struct ItemView {
    name: String,
    href: String,
    about: String,
    need: String,
    /// What they are told, in the rule's own words.
    told: Vec<String>,
    since: String,
    by: String,
    do_name: &'static str,
    do_href: String,
    /// Whom the button is about, for who hears the page.
    for_whom: String,
}

impl Need {
    /// All sections in their order.
    pub(crate) const ALL: [Self; 20] = [
        Self::Alone,
        Self::Contact,
        Self::Report,
        Self::Tied,
        Self::Gives,
        Self::Asked,
        Self::Objected,
        Self::Erase,
        Self::Soon,
        Self::Review,
        Self::Late,
        Self::Unsent,
        Self::FollowUp,
        Self::Due,
        Self::Talk,
        Self::Again,
        Self::Train,
        Self::Apply,
        Self::Changed,
        Self::Refused,
    ];
}

impl std::str::FromStr for Need {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|need| need.as_str() == text).ok_or(())
    }
}

impl TodayPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let shown = Need::ALL.into_iter().filter(|need| self.only.is_none_or(|only| only == *need));
        let sections: Vec<_> =
            shown.map(|need| self.section(need)).filter(|section| !section.items.is_empty()).collect();
        let frame = self.desk.frame(Place::Today, "Today", self.line()).wide().live();
        let back = self.only.map_or("", |_| "Back to all of Today").to_owned();
        let nothing = "Nobody waits for anything today.".to_owned();
        TodayTemplate { frame, sections, nothing, back }.render().expect("a page writes only to memory")
    }

    fn line(&self) -> String {
        let t = self.today;
        let weekday = self.desk.today.strftime("%A %-d %B %Y");
        let counts = [
            (t.uncovered_total, "has nobody on their side", "have nobody on their side"),
            (t.alerts_total, "waits for somebody to get in touch", "wait for somebody to get in touch"),
            (
                self.waits.near(self.desk.today),
                "is to be answered on an objection by tomorrow",
                "are to be answered on an objection by tomorrow",
            ),
            (t.late_total, "is late for a check", "are late for a check"),
            (t.due_total, "is due for one", "are due for one"),
        ];
        let said = counts.iter().filter(|(count, _, _)| *count > 0);
        let said: Vec<_> = said
            .map(|(count, one, many)| format!("{} {}", words::people(*count), if *count == 1 { one } else { many }))
            .collect();
        match said.as_slice() {
            [] => format!("{weekday}. Nobody is late and nobody is due."),
            said => format!("{weekday}. {}.", words::capital(&words::list(said))),
        }
    }

    fn section(&self, need: Need) -> SectionView {
        let t = self.today;
        let (total, mut items): (u64, Vec<ItemView>) = match need {
            Need::Alone => (t.uncovered_total, t.uncovered.iter().map(|row| self.alone(row)).collect()),
            Need::Talk => (t.talks_total, t.talks.iter().map(|row| self.talk(row)).collect()),
            Need::Contact => (t.alerts_total, t.alerts.iter().map(|row| self.alert(row)).collect()),
            Need::Asked => (self.requests.total, self.requests.items.iter().map(|item| self.asked(item)).collect()),
            Need::Objected => {
                (self.waits.appeals_total, self.waits.appeals.iter().map(|row| self.objected(row)).collect())
            }
            Need::Review => (self.waits.reviews_total, self.waits.reviews.iter().map(|row| self.review(row)).collect()),
            Need::Late => (t.late_total, t.late.iter().map(|row| self.due(row)).collect()),
            Need::Due => (t.due_total, t.due.iter().map(|row| self.due(row)).collect()),
            Need::Changed => (t.changed_total, t.changed.iter().map(|row| self.changed(row)).collect()),
            Need::Refused => (t.refused_total, t.refused.iter().map(refused).collect()),
            more => self.more_of(more),
        };
        let About { title, plain, tone, whom, .. } = need.about();
        items.truncate(match (self.only, need.is_more()) {
            (Some(_), _) => items.len(),
            (None, true) => more::SHOWN,
            (None, false) => SHOWN,
        });
        // Of staying in touch there are counts, each with its own list.
        let left = if need == Need::FollowUp { 0 } else { total.saturating_sub(items.len() as u64) };
        let more_href = match need {
            Need::Refused => "/rows".to_owned(),
            Need::Gives => "/donations".to_owned(),
            Need::Apply => "/advocates#applications".to_owned(),
            need => format!("/?only={}", need.as_str()),
        };
        let more = if left == 0 { String::new() } else { format!("All {} {whom}", words::grouped(total)) };
        SectionView { id: need.as_str(), title, plain, tone, total: words::grouped(total), items, more, more_href }
    }

    fn alert(&self, row: &AlertRow) -> ItemView {
        let programme = self.desk.programme;
        let alert = programme.alerts.iter().find(|alert| alert.rule.id == row.rule);
        let until = self.until(row.until);
        let (need, told) = alert.map_or_else(
            || (format!("A rule of an earlier file, “{}”, asks for contact: anybody can do it.", row.rule), None),
            |alert| (words::contact(programme, alert), Some(alert.rule.plain.clone())),
        );
        ItemView {
            need,
            told: told.into_iter().collect(),
            since: format!("since {}, {until}", plain_date(row.since)),
            by: String::new(),
            do_name: self.does(Right::AnswerAlert, &row.person, "Record the contact"),
            do_href: format!("{}#alert-{}-{}", words::person_href(row.person.id), row.examination, row.rule),
            ..self.person(&row.person)
        }
    }

    fn asked(&self, item: &RequestItem) -> ItemView {
        let need = match item.row.kind {
            RequestKind::Correction => "They ask for something in their record to be put right.",
            RequestKind::Erasure => "They ask to be erased.",
        };
        let until = self.until(words::days_after(item.row.on, self.desk.programme.access.answer_days));
        ItemView {
            need: need.to_owned(),
            since: format!("since {}, {until}", plain_date(item.row.on)),
            by: "For a coordinator".to_owned(),
            do_name: self.does(Right::AnswerRequest, &item.person, "Answer them"),
            do_href: format!("{}#asked", words::person_href(item.person.id)),
            ..self.person(&item.person)
        }
    }

    fn objected(&self, (person, row): &(PersonRow, AppealRow)) -> ItemView {
        ItemView {
            need: "They object to what keeps them from giving.".to_owned(),
            since: format!("since {}, {}", plain_date(row.on), self.until(row.until)),
            by: "For somebody who took no part in it".to_owned(),
            do_name: "Decide it",
            do_href: format!("{}#{}", words::person_href(person.id), appeal_anchor(row.appeal)),
            ..self.person(person)
        }
    }

    fn review(&self, (person, row): &(PersonRow, DeferralRow)) -> ItemView {
        let kind = row.kind.as_ref().and_then(|kind| self.desk.programme.deferral_kind(kind));
        let review = row.review.map_or(String::new(), |review| format!("since {}", plain_date(review)));
        ItemView {
            need: format!("{} is to be looked at again.", kind.map_or("A deferral", |kind| kind.name.as_str())),
            since: review,
            by: "For whoever may place one".to_owned(),
            do_name: "Look at it",
            do_href: format!("{}#deferral-{}", words::person_href(person.id), row.deferral),
            ..self.person(person)
        }
    }

    fn due(&self, row: &DueRow) -> ItemView {
        let checks_are = words::checks_are_in_short(self.desk.programme, &row.checks);
        let late = row.late_on <= self.desk.today;
        ItemView {
            need: format!("{checks_are} {}.", if late { "late" } else { "due" }),
            since: format!("since {}", plain_date(if late { row.late_on } else { row.due_on })),
            by: "For whoever examines".to_owned(),
            do_name: self.does(Right::Examine, &row.person, "Record the checks"),
            do_href: match self.may(Right::Examine, &row.person) {
                true => format!("{}#act-record", words::person_href(row.person.id)),
                false => words::person_href(row.person.id),
            },
            ..self.person(&row.person)
        }
    }

    fn alone(&self, row: &UncoveredRow) -> ItemView {
        ItemView {
            need: "They have no advocate.".to_owned(),
            since: format!("since {}", plain_date(row.since)),
            by: "For a coordinator".to_owned(),
            do_name: "Find somebody",
            do_href: format!("{}#act-assign", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn talk(&self, row: &TalkRow) -> ItemView {
        let talk = &row.talk;
        let last = match talk.last {
            Some(last) => format!("They and their advocate spoke last on {}.", plain_date(last)),
            None => "They and their advocate have not spoken yet.".to_owned(),
        };
        let late = talk.late_on <= self.desk.today;
        let (is, since) = if late { ("late", talk.late_on) } else { ("due", talk.due_on) };
        ItemView {
            need: last,
            since: format!("{is} since {}", plain_date(since)),
            by: "For their advocate".to_owned(),
            do_name: "Record a conversation",
            do_href: format!("{}#act-converse", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn changed(&self, row: &ChangedRow) -> ItemView {
        let now = words::outcome(row.after);
        let change = match row.before {
            Some(before) => format!("{} before, {now} now.", words::capital(words::outcome(before))),
            None => format!("New: {now}."),
        };
        ItemView {
            need: [change, self.outdated(row)].join(" ").trim_end().to_owned(),
            told: self.reasons(row),
            since: format!("since {}", plain_date(row.on)),
            by: "For a coordinator".to_owned(),
            do_name: "See why",
            do_href: format!("{}#standing", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    /// The reasons of the outcome itself, in their own words; the others are on the person's page.
    fn reasons(&self, row: &ChangedRow) -> Vec<String> {
        let programme = self.desk.programme;
        let of_outcome = row.reasons.iter().filter(|(outcome, _)| *outcome == row.after);
        let others = of_outcome.filter(|(outcome, id)| rule::schedule(programme, *outcome, id).is_none());
        others.take(2).map(|(outcome, id)| plain(programme, *outcome, id)).collect()
    }

    /// The checks that went out of date, where that is a reason.
    fn outdated(&self, row: &ChangedRow) -> String {
        let programme = self.desk.programme;
        let of_outcome = row.reasons.iter().filter(|(outcome, _)| *outcome == row.after);
        let schedules = of_outcome.filter_map(|(outcome, id)| rule::schedule(programme, *outcome, id));
        let mut checks: Vec<_> = schedules.map(|schedule| schedule.check.clone()).collect();
        checks.dedup();
        match checks.as_slice() {
            [] => String::new(),
            checks => format!("{} out of date.", words::checks_are_in_short(programme, checks)),
        }
    }

    fn person(&self, row: &PersonRow) -> ItemView {
        let name = words::name(row.details.as_ref());
        ItemView {
            href: words::person_href(row.id),
            about: words::about(row, self.desk.programme, self.sites, self.desk.today),
            need: String::new(),
            told: Vec::new(),
            since: String::new(),
            by: String::new(),
            do_name: "",
            do_href: String::new(),
            for_whom: format!("of {name}"),
            name,
        }
    }

    fn may(&self, right: Right, person: &PersonRow) -> bool {
        self.granted.get(&person.id).is_some_and(|rights| rights.contains(&right))
    }

    /// What the button says: the thing to do, for whoever may do it; others look.
    fn does(&self, right: Right, person: &PersonRow, name: &'static str) -> &'static str {
        if self.may(right, person) { name } else { "See their page" }
    }

    fn until(&self, until: Date) -> String {
        if until < self.desk.today {
            "late".to_owned()
        } else if until == self.desk.today {
            "for today".to_owned()
        } else {
            format!("until {}", plain_date(until))
        }
    }
}

fn plain(programme: &Programme, outcome: Outcome, id: &programme::RuleId) -> String {
    rule::reason(programme, outcome, id).map_or_else(|| format!("The rule “{id}”."), |rule| rule.plain.clone())
}

fn refused(row: &RefusedRowRow) -> ItemView {
    let column = row.row.column_name.as_ref().map_or(String::new(), |name| format!(", column {name}"));
    ItemView {
        name: format!("Line {}", row.row.line),
        href: String::new(),
        about: format!("{}{column}", row.file),
        need: row.row.why.clone(),
        told: Vec::new(),
        since: format!("rule {}", row.row.rule),
        by: "For a coordinator".to_owned(),
        do_name: "Look at the row",
        do_href: format!("/rows#line-{}-{}", row.import, row.row.line),
        for_whom: format!("{} of {}", row.row.line, row.file),
    }
}
