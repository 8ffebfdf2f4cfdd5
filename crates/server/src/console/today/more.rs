//! The lines of Today about what waits beyond checks and alerts: carers, what is told again, donations, erasures, reports, staying
//! in touch. Each says who, what, by when and who can do it, with one link to where it is done.

use std::collections::BTreeMap;

use programme::rules::Programme;
use programme::{AccountId, DonationId, Missing, NextKind};
use record::{
    AccountNames, AgainRow, ErasureRow, GivesRow, MessageRow, PersonRow, ReportDue, TiedAdvocate, TrainingDue,
    UncoveredRow,
};

use super::{ItemView, Need, TodayPage};
use crate::console::words::{self, plain_date};
use crate::rights::Right;
use crate::routes::{Face, ROUTES};

/// What waits for a person beyond checks and alerts.
#[derive(Clone, Debug, Default)]
pub(crate) struct More {
    /// What there is.
    pub(crate) waiting: record::Waiting,
    /// What is missing for each donation that is set for a day, as far as it is shown.
    pub(crate) missing: BTreeMap<DonationId, Vec<Missing>>,
    /// What the holders of accounts are called.
    pub(crate) names: AccountNames,
}

/// So many lines of each of these sections are shown; the others are a link away.
pub(super) const SHOWN: usize = 5;

