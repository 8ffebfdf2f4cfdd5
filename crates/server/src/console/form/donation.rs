//! The forms about donations: each step as one, the donor's own words as one press each.

use std::collections::BTreeSet;

use programme::rules::{ConsentElement, DonationKind, Route};
use programme::{AccountId, Donation, Identifier, Person, Slip};
use record::SiteRow;

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words::{self, plain_date};

/// What is done with a donation on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Consent,
    ShortenReflection,
    Withdraw,
    Decide,
    Schedule,
    Verify,
    Start,
    Finish,
    CallOff,
    Note,
    Discharge,
    EnterInError,
}

/// Whose words a form puts down, and who hears them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hearing {
    /// Whether it is the donor who fills it in.
    pub(crate) own: bool,
    /// Who hears a yes: for the donor their advocate, for anybody else themselves.
    pub(crate) hearer: Option<AccountId>,
}

impl Act {
    const ALL: [Self; 12] = [
        Self::Consent,
        Self::ShortenReflection,
        Self::Withdraw,
        Self::Decide,
        Self::Schedule,
        Self::Verify,
        Self::Start,
        Self::Finish,
        Self::CallOff,
        Self::Note,
        Self::Discharge,
        Self::EnterInError,
    ];

    /// As the form's `do` writes it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::ShortenReflection => "shorten-reflection",
            Self::Withdraw => "withdraw",
            Self::Decide => "decide",
            Self::Schedule => "schedule",
            Self::Verify => "verify",
            Self::Start => "start",
            Self::Finish => "finish",
            Self::CallOff => "call-off",
            Self::Note => "note",
            Self::Discharge => "discharge",
            Self::EnterInError => "enter-in-error",
        }
    }

    /// Whether it is the donor's own word.
    const fn is_word(self) -> bool {
        matches!(self, Self::Consent | Self::ShortenReflection | Self::Withdraw)
    }
}

/// The beginning of a donation. The donor offers to whoever is next: to find somebody by their number takes a post.
pub(crate) fn begin(asking: &Asking<'_>, person: &Person, own: bool) -> Option<FormView> {
    let form = "begin-donation";
    let kinds = kinds(asking, |kind| !own || kind.routes.contains(&Route::List));
    if kinds.is_empty() {
        return None;
    }
    let mut fields = vec![asking.one_of(form, Kind::Select, "opening.kind", "What", &kinds)];
    if own {
        fields.push(FieldView::hidden("opening.idea", "offered"));
        fields.push(FieldView::hidden("opening.toward", Route::List.as_str()));
    } else {
        let ideas = [("offered", "They offered"), ("asked", "They are asked")].map(owned);
        let routes = Route::ALL.map(|route| owned((route.as_str(), route.plain())));
        fields.push(asking.left_open(form, "opening.idea", "Whose idea it was", &ideas));
        fields.push(asking.left_open(form, "opening.toward", "Towards whom", &routes));
        let recipient = asking.field(form, Kind::Text, "opening.toward.recipient", "Number of whoever would receive");
        fields.push(recipient.hint("Only where the donor names somebody."));
    }
    let submit = if own { "I offer this" } else { "Write it down" };
    let lead = if own {
        "You can stop at any time, and need not say why. If you would give to somebody you know, ask your advocate or a coordinator."
    } else {
        "The time to reflect begins today."
    };
    let action = format!("/people/{}/donations", person.id);
    Some(asking.form(form, action, fields, submit).of_version(person.version).lead(lead))
}

/// Something that was given elsewhere.
pub(crate) fn record_given(asking: &Asking<'_>, person: &Person, sites: &[SiteRow]) -> Option<FormView> {
    let form = "record-donation";
    let kinds = kinds(asking, |_| true);
    if kinds.is_empty() {
        return None;
    }
    let ours = sites.iter().map(|row| (row.id.to_string(), row.site.name.clone()));
    let places: Vec<_> = std::iter::once(owned(("", "At no site of this programme"))).chain(ours).collect();
    let fields = vec![
        FieldView::hidden("do", "record"),
        asking.one_of(form, Kind::Select, "given.kind", "What", &kinds),
        asking.day(form, "given.on", "The day of the operation"),
        asking.one_of(form, Kind::Select, "given.site", "Where", &places),
    ];
    let lead =
        "What is given here from now on begins with an offer, or with asking: it is not written down only afterwards.";
    let action = format!("/people/{}/donations", person.id);
    Some(asking.form(form, action, fields, "Write it down").of_version(person.version).lead(lead))
}

