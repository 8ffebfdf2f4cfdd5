//! Who works in the demonstration, and who in it has a page of their own. These accounts are made here and nowhere else, and
//! anybody can sign in as any of them.

use programme::{
    AccountDetails, AccountId, Care, CareKind, CareStep, CarerStep, Command, PersonId, PostId, Role, SiteId,
};
use record::DoorWrite;

use crate::failure::Failure;

use super::Stage;

/// With what programs sign in as any of them. Everybody knows it: nothing of a demonstration's record is anybody's.
pub(super) const PASSWORD: &str = "anybody may look around";

/// Who runs the programme of the demonstration.
pub(super) const COORDINATOR: &str = "Clara Voss";

/// Opens the accounts and appoints their holders; gives the coordinator's. Kathy stands by Tommy.
pub(super) fn appoint(
    stage: &mut Stage<'_>,
    sites: &[SiteId],
    people: &[PersonId; 3],
    oscar: AccountId,
) -> Result<AccountId, Failure> {
    let [kathy, tommy, ruth] = *people;
    employ(stage, "Ada Lund", "ada", Role::Administrator, None)?;
    let clara = employ(stage, COORDINATOR, "clara", Role::Coordinator, None)?;
    employ(stage, "Dr Osei", "osei", Role::Clinician, None)?;
    employ(stage, "Jo Brandt", "jo.brandt", Role::SiteStaff, Some(sites[2]))?;
    employ(stage, "Lena Ito", "lena", Role::Laboratory, None)?;
    employ(stage, "Samir Haddad", "samir", Role::Allocator, None)?;
    employ(stage, "Ines Marlow", "ines", Role::Auditor, None)?;
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
    stage.carry_out(Command::AssignCarer { person: tommy, care })?;
    Ok(clara)
}

/// An advocate, who has learnt what advocates learn.
pub(super) fn advocate(stage: &mut Stage<'_>, name: &str, login: &str) -> Result<AccountId, Failure> {
    let account = open(stage, name, login, None, &[])?;
    for training in &stage.programme.carers.training {
        let step = CarerStep::Train { topic: training.id.clone(), on: stage.today };
        stage.carry_out(Command::Carer { account, step })?;
    }
    post(stage, account, Role::Advocate, None)?;
    Ok(account)
}

/// Puts an advocate by somebody's side from today on.
pub(super) fn stand_by(stage: &Stage<'_>, advocate: AccountId, person: PersonId) -> Result<(), Failure> {
    let care = Care { carer: advocate, kind: CareKind::Advocate, on: stage.today };
    stage.carry_out(Command::AssignCarer { person, care })
}

fn employ(
    stage: &mut Stage<'_>,
    name: &str,
    login: &str,
    role: Role,
    site: Option<SiteId>,
) -> Result<AccountId, Failure> {
    let account = open(stage, name, login, None, &[])?;
    post(stage, account, role, site)?;
    Ok(account)
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
    let hash = server::password_hash(PASSWORD, &stage.entropy.bytes());
    stage.writer.at_door(vec![DoorWrite::SetPassword { account, hash }])?;
    Ok(account)
}

fn post(stage: &mut Stage<'_>, account: AccountId, role: Role, site: Option<SiteId>) -> Result<(), Failure> {
    let post = PostId(stage.entropy.uuid_v7(stage.clock.now()));
    stage.carry_out(Command::Appoint { account, post, role, site, on: stage.today })
}
