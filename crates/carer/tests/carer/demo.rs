//! The demonstration: somebody stands at every point of a donor's path, and nothing that was done to get them there broke a rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use programme::rules::{Programme, Question, Reportable};
use programme::{
    BondKind, CareKind, Donation, NextKind, Person, Role, Term, Toward, WindowState, eligibility, next_contact,
    next_step, next_way, open_reports, untold, windows,
};
use record::Reader;

use crate::ground::{Ground, KIDNEY, ours};

/// Somebody of the demonstration, on the day on which it was made.
struct At<'a> {
    person: &'a Person,
    recipient: Option<&'a Person>,
    programme: &'a Programme,
    today: Date,
}

impl At<'_> {
    fn donation(&self) -> &Donation {
        self.person.donations.last().expect("they have a donation")
    }

    fn given(&self) -> Option<Date> {
        self.person.donations.iter().filter_map(|donation| donation.given.as_ref()).map(|given| given.on).max()
    }

    /// Who stands by whoever would receive.
    fn beside(&self) -> &[programme::CareTime] {
        self.recipient.map_or(&[], |recipient| &recipient.carers)
    }

    fn next(&self) -> NextKind {
        next_step(self.person, self.beside(), self.donation(), self.programme, self.today).step
    }

    /// By which rules something is missing for the next step.
    fn missing(&self) -> Vec<String> {
        let next = next_step(self.person, self.beside(), self.donation(), self.programme, self.today);
        next.missing.iter().map(|missing| missing.rule.to_string()).collect()
    }

    /// By which rules something is to be done by the day that is set, or before it begins.
    fn due(&self) -> Vec<String> {
        let next = next_step(self.person, self.beside(), self.donation(), self.programme, self.today);
        next.due.iter().map(|due| due.rule.to_string()).collect()
    }

    fn outcome(&self) -> &'static str {
        eligibility(self.person, self.programme, self.today).outcome.as_str()
    }

    /// How they stand in the last window of this kind.
    fn window(&self, id: &str) -> Option<WindowState> {
        let all = windows(self.person, self.programme);
        all.iter().rfind(|window| window.id.as_str() == id).map(|window| window.state_on(self.today))
    }

    fn is_lost(&self) -> bool {
        windows(self.person, self.programme).iter().any(|window| window.is_lost_on(self.today))
    }

    fn is_asked(&self) -> bool {
        next_contact(self.person, self.programme, self.today).is_some()
    }

    fn stage(&self) -> &str {
        self.person.stage().as_str()
    }

    fn has_advocate(&self) -> bool {
        self.person.carers_on(self.today).any(|time| time.kind == CareKind::Advocate)
    }

    fn is_untold(&self, question: Question) -> bool {
        !untold(self.person, self.programme, question, self.today).is_empty()
    }

    fn is_for_others_until(&self, wanted: fn(&Term) -> bool) -> bool {
        self.person.deferrals.on(self.today).any(|deferral| !deferral.is_own() && wanted(&deferral.term))
    }
}

