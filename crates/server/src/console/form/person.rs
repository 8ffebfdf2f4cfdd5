//! The forms about one person: moving, stages, leaving and coming back, putting an entry right, answering an alert.

use programme::rules::{Alert, Stage};
use programme::{ExaminationId, Person, was_brought_in};

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;
use record::SiteRow;

/// A move to another site, or to none.
pub(crate) fn move_to(asking: &Asking<'_>, person: &Person, sites: &[SiteRow]) -> FormView {
    let form = "move";
    let here = person.present_stay().map(|stay| stay.site);
    let open = sites.iter().filter(|row| row.site.is_open_on(asking.desk.today) && Some(row.id) != here);
    let mut options: Vec<_> = open.map(|row| (row.id.to_string(), places_left(row))).collect();
    options.push((String::new(), "None of the programme’s sites".to_owned()));
    let site = asking.one_of(form, Kind::Select, "site", "Where to", &options);
    let fields = vec![site, asking.day(form, "on", "Day of the move")];
    asking.form(form, format!("/people/{}/move", person.id), fields, "Record the move").of_version(person.version)
}

/// A stage that may follow; `None` where none does.
pub(crate) fn enter_stage(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let form = "stage";
    let programme = asking.desk.programme;
    let next = match programme.stage(person.stage()) {
        // Whoever gave before they came into this record never went through the stages in which people are asked.
        Some(_) if was_brought_in(person, programme, asking.desk.today) => {
            let first = &programme.stages[0];
            let may = |stage: &&Stage| first.next.contains(&stage.id) || stage.may_be_brought_in();
            programme.stages.iter().skip(1).filter(may).collect()
        }
        Some(stage) => stage.next.iter().filter_map(|id| programme.stage(id)).collect::<Vec<_>>(),
        None => programme.stages.iter().collect(),
    };
    let options: Vec<_> = next.iter().map(|stage| (stage.id.to_string(), stage.name.clone())).collect();
    let stage = asking.one_of(form, Kind::Radio, "stage", "Stage", &options);
    let fields = vec![stage, asking.day(form, "on", "First day in it")];
    let action = format!("/people/{}/stage", person.id);
    let view = asking.form(form, action, fields, "Enter the stage").of_version(person.version);
    (!options.is_empty()).then_some(view)
}

/// Something done to prepare for a stage that may follow; `None` where nothing is left to do.
pub(crate) fn prepare(asking: &Asking<'_>, person: &Person) -> Option<FormView> {
    let form = "prepare";
    let programme = asking.desk.programme;
    let next = programme.stage(person.stage()).map(|stage| stage.next.as_slice()).unwrap_or_default();
    let open = next.iter().filter_map(|id| programme.stage(id)).flat_map(|stage| {
        let left = stage.preparation.iter();
        let left = left.filter(|done| !person.prepared.contains_key(&(stage.id.clone(), done.id.clone())));
        left.map(|left| (format!("{}/{}", stage.id, left.id), format!("{} — {}", stage.name, left.plain)))
    });
    let options: Vec<_> = open.collect();
    let what = asking.one_of(form, Kind::Radio, "preparation", "What was done", &options);
    let fields = vec![what, asking.day(form, "on", "Day on which it was done")];
    let action = format!("/people/{}/preparation", person.id);
    let view = asking.form(form, action, fields, "Record it as done").of_version(person.version);
    (!options.is_empty()).then_some(view)
}

/// A departure. It needs nothing but the day.
pub(crate) fn depart(asking: &Asking<'_>, person: &Person) -> FormView {
    let form = "depart";
    let said = asking
        .field(form, Kind::Area, "said", "What they said")
        .hint("They need not say anything. Nobody may ask why.");
    let fields = vec![asking.day(form, "on", "Day of leaving"), said];
    let lead = "A departure is recorded, never refused. They can come back.";
    let action = format!("/people/{}/depart", person.id);
    asking.form(form, action, fields, "Record that they left").of_version(person.version).lead(lead)
}

/// A return.
pub(crate) fn come_back(asking: &Asking<'_>, person: &Person) -> FormView {
    let form = "return";
    let fields = vec![asking.day(form, "on", "Day of the return")];
    let action = format!("/people/{}/return", person.id);
    asking.form(form, action, fields, "Record that they came back").of_version(person.version)
}

/// Who somebody is, put right.
pub(crate) fn correct(asking: &Asking<'_>, person: &Person) -> FormView {
    let form = "details";
    let mut fields = super::register::details(asking, form);
    fields.push(asking.reason(form, "Why it was wrong"));
    let action = format!("/people/{}/details", person.id);
    let lead = "The old entry is kept.";
    asking.form(form, action, fields, "Put it right").of_version(person.version).lead(lead)
}

/// That somebody was in touch because of an alert.
pub(crate) fn answer(asking: &Asking<'_>, person: &Person, examination: ExaminationId, alert: &Alert) -> FormView {
    let form = format!("answer-{examination}-{}", alert.rule.id);
    let by =
        asking.field(&form, Kind::Text, "answer.by", "Who was in touch").hint(format!("This asks for: {}.", alert.by));
    let by = FieldView { value: asking.typed.text_or("answer.by", asking.desk.author), ..by };
    let note = asking.field(&form, Kind::Area, "answer.note", "What came of it");
    let fields = vec![asking.day(&form, "answer.on", "Day on which they were in touch"), by, note];
    let action = format!("/people/{}/alerts/{examination}/{}", person.id, alert.rule.id);
    asking.form(&form, action, fields, "Write the contact down").of_version(person.version).main()
}

/// Where somebody was seen; need not be known.
pub(super) fn seen_at(asking: &Asking<'_>, form: &str, sites: &[SiteRow]) -> FieldView {
    let known = sites.iter().map(|row| (row.id.to_string(), row.site.name.clone()));
    let options: Vec<_> = [(String::new(), "not recorded".to_owned())].into_iter().chain(known).collect();
    asking.one_of(form, Kind::Select, "site", "Where", &options)
}

fn places_left(row: &SiteRow) -> String {
    match row.site.places {
        Some(places) => {
            let left = u64::from(places.saturating_sub(row.people));
            format!("{} ({})", row.site.name, words::counted(left, "place free", "places free"))
        }
        None => row.site.name.clone(),
    }
}
