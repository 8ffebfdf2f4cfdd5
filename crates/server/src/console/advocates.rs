//! The advocates: who applied, who stands by how many, what they have to learn, who is away and who covers, who has nobody; and one
//! advocate with their ties, their absences and everybody by whom they stand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use programme::{Account, AccountId, PersonId};
use record::{AccountNames, Advocate, Charge, Companionship, PersonRow, Uncovered};

use super::desk::{Desk, Place};
use super::form::{self, Asking, FormView};
use super::forms::Typed;
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};

/// Everything that the page of all advocates shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdvocatesPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The advocates of today.
    pub(crate) advocates: &'a [Advocate],
    /// Who applied and was not answered.
    pub(crate) applications: &'a [Account],
    /// The donors who have nobody on their side, as far as they are shown, and how many there are.
    pub(crate) uncovered: (&'a [Uncovered], u64),
    /// Who is covered, by whom, for whom, from when and until when.
    pub(crate) covers: &'a [CoverRow],
    /// Who stands by whom as a companion.
    pub(crate) companions: &'a [Companionship],
    /// What people call everybody who comes up.
    pub(crate) people: &'a BTreeMap<PersonId, PersonRow>,
    /// What the holders of accounts are called.
    pub(crate) names: &'a AccountNames,
}

/// Somebody is covered while their advocate is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CoverRow {
    /// Who is covered.
    pub(crate) person: PersonId,
    /// Who is away.
    pub(crate) absent: AccountId,
    /// Who covers.
    pub(crate) by: AccountId,
    /// The first day.
    pub(crate) from: Date,
    /// The first day without.
    pub(crate) until: Date,
}

/// Everything that the page of one advocate shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdvocatePage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose account.
    pub(crate) account: &'a Account,
    /// By whom they stand, with who could follow.
    pub(crate) charges: &'a [Charge],
    /// What people call those to whom they have a tie, as far as whoever works here may know.
    pub(crate) people: &'a BTreeMap<PersonId, PersonRow>,
    /// Whether something was just written.
    pub(crate) done: bool,
}

