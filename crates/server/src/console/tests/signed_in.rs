//! The pages of whoever is signed in: their own, and those of accounts, concerns, emergencies and readings.

use programme::rules::Programme;
use programme::{RequestKind, Role};

use crate::console::forms::typed;
use crate::console::*;
use crate::rights::Right;

/// Every page by name, as the samples make it.
pub(super) fn pages(programme: &Programme) -> Vec<(&'static str, String)> {
    let mut pages = vec![("me", me(programme, true)), ("me-recipient", me(programme, false))];
    pages.extend(of_accounts(programme));
    pages.extend(of_the_auditor(programme));
    pages.extend(of_a_person(programme));
    pages.extend(refusals(programme));
    pages
}

fn me(programme: &Programme, gives: bool) -> String {
    let rights = sample::rights_of(Role::Donor);
    let desk = Desk { rights: &rights, author: "Kathy H.", ..sample::desk(programme) };
    let (life, sites, readings) = (sample::kathy_cared_for(), sample::sites(), sample::read_of_kathy());
    let since = jiff::civil::date(2026, 4, 5);
    let (life, sites, readings, done) = (&life, &sites, &readings, Some(life.entries.len() as u64));
    MePage { desk, life, sites, readings, since, more: !gives, gives, done, asked_company: false }.render()
}

fn of_accounts(programme: &Programme) -> Vec<(&'static str, String)> {
    let (desk, sites, accounts) = (sample::desk(programme), sample::sites(), sample::accounts());
    let list =
        |accounts, role, next| AccountsPage { desk, accounts, role, next, of_people: true, sites: &sites }.render();
    let one = |index: usize, of_people, invitation| {
        let way_in = WayIn { password: index == 0, second_factor: false };
        let roles = [Role::Donor, Role::Clinician, Role::SiteStaff];
        let acts = AccountActs { invites: true, sees_to: true, erases: index == 3, is_own: false };
        let (account, sites) = (&accounts[index], &sites);
        AccountPage { desk, account, roles: &roles, acts, of_people, way_in, invitation, sites }.render()
    };
    vec![
        ("accounts", list(&accounts, None, Some(7))),
        ("accounts-none", list(&[], Some(Role::Auditor), None)),
        ("account-of-staff", one(0, false, None)),
        ("account-of-a-donor", one(1, true, Some("http://localhost/welcome/abc"))),
        ("account-closed", one(3, true, None)),
        ("account-new", one(4, true, None)),
    ]
}

fn of_the_auditor(programme: &Programme) -> Vec<(&'static str, String)> {
    let rights = sample::rights_of(Role::Auditor);
    let desk = Desk { rights: &rights, author: "Ines Marlow", ..sample::desk(programme) };
    let (raised, said, shown, emergencies) =
        (sample::raised(), sample::concerns(), sample::shown(), sample::emergencies());
    let asked = typed(&[("part", "timeline"), ("on", "4 May 2026"), ("reader", "\"osei\" & <co>")]);
    let nothing = typed(&[]);
    let whom = vec![(sample::person_id(1), "myself".to_owned()), (sample::person_id(3), "Ruth & <Co>".to_owned())];
    let who_read = |typed, rows, next, emergencies, concerns| {
        WhoReadPage { desk, typed, rows, next, emergencies, concerns }.render()
    };
    let about = Some(sample::person_id(3));
    let finder = sample::desk(programme);
    vec![
        ("concerns", ConcernsPage { desk, raised: &raised, more: 2 }.render()),
        ("concerns-none", ConcernsPage { desk, raised: &[], more: 0 }.render()),
        ("who-read", who_read(&asked, &shown, Some(41), &emergencies, 2)),
        ("who-read-none", who_read(&nothing, &[], None, &[], 0)),
        ("speak-up", SpeakUpPage { desk, whom: &[], about: None, said: &Default::default(), done: false }.render()),
        ("speak-up-again", SpeakUpPage { desk: finder, whom: &whom, about, said: &said, done: true }.render()),
        ("emergency", EmergencyPage { desk: finder }.render()),
    ]
}