/// Who stands where.
type Standing = (&'static str, &'static str, fn(&At<'_>) -> bool);

const BEFORE_GIVING: [Standing; 25] = [
    ("registered only", "Zofia Mazur", |at| at.stage() == "registered" && at.person.tellings.is_empty()),
    ("being told, and something is not understood yet", "Eli Baker", |at| {
        at.person.tellings.iter().any(|telling| !telling.told.understood) && at.is_untold(Question::Evaluation)
    }),
    ("told, with an advocate, and asked nothing", "Noor Rahimi", |at| {
        at.has_advocate() && !at.is_untold(Question::Evaluation) && at.person.donations.is_empty()
    }),
    ("reflecting", "Grace Kimani", |at| {
        at.next() == NextKind::Consent && at.missing().contains(&"time-to-reflect".to_owned())
    }),
    ("asked for less time to reflect", "Julian Frost", |at| {
        at.donation().shortened.is_some() && at.next() == NextKind::Consent
    }),
    ("consented, with no day", "Ivan Horvat", |at| {
        at.next() == NextKind::Schedule && at.missing().is_empty() && at.due() == ["infection-markers-in-date"]
    }),
    ("in an exchange", "Ngozi Okafor", |at| {
        matches!(at.donation().opened, Some((ref opening, _)) if matches!(opening.toward, Toward::Exchange { .. }))
            && at.next() == NextKind::Schedule
    }),
    ("set for next week, and all is there", "Leila Haddadi", |at| {
        let set = at.donation().appointed.is_some_and(|set| set.on > at.today);
        set && at.missing() == ["on-its-day"]
    }),
    ("set for next week, and something is missing", "Peter Novak", |at| {
        let set = at.donation().appointed.is_some_and(|set| set.on > at.today);
        set && at.due().contains(&"current-smoker".to_owned())
    }),
    ("called off on the day", "Amara Diallo", |at| {
        at.donation().called_off.as_ref().is_some_and(|off| !off.after_anaesthesia)
    }),
    ("consent withdrawn", "Luca Moretti", |at| at.donation().withdrawn.is_some() && at.donation().appointed.is_none()),
    ("a directed pair", "Samuel Lindqvist", |at| at.recipient.is_some() && at.given().is_some()),
    ("stands by another, so that their own giving waits", "Kathy", |at| at.person.care.stands_by_on(at.today)),
    ("waits with another by their own wish", "Ana Sousa", |at| {
        at.person.deferrals.own_on(at.today).is_some_and(|wait| wait.with.is_some())
    }),
    ("waits as well", "Rui Sousa", |at| at.person.deferrals.own_on(at.today).is_some_and(|wait| wait.with.is_some())),
    ("waits alone", "Chloe Martin", |at| at.person.deferrals.own_on(at.today).is_some_and(|wait| wait.with.is_none())),
    ("deferred by what was found", "Tommy", |at| at.outcome() == "deferred"),
    ("deferred by what was found, until it was measured again", "Gareth Pugh", |at| {
        let before = at.person.examinations.values().map(|known| known.content.on).min().expect("he was examined");
        let then = eligibility(at.person, at.programme, before).outcome.as_str();
        then == "deferred" && at.outcome() == "eligible" && at.person.deferrals.all.is_empty()
    }),
    ("deferred by others, with a day of review", "Fatima El Idrissi", |at| {
        at.is_for_others_until(|term| matches!(term, Term::Review { .. }))
    }),
    ("deferred for good", "Teo Lim", |at| at.is_for_others_until(|term| *term == Term::Permanent)),
    ("objects, and nobody has decided", "Owen Price", |at| at.person.appeals.iter().any(|appeal| appeal.is_open())),
    ("objected, and somebody else decided", "Mirela Ionescu", |at| {
        let placed = at.person.deferrals.all.iter().flat_map(|deferral| deferral.by.first().copied()).next();
        let decided = at.person.appeals.iter().filter_map(|appeal| appeal.decided.as_ref()).next();
        decided.is_some_and(|decided| decided.by.is_some() && decided.by != placed)
            && at.person.deferrals.on(at.today).count() == 0
    }),
    ("assessed, and fit", "Abdul Karim", |at| {
        at.person.assessments.iter().any(|known| known.assessed.fit) && at.outcome() == "eligible"
    }),
    ("assessed, and not fit", "Nina Vogel", |at| {
        at.person.assessments.iter().any(|known| !known.assessed.fit) && at.outcome() == "deferred"
    }),
    ("left the programme", "Pilar Ortega", |at| at.person.departed.is_some()),
];

const AFTER_GIVING: [Standing; 18] = [
    ("recovering in hospital", "Marcus Bell", |at| at.next() == NextKind::Discharge && !at.donation().notes.is_empty()),
    ("went home last month, and a report was made in time", "Hana Sato", |at| {
        let learnt = at.person.follow_up.learnt.iter().any(|known| known.what == Reportable::NotTransplanted);
        learnt && open_reports(at.person, at.programme).is_empty() && at.donation().discharged.is_some()
    }),
    ("six months, due", "Priya Nair", |at| at.window("after-6-months") == Some(WindowState::Due)),
    ("six months, late and not lost", "Daniel Achterberg", |at| {
        at.window("after-6-months") == Some(WindowState::Late) && !at.is_lost()
    }),
    ("a year, due", "Consuelo Benítez", |at| at.window("after-12-months") == Some(WindowState::Due)),
    ("two years, done", "Samuel Lindqvist", |at| {
        let done = ["after-6-months", "after-12-months", "after-24-months"];
        done.iter().all(|id| at.window(id) == Some(WindowState::Complete))
    }),
    ("two years, lost, with the next way to reach them", "Thomas Weller", |at| {
        at.is_lost() && next_way(at.person).is_some_and(|way| way.through.is_some())
    }),
    (
        "gave to the list",
        "Consuelo Benítez",
        |at| matches!(at.donation().opened, Some((ref opening, _)) if opening.toward == Toward::List),
    ),
    (
        "gave in an exchange",
        "Daniel Achterberg",
        |at| matches!(at.donation().opened, Some((ref opening, _)) if matches!(opening.toward, Toward::Exchange { .. })),
    ),
    ("yearly for twenty years, since before this record began", "Olu Adeyemi", |at| {
        let years = at.given().map_or(0, |given| at.today.year() - given.year());
        let seen = at.person.follow_up.answers.len();
        years >= 20 && seen >= 18 && at.donation().opened.is_none() && at.stage() == "followed-for-life"
    }),
    ("yearly, due", "Frank Osborne", |at| at.window("yearly-for-life") == Some(WindowState::Due)),
    ("yearly, lost", "Brigitte Maurer", |at| at.is_lost() && next_way(at.person).is_some()),
    ("asked to be left", "Ann-Marie Teague", |at| at.person.follow_up.wants_to_be_left() && !at.is_asked()),
    ("asked to be left, and undid it", "Dilip Rao", |at| {
        at.person.follow_up.left_alone.iter().any(|time| time.until.is_some()) && at.is_asked()
    }),
    ("handed over, and taken over", "Wanda Kowal", |at| at.person.journey.handed_over().is_some() && !at.is_asked()),
    ("handed over, and nobody has answered", "Esther Nkemelu", |at| {
        at.person.journey.open_offer().is_some() && at.is_asked()
    }),
    ("died, with somebody of the family named", "Hector Ruiz", |at| {
        at.person.journey.death.is_some()
            && !at.is_asked()
            && at.person.bonds.iter().any(|bond| bond.content.kind == BondKind::NextOfKin)
    }),
    ("yearly, answers on her own page", "Siobhan Daly", |at| {
        at.window("yearly-for-life") == Some(WindowState::NotYet) && at.person.follow_up.answers.len() > 5
    }),
];

fn demonstration(ground: &Ground) -> String {
    let data = ground.place.directory().expect("it is on a disk").to_str().expect("text").to_owned();
    let said = ground.run(&["demo", "--no-serve", "--data", &data]).with(0);
    assert!(said.out.contains(" are invented, and stand all along a donor’s path"), "{}", said.out);
    assert!(said.out.lines().last().is_some_and(|line| line.starts_with("Made in ")), "{}", said.out);
    data
}

fn reader(ground: &Ground) -> (Reader, Arc<Programme>) {
    let text = std::fs::read_to_string(ours(KIDNEY)).expect("the file that ships is there");
    let programme = Arc::new(programme::file::parse(&text).programme.expect("the file that ships is sound"));
    (Reader::open(&ground.place, Arc::clone(&programme)).expect("the record opens"), programme)
}

#[test]
fn somebody_stands_at_every_point_of_the_path() {
    let ground = Ground::sqlite();
    demonstration(&ground);
    let (mut reader, programme) = reader(&ground);
    let mut people = BTreeMap::new();
    reader
        .everybody(|person| {
            let name = person.details.as_ref().and_then(|details| details.name.clone());
            people.insert(name.unwrap_or_else(|| person.id.to_string()), person.clone());
            Ok(())
        })
        .expect("everybody is read");
    // Kathy entered the evaluation on the day on which it was made.
    let today = people["Kathy"].stages.last().expect("she is in a stage").1;
    let mut wrong = Vec::new();
    for (what, name, holds) in BEFORE_GIVING.iter().chain(&AFTER_GIVING) {
        let person = people.get(*name).unwrap_or_else(|| panic!("{name} is not in the demonstration"));
        let recipient = person.donations.last().and_then(Donation::recipient);
        let recipient = recipient.and_then(|id| people.values().find(|person| person.id == id));
        if !holds(&At { person, recipient, programme: &programme, today }) {
            wrong.push(format!("{name}: {what}"));
        }
    }
    assert!(wrong.is_empty(), "these do not stand where they are to stand: {wrong:#?}");
    let oldest = people.values().flat_map(|person| &person.donations).filter_map(|donation| donation.given.as_ref());
    let oldest = oldest.map(|given| given.on).min().expect("somebody gave");
    assert!(oldest.until((jiff::Unit::Year, today)).expect("days").get_years() >= 20, "{oldest}");
}

#[test]
fn those_who_work_there_have_something_to_do_as_well() {
    let ground = Ground::sqlite();
    demonstration(&ground);
    let (mut reader, programme) = reader(&ground);
    let accounts = reader.accounts().expect("the accounts are read");
    let of = |login: &str| {
        let found = accounts.iter().find(|account| account.details.as_ref().is_some_and(|known| known.login == login));
        found.unwrap_or_else(|| panic!("nobody signs in as {login}"))
    };
    let today = accounts.iter().flat_map(|account| &account.posts).map(|post| post.from).max().expect("posts");
    assert!(of("per").carer.is_away_on(today), "Per is away");
    let retraining = of("iris").carer.retraining(&programme.carers);
    assert!(retraining.iter().any(|one| one.due_on.is_some_and(|due| due <= today)), "Iris has to learn anew");
    assert!(!of("tomasz").carer.applied.is_empty() && of("tomasz").posts.is_empty(), "Tomasz waits for an answer");
    let most = programme.carers.caseload.as_ref().expect("the file has a limit").most;
    let advocates = reader.advocates(today).expect("the advocates are read");
    let nadia = advocates.iter().find(|advocate| advocate.account.id == of("nadia").id).expect("she is one");
    assert!(nadia.charges < most.into() && nadia.charges * 5 >= u64::from(most) * 4, "{} of {most}", nadia.charges);
    assert_eq!(reader.uncovered(None, today, 1).expect("that is read").1, 0, "nobody is without an advocate");
    assert!(reader.talks_due(None, today, 1).expect("that is read").1 > 0, "somebody was not spoken with for long");
    assert_eq!(reader.open_concerns().expect("that is read").len(), 1, "Hazel spoke up");
    assert_eq!(reader.open_appeals().expect("that is read").len(), 1, "Owen objects");
    let has_a_page = |role: Role| accounts.iter().any(|account| account.has_role_on(role, today));
    assert!([Role::Donor, Role::Recipient, Role::Companion].into_iter().all(has_a_page));
}

#[test]
fn nothing_that_was_done_broke_a_rule_or_was_changed_since() {
    let ground = Ground::sqlite();
    demonstration(&ground);
    let audited = ground.carer(&["audit"]).with(0);
    assert_eq!(audited.out.lines().last(), Some("No article was broken."));
    ground.carer(&["verify"]).with(0);
    ground.carer(&["doctor"]).with(0);
}
