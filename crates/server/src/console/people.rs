//! People: found by name or number, narrowed by outcome, site and stage.

use std::collections::BTreeMap;

use askama::Template;
use programme::PersonId;
use programme::rules::Outcome;

use super::desk::{Desk, Frame, Place};
use super::form::OptionView;
use super::no_right::{WITHHELD, withheld, withheld_of_some};
use super::words;
use crate::rights::Right;
use crate::state::Seen;
use record::{PeopleFilter, PeoplePage as PeopleRows, PersonRow, SiteRow};

/// Everything that People shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeoplePage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What was asked for.
    pub(crate) filter: &'a PeopleFilter,
    /// Who was found.
    pub(crate) people: &'a PeopleRows,
    /// What may be seen of each.
    pub(crate) seen: &'a BTreeMap<PersonId, Seen>,
    /// Whether everybody can be found here, not only those whom some post takes in.
    pub(crate) everybody: bool,
    /// Whether people came before these.
    pub(crate) is_later: bool,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeopleTemplate {
    frame: Frame,
    text: String,
    choices: Vec<ChoiceView>,
    found: String,
    nothing: String,
    rows: Vec<RowView>,
    next: String,
    first: String,
    /// Whether stage and place are columns.
    sees_person: bool,
    /// The heading of the last column; empty where there is none.
    standing: &'static str,
    /// What is not shown, and why.
    withheld: Vec<String>,
    registers: bool,
}

struct ChoiceView {
    name: &'static str,
    label: &'static str,
    options: Vec<OptionView>,
}

struct RowView {
    href: String,
    name: String,
    number: String,
    age: String,
    stage: String,
    site: String,
    outcome: String,
    tone: &'static str,
}

