//! Every page renders, is well formed and says what it should; the colours have contrast enough.

mod carers;
mod donations;
mod follow_up;
mod signed_in;
mod told;
mod waits;

use std::path::Path;

use programme::rules::Programme;
use programme::{Birth, Command, Value};

use super::checker::faults;
use super::forms::{self, Understood, Wrong, typed};
use super::*;
use record::{PeopleFilter, PeoplePage as PeopleRows, Today};

/// Every page by name, as the samples make it.
fn pages(programme: &Programme) -> Vec<(&'static str, String)> {
    let desk = sample::desk(programme);
    let (sites, readings, today) = (sample::sites(), sample::readings(), sample::today());
    let person = |life: &record::Life, done| {
        let (grants, readings, on) = (&sample::RIGHTS, &readings, sample::TODAY);
        PersonPage { desk, life, sites: &sites, grants, readings, bonds: Bonds::default(), on, done }.render()
    };
    let people = |filter: &PeopleFilter, people: &PeopleRows, is_later| {
        let (sites, seen) = (&sites, &sample::seen(sample::ALL));
        PeoplePage { desk, filter, people, seen, everybody: true, is_later, sites }.render()
    };
    let kathy = sample::kathy();
    let booklet = |life, alone| Booklet { desk, life, sites: &sites, readings: &readings, alone }.render();
    let filter =
        PeopleFilter { text: "ka \"&".to_owned(), stage: Some("registered".into()), ..PeopleFilter::default() };
    let residents = sample::residents();
    let refused = sample::refused();
    let nobody = Today::default();
    let everything = sample::granted(programme::Role::Coordinator);
    let on_today = |today: &Today, granted: &Granted, only| {
        let (requests, waits) = (Requests::default(), Waits::default());
        TodayPage { desk, today, requests, waits, more: &More::default(), granted, sites: &sites, only }.render()
    };
    let mut pages = vec![
        ("today", on_today(&today, &everything, None)),
        ("today-empty", on_today(&nobody, &everything, None)),
        ("today-late", on_today(&today, &everything, Some(Need::Late))),
        ("today-of-an-advocate", on_today(&today, &sample::granted(programme::Role::Advocate), None)),
        ("people", people(&PeopleFilter::default(), &sample::people(), false)),
        ("people-later", people(&filter, &sample::people(), true)),
        ("people-none", people(&filter, &PeopleRows { rows: Vec::new(), total: 0, next: None }, false)),
        ("person", person(&kathy, Some(kathy.entries.len() as u64))),
        ("person-away", person(&sample::tommy(), None)),
        ("person-awkward-name", person(&sample::ruth(), None)),
        ("person-new", person(&sample::nobody_yet(), None)),
        ("person-erased", person(&sample::erased(), None)),
        ("register", RegisterPage { desk, sites: &sites }.render()),
        ("sites", SitesPage { desk, sites: &sites }.render()),
        ("sites-none", SitesPage { desk, sites: &[] }.render()),
        ("site", SitePage { desk, site: &sites[0], on: sample::TODAY, people: Some(&residents) }.render()),
        ("rules", RulesPage { desk }.render()),
        ("rows", RefusedRowsPage { desk, rows: &refused, total: 41, next: Some("41") }.render()),
        ("rows-none", RefusedRowsPage { desk, rows: &[], total: 0, next: None }.render()),
        ("not-found", NotFoundPage { desk, noun: Some("person") }.render()),
        ("no-page", NotFoundPage { desk, noun: None }.render()),
        ("busy", FaultPage { desk, busy: true }.render()),
        ("fault", FaultPage { desk, busy: false }.render()),
        ("letters", letters(programme, &super::letters::sample())),
        ("booklet", booklet(&kathy, false)),
        ("booklet-alone", booklet(&kathy, true)),
        ("booklet-erased", booklet(&sample::erased(), true)),
    ];
    let examination =
        ExaminationPage { desk, life: &kathy, examination: sample::examination_id(6), examines: true, sites: &sites };
    pages.push(("examination", examination.render().expect("Kathy has it")));
    pages.extend(refusals(desk, &kathy, &sites, &refused));
    pages.extend(signed_in::pages(programme));
    pages.extend(told::pages(programme));
    pages.extend(waits::pages(programme));
    pages.extend(donations::pages());
    pages.extend(follow_up::pages());
    pages.extend(carers::pages());
    pages
}