impl AdvocatesPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let mut blocks = self.applications();
        blocks.push(Block::Section("How many each stands by".to_owned()));
        if self.advocates.is_empty() {
            let text = "Nobody holds the post of advocate. Until somebody does, nothing is asked of anybody.";
            blocks.push(Block::Text(text.to_owned()));
        } else {
            blocks.push(Block::Picture(caseload(self.advocates, self.most(), &|account| self.named(account))));
            blocks.push(self.table());
        }
        blocks.extend(self.uncovered());
        blocks.extend(self.covered());
        blocks.extend(self.companions());
        let (desk, title) = (self.desk, "Advocates".to_owned());
        PlainPage { desk, place: Place::Advocates, title, line: self.line(), blocks }.render()
    }

    fn line(&self) -> String {
        let advocates = words::counted(self.advocates.len() as u64, "advocate", "advocates");
        match self.uncovered.1 {
            0 => format!("{}. No donor is without one.", words::capital(&advocates)),
            1 => format!("{}. One donor has nobody on their side.", words::capital(&advocates)),
            more => {
                format!("{}. {} donors have nobody on their side.", words::capital(&advocates), words::grouped(more))
            }
        }
    }

    fn applications(&self) -> Vec<Block> {
        if self.applications.is_empty() {
            return Vec::new();
        }
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let mut blocks = vec![Block::Heading("applications", "They would be advocates".to_owned())];
        for account in self.applications {
            let Some(application) = account.carer.open_application() else { continue };
            let words = application.words.as_deref().unwrap_or("what they wrote is erased").trim();
            let (name, on) = (name_of(account), plain_date(application.on));
            blocks.push(Block::Links(vec![(
                format!("/advocates/{}", account.id),
                name.clone(),
                format!("applied on {on}: “{words}”"),
            )]));
            let form = form::answer_application(&asking, account);
            blocks.push(folded(form, &asking, format!("Answer {name}")));
        }
        blocks
    }

    fn table(&self) -> Block {
        let row = |advocate: &Advocate| {
            let (account, most) = (&advocate.account, self.most());
            let stands = match most {
                Some(most) => format!("{} of at most {most}", words::grouped(advocate.charges)),
                None => words::grouped(advocate.charges),
            };
            let cells = vec![self.named(account.id), stands, self.training(account), away(account, self.desk.today)];
            (format!("/advocates/{}", account.id), cells)
        };
        let rows = self.advocates.iter().map(row).collect();
        let columns = vec!["Name", "Stands by", "To learn, or learn again", "Away"];
        Block::Table { caption: "Advocates".to_owned(), columns, rows }
    }

    /// What is missing, has ended, or is to be done again by now; nothing where everything counts for longer.
    fn training(&self, account: &Account) -> String {
        training_due(account, self.desk).join(" ")
    }

    fn uncovered(&self) -> Vec<Block> {
        let (rows, total) = self.uncovered;
        if total == 0 {
            return Vec::new();
        }
        let link = |row: &Uncovered| {
            let href = format!("{}#act-assign", words::person_href(row.person));
            (href, self.person(row.person), format!("since {}", plain_date(row.since)))
        };
        let mut blocks = vec![
            Block::Heading("uncovered", "They have nobody on their side".to_owned()),
            Block::Text("Nothing is asked of anybody who has no advocate. Put somebody by their side.".to_owned()),
            Block::Links(rows.iter().map(link).collect()),
        ];
        let left = total.saturating_sub(rows.len() as u64);
        if left > 0 {
            blocks.push(Block::Text(format!("And {} more.", words::grouped(left))));
        }
        blocks
    }

    fn covered(&self) -> Vec<Block> {
        if self.covers.is_empty() {
            return Vec::new();
        }
        let row = |cover: &CoverRow| {
            let cells = vec![
                self.person(cover.person),
                self.named(cover.by),
                self.named(cover.absent),
                format!("{} to {}", plain_date(cover.from), plain_date(cover.until)),
            ];
            (words::person_href(cover.person), cells)
        };
        let rows = self.covers.iter().map(row).collect();
        let columns = vec!["Who", "Covered by", "While away", "From the day, until the day"];
        vec![
            Block::Heading("covered", "Who covers whom".to_owned()),
            Block::Table { caption: "Who covers whom".to_owned(), columns, rows },
        ]
    }

    fn companions(&self) -> Vec<Block> {
        if self.companions.is_empty() {
            return Vec::new();
        }
        let row = |one: &Companionship| {
            let cells = vec![self.person(one.person), self.named(one.companion), plain_date(one.since)];
            (words::person_href(one.person), cells)
        };
        let rows = self.companions.iter().map(row).collect();
        let columns = vec!["By whose side", "Companion", "Since"];
        vec![
            Block::Heading("companions", "Companions".to_owned()),
            Block::Table { caption: "Companions".to_owned(), columns, rows },
        ]
    }

    fn most(&self) -> Option<u16> {
        self.desk.programme.carers.caseload.as_ref().map(|caseload| caseload.most)
    }

    fn named(&self, account: AccountId) -> String {
        self.names.of(account).unwrap_or("Somebody whose account is erased").to_owned()
    }

    fn person(&self, person: PersonId) -> String {
        named_in(self.people, person)
    }
}

