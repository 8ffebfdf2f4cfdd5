//! The pages of staying in touch and of a journey's end, under the real kidney programme.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use programme::rules::{Programme, Reportable};
use programme::{
    Acknowledgement, AnswerSource, Attempt, AttemptOutcome, ContactPlan, ContactWay, Death, DonationEvent, DonationId,
    FollowUpAnswer, FollowUpAnswerId, FollowUpEvent as Follow, Given, HandOverOffer, JourneyEvent, Keeper, Learnt,
    Person, PersonEvent, Private, Role, Value, Values, WayKind, Wish, file, windows,
};
use record::{FieldReport, FollowUpDue, FollowUpReport, Life, ReportDue, SectionReport, WindowReport};
use uuid::Uuid;

use crate::console::forms::typed;
use crate::console::*;

fn donation() -> DonationId {
    DonationId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_d444_0000_0000_0002))
}

fn answer_id() -> FollowUpAnswerId {
    FollowUpAnswerId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_e555_0000_0000_0001))
}

fn kidney() -> Programme {
    let text = include_str!("../../../../../programmes/living-kidney-us.toml");
    file::parse(text).programme.expect("it is without faults")
}

/// Kathy, who gave a kidney on a day; and what happened then.
fn gave(on: Date, then: Vec<PersonEvent>) -> Life {
    gave_by(sample::kathy_cared_for(), on, then)
}

fn gave_by(mut life: Life, on: Date, then: Vec<PersonEvent>) -> Life {
    let given = Given { kind: "kidney".into(), on, discharged: None, site: Some(sample::site_id(1)) };
    let recorded = DonationEvent::Recorded { donation: donation(), given: Private::Known(given) };
    for event in [PersonEvent::Donation(recorded)].into_iter().chain(then) {
        let id = life.person.id;
        let mut person = Some(life.person);
        Person::apply(&mut person, id, &event);
        life.person = person.expect("she is there");
    }
    life
}

fn planned() -> PersonEvent {
    let way = |by, address: &str| ContactWay { by, address: address.to_owned() };
    let keeper =
        Keeper { name: "Anna <A>".to_owned(), relation: "her sister".to_owned(), address: "555 0199".to_owned() };
    let plan = ContactPlan {
        agreed: date(2024, 1, 2),
        ways: vec![way(WayKind::Telephone, "555 0100"), way(WayKind::Letter, "3 Mill \"Lane\"")],
        keepers: vec![keeper],
        language: Some("Igbo".to_owned()),
        times: Some("evenings".to_owned()),
    };
    PersonEvent::FollowUp(Follow::PlanAgreed { plan: Private::Known(plan) })
}

fn tried(on: Date, outcome: AttemptOutcome) -> PersonEvent {
    let note = Some("A <man> answered.".to_owned());
    let attempt = Private::Known(Attempt { on, by: WayKind::Telephone, outcome, address: None, note });
    PersonEvent::FollowUp(Follow::Attempted { attempt })
}

fn answered(seen: Date) -> PersonEvent {
    let values = Values::from([("donor-status".into(), Value::Choice("well".into()))]);
    let note = Some("I am <well>.".to_owned());
    let content = FollowUpAnswer { seen, source: AnswerSource::Telephone, values, note };
    PersonEvent::FollowUp(Follow::Answered { answer: answer_id(), content: Private::Known(content) })
}

fn left(on: Date) -> PersonEvent {
    let wish = Wish { on, source: AnswerSource::OwnPage, said: None };
    PersonEvent::FollowUp(Follow::AskedToBeLeft { recorded: None, wish: Private::Known(wish) })
}

