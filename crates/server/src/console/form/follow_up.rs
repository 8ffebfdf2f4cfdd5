//! The forms of staying in touch. [`how_are_you`] is the form of a window, wherever it is asked: on somebody's page by whoever
//! rings them, on the donor's own page, on the page of a link that opens once.

use programme::rules::{Field, FieldForm, FollowUpSection, Reportable};
use programme::{AnswerSource, AttemptOutcome, FollowUpAnswerId, OpenReport, Person, WayKind, Window};

use super::examination::{of_field, pairs};
use super::{Asking, FieldView, FormView, GroupView, Kind};
use crate::console::forms::{Entry, KEEPERS, WAYS, entries};
use crate::console::words::{self, capital, plain_date};

/// Who fills a form in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// Whoever works here, of the donor.
    Others,
    /// The donor: on their own page, or on a page that a link opened once.
    Donor(AnswerSource),
}

impl Speaker {
    /// The donor, on their own page.
    pub(crate) const OWN: Self = Self::Donor(AnswerSource::OwnPage);

    const fn is_donor(self) -> bool {
        matches!(self, Self::Donor(_))
    }

    const fn pick(self, others: &'static str, donor: &'static str) -> &'static str {
        if self.is_donor() { donor } else { others }
    }
}

/// How somebody is, as one window asks it. What can be filled in is what the programme file says, with units and limits; what
/// is left empty is not known.
pub(crate) fn how_are_you(asking: &Asking<'_>, window: &Window, action: String, speaker: Speaker) -> FormView {
    let form = "answer";
    let programme = asking.desk.programme;
    let mut fields = vec![
        FieldView::hidden("do", "answer"),
        FieldView::hidden("window", &key_of(window)),
        FieldView::hidden("own", if speaker.is_donor() { "yes" } else { "" }),
    ];
    if let Speaker::Donor(source) = speaker {
        let today = plain_date(asking.desk.today);
        fields.push(FieldView::hidden("content.seen", &asking.typed.text_or("content.seen", &today)));
        fields.push(FieldView::hidden("content.source", source.as_str()));
    } else {
        fields.push(asking.day(form, "content.seen", "The day on which they were seen or heard of"));
        fields.push(sources(asking, form, "content.source", "How it became known", true));
    }
    let follow_up = programme.follow_up.as_ref();
    let sections = follow_up.map(|follow_up| follow_up.sections_of(&window.id)).unwrap_or_default();
    let name = follow_up.and_then(|follow_up| follow_up.name_of(&window.id)).unwrap_or(window.id.as_str());
    let label = speaker.pick("What else there is to say", "What else you want to say");
    let lead = match speaker {
        Speaker::Others => format!("“{name}”. Leave out what is not known: nobody is made to say anything."),
        _ => format!("“{name}”. Leave out what you do not know or do not want to say."),
    };
    let submit = speaker.pick("Write it down", "This is how I am");
    let mut view = asking.form(form, action, fields, submit).lead(lead).main();
    view.groups = sections.into_iter().map(|section| group(asking, form, section, window)).collect();
    view.last = vec![asking.field(form, Kind::Area, "content.note", label)];
    view
}

/// What says in a form which window it is about.
fn key_of(window: &Window) -> String {
    format!("{}/{}/{}", window.donation, window.id, window.round)
}

/// One part of the form. A part that is known is folded away: it can be said again.
fn group(asking: &Asking<'_>, form: &str, section: &FollowUpSection, window: &Window) -> GroupView {
    let state = window.sections.iter().find(|known| known.id == section.id);
    let known = |field: &Field| {
        let fields = state.into_iter().flat_map(|state| &state.fields);
        fields.filter(|(id, _)| *id == field.id).find_map(|(_, on)| *on)
    };
    let mut fields = Vec::new();
    for entry in entries(section, asking.desk.programme) {
        let (mut views, field) = match entry {
            Entry::One(field) => (of_field(asking, form, "content.values", field), field),
            Entry::Pair(first, second) => (pairs(asking, form, "content.values", first, second), first),
        };
        if let Some(first) = views.first_mut() {
            let since = known(field).map(|on| format!("Known since {}.", plain_date(on)));
            let said = [std::mem::take(&mut first.hint), limits(field), left_out(field), since.unwrap_or_default()];
            first.hint = said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ");
        }
        fields.extend(views);
    }
    let complete = state.is_some_and(|state| window.section_complete_on(state).is_some());
    let filled = fields.iter().any(|field| !field.value.is_empty() || !field.wrong.is_empty());
    GroupView {
        name: section.name.clone(),
        plain: section.rule.plain.clone(),
        tag: String::new(),
        open: filled || !complete,
        fields,
    }
}