/// A step of a donation.
pub(crate) fn step(
    asking: &Asking<'_>,
    person: &Person,
    donation: &Donation,
    sites: &[SiteRow],
    act: Act,
    hearing: Hearing,
) -> Option<FormView> {
    let kind = asking.desk.programme.donation_kind(&donation.kind)?;
    // Of several donations on one page each can have something wrong.
    let of_this = format!("{}-{}", act.as_str(), donation.id);
    let form = if act == Act::EnterInError { of_this.as_str() } else { act.as_str() };
    let day = |label| asking.day(form, "on", label);
    let (mut fields, submit) = match act {
        Act::Consent => return None,
        Act::ShortenReflection => {
            let least = kind.reflection.as_ref()?.least?;
            let says = if hearing.own { "I want" } else { "They want" };
            (Vec::new(), format!("{says} to decide after {least}"))
        }
        Act::Withdraw if hearing.own => (Vec::new(), "Yes, I stop".to_owned()),
        Act::Withdraw => (Vec::new(), "They said that they stop".to_owned()),
        Act::Decide if kind.approvals.is_empty() => return None,
        Act::Decide => (decision(asking, form, kind, donation), "Write the decision down".to_owned()),
        Act::Schedule => {
            let fits = |row: &&SiteRow| {
                row.site.closed.is_none() && (kind.site_kinds.is_empty() || kind.site_kinds.contains(&row.site.kind))
            };
            let open = sites.iter().filter(fits).map(|row| (row.id.to_string(), row.site.name.clone()));
            let options: Vec<_> = open.collect();
            (
                vec![day("The day"), asking.one_of(form, Kind::Select, "site", "Where", &options)],
                "Set this day".to_owned(),
            )
        }
        Act::Verify => (verify(asking, form, kind, person), "I have verified all that I ticked".to_owned()),
        Act::Start => (Vec::new(), "They go to sleep now".to_owned()),
        Act::Finish => (vec![day("The day on which the operation ended")], "It was given".to_owned()),
        Act::CallOff => (vec![asking.reason(form, "Why")], "Call it off".to_owned()),
        Act::Note => {
            let text = asking.field(form, Kind::Area, "text", "How they are");
            (vec![day("The day"), text], "Write it down".to_owned())
        }
        Act::Discharge => (vec![day("The day")], "They went home".to_owned()),
        Act::EnterInError => (in_error(asking, form, person, donation)?, "Take it back".to_owned()),
    };
    hide(asking, &mut fields, act, hearing);
    Some(asking.form(form, action(person, donation, act), fields, &submit).of_version(person.version))
}

/// Yes to one thing, in the words of the programme file.
pub(crate) fn consent(
    asking: &Asking<'_>,
    person: &Person,
    donation: &Donation,
    element: &ConsentElement,
    hearing: Hearing,
) -> FormView {
    let form = format!("consent-{}", element.id);
    let mut fields = vec![
        FieldView::hidden("element", element.id.as_str()),
        FieldView::hidden("element-version", &element.version.to_string()),
    ];
    let submit = if hearing.own {
        fields.push(FieldView::hidden("on", &plain_date(asking.desk.today)));
        "I consent"
    } else {
        fields.push(asking.day(&form, "on", "The day on which they said yes"));
        "They said yes, and I heard it"
    };
    hide(asking, &mut fields, Act::Consent, hearing);
    let action = action(person, donation, Act::Consent);
    asking.form(&form, action, fields, submit).of_version(person.version).lead(element.rule.plain.clone())
}

/// The form that was sent, again: its `do` says which.
pub(crate) fn again(asking: &Asking<'_>, person: &Person, donation: &Donation, sites: &[SiteRow]) -> Option<FormView> {
    let typed = asking.typed;
    let act = Act::ALL.into_iter().find(|act| act.as_str() == typed.text("do"))?;
    let hearing = Hearing { own: typed.text("own") == "yes", hearer: typed.text("to").parse().ok() };
    if act != Act::Consent {
        return step(asking, person, donation, sites, act, hearing);
    }
    let mut elements = asking.desk.programme.consent_elements.iter();
    let element = elements.find(|element| element.id.as_str() == typed.text("element"))?;
    Some(consent(asking, person, donation, element, hearing))
}

