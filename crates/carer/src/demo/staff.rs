//! Who works in the demonstration, and who in it has a page of their own. These accounts are made here and nowhere else, and
//! anybody can sign in as any of them.

use std::collections::BTreeMap;

use programme::{AccountDetails, AccountId, Care, CareKind, CareStep, Command, PersonId, PostId, Role, SiteId};
use record::DoorWrite;

use crate::failure::Failure;

use super::Stage;

/// With what programs sign in as any of them. Everybody knows it: nothing of a demonstration's record is anybody's.
pub(super) const PASSWORD: &str = "anybody may look around";

/// Who runs the programme of the demonstration.
pub(super) const COORDINATOR: &str = "Clara Voss";

/// Who works there: what they are called and sign in as, as what and where. Advocates are appointed once they have learnt what
/// advocates learn, which the story tells; who has no post has applied for one.
const STAFF: [(&str, &str, Option<Role>, Option<usize>); 14] = [
    ("Ada Lund", "ada", Some(Role::Administrator), None),
    (COORDINATOR, "clara", Some(Role::Coordinator), None),
    ("Marta Oduya", "marta", Some(Role::Coordinator), None),
    ("Dr Osei", "osei", Some(Role::Clinician), None),
    ("Dr Lind", "lind", Some(Role::Clinician), None),
    ("Jo Brandt", "jo.brandt", Some(Role::SiteStaff), Some(2)),
    ("Lena Ito", "lena", Some(Role::Laboratory), None),
    ("Samir Haddad", "samir", Some(Role::Allocator), None),
    ("Ines Marlow", "ines", Some(Role::Auditor), None),
    ("Oscar Reyes", "oscar", None, None),
    ("Nadia Farouk", "nadia", None, None),
    ("Per Halvorsen", "per", None, None),
    ("Iris Bell", "iris", None, None),
    ("Tomasz Zielinski", "tomasz", None, None),
];

/// Opens the accounts of everybody who works there; gives them by what they sign in as.
pub(super) fn employ_all(
    stage: &mut Stage<'_>,
    sites: &[SiteId],
) -> Result<BTreeMap<&'static str, AccountId>, Failure> {
    let mut staff = BTreeMap::new();
    for (name, login, role, site) in STAFF {
        let account = open(stage, name, login, None, &[])?;
        if let Some(role) = role {
            post(stage, account, role, site.map(|site| sites[site]))?;
        }
        staff.insert(login, account);
    }
    Ok(staff)
}

/// Kathy, Tommy and Ruth have pages of their own. Oscar is their advocate, and Kathy stands by Tommy.
pub(super) fn welcome(stage: &mut Stage<'_>, people: &[PersonId; 3], oscar: AccountId) -> Result<(), Failure> {
    let [kathy, tommy, ruth] = *people;
    let kathys = open(stage, "Kathy", "kathy", Some(kathy), &[Role::Donor, Role::Companion])?;
    open(stage, "Tommy", "tommy", Some(tommy), &[Role::Donor])?;
    open(stage, "Ruth", "ruth", Some(ruth), &[Role::Donor])?;
    for person in [tommy, ruth] {
        stand_by(stage, oscar, person)?;
    }
    // She asked, and he said that he would like it.
    let words = "May I come along?".to_owned();
    stage.carry_out(Command::Care { person: tommy, step: CareStep::OfferCompany { by: kathys, words } })?;
    stage.carry_out(Command::Care { person: tommy, step: CareStep::AnswerCompany { by: kathys, accepted: true } })?;
    let care = Care { carer: kathys, kind: CareKind::Companion, on: stage.today };
    stage.carry_out(Command::AssignCarer { person: tommy, care })
}

/// Everybody signs in with the password that everybody knows. It is hashed once: there is nothing that it keeps.
pub(super) fn let_in(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let hash = server::password_hash(PASSWORD, &stage.entropy.bytes());
    let set = |account: &AccountId| DoorWrite::SetPassword { account: *account, hash: hash.clone() };
    stage.writer.at_door(stage.accounts.iter().map(set).collect())?;
    Ok(())
}

/// Puts an advocate by somebody's side from today on.
pub(super) fn stand_by(stage: &Stage<'_>, advocate: AccountId, person: PersonId) -> Result<(), Failure> {
    let care = Care { carer: advocate, kind: CareKind::Advocate, on: stage.today };
    stage.carry_out(Command::AssignCarer { person, care })
}

fn open(
    stage: &mut Stage<'_>,
    name: &str,
    login: &str,
    person: Option<PersonId>,
    roles: &[Role],
) -> Result<AccountId, Failure> {
    let account = AccountId(stage.entropy.uuid_v7(stage.clock.now()));
    let details = AccountDetails { name: name.to_owned(), login: login.to_owned() };
    stage.carry_out(Command::OpenAccount { account, person, details })?;
    roles.iter().try_for_each(|role| post(stage, account, *role, None))?;
    stage.accounts.push(account);
    Ok(account)
}

fn post(stage: &mut Stage<'_>, account: AccountId, role: Role, site: Option<SiteId>) -> Result<(), Failure> {
    let (post, on) = (PostId(stage.entropy.uuid_v7(stage.clock.now())), stage.day());
    stage.carry_out(Command::Appoint { account, post, role, site, on })
}