/// Between what a value lies that can be true.
fn limits(field: &Field) -> String {
    match &field.form {
        FieldForm::Numbers { plausible: (least, most), items, .. } if items.is_empty() => {
            format!("Between {least} and {most}.")
        }
        _ => String::new(),
    }
}

/// What it means when nothing is written.
fn left_out(field: &Field) -> String {
    field.missing_means.as_ref().map_or(String::new(), |means| format!("Left empty: {means}"))
}

/// How somebody wants to be reached, and who will always know where they are.
pub(crate) fn plan(asking: &Asking<'_>, person: &Person, speaker: Speaker) -> FormView {
    let form = "plan";
    let mut fields = vec![FieldView::hidden("do", "plan"), own(speaker)];
    if speaker.is_donor() {
        fields.push(FieldView::hidden("plan.agreed", &plain_date(asking.desk.today)));
    } else {
        fields.push(asking.day(form, "plan.agreed", "The day on which it was agreed"));
    }
    let known = person.follow_up.plan.as_ref();
    let (ways, keepers) = known.map_or((0, 0), |plan| (plan.ways.len(), plan.keepers.len()));
    let options: Vec<_> = WayKind::ALL.into_iter().filter(|way| *way != WayKind::Keeper).map(way_option).collect();
    for place in 0..ways.max(WAYS) {
        let nth = ["First", "Then", "And then"].get(place).copied().unwrap_or("And then");
        let by = format!("plan.ways.{place}.by");
        fields.push(asking.one_of(form, Kind::Select, &by, &format!("{nth}, by what"), &options));
        let label = format!("{nth}, the number or address");
        let address = asking.field(form, Kind::Text, &format!("plan.ways.{place}.address"), label);
        fields.push(if place == 0 { address } else { address.hint("Leave it empty if there is no other way.") });
    }
    for place in 0..keepers.max(KEEPERS) {
        let which = match place {
            0 => {
                speaker.pick("Somebody who will always know where they are", "Somebody who will always know where I am")
            }
            _ => speaker.pick("Somebody else who will always know", "Somebody else who will always know"),
        };
        let part =
            |part: &str, label: String| asking.field(form, Kind::Text, &format!("plan.keepers.{place}.{part}"), label);
        fields.push(part("name", format!("{which}: their name")));
        let theirs = speaker.pick("what they are to the donor", "what they are to me");
        fields.push(part("relation", capital(theirs)).hint("Such as sister, or neighbour."));
        fields.push(part("address", "Their number or address".to_owned()));
    }
    let language = asking.field(form, Kind::Text, "plan.language", "Language");
    let times =
        asking.field(form, Kind::Text, "plan.times", speaker.pick("When they can be reached", "When I can be reached"));
    fields.extend([language, times.hint("Such as evenings, or never on Fridays.")]);
    let lead = speaker.pick(
        "They say it; whoever is named should know of it. Leave out whom they do not have.",
        "Tell those whom you name. Leave out what you do not have: nobody makes you name anybody.",
    );
    let submit = speaker.pick("Write down what was agreed", "Reach me like this");
    asking.form(form, word(person), fields, submit).lead(lead)
}