fn of_a_person(programme: &Programme) -> Vec<(&'static str, String)> {
    let (desk, life, sites) = (sample::desk(programme), sample::kathy_cared_for(), sample::sites());
    let (candidates, asked, nobody) = (sample::candidates(), sample::requests(), record::Today::default());
    let person = |account, role| {
        let grants = sample::rights_of(role);
        let bonds = Bonds { candidates: &candidates, account };
        let (life, sites, on) = (&life, &sites, sample::TODAY);
        PersonPage { desk, life, sites, grants: &grants, readings: &[], bonds, on, done: None }.render()
    };
    let requests = Requests { items: &asked, total: 14 };
    let (granted, waits) = (sample::granted(Role::Coordinator), super::Waits::default());
    vec![
        ("person-cared-for", person(None, Role::Coordinator)),
        ("person-with-account", person(Some(sample::account_id(2)), Role::Clinician)),
        (
            "today-asked",
            TodayPage {
                desk,
                today: &nobody,
                requests,
                waits,
                more: &More::default(),
                granted: &granted,
                sites: &sites,
                only: None,
            }
            .render(),
        ),
    ]
}

/// A refusal of everything that can be asked for here.
fn refusals(programme: &Programme) -> Vec<(&'static str, String)> {
    let (desk, sites) = (sample::desk(programme), sample::sites());
    let (accounts, life, candidates) = (sample::accounts(), sample::kathy_cared_for(), sample::candidates());
    let (account, person) = (&accounts[0], &life.person);
    let whom = [(sample::person_id(1), "myself".to_owned())];
    let carer = format!("advocate/{}", sample::account_id(6));
    let typed = typed(&[
        ("on", "14/3/62"),
        ("details.name", "Zoë"),
        ("care.carer", &carer),
        ("reason", "because"),
        ("step.on", "14/3/62"),
    ]);
    let refusal = programme::Refusal {
        rule: "appointed-by".into(),
        article: None,
        what: "Nobody was appointed.".to_owned(),
        why: "Whoever appoints to a post holds the post that appoints to it.".to_owned(),
        source: None,
        next: "Ask an administrator.".to_owned(),
        place: Some("role".to_owned()),
    };
    let asked = [
        ("refusal-open-account", Asked::OpenAccount(None)),
        ("refusal-open-account-of-a-person", Asked::OpenAccount(Some(person))),
        ("refusal-change-account", Asked::ChangeAccount(account)),
        ("refusal-appoint", Asked::Appoint(account, &[Role::Coordinator, Role::SiteStaff])),
        ("refusal-end-post", Asked::EndPost(account, sample::post_id(10))),
        ("refusal-close-account", Asked::CloseAccount(account)),
        ("refusal-erase-account", Asked::EraseAccount(&accounts[3])),
        ("refusal-assign", Asked::AssignCarer(person, &candidates)),
        ("refusal-end-care", Asked::EndCare(person)),
        ("refusal-hand-over", Asked::HandOver(person, &candidates)),
        ("refusal-converse", Asked::Converse(person)),
        ("refusal-train", Asked::Train(account)),
        ("refusal-ask", Asked::MakeRequest(RequestKind::Erasure)),
        ("refusal-answer-request", Asked::AnswerRequest(person, sample::request_id())),
        ("refusal-speak-up", Asked::SpeakUp(&whom, true)),
        ("refusal-answer-concern", Asked::AnswerConcern(sample::account_id(6), sample::concern_id())),
        ("refusal-emergency", Asked::Emergency),
    ];
    let page = |(name, asked)| {
        let html =
            RefusalPage { desk, refusal: &refusal, asked, typed: &typed, understood: &[], sites: &sites }.render();
        assert!(html.contains("What you wrote"), "{name} keeps what was typed");
        (name, html)
    };
    asked.map(page).into()
}

fn page(name: &str) -> String {
    let programme = sample::programme();
    pages(&programme).into_iter().find(|(known, _)| *known == name).expect("a page").1
}

#[track_caller]
fn says(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "“{text}” is not in {html}");
    }
}

#[test]
fn my_page_speaks_to_me_and_says_who_read_what_as_what() {
    let html = page("me");
    says(
        &html,
        &["Oscar Reyes came to stand by you as advocate.", "Oscar Reyes is your advocate, since 20 February 2024."],
    );
    says(&html, &["<h3>4 May 2026</h3>", "Dr Osei, clinician, read your examinations and your page."]);
    says(&html, &["Dr Osei, in an emergency, read your page.", "She was brought in unwell"]);
    says(&html, &["You read it yourself on one day.", "Ask to be erased", "/speak-up", "/export"]);
    says(&html, &["You asked for something to be put right, on 2 April 2026", "late: an answer was due by 2 May 2026"]);
    says(&html, &["Answered on 9 April 2026: “It was put right.”", "done as you asked"]);
    for third in ["stand by them", "asks the programme", "read their", "They wait", "May they give"] {
        assert!(!html.contains(third), "“{third}” is about somebody else: {html}");
    }
    assert!(html.contains("Whether I may give") && !page("me-recipient").contains("Whether I may give"));
}

