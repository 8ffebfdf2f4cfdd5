//! What is about nobody's path: who works here, where people can be, who comes in, who is forgotten, what is brought in by file.

use programme::{
    AccountDetails, AccountId, Birth, Command, ConcernId, ConcernKind, Details, DonationId, ExaminationId, Given,
    ImportId, ImportSummary, PersonId, PostId, RefusedRow, Role, Said, Sex, SiteId,
};

use super::super::chance::Chance;
use super::super::world::World;
use super::{Idea, care, lately, path, words};

pub(super) fn something(world: &World<'_>, chance: &mut Chance) -> Idea {
    match chance.below(100) {
        0..25 => comes_in(world, chance),
        25..70 => post(world, chance),
        70..80 => care::carer(world, chance),
        80..90 => site(world, chance),
        90..96 => brought_in(world, chance),
        _ => forgotten(world, chance),
    }
}

/// Somebody comes in; now and then a child, and now and then somebody of whom only an age is known.
pub(crate) fn details(world: &World<'_>, chance: &mut Chance) -> Details {
    let birth = match chance.below(10) {
        0..5 => Birth::On(chance.day(jiff::civil::date(1980, 6, 1), 5000, 5000)),
        5..8 => Birth::On(chance.day(jiff::civil::date(2008, 1, 5), 200, 200)),
        _ => Birth::Aged { years: 15 + chance.below(20) as u8, on: lately(world, chance) },
    };
    let number = chance.percent(20).then(|| format!("N{}", chance.below(6)));
    Details { name: Some(format!("Person {}", chance.below(1000))), number, sex: Sex::Unknown, birth }
}

fn comes_in(world: &World<'_>, chance: &mut Chance) -> Idea {
    let person = PersonId(chance.id());
    let details = details(world, chance);
    let site = if chance.percent(30) { chance.any(&world.sites.keys().copied().collect::<Vec<_>>()) } else { None };
    Command::Register { person, details, site }.into()
}

fn post(world: &World<'_>, chance: &mut Chance) -> Idea {
    let all: Vec<_> = world.accounts.keys().copied().collect();
    let account = chance.of(&all);
    let (known, on, reason) = (&world.accounts[&account], chance.day(world.today, 0, 5), words(chance));
    let posts: Vec<_> = known.posts.iter().filter(|post| post.until.is_none()).map(|post| post.id).collect();
    let without: Vec<_> = world.present().into_iter().filter(|id| world.account_of(*id).is_none()).collect();
    let sites: Vec<_> = world.sites.keys().copied().collect();
    match chance.below(24) {
        0..5 => {
            let (account, person) = (AccountId(chance.id()), chance.any(&without).filter(|_| chance.percent(70)));
            let (name, login) = ("Somebody".to_owned(), format!("login-{}", chance.below(100_000)));
            Command::OpenAccount { account, person, details: AccountDetails { name, login } }.into()
        }
        5..12 => {
            let of_a_person = known.person.is_some() && chance.percent(85);
            let role = if of_a_person {
                chance.of(&[Role::Donor, Role::Recipient, Role::Companion])
            } else {
                chance.of(Role::ALL)
            };
            let at_site = role == Role::SiteStaff || role == Role::Clinician && chance.percent(50);
            let site = if at_site { chance.any(&sites) } else { None };
            Command::Appoint { account, post: PostId(chance.id()), role, site, on }.into()
        }
        12 | 13 if chance.percent(40) => match chance.any(&posts) {
            Some(post) => Command::EndPost { account, post, on, reason }.into(),
            None => Command::Invite { account }.into(),
        },
        14 if chance.percent(25) => Command::CloseAccount { account, reason }.into(),
        15 => Command::Invite { account }.into(),
        16 => Command::EraseAccount { account, reason }.into(),
        17 | 18 => {
            let said = Said { about: chance.any(&world.present()), text: words(chance) };
            let (concern, kind) = (ConcernId(chance.id()), chance.of(ConcernKind::ALL.as_slice()));
            Idea::by(account, Command::SpeakUp { account, concern, kind, said })
        }
        19..22 => {
            let open = world.accounts.values().find_map(|account| {
                let concern = account.concerns.iter().find(|(_, concern)| concern.closed.is_none());
                concern.map(|(concern, _)| (account.id, *concern))
            });
            let (account, concern) = open.unwrap_or((account, ConcernId(chance.id())));
            Command::AnswerConcern { account, concern, answer: reason, close: chance.percent(70) }.into()
        }
        _ => {
            let (name, login) = ("Somebody else".to_owned(), format!("login-{}", chance.below(100_000)));
            Command::ChangeAccount { account, details: AccountDetails { name, login } }.into()
        }
    }
}

