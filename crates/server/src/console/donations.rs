//! What somebody gave or thinks of giving: each donation with its next step, what is missing for it, and who can supply it;
//! and the board of all that go on.

use std::collections::{BTreeMap, BTreeSet};

use programme::rules::{ConsentElement, DonationKind, Programme};
use programme::{
    AccountId, CareKind, CareTime, Donation, DonationId, Missing, NextKind, NextStep, Person, RuleId, Supplier,
    next_step, reflected_on, said_yes,
};
use record::{Life, SiteRow};

use super::desk::{Desk, Place};
use super::form::donation::{self, Act, Hearing};
use super::form::{Asking, FormView};
use super::forms::Typed;
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};
use crate::rights::Right;
use crate::state::OnBoard;

/// Everything that the page of somebody's donations shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DonationsPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose.
    pub(crate) life: &'a Life,
    /// For each donation that goes on, the times in which somebody who stands by them stands by whoever would receive.
    pub(crate) besides: &'a BTreeMap<DonationId, Vec<CareTime>>,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
    /// What whoever works here may do with this person.
    pub(crate) grants: &'a BTreeSet<Right>,
    /// Whoever works here; `None` where it is the donor.
    pub(crate) other: Option<AccountId>,
    /// Whether something was just written.
    pub(crate) done: bool,
}

/// The board of donations that go on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoardPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The donors with their donations.
    pub(crate) rows: &'a [OnBoard],
    /// Whether there are more than are shown.
    pub(crate) more: bool,
}

