//! People: found by name or number, narrowed by outcome, site and stage.

use askama::Template;
use programme::rules::Outcome;

use super::desk::{Desk, Frame, Place};
use super::form::OptionView;
use super::words;
use record::{PeopleFilter, PeoplePage as PeopleRows, PersonRow, SiteRow};

/// Everything that People shows.
#[derive(Clone, Copy, Debug)]
pub struct PeoplePage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// What was asked for.
    pub filter: &'a PeopleFilter,
    /// Who was found.
    pub people: &'a PeopleRows,
    /// Whether people came before these.
    pub is_later: bool,
    /// All sites.
    pub sites: &'a [SiteRow],
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
    pub fn render(&self) -> String {
        let found = self.found();
        let template = PeopleTemplate {
            frame: self.desk.frame(Place::People, "People", "Everybody in the programme.").wide().live(),
            text: self.filter.text.clone(),
            choices: self.choices(),
            nothing: "Nobody was found. Write less of the name, or choose fewer conditions.".to_owned(),
            rows: self.people.rows.iter().map(|row| self.row(row)).collect(),
            next: self.people.next.as_deref().map_or(String::new(), |next| self.page(next)),
            first: if self.is_later { self.page("") } else { String::new() },
            found,
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
        if asked { format!("{people} found.") } else { format!("{people} in all.") }
    }

    fn choices(&self) -> Vec<ChoiceView> {
        let filter = self.filter;
        let outcomes = Outcome::ALL.map(|outcome| (outcome.to_string(), words::outcome(outcome).to_owned()));
        let sites = self.sites.iter().map(|row| (row.id.to_string(), row.site.name.clone()));
        let stages = self.desk.programme.stages.iter().map(|stage| (stage.id.to_string(), stage.name.clone()));
        vec![
            choice("outcome", "May they give", filter.outcome.map(|outcome| outcome.to_string()), outcomes),
            choice("site", "Where", filter.site.map(|site| site.to_string()), sites),
            choice("stage", "Stage", filter.stage.as_ref().map(ToString::to_string), stages),
        ]
    }

    fn row(&self, row: &PersonRow) -> RowView {
        let details = row.details.as_ref();
        let (outcome, tone) = match row.outcome {
            Some(outcome) => (words::outcome(outcome), words::tone(outcome)),
            None if row.away => ("has left", "quiet"),
            None => ("not known", "quiet"),
        };
        RowView {
            href: words::person_href(row.id),
            name: details.and_then(|details| details.name.clone()).unwrap_or_else(|| words::name(details)),
            // Who has no name is called by the number: it is not said twice.
            number: details.filter(|details| details.name.is_some()).and_then(|d| d.number.clone()).unwrap_or_default(),
            age: details.map_or(String::new(), |details| words::age(details.birth, self.desk.today)),
            stage: words::stage(self.desk.programme, &row.stage).to_owned(),
            site: row.site.and_then(|site| words::site_name(self.sites, site)).unwrap_or_default(),
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