fn site(world: &World<'_>, chance: &mut Chance) -> Idea {
    let sites: Vec<_> = world.sites.keys().copied().collect();
    let (places, name) = (chance.percent(60).then(|| 1 + chance.below(5) as u32), "South".to_owned());
    let kinds: Vec<_> = world.programme.site_kinds.iter().map(|kind| kind.id.clone()).collect();
    match (chance.any(&sites), chance.below(10)) {
        (Some(site), 0..5) => Command::ChangeSite { site, name, places: places.map(|places| places + 20) }.into(),
        (Some(site), 5) if sites.len() > 2 => Command::CloseSite { site, on: lately(world, chance) }.into(),
        _ => {
            let (site, kind) = (SiteId(chance.id()), kinds[chance.below(kinds.len())].clone());
            Command::OpenSite { site, kind, name, places, on: lately(world, chance) }.into()
        }
    }
}

/// What the machine does from its command line.
fn brought_in(world: &World<'_>, chance: &mut Chance) -> Idea {
    let import = ImportId(chance.id());
    match chance.below(6) {
        5 => {
            let details = Details { number: Some(format!("N{}", chance.below(6))), ..details(world, chance) };
            let kind = world.programme.donation_kinds[0].id.clone();
            let given = Given { kind, on: chance.day(world.today, 900, 1), discharged: None, site: None };
            let stages: Vec<_> = world.programme.stages.iter().map(|stage| stage.id.clone()).collect();
            let stage = stages[chance.below(stages.len())].clone();
            let (person, donation) = (PersonId(chance.id()), DonationId(chance.id()));
            Command::TakeDonor { person, details, donation, given, stage, from: None }.into()
        }
        0 => Command::Serve.into(),
        1 => {
            let rows = vec![RefusedRow {
                line: 2,
                column: None,
                column_name: None,
                rule: "wrong-form".into(),
                why: "It is not a number.".to_owned(),
            }];
            Command::RefuseRows { import, file: "people.csv".to_owned(), rows }.into()
        }
        2 => {
            let (file, mapping, sha256) = ("people.csv".to_owned(), "people".to_owned(), "0".repeat(64));
            let summary = ImportSummary {
                file,
                sha256,
                mapping,
                rows: 1,
                taken: 0,
                unchanged: 0,
                refused: 1,
                not_taken_again: 0,
            };
            Command::FinishImport { import, summary }.into()
        }
        3 => Command::LookAtRow { import, line: 2, done: words(chance) }.into(),
        _ => {
            let (details, content) = (details(world, chance), path::content(world, chance));
            let (person, examination) = (PersonId(chance.id()), ExaminationId(chance.id()));
            let details = Details { number: Some(format!("N{}", chance.below(6))), ..details };
            Command::TakeRow { person, details, examination, content, day_known: true, from: None }.into()
        }
    }
}

fn forgotten(world: &World<'_>, chance: &mut Chance) -> Idea {
    let reason = "They wished it.".to_owned();
    match chance.any(&world.present()).filter(|_| chance.percent(40)) {
        Some(person) => Command::Erase { person, reason }.into(),
        None => comes_in(world, chance),
    }
}