/// That somebody tried to reach them.
pub(crate) fn attempt(asking: &Asking<'_>, person: &Person) -> FormView {
    let form = "attempt";
    let ways = WayKind::ALL.map(way_option);
    let outcomes = AttemptOutcome::ALL.map(|one| (one.as_str().to_owned(), one.plain().to_owned()));
    let plan = person.follow_up.plan.as_ref();
    let known = plan.into_iter().flat_map(|plan| {
        let keepers = plan.keepers.iter().map(|keeper| (&keeper.address, keeper.name.trim()));
        plan.ways.iter().map(|way| (&way.address, "")).chain(keepers)
    });
    let known = known.map(|(address, whose)| {
        let whose = if whose.is_empty() { String::new() } else { format!(" ({whose})") };
        (address.clone(), format!("{}{whose}", address.trim()))
    });
    let addresses: Vec<_> = [(String::new(), "not written down".to_owned())].into_iter().chain(known).collect();
    let address = asking.one_of(form, Kind::Select, "attempt.address", "At which number or address", &addresses);
    let fields = vec![
        FieldView::hidden("do", "attempt"),
        asking.day(form, "attempt.on", "The day"),
        asking.one_of(form, Kind::Select, "attempt.by", "By what", &ways),
        address.hint("So that one that failed is not tried again, and another is."),
        asking.left_open(form, "attempt.outcome", "What came of it", &outcomes),
        asking.field(form, Kind::Area, "attempt.note", "What else there is to say"),
    ];
    asking.form(form, step(person), fields, "Write the attempt down")
}

/// That an answer was never this person's, or never given.
pub(crate) fn take_back(asking: &Asking<'_>, person: &Person, answer: FollowUpAnswerId) -> FormView {
    let form = format!("take-back-{answer}");
    let fields = vec![
        FieldView::hidden("do", "take-back"),
        FieldView::hidden("answer", &answer.to_string()),
        asking.reason(&form, "How that came to be"),
    ];
    let lead =
        "For answers of somebody else, or that were never given. They stay in the record, and count for nothing.";
    asking.form(&form, step(person), fields, "Take them back").lead(lead)
}

/// That they want to be left alone; or, where they do, that they want to be asked again.
pub(crate) fn wish(asking: &Asking<'_>, person: &Person, speaker: Speaker) -> FormView {
    let again = person.follow_up.wants_to_be_left();
    let form = if again { "be-asked" } else { "be-left" };
    let mut fields = vec![FieldView::hidden("do", form), own(speaker)];
    if let Speaker::Donor(source) = speaker {
        fields.push(FieldView::hidden("wish.on", &plain_date(asking.desk.today)));
        fields.push(FieldView::hidden("wish.source", source.as_str()));
    } else {
        fields.push(asking.day(form, "wish.on", "The day on which they said so"));
        fields.push(sources(asking, form, "wish.source", "How they said so", false));
        let said = asking.field(form, Kind::Area, "wish.said", "In their words");
        fields.push(said.hint("They need not say anything. Nobody may ask why."));
    }
    let (lead, submit) = match (again, speaker.is_donor()) {
        (false, true) => (
            "We stop asking how you are, at once. Nobody asks you why. Your record stays, you can come whenever you need us, and you can take this back on any day.",
            "Do not ask me any more",
        ),
        (false, false) => (
            "It is their own wish and nobody else’s. It holds at once, and they can take it back on any day.",
            "They asked to be left alone",
        ),
        (true, true) => ("We ask you again, as if you had never stopped.", "Ask me again"),
        (true, false) => ("They say so themselves.", "They want to be asked again"),
    };
    asking.form(form, word(person), fields, submit).lead(lead)
}