/// A refusal of everything that can be asked for, and what could not be read of some.
fn refusals(
    desk: Desk<'_>,
    kathy: &record::Life,
    sites: &[record::SiteRow],
    refused: &[record::RefusedRowRow],
) -> Vec<(&'static str, String)> {
    let person = &kathy.person;
    let typed = typed(&[
        ("on", "14/3/62"),
        ("checks.blood-pressure.systolic.1", "342/88"),
        ("details.birth", "soon"),
        ("details.name", "Zoë \"Z\" <H>"),
    ]);
    let refusal = sample_refusal();
    let understood = [Understood { typed: "14/3/62".to_owned(), read: "14 March 1962".to_owned() }];
    let rule = "phq-9-item-9".into();
    let id = sample::examination_id(6);
    let asked = [
        ("refusal-register", Asked::Register),
        ("refusal-record", Asked::RecordExamination(person)),
        ("refusal-amend", Asked::AmendExamination(person, id)),
        ("refusal-error", Asked::ExaminationInError(person, id)),
        ("refusal-answer", Asked::AnswerAlert(person, id, &rule)),
        ("refusal-move", Asked::Move(person)),
        ("refusal-stage", Asked::EnterStage(person)),
        ("refusal-preparation", Asked::RecordPreparation(person)),
        ("refusal-depart", Asked::Depart(person)),
        ("refusal-return", Asked::Return(person)),
        ("refusal-details", Asked::AmendDetails(person)),
        ("refusal-open-site", Asked::OpenSite),
        ("refusal-change-site", Asked::ChangeSite(&sites[0])),
        ("refusal-close-site", Asked::CloseSite(&sites[0])),
        ("refusal-row", Asked::LookAtRow(&refused[0])),
        ("refusal-nothing", Asked::Nothing),
    ];
    let page = |(name, asked)| {
        (name, RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &understood, sites }.render())
    };
    let wrong = forms::register(&typed, desk.today, sample::person_id(9)).expect_err("“soon” is no birth");
    let mut pages: Vec<_> = asked.map(page).into();
    pages.push(("unclear", UnclearPage { desk, wrong: &wrong, asked: Asked::Register, typed: &typed, sites }.render()));
    pages.push(("doubt", DoubtPage { desk, asked: Asked::Register, typed: &typed, sites }.render()));
    let nowhere = [Wrong { field: "elsewhere".to_owned(), message: "This is nowhere in the form.".to_owned() }];
    pages.push((
        "unclear-nowhere",
        UnclearPage { desk, wrong: &nowhere, asked: Asked::OpenSite, typed: &typed, sites }.render(),
    ));
    pages
}

fn sample_refusal() -> programme::Refusal {
    programme::Refusal {
        rule: "plausible-range".into(),
        article: Some(12),
        what: "The examination was not recorded.".to_owned(),
        why: "A measured value lies in the range that can be true of a living person. “Systolic” lies between 1 and 300 mmHg.".to_owned(),
        source: Some("OPTN Policy 14, Table 14-2".to_owned()),
        next: "Look at the reading again and correct it, or leave it out.".to_owned(),
        place: Some("checks.blood-pressure.systolic.1".to_owned()),
    }
}