impl DonationsPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let person = &self.life.person;
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("Recorded.".to_owned()));
        }
        let is_open = person.donations.iter().any(Donation::is_open);
        for donation in person.donations.iter().rev() {
            blocks.extend(self.donation(&asking, donation));
        }
        if person.donations.is_empty() {
            blocks.push(Block::Text(
                self.pick(
                    "Nothing was given or thought of yet.",
                    "You have not offered anything, and nobody has asked you.",
                )
                .to_owned(),
            ));
        }
        let has_died = person.journey.has_died_by(self.desk.today);
        if !is_open && !has_died && !person.erased && person.departed.is_none() && self.may(Right::BeginDonation) {
            let begin = donation::begin(&asking, person, self.is_own());
            blocks.extend(folded(&asking, "begin", self.pick("Begin a donation", "Offer something"), begin));
        }
        if !has_died && !person.erased && !self.is_own() && self.may(Right::BeginDonation) {
            let record = donation::record_given(&asking, person, self.sites);
            blocks.extend(folded(&asking, "record", "Write down what was given elsewhere", record));
        }
        let back =
            if self.is_own() { ("/me".to_owned(), "My page") } else { (words::person_href(person.id), "Their page") };
        blocks.push(Block::Links(vec![(back.0, back.1.to_owned(), String::new())]));
        let title = if has_died { "What they gave" } else { self.pick("What they give", "What you give") }.to_owned();
        let line = match self.is_own() {
            true => "You can stop at any time, and nobody may ask you why.".to_owned(),
            false => format!("{}.", words::name(person.details.as_ref())),
        };
        let place = if self.is_own() { Place::Mine } else { Place::People };
        PlainPage { desk: self.desk, place, title, line, blocks }.render()
    }

    fn donation(&self, asking: &Asking<'_>, known: &Donation) -> Vec<Block> {
        let (person, programme) = (&self.life.person, self.desk.programme);
        let kind = programme.donation_kind(&known.kind);
        let mut blocks = vec![Block::Section(title(known, kind)), Block::Text(self.stands(known))];
        blocks.extend(known.said_in_error.iter().map(|said| {
            let what = said.what.plain();
            Block::Text(format!(
                "One person has said that it was written down in error {what}. Another has to say so too."
            ))
        }));
        let in_error = || {
            let hearing = Hearing { own: false, hearer: None };
            let form = donation::step(asking, person, known, self.sites, Act::EnterInError, hearing);
            folded(asking, &format!("in-error-{}", known.id), "Something of this was written down in error", form)
        };
        let in_error = if self.may(Right::RunDonation) && !self.is_own() { in_error() } else { None };
        if !known.is_open() {
            blocks.extend(in_error);
            return blocks;
        }
        let beside = self.besides.get(&known.id).map_or(&[][..], Vec::as_slice);
        let next = next_step(person, beside, known, programme, self.desk.today);
        blocks.push(Block::Text(format!("What comes next: {}", self.next(next.step))));
        if !next.missing.is_empty() {
            blocks.push(Block::Text("What is missing for it:".to_owned()));
            blocks.push(Block::List(self.missing(&next)));
        }
        if !next.due.is_empty() {
            blocks.push(Block::Text("What has to be there on the day of the operation:".to_owned()));
            blocks.push(Block::List(next.due.iter().map(to_do).collect()));
        }
        blocks.extend(kind.map(needs).filter(|needs| !needs.is_empty()).map(Block::List));
        if known.can_be_stopped() && self.may(Right::HearDonor) {
            blocks.extend(self.words(asking, known));
        }
        if self.may(Right::RunDonation) && !self.is_own() {
            blocks.extend(self.steps(asking, known, next.step));
        }
        blocks.extend(in_error);
        blocks
    }

    /// What is missing: what has not been said yes to is one line, whatever else is a line of its own.
    fn missing(&self, next: &NextStep) -> Vec<String> {
        let elements = unsaid(self.desk.programme, next);
        let is_one = |one: &Missing| elements.iter().any(|(rule, _)| *rule == &one.rule) && one.plain.ends_with(UNSAID);
        let name =
            |one: &Missing| elements.iter().find(|(rule, _)| *rule == &one.rule).map(|(_, name)| format!("“{name}”"));
        let names: Vec<_> = next.missing.iter().filter(|one| is_one(one)).filter_map(name).collect();
        let others = next.missing.iter().filter(|one| !is_one(one)).map(to_do);
        if names.is_empty() {
            return others.collect();
        }
        let waits = words::capital(&words::counted(names.len() as u64, "element waits", "elements wait"));
        let whose = self.pick("for the donor’s yes", "for your yes");
        let how = self.pick(" Ask for it, and take a no for a no.", " A no needs no reason.");
        others.chain([format!("{waits} {whose}: {}.{how}", words::list(&names))]).collect()
    }

    /// How far it has come, in a sentence or two.
    fn stands(&self, known: &Donation) -> String {
        let on = |what: &str, day| format!("{what} on {}.", plain_date(day));
        if let Some(word) = known.withdrawn {
            return on(self.pick("They stopped it", "You stopped it"), word.on);
        }
        if let Some(called_off) = &known.called_off {
            return on("It was called off", called_off.on);
        }
        if let Some(given) = &known.given {
            let home = known.discharged.map(|day| on(self.pick(" They went home", " You went home"), day));
            return format!("{}{}", on("It was given", given.on), home.unwrap_or_default());
        }
        let begun = known.opened.as_ref().map(|(_, day)| on("It was first spoken of", *day));
        let over = reflected_on(&self.life.person, known, self.desk.programme);
        let over = over.map(|day| {
            let who = self.pick("they have", "you have");
            format!(" Until {} {who} time to think.", plain_date(day))
        });
        let set = known.appointed.map(|appointed| {
            let at = words::site_name(self.sites, appointed.site).map_or(String::new(), |site| format!(", at {site}"));
            format!(" It is set for {}{at}.", plain_date(appointed.on))
        });
        [begun, over, set].into_iter().flatten().collect()
    }

    fn next(&self, step: NextKind) -> &'static str {
        match step {
            NextKind::Consent => self.pick(step.plain(), "You think, and say yes to each thing, or no."),
            NextKind::Start => self.pick(step.plain(), "You go to sleep for the operation. Until then you can stop."),
            NextKind::Discharge => self.pick(step.plain(), "You get well, and go home."),
            step => step.plain(),
        }
    }

    /// What only the donor says.
    fn words(&self, asking: &Asking<'_>, known: &Donation) -> Vec<Block> {
        let (person, today) = (&self.life.person, self.desk.today);
        let hearing = Hearing { own: self.is_own(), hearer: self.hearer() };
        let mut blocks = Vec::new();
        let over = reflected_on(person, known, self.desk.programme);
        let elements = self.desk.programme.consent_for(&known.kind);
        let (said, open): (Vec<_>, Vec<_>) =
            elements.partition(|element| said_yes(person, known, self.desk.programme, element));
        if !said.is_empty() {
            let names: Vec<_> = said.iter().map(|element| element.name.clone()).collect();
            blocks.push(Block::Text(self.pick("They said yes to:", "You said yes to:").to_owned()));
            blocks.push(Block::List(names));
        }
        if over.is_some_and(|over| today < over) {
            if known.shortened.is_none() {
                let less = donation::step(asking, person, known, self.sites, Act::ShortenReflection, hearing);
                blocks.extend(folded(
                    asking,
                    "less",
                    self.pick("They want less time to think", "I want less time to think"),
                    less,
                ));
            }
        } else if hearing.hearer.is_none() {
            blocks.push(Block::Text("Somebody hears your yes: your advocate. You have none at present.".to_owned()));
        } else {
            for element in open {
                let form = donation::consent(asking, person, known, element, hearing);
                blocks.push(Block::Folded(format!("consent-{}", element.id), element.name.clone(), form.html(asking)));
            }
        }
        let stop = donation::step(asking, person, known, self.sites, Act::Withdraw, hearing);
        blocks.extend(folded(asking, "stop", self.pick("They stop", "I stop"), stop));
        blocks
    }

    /// What the programme does about it: the next thing first.
    fn steps(&self, asking: &Asking<'_>, known: &Donation, next: NextKind) -> Vec<Block> {
        let schedule =
            (Act::Schedule, "schedule", if known.appointed.is_some() { "Set another day" } else { "Set a day" });
        let decide = (Act::Decide, "decide", "Write down what the authority decided");
        let call_off = (Act::CallOff, "call-off", "Call it off");
        let acts = match next {
            NextKind::Consent | NextKind::Schedule => vec![decide, schedule, call_off],
            NextKind::Verify => vec![(Act::Verify, "verify", "Verify it, as one of two"), decide, schedule, call_off],
            NextKind::Start => vec![(Act::Start, "start", "They go to sleep"), decide, schedule, call_off],
            NextKind::Finish => vec![(Act::Finish, "finish", "It was given"), call_off],
            NextKind::Discharge => {
                vec![(Act::Note, "note", "Write down how they are"), (Act::Discharge, "discharge", "They go home")]
            }
            NextKind::Nothing => Vec::new(),
        };
        let hearing = Hearing { own: false, hearer: None };
        let form = |act| donation::step(asking, &self.life.person, known, self.sites, act, hearing);
        acts.into_iter().filter_map(|(act, id, name)| folded(asking, id, name, form(act))).collect()
    }

    /// Who hears a yes: the donor's advocate where it is the donor who says it, and otherwise whoever works here.
    fn hearer(&self) -> Option<AccountId> {
        let advocate = || {
            let mut carers = self.life.person.carers_on(self.desk.today);
            carers.find(|time| time.kind == CareKind::Advocate).map(|time| time.carer)
        };
        self.other.or_else(advocate)
    }

    const fn is_own(&self) -> bool {
        self.other.is_none()
    }

    fn may(&self, right: Right) -> bool {
        self.grants.contains(&right)
    }

    const fn pick<'t>(&self, them: &'t str, you: &'t str) -> &'t str {
        if self.is_own() { you } else { them }
    }
}