impl AdvocatePage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let (desk, account, nothing) = (self.desk, self.account, Typed::default());
        let asking = Asking::anew(desk, &nothing);
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("Recorded.".to_owned()));
        }
        let due = training_due(account, desk);
        if !due.is_empty() {
            blocks.push(Block::Heading("training", "To learn, or learn again".to_owned()));
            blocks.push(Block::List(due));
        }
        let link = |href, name: &str, about: &str| (href, name.to_owned(), about.to_owned());
        blocks.push(Block::Links(vec![
            link(
                format!("/accounts/{}", account.id),
                "Their account",
                "with their posts, and where training is written down",
            ),
            link("/advocates".to_owned(), "All advocates", ""),
        ]));
        if account.is_open() {
            if account.carer.open_application().is_some() {
                blocks.push(folded(
                    form::answer_application(&asking, account),
                    &asking,
                    "Answer their application".to_owned(),
                ));
            } else if !account.has_role_on(programme::Role::Advocate, desk.today) {
                blocks.push(folded(
                    form::apply(&asking, Some(account)),
                    &asking,
                    "They apply to be an advocate".to_owned(),
                ));
            }
        }
        blocks.extend(self.charges(&asking));
        blocks.extend(self.ties(&asking));
        blocks.extend(self.absences(&asking));
        let line = self.line();
        PlainPage { desk, place: Place::Advocates, title: name_of(account), line, blocks }.render()
    }

    fn line(&self) -> String {
        let stands = words::people(self.charges.len() as u64);
        let is_one = self.account.has_role_on(programme::Role::Advocate, self.desk.today);
        let most = self.desk.programme.carers.caseload.as_ref();
        match (is_one, most) {
            (false, _) => "Does not hold the post of advocate.".to_owned(),
            (true, Some(caseload)) => format!("Stands by {stands}, of at most {}.", caseload.most),
            (true, None) => format!("Stands by {stands}."),
        }
    }

    fn charges(&self, asking: &Asking<'_>) -> Vec<Block> {
        if self.charges.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Heading("charges", "By whom they stand".to_owned())];
        for charge in self.charges {
            let (person, name) = (&charge.person, words::name(charge.person.details.as_ref()));
            blocks.push(Block::Links(vec![(words::person_href(person.id), name.clone(), String::new())]));
            match form::hand_charge_over(asking, self.account, charge) {
                Some(form) => blocks.push(folded(form, asking, format!("Hand {name} over"))),
                None => blocks.push(Block::Text(
                    "Nobody could take over: nobody else is independent of whoever could receive, trained, there, and has room.".to_owned(),
                )),
            }
        }
        blocks
    }

    fn ties(&self, asking: &Asking<'_>) -> Vec<Block> {
        let mut blocks = vec![Block::Heading("ties", "Ties".to_owned())];
        let known = self.account.carer.ties.iter().filter_map(|tie| Some((tie, tie.tie.as_ref()?)));
        for (declared, tie) in known {
            let whom = named_in(self.people, tie.to);
            let until = declared.until.map_or(String::new(), |until| format!(", until {}", plain_date(until)));
            let about = format!("They {}, since {}{until}.", tie.kind.plain(), plain_date(tie.since));
            blocks.push(Block::Links(vec![(words::person_href(tie.to), whom.clone(), about)]));
            if declared.until.is_none() && self.account.is_open() {
                let form = form::end_tie(asking, self.account, declared);
                blocks.push(folded(form, asking, format!("The tie to {whom} has ended")));
            }
        }
        if self.account.carer.ties.is_empty() {
            blocks.push(Block::Text("They have declared none.".to_owned()));
        }
        if self.account.is_open() {
            blocks.push(folded(form::declare_tie(asking, self.account), asking, "Write a tie down".to_owned()));
        }
        blocks
    }

    fn absences(&self, asking: &Asking<'_>) -> Vec<Block> {
        let mut blocks = vec![Block::Heading("absences", "Away".to_owned())];
        let today = self.desk.today;
        let lasting: Vec<_> = self.account.carer.absences.iter().filter(|absence| today < absence.until).collect();
        if lasting.is_empty() {
            blocks.push(Block::Text("No absence is written down from today on.".to_owned()));
        }
        for absence in lasting {
            let (from, until) = (plain_date(absence.from), plain_date(absence.until));
            blocks.push(Block::Text(format!("From {from}, back on {until}.")));
            if absence.from <= today && self.account.is_open() {
                let form = form::come_back_to_work(asking, self.account, absence);
                blocks.push(folded(form, asking, "They are back sooner".to_owned()));
            }
        }
        if self.account.is_open() {
            let form = form::go_away(asking, self.account, self.charges);
            blocks.push(folded(form, asking, "Write an absence down, with who covers whom".to_owned()));
        }
        blocks
    }
}