/// That something was learnt that has to be reported within hours; `None` where there is nothing it could be about.
pub(crate) fn learn(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let form = "learn";
    let programme = asking.desk.programme;
    let kinds = programme.follow_up.iter().flat_map(|follow_up| &follow_up.reports);
    let kinds = kinds.filter(|kind| kind.of != Reportable::Died);
    let kinds: Vec<_> = kinds.map(|kind| (kind.of.as_str().to_owned(), kind.name.clone())).collect();
    let donation = |donation: &programme::Donation| {
        let kind = programme.donation_kind(&donation.kind).map_or(donation.kind.as_str(), |kind| &*kind.name);
        let on = donation.given.as_ref().map(|given| given.on).or(donation.started);
        Some((donation.id.to_string(), format!("{kind}, {}", plain_date(on?))))
    };
    let donations: Vec<_> = person.donations.iter().filter_map(donation).collect();
    if kinds.is_empty() || donations.is_empty() {
        return None;
    }
    let time = asking.field(form, Kind::Text, "learnt.time", "At what time");
    let fields = vec![
        FieldView::hidden("do", "learn"),
        asking.one_of(form, Kind::Select, "learnt.donation", "Of which donation", &donations),
        asking.left_open(form, "learnt.what", "What", &kinds),
        asking.day(form, "learnt.on", "The day on which it happened"),
        asking.day(form, "learnt.learnt", "The day on which we learnt of it"),
        time.hint("Such as 14:30. Without it the hours count from the beginning of that day."),
        asking.field(form, Kind::Area, "learnt.note", "What is known"),
    ];
    let lead = "It has to be reported within hours of our learning of it.";
    Some(asking.form(form, step(person), fields, "Write it down").lead(lead))
}

/// That it was reported.
pub(crate) fn report(asking: &Asking<'_>, person: &Person, open: &OpenReport<'_>) -> FormView {
    report_of(asking, person, open.kind.of, &open.donation.to_string())
}

/// The form of a report that was sent, again.
fn report_of(asking: &Asking<'_>, person: &Person, what: Reportable, donation: &str) -> FormView {
    let form = format!("report-{}-{donation}", what.as_str());
    let fields = vec![
        FieldView::hidden("do", "report"),
        FieldView::hidden("reported.donation", donation),
        FieldView::hidden("reported.what", what.as_str()),
        asking.day(&form, "reported.at", "The day on which it was reported"),
        asking.field(&form, Kind::Text, "reported.time", "At what time").hint("Such as 14:30."),
        asking.field(&form, Kind::Text, "reported.to", "To whom"),
    ];
    asking.form(&form, step(person), fields, "It was reported").main()
}

/// The form that was sent, again: its `do` says which. What was typed into a plan stands in it anyway.
pub(crate) fn again(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let typed = asking.typed;
    let speaker = if typed.text("own") == "yes" { Speaker::OWN } else { Speaker::Others };
    Some(match typed.text("do") {
        "plan" => plan(asking, person, speaker),
        "attempt" => attempt(asking, person),
        "answer" => {
            let all = programme::windows(person, asking.desk.programme);
            let window = all.iter().find(|window| key_of(window) == typed.text("window"))?;
            how_are_you(asking, window, word(person), speaker)
        }
        "take-back" => take_back(asking, person, typed.text("answer").parse().ok()?),
        "be-left" | "be-asked" => wish(asking, person, speaker),
        "learn" => learn(asking, person)?,
        "report" => {
            let what = Reportable::ALL.into_iter().find(|what| what.as_str() == typed.text("reported.what"))?;
            report_of(asking, person, what, typed.text("reported.donation"))
        }
        _ => return None,
    })
}

/// Where what the donor says is sent.
pub(crate) fn word(person: &Person) -> String {
    format!("{}/follow-up/word", words::person_href(person.id))
}

/// Where what the programme does is sent.
fn step(person: &Person) -> String {
    format!("{}/follow-up/step", words::person_href(person.id))
}

fn own(speaker: Speaker) -> FieldView {
    FieldView::hidden("own", if speaker.is_donor() { "yes" } else { "" })
}

fn way_option(way: WayKind) -> (String, String) {
    (way.as_str().to_owned(), capital(way.plain()))
}

/// How something became known. What others say is not the donor's wish, and nobody writes on the donor's own page for them.
fn sources(asking: &Asking<'_>, form: &str, name: &str, label: &str, outside: bool) -> FieldView {
    let known = [AnswerSource::Telephone, AnswerSource::Seen, AnswerSource::Letter, AnswerSource::OutsideRecord];
    let offered = known.into_iter().filter(|source| outside || *source != AnswerSource::OutsideRecord);
    let options: Vec<_> = offered.map(|source| (source.as_str().to_owned(), capital(source.plain()))).collect();
    asking.one_of(form, Kind::Select, name, label, &options)
}