impl BoardPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let mut blocks = Vec::new();
        for step in NextKind::ALL.into_iter().filter(|step| *step != NextKind::Nothing) {
            let rows: Vec<_> = self.rows.iter().filter_map(|row| self.row(row, step)).collect();
            if rows.is_empty() {
                continue;
            }
            blocks.push(Block::Section(step.plain().to_owned()));
            let columns = vec!["Who", "What", "Set for", "What comes first, and who does it"];
            blocks.push(Block::Table { caption: step.plain().to_owned(), columns, rows });
        }
        if blocks.is_empty() {
            blocks.push(Block::Text("No donation goes on.".to_owned()));
        }
        if self.more {
            blocks.push(Block::Text("There are more than are shown here.".to_owned()));
        }
        let title = "Donations".to_owned();
        let line = "Every donation that goes on, by what comes next.".to_owned();
        PlainPage { desk: self.desk, place: Place::Donations, title, line, blocks }.render()
    }

    /// What waits, in a few words: each thing by whoever can do it. Why it is asked for stands on the donor's page.
    fn first(&self, donor: &Person, known: &Donation, next: &NextStep) -> String {
        let programme = self.desk.programme;
        let elements = unsaid(programme, next);
        let is_one = |one: &&Missing| elements.iter().any(|(rule, _)| *rule == &one.rule);
        let mut said = Vec::new();
        let thinks = reflected_on(donor, known, programme).filter(|over| self.desk.today < *over);
        said.extend(thinks.map(|over| format!("They think until {}.", plain_date(over))));
        let waits = next.missing.iter().filter(is_one).count() as u64;
        if waits > 0 {
            let waits = words::counted(waits, "element waits", "elements wait");
            said.push(format!("{} for consent: the donor says it, and nobody for them.", words::capital(&waits)));
        }
        let others = next.missing.iter().filter(|one| !is_one(one) && one.who != Supplier::Time);
        said.extend(others.map(in_short));
        let sets_a_day = next.step == NextKind::Schedule && said.is_empty();
        if sets_a_day {
            said.push("A coordinator: set a day and a place.".to_owned());
        } else if said.is_empty() && next.due.is_empty() {
            said.push(next.on.filter(|on| self.desk.today < *on).map_or_else(
                || "Nothing is missing: it can be done.".to_owned(),
                |_| "Nothing is missing: it waits for its day.".to_owned(),
            ));
        }
        said.extend(
            next.due.iter().map(|one| format!("By the day of the operation, {}", words::uncapital(&in_short(one)))),
        );
        said.join(" ")
    }

    fn row(&self, OnBoard { donor, donation, beside }: &OnBoard, step: NextKind) -> Option<(String, Vec<String>)> {
        let next = next_step(donor, beside, donation, self.desk.programme, self.desk.today);
        if next.step != step {
            return None;
        }
        let kind = self.desk.programme.donation_kind(&donation.kind);
        let missing = self.first(donor, donation, &next);
        let href = format!("{}/donations", words::person_href(donor.id));
        let on = next.on.map_or("–".to_owned(), plain_date);
        Some((href, vec![words::name(donor.details.as_ref()), title(donation, kind), on, missing]))
    }
}