#[test]
fn every_page_is_well_formed_and_can_be_used_by_everybody() {
    let programme = sample::programme();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
    std::fs::create_dir_all(folder.join("assets")).expect("a folder for the pages");
    for (address, _, text) in assets::ASSETS {
        std::fs::write(folder.join(&address[1..]), text).expect("an asset is written");
    }
    let mut all = Vec::new();
    for (name, html) in pages(&programme) {
        // The pages are kept, so that somebody can look at them.
        std::fs::write(folder.join(format!("{name}.html")), &html).expect("a page is written");
        all.extend(faults(&html).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn no_page_shouts() {
    let programme = sample::programme();
    for (name, html) in pages(&programme) {
        let body = html.replace("<!DOCTYPE", "").split("<style>").next().unwrap_or_default().to_owned();
        assert!(!body.contains('!'), "{name} has a mark of exclamation");
    }
}

#[test]
fn what_people_wrote_is_never_markup() {
    let programme = sample::programme();
    let pages = pages(&programme);
    let page = |name: &str| &pages.iter().find(|(known, _)| *known == name).expect("a page").1;
    assert!(page("person-awkward-name").contains("Ruth &#38; &#60;Co&#62;"));
    assert!(page("refusal-register").contains("value=\"Zoë &#34;Z&#34; &#60;H&#62;\""));
    assert!(pages.iter().all(|(_, html)| !html.contains("<Co>") && !html.contains("<H>")));
}

#[test]
fn what_is_in_doubt_can_be_sent_again_under_its_own_key() {
    let (programme, sites) = (sample::programme(), sample::sites());
    let fields = [("key", "as-it-was.register"), ("details.name", "Tommy D.")];
    let typed = forms::Typed::new(fields.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let (desk, asked) = (sample::desk(&programme), Asked::Register);
    let page = DoubtPage { desk, asked, typed: &typed, sites: &sites }.render();
    for said in ["It is not known whether this was recorded", r#"name="key" value="as-it-was.register""#, "Tommy D."] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Nothing was changed"), "that is what nobody knows");
    let nothing = DoubtPage { desk, asked: Asked::Nothing, typed: &typed, sites: &sites }.render();
    assert!(nothing.contains("It is not known whether this was recorded") && nothing.contains("Go to your first page"));
}

#[test]
fn a_refusal_says_three_things_and_keeps_what_was_typed() {
    let programme = sample::programme();
    let pages = pages(&programme);
    let html = &pages.iter().find(|(name, _)| *name == "refusal-record").expect("a page").1;
    let order = [
        "<h1>The examination was not recorded</h1>",
        "<h2>Why</h2>",
        "“Systolic” lies between",
        "What can be done now",
        "Look at the reading again",
        "value=\"342/88\"",
    ];
    let places: Vec<_> = order.iter().map(|text| html.find(text).unwrap_or_else(|| panic!("{text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(html.contains("“14/3/62” is 14 March 1962"));
    assert!(html.contains("aria-invalid"), "the field is marked");
}

#[test]
fn a_form_offers_an_examination_as_it_was_typed_and_reads_it_back_as_the_same() {
    let programme = sample::programme();
    let kathy = sample::kathy();
    for (id, recorded) in &kathy.person.examinations {
        let typed = forms::prefilled_examination(&programme, &recorded.content);
        let read =
            forms::amend_examination(&typed, &programme, sample::TODAY, kathy.person.id, *id).expect("it is read");
        let Command::AmendExamination { content, .. } = read.value else { panic!("another command") };
        assert_eq!(content, recorded.content);
    }
}

#[test]
fn a_form_reads_what_people_write() {
    let programme = sample::programme();
    let typed = typed(&[
        ("on", "2/3/26"),
        ("on", "2 March 26"),
        ("checks.blood-pressure.systolic.1", "145/91"),
        ("checks.blood-pressure.systolic.3", "140 / - mmHg"),
        ("checks.body.height", "1.80 m"),
        ("checks.medical-history.told-cancer", "yes"),
        ("made.hba1c", "yes"),
    ]);
    let (person, id) = (sample::person_id(1), sample::examination_id(9));
    let read = forms::record_examination(&typed, &programme, sample::TODAY, person, id).expect("it is read");
    let Command::RecordExamination { content, .. } = read.value else { panic!("another command") };
    let whole = |n| Some(programme::Number::whole(n));
    assert_eq!(content.on, jiff::civil::date(2026, 3, 2));
    assert_eq!(content.checks["blood-pressure"]["systolic"], Value::List(vec![whole(145), None, whole(140)]));
    assert_eq!(content.checks["blood-pressure"]["diastolic"], Value::List(vec![whole(91), None, None]));
    assert_eq!(content.checks["body"]["height"], Value::Number(programme::Number::whole(180)));
    assert!(content.checks["hba1c"].is_empty() && !content.checks.contains_key("phq-9"));
    let said: Vec<_> = read.understood.iter().map(|u| format!("{} is {}", u.typed, u.read)).collect();
    assert_eq!(said, ["2 March 26 is 2 March 2026", "1.80 m is 180 cm"]);
}

#[test]
fn everything_that_could_not_be_read_is_said_at_once() {
    let programme = sample::programme();
    let typed = typed(&[
        ("on", "3/4/26"),
        ("site", "nowhere"),
        ("checks.body.weight", "heavy"),
        ("checks.blood-pressure.systolic.2", "142"),
    ]);
    let (person, id) = (sample::person_id(1), sample::examination_id(9));
    let wrong =
        forms::record_examination(&typed, &programme, sample::TODAY, person, id).expect_err("four things are wrong");
    let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["on", "site", "checks.blood-pressure.systolic.2", "checks.body.weight"]);
}

#[test]
fn the_other_forms_say_what_was_asked() {
    let (person, today) = (sample::person_id(1), sample::TODAY);
    let registered = forms::register(
        &typed(&[("details.name", " Kathy "), ("details.birth", "64"), ("details.sex", "female")]),
        today,
        person,
    );
    let Command::Register { details, site: None, .. } = registered.expect("it is read").value else {
        panic!("another command")
    };
    assert_eq!(
        (details.name.as_deref(), details.number, details.birth),
        (Some("Kathy"), None, Birth::Aged { years: 64, on: today })
    );
    let prepared =
        forms::record_preparation(&typed(&[("preparation", "evaluation/told"), ("on", "today")]), today, person)
            .expect("it is read");
    let Command::RecordPreparation { stage, preparation, on, .. } = prepared.value else { panic!("another command") };
    assert_eq!((stage.as_str(), preparation.as_str(), on), ("evaluation", "told", today));
    let moved = forms::move_person(&typed(&[("site", ""), ("on", "yesterday")]), today, person).expect("it is read");
    assert!(matches!(moved.value, Command::Move { site: None, .. }));
    assert!(forms::enter_stage(&typed(&[("on", "today")]), today, person).is_err(), "a stage is chosen");
    assert!(
        forms::open_site(
            &typed(&[("name", "x"), ("kind", "clinic"), ("places", "ten"), ("on", "today")]),
            today,
            sample::site_id(9)
        )
        .is_err()
    );
    assert!(forms::look_at_row(&typed(&[("done", " ")]), sample::import_id(), 3).is_err());
}

#[test]
fn a_life_reads_in_parts_newest_last_with_what_became_of_each_entry() {
    let programme = sample::programme();
    let parts = person::timeline(&sample::kathy(), &programme, &sample::sites(), person::Voice::Them);
    let titles: Vec<_> = parts.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(titles, ["Registered, from 1 June 2018", "Evaluation, from 4 March 2024"]);
    let years: Vec<_> = parts.iter().flat_map(|part| &part.years).map(|year| year.year).collect();
    assert_eq!(years, [2018, 2019, 2020, 2022, 2023, 2024, 2024, 2025, 2026]);
    let entries: Vec<_> = parts[1].years.iter().flat_map(|year| &year.entries).collect();
    assert!(entries[0].text.starts_with("Entered the stage “Evaluation”."), "{}", entries[0].text);
    assert!(entries[1].void && entries[1].since.starts_with("Put right later"));
    assert!(
        entries[2].text.contains("put right") && entries[2].text.contains("weight 74.2\u{a0}kg") && !entries[2].void,
        "{:?}",
        entries[2]
    );
    assert!(entries.iter().any(|entry| entry.void && entry.since.starts_with("Taken back later")));
    assert_eq!(entries.iter().filter(|entry| !entry.amend_href.is_empty()).count(), 2);
}

#[test]
fn today_puts_the_late_first_and_says_how_many_more() {
    let programme = sample::programme();
    let pages = pages(&programme);
    let html = &pages[0].1;
    let order = ["id=\"contact\"", "id=\"late\"", "id=\"due\"", "id=\"changed\"", "id=\"refused\""];
    let places: Vec<_> = order.iter().map(|text| html.find(text).expect(text)).collect();
    assert!(places.is_sorted());
    assert!(html.contains("<a href=\"/?only=late\">All 314 who are late</a>"));
    assert!(pages[1].1.contains("Nobody waits for anything today."));
}

#[test]
fn a_list_of_many_people_counts_the_checks_and_one_of_few_names_them() {
    let programme = sample::programme();
    let ids: Vec<_> = programme.schedules.iter().map(|schedule| schedule.check.clone()).collect();
    assert!(ids.len() > 3, "the sample has enough of them");
    let said = words::checks_are_in_short(&programme, &ids);
    assert!(said.ends_with(" checks are") && !said.contains("lood"), "{said}");
    assert_eq!(words::checks_are_in_short(&programme, &ids[..1]), words::checks_are(&programme, &ids[..1]));
}

#[test]
fn pages_are_as_they_were_looked_at() {
    let programme = sample::programme();
    let pages = pages(&programme);
    for name in ["today", "register", "refusal-move", "not-found"] {
        let html = &pages.iter().find(|(known, _)| *known == name).expect("a page").1;
        insta::assert_snapshot!(name, html);
    }
}

mod colour {
    //! The contrast of each token against the page.

    use super::assets::CSS;

    #[test]
    fn every_token_stands_out_from_the_page_in_light_and_dark() {
        let (light, rest) = CSS.split_once("@media (prefers-color-scheme: dark)").expect("a dark scheme");
        let dark = rest.split_once("/* Ground */").expect("an end").0;
        for (scheme, css) in [("light", light), ("dark", dark)] {
            let paper = luminance(token(css, "paper"));
            for name in ["ink", "quiet", "sea", "good", "wait", "stop", "note"] {
                let other = luminance(token(css, name));
                let contrast = (paper.max(other) + 0.05) / (paper.min(other) + 0.05);
                assert!(contrast >= 5.5, "{name} in {scheme}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn no_colour_is_used_but_the_tokens() {
        for line in CSS.lines().filter(|line| line.contains('#') && line.contains(':')) {
            assert!(line.trim_start().starts_with("--"), "{line}");
        }
    }

    fn token<'a>(css: &'a str, name: &str) -> &'a str {
        let (_, rest) = css.split_once(&format!("--{name}: #")).expect("a token");
        &rest[..6]
    }

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(hex: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }
}