#[test]
fn whatever_is_read_has_words_of_its_own() {
    use crate::console::person::{PARTS, Voice, part_in_words};
    for part in PARTS {
        for voice in [Voice::Them, Voice::You] {
            assert_ne!(part_in_words(part, voice), *part);
        }
    }
}

#[test]
fn whoever_may_not_answer_sees_what_was_asked_and_no_form() {
    let (coordinator, clinician) = (page("person-cared-for"), page("person-with-account"));
    says(
        &coordinator,
        &["I was born on the 15th.", "Answer them", "Put them by their side", "Oscar Reyes stands by them no longer"],
    );
    says(&coordinator, &["Open their own page to them"]);
    says(&clinician, &["I was born on the 15th.", "Who stands by them"]);
    for act in ["Answer them", "Put them by their side", "stands by them no longer", "Open their own page to them"] {
        assert!(!clinician.contains(act), "a clinician does not: {act}");
    }
}

#[test]
fn today_puts_who_asked_where_somebody_sees_it() {
    let html = page("today-asked");
    says(&html, &["They asked", "since 20 March 2026, late", "until 31 May 2026", "All 14 who asked", "/?only=asked"]);
}

#[test]
fn whoever_sees_nobody_of_the_programme_is_not_told_by_an_account_who_is_in_it() {
    let programme = sample::programme();
    let (desk, sites, accounts) = (sample::desk(&programme), sample::sites(), sample::accounts());
    let list = |of_people| {
        AccountsPage { desk, accounts: &accounts[1..2], role: None, next: None, of_people, sites: &sites }.render()
    };
    assert!(list(true).contains("Donor; Companion") && !list(false).contains("Donor"), "{}", list(false));
}

#[test]
fn speaking_up_offers_a_search_only_to_who_may_find_people() {
    assert!(!page("speak-up").contains("name=\"number\""));
    let again = page("speak-up-again");
    says(&again, &["name=\"number\"", "It is on record.", "We are asking everybody who was there."]);
    says(&again, &[&format!("value=\"{}\" checked=\"checked\"", sample::person_id(3))]);
}

#[test]
fn nothing_weighty_is_chosen_beforehand() {
    for (name, field) in [("speak-up", "kind"), ("account-new", "role"), ("person-cared-for", "granted")] {
        let html = page(name);
        let radios = html
            .split("<input type=\"radio\" ")
            .skip(1)
            .filter(|radio| radio.starts_with(&format!("name=\"{field}\"")));
        let chosen: Vec<_> =
            radios.map(|radio| radio.split('>').next().unwrap_or_default().contains("checked")).collect();
        assert!(!chosen.is_empty() && chosen.iter().all(|chosen| !chosen), "{name}: {chosen:?}");
    }
}

#[test]
fn the_rail_leads_only_where_somebody_may_go() {
    let rail = |name: &str| page(name).split("</nav>").next().unwrap_or_default().to_owned();
    assert!(rail("me").contains("href=\"/me\"") && !rail("me").contains("href=\"/accounts\""));
    assert!(rail("concerns").contains("href=\"/readings\"") && !rail("concerns").contains("href=\"/people\""));
    assert!(sample::rights_of(Role::Administrator).contains(&Right::ManageAccounts));
}

#[test]
fn the_places_of_a_role_fit_into_the_bar_of_a_phone() {
    let programme = sample::programme();
    for role in Role::ALL {
        let rights = sample::rights_of(*role);
        let desk = Desk { rights: &rights, ..sample::desk(&programme) };
        let frame = desk.frame(RailPlace::Rules, "Rules", "");
        let in_bar = frame.places.iter().map(|group| if group.name.is_empty() { group.places.len() } else { 1 });
        assert!(in_bar.sum::<usize>() <= 6, "{role:?}: {:?}", frame.places);
        let here: Vec<_> = frame.places.iter().flat_map(|group| &group.places).filter(|place| place.here).collect();
        assert_eq!(here.len(), 1, "{role:?} is at one place: {here:?}");
    }
    let html = RulesPage { desk: sample::desk(&programme) }.render();
    for said in ["popovertarget=\"places-care\"", "id=\"places-care\"", "<ul aria-labelledby=\"places-care-name\">"] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(!page("me").contains("popovertarget"), "few places stand by themselves");
}

#[test]
fn no_two_things_to_look_for_are_called_the_same() {
    let mut said: Vec<_> = person::PARTS.iter().map(|part| person::part_in_words(part, person::Voice::Them)).collect();
    said.sort_unstable();
    let mut once = said.clone();
    once.dedup();
    assert_eq!(said, once);
}