fn failed() -> PersonEvent {
    let at = date(2026, 5, 4).at(9, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
    let (what, note) = (Reportable::OrganFailed, "Dr Osei rang.".to_owned());
    let learnt = Learnt { donation: donation(), what, on: date(2026, 5, 1), learnt: at, note };
    PersonEvent::FollowUp(Follow::Learnt { learnt: Private::Known(learnt) })
}

fn died(on: Date) -> PersonEvent {
    let learnt = on.at(9, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
    let death = Death { on, cause: Some("a <fall>".to_owned()), learnt, how: "her sister rang".to_owned() };
    PersonEvent::Journey(JourneyEvent::Died { death: Private::Known(death) })
}

fn offered() -> PersonEvent {
    let offer = HandOverOffer { on: date(2026, 4, 1), to: "Southern".to_owned() };
    PersonEvent::Journey(JourneyEvent::HandOverOffered { offer: Private::Known(offer) })
}

fn acknowledged() -> PersonEvent {
    let acknowledgement = Acknowledgement { on: date(2026, 4, 9), by: "Dr Weiss".to_owned() };
    PersonEvent::Journey(JourneyEvent::HandOverAcknowledged { acknowledgement: Private::Known(acknowledgement) })
}

/// The lives by name: each of them as whoever coordinates sees it, and as the donor does.
fn lives() -> Vec<(&'static str, &'static str, Life)> {
    let long_ago = date(2023, 11, 1);
    let silence = vec![planned(), tried(date(2026, 3, 1), AttemptOutcome::WrongNumber)];
    let due = vec![planned(), answered(date(2024, 6, 1)), tried(date(2024, 5, 1), AttemptOutcome::Reached), failed()];
    vec![
        ("follow-up-lost", "follow-up-lost-own", gave_by(sample::ruth(), long_ago, silence)),
        ("follow-up-due", "follow-up-due-own", gave(date(2025, 11, 1), due)),
        ("follow-up-left", "follow-up-left-own", gave(long_ago, vec![left(date(2025, 1, 1))])),
        ("follow-up-offered", "follow-up-offered-own", gave(long_ago, vec![offered()])),
        ("follow-up-elsewhere", "follow-up-elsewhere-own", gave(long_ago, vec![offered(), acknowledged()])),
        ("follow-up-dead", "follow-up-dead-own", gave(long_ago, vec![planned(), died(date(2026, 5, 3))])),
        ("follow-up-none", "follow-up-none-own", sample::kathy_cared_for()),
    ]
}

fn of(programme: &Programme, life: &Life, role: Role) -> String {
    let rights: BTreeSet<_> = sample::rights_of(role);
    let desk = Desk { programme, rights: &rights, ..sample::desk(programme) };
    let own = role == Role::Donor;
    FollowUpPage { desk, life, grants: &rights, own, done: own }.render()
}

/// Every page by name.
pub(super) fn pages() -> Vec<(&'static str, String)> {
    let programme = &kidney();
    let lives = lives();
    let mut pages = Vec::new();
    for (name, own, life) in &lives {
        pages.push((*name, of(programme, life, Role::Coordinator)));
        pages.push((*own, of(programme, life, Role::Donor)));
    }
    let (desk, sites, readings) = (sample::desk(programme), sample::sites(), sample::readings());
    let person = |life: &Life| {
        let (grants, readings, on) = (&sample::RIGHTS, &readings, sample::TODAY);
        PersonPage { desk, life, sites: &sites, grants, readings, bonds: Bonds::default(), on, done: None }.render()
    };
    let (since, more, gives, done) = (date(2026, 1, 1), false, true, None);
    let me = |life: &Life| {
        MePage { desk, life, sites: &sites, readings: &readings, since, more, gives, done, asked_company: false }
            .render()
    };
    let young =
        Life { person: gave(date(2026, 4, 20), vec![died(date(2026, 5, 3))]).person, ..sample::kathy_cared_for() };
    pages.extend([
        ("honoured", person(&lives[5].2)),
        ("honoured-soon", person(&young)),
        ("person-after-giving", person(&lives[3].2)),
        ("me-after-giving", me(&lives[1].2)),
        ("me-left-alone", me(&lives[2].2)),
    ]);
    pages.extend(lists(programme, &lives));
    pages.extend(refusals(desk, &lives[1].2));
    pages
}

fn lists(programme: &Programme, lives: &[(&str, &str, Life)]) -> Vec<(&'static str, String)> {
    let desk = sample::desk(programme);
    let row = |life: &Life, id: u128| {
        let window = windows(&life.person, programme).into_iter().find(|window| window.round == 0).expect("she gave");
        FollowUpDue {
            person: sample::person_id(id),
            donation: window.donation,
            window: window.id.clone(),
            round: 0,
            first: window.first,
            last: window.last,
            form_due: window.form_due,
            contact: window.contact,
        }
    };
    let next = |total| (total > 1).then(|| "20500_somebody_a-donation_0_after-6-months".to_owned());
    let waiting = |part, rows, total| Waiting { part, rows, total, next: next(total) };
    let [lost, due, left] = [0, 1, 2].map(|place: usize| &lives[place].2);
    let report = ReportDue {
        person: sample::people().rows.into_iter().next().expect("there is somebody"),
        donation: donation(),
        rule: "kidney-failure-within-two-years".into(),
        learnt_at: 1_777_000_000_000_000,
        until_at: 1_777_259_200_000_000,
    };
    let listed = Listed {
        reports: vec![report],
        waiting: vec![
            waiting(Only::Lost, vec![row(lost, 1)], 314),
            waiting(Only::Late, vec![row(left, 3)], 1),
            waiting(Only::Due, vec![row(due, 2)], 1),
        ],
        people: [(1, lost), (2, due), (3, left)].map(|(id, life)| (sample::person_id(id), life.person.clone())).into(),
        report: Some(figures()),
    };
    let everybody = Narrowed::default();
    let narrowed = Narrowed { only: Some(Only::Lost), window: Some("after-6-months".into()), cursor: None };
    let later = Narrowed { cursor: Some("20400_somebody_a-donation_0_after-6-months".to_owned()), ..narrowed.clone() };
    let nobody = Listed { waiting: vec![waiting(Only::Lost, Vec::new(), 0)], ..Listed::default() };
    let page = |listed: &Listed, asked: &Narrowed| FollowUpListPage { desk, listed, asked }.render();
    vec![
        ("follow-up", page(&listed, &everybody)),
        ("follow-up-narrowed", page(&listed, &narrowed)),
        ("follow-up-later", page(&listed, &later)),
        ("follow-up-nobody", page(&nobody, &everybody)),
    ]
}

fn figures() -> FollowUpReport {
    let section = |complete, met, percent| SectionReport {
        section: "laboratory".to_owned(),
        threshold: None,
        percent_needed: percent,
        over: 40,
        complete,
        met,
    };
    let fields = vec![FieldReport { field: "creatinine".to_owned(), known: 13 }];
    let window = WindowReport {
        window: "after-6-months".to_owned(),
        kind: "kidney".to_owned(),
        states: BTreeMap::new(),
        lost: 314,
        over: 40,
        complete: 12,
        sections: vec![section(13, Some(false), Some(50)), section(30, None, None), section(30, Some(true), Some(70))],
        fields,
    };
    FollowUpReport { windows: vec![window], due: 1, late: 315, lost: 314 }
}

/// Every form again after a refusal, with what was typed.
fn refusals(desk: Desk<'_>, life: &Life) -> Vec<(&'static str, String)> {
    let refusal = programme::Refusal {
        rule: "plausible-value".into(),
        article: Some(6),
        what: "The answers were not recorded.".to_owned(),
        why: "Too much.".to_owned(),
        source: None,
        next: "Look again.".to_owned(),
        place: Some("content.values.weight".to_owned()),
    };
    let (sites, answer, donation) = (sample::sites(), answer_id().to_string(), donation().to_string());
    let window = format!("{donation}/after-6-months/0");
    let page = |name, asked, fields: &[(&str, &str)]| {
        let typed = typed(fields);
        let page = RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &sites };
        let html = page.render();
        assert!(html.contains("<form"), "{name} has its form again: {html}");
        (name, html)
    };
    let (follow_up, journey) = (Asked::FollowUp(&life.person), Asked::Journey(&life.person));
    let weighs = [("do", "answer"), ("window", &*window), ("own", "yes"), ("content.values.weight", "9 <kg>")];
    vec![
        page("refusal-how-are-you", follow_up, &weighs),
        page("refusal-plan", follow_up, &[("do", "plan"), ("plan.ways.0.address", "3 \"Mill\" Lane")]),
        page("refusal-attempt", follow_up, &[("do", "attempt"), ("attempt.note", "<so>")]),
        page("refusal-take-back", follow_up, &[("do", "take-back"), ("answer", &answer)]),
        page("refusal-be-left", follow_up, &[("do", "be-left"), ("own", "yes")]),
        page("refusal-learn", follow_up, &[("do", "learn"), ("learnt.note", "<so>")]),
        page(
            "refusal-report",
            follow_up,
            &[("do", "report"), ("reported.what", "organ-failed"), ("reported.donation", &donation)],
        ),
        page("refusal-die", journey, &[("do", "die"), ("death.how", "she <rang>")]),
        page("refusal-live", journey, &[("do", "live")]),
        page("refusal-offer", journey, &[("do", "offer")]),
        page("refusal-acknowledge", journey, &[("do", "acknowledge")]),
        page("refusal-take-back-hand-over", journey, &[("do", "take-back")]),
    ]
}

#[track_caller]
fn page(name: &str) -> String {
    pages().into_iter().find(|(known, _)| *known == name).expect("a page").1
}

#[track_caller]
fn says(name: &str, texts: &[&str]) {
    let html = page(name);
    for text in texts {
        assert!(html.contains(text), "“{text}” is not in {html}");
    }
}

#[test]
fn the_lost_are_looked_for_by_the_next_way_and_the_others_are_left() {
    says(
        "follow-up-lost",
        &["Nobody has heard of them since it began.", "By letter: 3 Mill", "late: nobody has heard of them"],
    );
    says("follow-up-lost-own", &["How are you?", "This is how I am", "I do not want to be asked any more"]);
    assert!(!page("follow-up-lost-own").contains("nobody has heard"), "the donor is not told off");
    says("follow-up-left", &["They can take that back on any day.", "They want to be asked again"]);
    says("follow-up-left-own", &["You can take that back on any day.", "I want to be asked again"]);
    says("follow-up-offered", &["until it has said yes we do."]);
    says("follow-up-elsewhere", &["Southern stays in touch with them, since 9 April 2026."]);
    for name in ["follow-up-left", "follow-up-elsewhere", "follow-up-dead"] {
        assert!(!page(name).contains("The next way to reach them"), "{name}: nobody looks for them");
    }
}

#[test]
fn what_is_asked_is_what_the_file_says_with_units_and_limits() {
    says(
        "follow-up-due-own",
        &["mg/dl", "Between 0.1 and 30.", "such as 142/88", "Dialysis", "name=\"content.source\" value=\"own-page\""],
    );
    says(
        "follow-up-due",
        &["How it became known", "To be reported within hours", "It was reported", "Take back the answers"],
    );
    says("me-after-giving", &["How are you?", "This is how I am"]);
    says("me-left-alone", &["You asked not to be asked any more"]);
    assert!(!page("me-left-alone").contains("This is how I am"));
    let own = page("follow-up-due-own");
    for others in ["Write the attempt down", "It was reported", "Take them back", "They have died"] {
        assert!(!own.contains(others), "{others} is not the donor’s to do");
    }
}

#[test]
fn a_list_says_who_is_lost_and_how_to_reach_them_and_how_complete_the_forms_are() {
    says(
        "follow-up",
        &[
            "314 are lost",
            "By letter: 3 Mill",
            "tried one time since",
            "at an examination",
            "All 314 of these",
            "13 of 40",
            "not enough",
            "32 %",
        ],
    );
    says("follow-up", &["Blood and urine", "Creatinine"]);
    says("follow-up-nobody", &["Nobody waits to be asked how they are."]);
}

#[test]
fn whoever_gave_reads_first_what_happened_and_what_comes_next() {
    let html = page("me-after-giving");
    let order = ["You gave a kidney on 1 November 2025.", "You are asked now for", "This is how I am"];
    let places: Vec<_> = order.iter().map(|text| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let standing = html.find("id=\"standing\"").expect("whether they may give again is there");
    assert!(html.find("id=\"life\"").expect("a life") < standing, "giving again comes last");
    assert!(html.contains("You are not asked to give again.") && !html.contains("Cannot give."), "{html}");
    assert!(!html.contains("We need to know"), "nothing is asked of whoever gave what is given once: {html}");
    let theirs = page("person-after-giving");
    assert!(
        theirs.find("They gave a kidney on").expect("what happened")
            < theirs.find("May they give again").expect("then")
    );
    assert!(!theirs.contains("May they give: excluded"), "{theirs}");
}

#[test]
fn nothing_is_proposed_to_be_done_with_the_dead() {
    let programme = kidney();
    let lives = lives();
    let life = &lives.iter().find(|(name, ..)| *name == "follow-up-dead").expect("a life").2;
    let rights = sample::rights_of(Role::Coordinator);
    let desk = Desk { programme: &programme, rights: &rights, ..sample::desk(&programme) };
    let (besides, sites) = (BTreeMap::new(), sample::sites());
    let (tellers, seen) = (sample::tellers(), sample::bonds_seen());
    let other = Some(sample::account_id(1));
    let pages = [
        page("honoured"),
        page("follow-up-dead"),
        DonationsPage { desk, life, besides: &besides, sites: &sites, grants: &rights, other, done: false }.render(),
        TellingsPage { desk, life, own: false, tells: true, tellers: &tellers, done: false }.render(),
        BondsPage { desk, life, seen: &seen, own: false, finds: true, done: false }.render(),
    ];
    for html in pages {
        for never in [
            "come back",
            "came back",
            "Begin a donation",
            "Write down what was given elsewhere",
            "Still to be told",
            "Write down that they were told",
            "Name somebody",
            "End it with",
            "links by which they answer",
            "Write down how they are",
        ] {
            assert!(!html.contains(never), "“{never}” is proposed: {html}");
        }
    }
    // Nor to whoever sees less of them, such as who works at their site.
    for role in [Role::SiteStaff, Role::Laboratory] {
        let grants = sample::rights_of(role);
        let (readings, on) = (sample::readings(), sample::TODAY);
        let desk = Desk { rights: &grants, ..desk };
        let (sites, grants, readings) = (&sites, &grants, &readings);
        let page = PersonPage { desk, life, sites, grants, readings, bonds: Bonds::default(), on, done: None }.render();
        assert!(!page.contains("<form") && !page.contains("come back"), "{role:?}: {page}");
    }
}

#[test]
fn somebody_who_has_died_is_honoured_and_counted_nowhere() {
    says(
        "honoured",
        &[
            "died on 3 May 2026",
            "What they gave",
            "A kidney, on 1 November 2023",
            "Who stood by them",
            "their advocate",
        ],
    );
    says("honoured", &["They have not died: it was recorded in error"]);
    says("honoured-soon", &["Write down that it was reported"]);
    let html = page("honoured");
    for never in ["Record a check", "What happens next", "May they give", "<svg", "years old"] {
        assert!(!html.contains(never), "{never}: {html}");
    }
    says("person-after-giving", &["Record that they have died", "Record that the other programme has said yes"]);
    assert!(!page("person-after-giving").contains("Ask another programme"), "one hand-over at a time");
}