/// What can have been written down in error, and why it was; `None` where nothing can.
fn in_error(asking: &Asking<'_>, form: &str, person: &Person, donation: &Donation) -> Option<Vec<FieldView>> {
    let learnt = person.follow_up.learnt.iter().filter(|learnt| learnt.donation == donation.id);
    let learnt = learnt.map(|learnt| Slip::Learnt { what: learnt.what });
    let slips = donation.can_be_in_error().into_iter().chain(learnt);
    let label = |slip: Slip| {
        let two = if slip.takes_two() { " (it takes two people to say so)" } else { "" };
        let what = match slip {
            Slip::Learnt { what } => format!("{}: {}", slip.plain(), what.plain()),
            _ => slip.plain().to_owned(),
        };
        format!("It is wrong {what}{two}")
    };
    let options: Vec<_> = slips.map(|slip| (slip_value(slip), label(slip))).collect();
    if options.is_empty() {
        return None;
    }
    let what = asking.one_of(form, Kind::Select, "what", "What was written down in error", &options);
    Some(vec![what, asking.reason(form, "How that came to be")])
}

/// As the form writes it.
pub(crate) fn slip_value(slip: Slip) -> String {
    match slip {
        Slip::Recorded => "recorded".to_owned(),
        Slip::Started => "started".to_owned(),
        Slip::Done => "done".to_owned(),
        Slip::Discharged => "discharged".to_owned(),
        Slip::Learnt { what } => format!("learnt-{}", what.as_str()),
    }
}

/// What somebody independent reported, and what the authority decided.
fn decision(asking: &Asking<'_>, form: &str, kind: &DonationKind, donation: &Donation) -> Vec<FieldView> {
    let names: Vec<_> = kind.approvals.iter().map(|asked| (asked.id.to_string(), asked.name.clone())).collect();
    let mut fields = vec![
        asking.one_of(form, Kind::Select, "approval", "What was decided", &names),
        asking.field(form, Kind::Text, "assessor", "Who looked into it"),
    ];
    let has_recipient = donation.recipient().is_some();
    let interviews: BTreeSet<_> = kind.approvals.iter().flat_map(|asked| asked.interviews(has_recipient)).collect();
    fields.extend(interviews.into_iter().map(|one| {
        let label = format!("They spoke {}.", one.plain());
        asking.field(form, Kind::Tick, &format!("interviewed.{}", one.as_str()), label)
    }));
    let found = kind.approvals.iter().flat_map(|asked| &asked.finds);
    fields.extend(found.map(|item| {
        asking.field(form, Kind::Tick, &format!("found.{}", item.id), format!("{}: {}", item.name, item.plain))
    }));
    let answers = [("yes", "Yes"), ("no", "No")].map(owned);
    fields.extend([
        asking.day(form, "reported", "The day of the report"),
        asking.day(form, "decided", "The day of the decision"),
        asking.left_open(form, "granted", "What the decision was", &answers),
        asking.field(form, Kind::Area, "reason", "Why").hint("Needed where the decision was no."),
    ]);
    fields
}

fn verify(asking: &Asking<'_>, form: &str, kind: &DonationKind, person: &Person) -> Vec<FieldView> {
    let items = kind.verify.iter().map(|item| {
        let label = format!("{}, as expected: {}", item.name, item.plain);
        asking.field(form, Kind::Tick, &format!("as-expected.{}", item.id), label)
    });
    let has_number = person.details.as_ref().is_some_and(|details| details.number.is_some());
    let known = Identifier::ALL.into_iter().filter(|one| *one != Identifier::Number || has_number);
    let identifiers =
        known.map(|one| asking.field(form, Kind::Tick, &format!("identifiers.{}", one.as_str()), one.plain()));
    items.chain(identifiers).collect()
}

fn hide(asking: &Asking<'_>, fields: &mut Vec<FieldView>, act: Act, hearing: Hearing) {
    fields.push(FieldView::hidden("do", act.as_str()));
    if act.is_word() {
        let own = if hearing.own { "yes" } else { "" };
        fields.push(FieldView::hidden("own", own));
        // Who stops, or asks for less time, themselves, needs nobody to hear it.
        let hearer = hearing.hearer.filter(|_| act == Act::Consent || !hearing.own);
        let hearer = asking.typed.text_or("to", &hearer.map_or(String::new(), |hearer| hearer.to_string()));
        fields.push(FieldView::hidden("to", &hearer));
    }
}

fn action(person: &Person, donation: &Donation, act: Act) -> String {
    let face = if act.is_word() { "word" } else { "step" };
    format!("{}/donations/{}/{face}", words::person_href(person.id), donation.id)
}

fn kinds(asking: &Asking<'_>, offered: impl Fn(&DonationKind) -> bool) -> Vec<(String, String)> {
    let kinds = asking.desk.programme.donation_kinds.iter().filter(|kind| offered(kind));
    kinds.map(|kind| (kind.id.to_string(), kind.name.clone())).collect()
}

fn owned((value, label): (&str, &str)) -> (String, String) {
    (value.to_owned(), label.to_owned())
}