fn title(known: &Donation, kind: Option<&DonationKind>) -> String {
    let what = kind.map_or(known.kind.as_str(), |kind| kind.name.as_str());
    let toward = known.opened.as_ref().map(|(opening, _)| opening.toward.route().plain());
    toward.map_or_else(|| format!("{what}, elsewhere"), |toward| format!("{what}, {toward}"))
}

/// How the engine ends what it says of an element that was not said yes to.
const UNSAID: &str = "they have not said yes to this.";

/// The elements of consent that are missing for a step, by their rules.
fn unsaid<'p>(programme: &'p Programme, next: &NextStep) -> Vec<(&'p RuleId, &'p str)> {
    let is_missing = |element: &&ConsentElement| next.missing.iter().any(|one| one.rule == element.rule.id);
    programme
        .consent_elements
        .iter()
        .filter(is_missing)
        .map(|element| (&element.rule.id, element.name.as_str()))
        .collect()
}

/// Who can supply something, and what they can do, and by when.
fn in_short(one: &Missing) -> String {
    let by = one.do_by.map_or(String::new(), |days| format!(" {}", days.plain()));
    match one.who {
        Supplier::Nobody => one.plain.clone(),
        who => format!("{}: {}{by}", words::capital(who.plain()), words::uncapital(&one.next)),
    }
}

/// What is missing, who can supply it, what they can do, and by when.
fn to_do(one: &Missing) -> String {
    let by = one.do_by.map_or(String::new(), |days| format!(" {}", days.plain()));
    format!("{} Who can do it: {}. {}{by}", one.plain, one.who.plain(), one.next)
}

/// How long each infection stays hidden from its test.
fn needs(kind: &DonationKind) -> Vec<String> {
    let windows = kind.needs.iter().flat_map(|need| &need.windows);
    windows
        .map(|window| {
            let days = window.days;
            format!(
                "{}: for {days} days after an infection, on average, its test does not find it ({}).",
                window.name, window.source
            )
        })
        .collect()
}

fn folded(asking: &Asking<'_>, id: &str, name: &str, form: Option<FormView>) -> Option<Block> {
    form.map(|form| Block::Folded(id.to_owned(), name.to_owned(), form.html(asking)))
}