impl PeoplePage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let found = self.found();
        let line = if self.everybody { "Everybody in the programme." } else { "The people whom your posts take in." };
        let template = PeopleTemplate {
            frame: self.desk.frame(Place::People, "People", line).wide().live(),
            text: self.filter.text.clone(),
            choices: self.choices(),
            nothing: "Nobody was found. Write less of the name, or choose fewer conditions.".to_owned(),
            rows: self.people.rows.iter().map(|row| self.row(row)).collect(),
            next: self.people.next.as_deref().map_or(String::new(), |next| self.page(next)),
            first: if self.is_later { self.page("") } else { String::new() },
            found,
            sees_person: self.desk.may(Right::ReadPerson),
            standing: self.standing(),
            withheld: self.withheld(),
            registers: self.desk.may(Right::Register),
        };
        template.render().expect("a page writes only to memory")
    }

    fn found(&self) -> String {
        let asked = !self.filter.text.is_empty()
            || self.filter.outcome.is_some()
            || self.filter.site.is_some()
            || self.filter.stage.is_some();
        let people = words::capital(&words::people(self.people.total));
        let narrowed = self.filter.outcome.is_some() || self.filter.site.is_some() || self.filter.stage.is_some();
        if !self.filter.text.is_empty() && narrowed {
            // The total counts whom the text finds; how many of them pass the other filters is not counted.
            let shown = words::capital(&words::people(self.people.rows.len() as u64));
            let named = words::counted(self.people.total, "has", "have");
            return format!("{shown} shown here. In all, {named} this name or number.");
        }
        match (asked, self.people.total) {
            (true, _) => format!("{people} found."),
            (false, 0) => "Nobody is here yet.".to_owned(),
            (false, 1) => "One person.".to_owned(),
            (false, _) => format!("{people} in all."),
        }
    }

    /// What the last column is about, as far as it may be seen.
    fn standing(&self) -> &'static str {
        if self.desk.may(Right::ReadEligibility) {
            "May they give"
        } else if self.desk.may(Right::ReadAvailability) {
            "Available"
        } else {
            ""
        }
    }

    /// What is not shown, and why: of nobody, or of some of those who are listed.
    fn withheld(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (whether, since) = ("whether they may give", "where they are and in which stage of life");
        let of_some = |is_seen: fn(&Seen) -> bool| self.people.rows.iter().any(|row| !is_seen(&self.seen(row)));
        if !self.desk.may(Right::ReadEligibility) {
            let what = if self.desk.may(Right::ReadAvailability) { "why somebody is not available" } else { whether };
            said.push(withheld(what, Right::ReadEligibility));
        } else if of_some(|seen| seen.eligibility || seen.availability) {
            said.push(withheld_of_some(whether, Right::ReadEligibility));
        }
        if !self.desk.may(Right::ReadPerson) {
            said.push(withheld(since, Right::ReadPerson));
        } else if of_some(|seen| seen.person) {
            said.push(withheld_of_some(since, Right::ReadPerson));
        }
        said
    }

    fn seen(&self, row: &PersonRow) -> Seen {
        self.seen.get(&row.id).copied().unwrap_or_default()
    }

    fn choices(&self) -> Vec<ChoiceView> {
        let filter = self.filter;
        let outcomes = Outcome::ALL.map(|outcome| (outcome.to_string(), words::outcome(outcome).to_owned()));
        let sites = self.sites.iter().map(|row| (row.id.to_string(), row.site.name.clone()));
        let stages = self.desk.programme.stages.iter().map(|stage| (stage.id.to_string(), stage.name.clone()));
        let mut choices = vec![
            choice("outcome", "May they give", filter.outcome.map(|outcome| outcome.to_string()), outcomes),
            choice("site", "Where", filter.site.map(|site| site.to_string()), sites),
            choice("stage", "Stage", filter.stage.as_ref().map(ToString::to_string), stages),
        ];
        // Nobody is found by what may not be seen of them.
        choices.retain(|choice| match choice.name {
            "outcome" => self.desk.may(Right::ReadEligibility),
            _ => self.desk.may(Right::ReadPerson),
        });
        choices
    }

    fn row(&self, row: &PersonRow) -> RowView {
        let details = row.details.as_ref();
        let seen = self.seen(row);
        let (outcome, tone) = match row.outcome {
            _ if !seen.eligibility && !seen.availability => (WITHHELD, "quiet"),
            _ if !seen.eligibility && row.is_available() => ("available", "good"),
            _ if !seen.eligibility => ("not available", "quiet"),
            Some(outcome) => (words::outcome(outcome), words::tone(outcome)),
            None if row.away => ("has left", "quiet"),
            None => ("not known", "quiet"),
        };
        let site = row.site.and_then(|site| words::site_name(self.sites, site)).unwrap_or_default();
        let shown = |text: String| if seen.person { text } else { WITHHELD.to_owned() };
        RowView {
            href: if seen.person { words::person_href(row.id) } else { String::new() },
            name: details.and_then(|details| details.name.clone()).unwrap_or_else(|| words::name(details)),
            // Who has no name is called by the number: it is not said twice.
            number: details.filter(|details| details.name.is_some()).and_then(|d| d.number.clone()).unwrap_or_default(),
            age: details.map_or(String::new(), |details| words::age(details.birth, self.desk.today)),
            stage: shown(words::stage(self.desk.programme, &row.stage).to_owned()),
            site: shown(site),
            outcome: outcome.to_owned(),
            tone,
        }
    }

    fn page(&self, cursor: &str) -> String {
        let filter = self.filter;
        let (outcome, site) = (filter.outcome.map(Outcome::as_str), filter.site.map(|site| site.to_string()));
        let parts = [
            ("text", filter.text.as_str()),
            ("outcome", outcome.unwrap_or_default()),
            ("site", site.as_deref().unwrap_or_default()),
            ("stage", filter.stage.as_ref().map_or("", |stage| stage.as_str())),
            ("after", cursor),
        ];
        format!("/people{}", words::query(&parts))
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    chosen: Option<String>,
    known: impl IntoIterator<Item = (String, String)>,
) -> ChoiceView {
    let any = OptionView { value: String::new(), label: "any".to_owned(), chosen: chosen.is_none() };
    let option = |(value, label): (String, String)| {
        let chosen = chosen.as_ref() == Some(&value);
        OptionView { value, label, chosen }
    };
    ChoiceView { name, label, options: [any].into_iter().chain(known.into_iter().map(option)).collect() }
}