/// What somebody has to learn or to learn again by today, each in a sentence.
fn training_due(account: &Account, desk: Desk<'_>) -> Vec<String> {
    let due = account.carer.retraining(&desk.programme.carers);
    let by_now = due.iter().filter(|due| due.due_on.is_none_or(|on| on <= desk.today));
    let said = |due: &programme::Retraining<'_>| match due.until {
        None => format!("“{}” was never written down.", due.training.name),
        Some(until) if until <= desk.today => {
            format!("“{}” counts no longer, since {}.", due.training.name, plain_date(until))
        }
        Some(until) => format!("“{}” counts until {}.", due.training.name, plain_date(until)),
    };
    by_now.map(said).collect()
}

fn away(account: &Account, today: Date) -> String {
    let next = account.carer.absences.iter().filter(|absence| today < absence.until).min_by_key(|absence| absence.from);
    next.map_or(String::new(), |absence| format!("{} to {}", plain_date(absence.from), plain_date(absence.until)))
}

fn name_of(account: &Account) -> String {
    account.details.as_ref().map_or("An erased account".to_owned(), |details| details.name.clone())
}

fn named_in(people: &BTreeMap<PersonId, PersonRow>, person: PersonId) -> String {
    people.get(&person).map_or("Somebody".to_owned(), |row| words::name(row.details.as_ref()))
}

fn folded(form: FormView, asking: &Asking<'_>, name: String) -> Block {
    Block::Folded(form.id.clone(), name, form.html(asking))
}

/// How many each advocate stands by, as bars, with the limit of the file as a line.
fn caseload(advocates: &[Advocate], most: Option<u16>, name: &dyn Fn(AccountId) -> String) -> String {
    const WIDTH: u64 = 400;
    const NAME: u64 = 130;
    const ROW: u64 = 22;
    let greatest = advocates.iter().map(|advocate| advocate.charges).max().unwrap_or(0);
    let scale = greatest.max(most.map_or(1, u64::from)).max(1);
    let length = |charges: u64| charges * (WIDTH - NAME - 40) / scale;
    let height = ROW * advocates.len() as u64 + 20;
    let said = advocates.iter().map(|one| format!("{}: {}", name(one.account.id), one.charges));
    let limit = most.map_or(String::new(), |most| format!(" At most {most}."));
    let description = format!("{}.{limit}", said.collect::<Vec<_>>().join("; "));
    let mut svg = format!(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"caseload-title caseload-about\" viewBox=\"0 0 {WIDTH} {height}\">\
         <title id=\"caseload-title\">How many people each advocate stands by</title><desc id=\"caseload-about\">{}</desc>",
        escaped(&description)
    );
    for (index, advocate) in advocates.iter().enumerate() {
        let (top, bar) = (index as u64 * ROW, length(advocate.charges));
        let _ = write!(
            svg,
            "<text class=\"mark\" x=\"0\" y=\"{}\">{}</text><rect class=\"bar\" x=\"{NAME}\" y=\"{}\" width=\"{bar}\" height=\"12\"/>\
             <text class=\"mark\" x=\"{}\" y=\"{}\">{}</text>",
            top + 14,
            escaped(&short(&name(advocate.account.id))),
            top + 4,
            NAME + bar + 6,
            top + 14,
            advocate.charges
        );
    }
    if let Some(most) = most {
        let (x, bottom) = (NAME + length(most.into()), height - 18);
        let _ = write!(
            svg,
            "<line class=\"limit\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{bottom}\"/>\
             <text class=\"limit-name\" text-anchor=\"end\" x=\"{x}\" y=\"{}\">at most {most}</text>",
            height - 4
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A name that fits beside its bar.
fn short(name: &str) -> String {
    const MOST: usize = 20;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(MOST - 1).collect();
    format!("{kept}…")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