/// The list of people as a role sees it, of whom that may be seen.
fn list_for(role: Role, seen: crate::state::Seen) -> String {
    let programme = sample::programme();
    let rights = sample::rights_of(role);
    let desk = Desk { rights: &rights, ..sample::desk(&programme) };
    let (filter, people, seen, sites) =
        (record::PeopleFilter::default(), sample::people(), sample::seen(seen), sample::sites());
    let (filter, people, seen, sites) = (&filter, &people, &seen, &sites);
    PeoplePage { desk, filter, people, seen, everybody: true, is_later: false, sites }.render()
}

#[test]
fn what_is_withheld_is_never_called_unknown_and_says_who_may_see_it() {
    use crate::state::Seen;
    let laboratory = list_for(Role::Laboratory, Seen { person: true, ..Seen::default() });
    says(&laboratory, &["Not shown to you: whether they may give. A coordinator, a clinician or an advocate may see"]);
    for never in ["not known", "May they give", "Register somebody"] {
        assert!(!laboratory.contains(never), "“{never}”: {laboratory}");
    }
    // Somebody else is seen in full: the column is there, and each cell says that it is withheld.
    let clinician = list_for(Role::Clinician, Seen { person: true, ..Seen::default() });
    says(&clinician, &["not shown to you</span>", "“not shown to you” means that your posts"]);
    assert!(!clinician.contains("not known"));
    let full = list_for(Role::Coordinator, sample::ALL);
    assert!(!full.contains("not shown to you") && full.contains("May they give"), "{full}");
}

#[test]
fn an_allocator_sees_who_is_available_and_nothing_else() {
    use crate::state::Seen;
    let html = list_for(Role::Allocator, Seen { availability: true, ..Seen::default() });
    says(&html, &["<th scope=\"col\">Available</th>", ">available</span>", ">not available</span>"]);
    for never in ["Riverside", "Registered", "has left", "deferred", "excluded", "<select", "href=\"/people/0"] {
        assert!(!html.contains(never), "“{never}” is not theirs to see: {html}");
    }
}

#[test]
fn a_button_of_today_says_what_whoever_sees_it_may_do() {
    let programme = sample::programme();
    let (desk, sites, today) = (sample::desk(&programme), sample::sites(), sample::today());
    let page = |role| {
        let granted = sample::granted(role);
        let (requests, waits) = (Requests::default(), super::Waits::default());
        TodayPage {
            desk,
            today: &today,
            requests,
            waits,
            more: &More::default(),
            granted: &granted,
            sites: &sites,
            only: None,
        }
        .render()
    };
    says(&page(Role::Coordinator), &["Record the checks", "Record the contact"]);
    let advocate = page(Role::Advocate);
    says(&advocate, &["See their page"]);
    assert!(!advocate.contains("Record the") && !advocate.contains("#act-record"), "{advocate}");
}

#[test]
fn whoever_may_not_change_a_site_is_offered_no_form() {
    let programme = sample::programme();
    let (sites, residents) = (sample::sites(), sample::residents());
    let page = |role, people| {
        let rights = sample::rights_of(role);
        let desk = Desk { rights: &rights, ..sample::desk(&programme) };
        let one = SitePage { desk, site: &sites[0], on: sample::TODAY, people }.render();
        one + &SitesPage { desk, sites: &sites }.render()
    };
    assert!(page(Role::Coordinator, Some(&residents[..])).matches("<form id=").count() == 4);
    let administrator = page(Role::Administrator, None);
    says(&administrator, &["Not shown to you: who is there. A coordinator, a clinician or somebody of a site’s staff"]);
    for never in ["<form id=", "/people?site=", "Kathy"] {
        assert!(!administrator.contains(never), "“{never}”: {administrator}");
    }
}

#[test]
fn what_the_posts_do_not_give_is_said_with_who_can_help() {
    let programme = sample::programme();
    let rights = sample::rights_of(Role::Laboratory);
    let desk = Desk { rights: &rights, ..sample::desk(&programme) };
    let page = NoRightPage {
        desk,
        title: "Your posts do not give you this",
        why: "None of your posts lets you open, change and close sites.",
        right: Some(Right::ManageSites),
        roles: &[Role::Laboratory],
        lacks_second_factor: false,
    };
    let html = page.render();
    says(&html, &["You are somebody of the laboratory here.", "A coordinator: opens and closes sites.", "href=\"/\""]);
    says(&html, &["Nothing was shown and nothing was changed.", "href=\"/account\""]);
}