impl TodayPage<'_> {
    /// How many there are in one of these sections, and the lines.
    pub(super) fn more_of(&self, need: Need) -> (u64, Vec<ItemView>) {
        let w = &self.more.waiting;
        match need {
            Need::Soon => (w.soon_total, w.soon.iter().map(|row| self.soon(row)).collect()),
            Need::Tied => (w.tied.len() as u64, w.tied.iter().map(|(person, row)| self.tied(person, row)).collect()),
            Need::Train => (w.training.len() as u64, w.training.iter().map(|row| self.train(row)).collect()),
            Need::Apply => {
                (w.applications_total, w.applications.iter().map(|(on, who)| self.applied(*on, *who)).collect())
            }
            Need::Again => (w.again_total, w.again.iter().map(|row| self.again(row)).collect()),
            Need::Gives => (w.gives_total, w.gives.iter().map(|row| self.gives(row)).collect()),
            Need::Erase => (w.erasures.len() as u64, w.erasures.iter().map(|row| self.erase(row)).collect()),
            Need::Report => (w.reports.len() as u64, w.reports.iter().map(|row| self.report(row)).collect()),
            Need::Unsent => {
                (w.unsent.len() as u64, w.unsent.iter().map(|(person, row)| self.unsent(person, row)).collect())
            }
            Need::FollowUp => (w.follow_up_due + w.follow_up_late, self.follow_up()),
            _ => (0, Vec::new()),
        }
    }

    fn soon(&self, row: &UncoveredRow) -> ItemView {
        ItemView {
            need: "From that day on nobody stands by them as advocate.".to_owned(),
            since: format!("from {}", plain_date(row.since)),
            by: "For a coordinator".to_owned(),
            do_name: "Find somebody",
            do_href: format!("{}#act-assign", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn tied(&self, person: &PersonRow, row: &TiedAdvocate) -> ItemView {
        ItemView {
            need: format!(
                "Their advocate, {}, is not independent of somebody who could receive from them: they {}. Nothing is asked of \
                 them until somebody else stands by them.",
                self.named(row.advocate),
                row.by.plain()
            ),
            since: "article 3".to_owned(),
            by: "For a coordinator".to_owned(),
            do_name: "Hand them over",
            do_href: format!("/advocates/{}#act-hand-over-{}", row.advocate, person.id),
            ..self.person(person)
        }
    }

    fn train(&self, row: &TrainingDue) -> ItemView {
        let training = self.desk.programme.carers.training(&row.topic);
        let name = training.map_or(row.topic.as_str(), |training| training.name.as_str());
        let today = self.desk.today;
        let (need, since) = match row.until {
            None => (format!("“{name}” was never written down."), "now".to_owned()),
            Some(until) if until <= today => (
                format!("“{name}” counts no longer: nobody new is given to them."),
                format!("since {}", plain_date(until)),
            ),
            Some(until) => (format!("“{name}” is to be learnt again."), format!("until {}", plain_date(until))),
        };
        self.account(row.account, need, since, "Write it down", format!("/accounts/{}#act-train", row.account))
    }

    fn applied(&self, on: jiff::civil::Date, who: AccountId) -> ItemView {
        let (need, since) = ("They would be an advocate.".to_owned(), format!("since {}", plain_date(on)));
        self.account(who, need, since, "Answer them", "/advocates#applications".to_owned())
    }

    fn again(&self, row: &AgainRow) -> ItemView {
        let topics = words::counted(row.topics, "topic is", "topics are");
        ItemView {
            need: format!("{} told again: the words are new, or it was too long ago.", words::capital(&topics)),
            since: format!("since {}", plain_date(row.since)),
            by: "For their advocate, or whoever examines them".to_owned(),
            do_name: self.does(Right::Tell, &row.person, "Tell them"),
            do_href: format!("{}/tellings", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn gives(&self, row: &GivesRow) -> ItemView {
        let today = self.desk.today;
        let missing = self.more.missing.get(&row.donation).map_or(&[][..], Vec::as_slice);
        let (need, since, by) = match (row.step, row.appointed) {
            (NextKind::Finish, _) => (
                "The operation is under way: write down that it was given, or that it was called off.".to_owned(),
                "now".to_owned(),
                "For a clinician",
            ),
            (NextKind::Discharge, _) => (
                "They recover. Write down how they are, and when they go home.".to_owned(),
                "now".to_owned(),
                "For a clinician",
            ),
            (_, Some(on)) if on < today => {
                let since = format!("was set for {}", plain_date(on));
                (
                    "The day has passed and nothing was written down: set another one, or call it off.".to_owned(),
                    since,
                    "For a coordinator",
                )
            }
            (_, Some(on)) => {
                let when = if on == today { "today".to_owned() } else { format!("on {}", plain_date(on)) };
                let lacks = missing.iter().map(|one| format!("{} Who can do it: {}.", one.plain, one.who.plain()));
                let lacks = lacks.collect::<Vec<_>>().join(" ");
                let need = if missing.is_empty() { "Nothing is missing for it.".to_owned() } else { lacks };
                (need, when, "For a coordinator and a clinician")
            }
            (NextKind::Schedule, None) => (
                "They have said yes to everything. A day and a place are to be set.".to_owned(),
                "now".to_owned(),
                "For a coordinator",
            ),
            (_, None) => (
                "They have had time to think, and may say yes or no. A no needs no reason.".to_owned(),
                "now".to_owned(),
                "For their advocate, who hears it",
            ),
        };
        ItemView {
            need,
            since,
            by: by.to_owned(),
            do_name: self.does(Right::ReadLife, &row.person, "See the donation"),
            do_href: format!("{}/donations", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn erase(&self, row: &ErasureRow) -> ItemView {
        ItemView {
            need: "Their erasure was granted, and is still to be carried out by an administrator.".to_owned(),
            since: format!("since {}", plain_date(row.since)),
            by: "For an administrator".to_owned(),
            do_name: "See how",
            do_href: format!("{}#asked", words::person_href(row.person.id)),
            ..self.person(&row.person)
        }
    }

    fn report(&self, row: &ReportDue) -> ItemView {
        let programme = self.desk.programme;
        let until = words::moment(programme, row.until_at);
        ItemView {
            need: report_in_words(programme, &row.rule),
            since: format!("to be reported by {until}"),
            by: "For a coordinator".to_owned(),
            do_name: "See what happened",
            do_href: self.in_touch_href(row),
            ..self.person(&row.person)
        }
    }

    fn unsent(&self, person: &PersonRow, row: &MessageRow) -> ItemView {
        let programme = self.desk.programme;
        ItemView {
            need: format!(
                "A message {} could not be sent. Look at the address, write it anew, or reach them another way.",
                row.by.plain()
            ),
            since: format!("since {}", words::moment(programme, row.written_at)),
            by: "For whoever stays in touch".to_owned(),
            do_name: "See the message",
            do_href: format!("{}/messages", words::person_href(person.id)),
            ..self.person(person)
        }
    }

    fn in_touch_href(&self, row: &ReportDue) -> String {
        let page = words::person_href(row.person.id);
        if is_page("/people/{person}/follow-up") { format!("{page}/follow-up") } else { page }
    }

    /// How many there are of each sort, each with the list of them.
    fn follow_up(&self) -> Vec<ItemView> {
        const LIST: &str = "/follow-up";
        if !is_page(LIST) {
            return Vec::new();
        }
        let w = &self.more.waiting;
        let lines = [
            (w.follow_up_lost, "Nobody has heard of them: try the next way to reach them.", "lost", "lost"),
            (w.follow_up_late, "They should have been asked how they are by now.", "late", "late"),
            (w.follow_up_due, "They can be asked how they are.", "due", "due"),
        ];
        let line = |(count, need, since, only): (u64, &str, &str, &str)| ItemView {
            name: words::capital(&words::people(count)),
            href: String::new(),
            about: String::new(),
            need: need.to_owned(),
            told: Vec::new(),
            since: since.to_owned(),
            by: "For whoever stays in touch".to_owned(),
            do_name: "See who",
            do_href: format!("{LIST}?only={only}"),
            for_whom: format!("is {since}"),
        };
        lines.into_iter().filter(|(count, ..)| *count > 0).map(line).collect()
    }

    fn account(
        &self,
        account: AccountId,
        need: String,
        since: String,
        do_name: &'static str,
        do_href: String,
    ) -> ItemView {
        let name = self.named(account);
        ItemView {
            href: format!("/advocates/{account}"),
            about: String::new(),
            need,
            told: Vec::new(),
            since,
            by: "For a coordinator".to_owned(),
            do_name,
            do_href,
            for_whom: format!("of {name}"),
            name,
        }
    }

    fn named(&self, account: AccountId) -> String {
        self.more.names.of(account).unwrap_or("Somebody whose account is erased").to_owned()
    }
}

/// What has to be reported, in the words of the file.
fn report_in_words(programme: &Programme, rule: &programme::RuleId) -> String {
    let reports = programme.follow_up.iter().flat_map(|follow_up| &follow_up.reports);
    let mut known = reports.filter(|report| report.rule.id == *rule);
    known
        .next()
        .map_or_else(|| format!("By the rule “{rule}”."), |report| format!("{}.", report.name.trim_end_matches('.')))
}

/// Whether there is a page at a path.
fn is_page(path: &str) -> bool {
    ROUTES.iter().any(|route| route.face == Face::Page && route.method == "GET" && route.path == path)
}
