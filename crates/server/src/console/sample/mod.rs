//! A small programme and a few lives, so that every page renders in a test.

mod accounts;
mod lists;
mod lives;
mod programme_file;
mod told;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{ExaminationId, ImportId, PersonId, Role, SiteId};
use uuid::Uuid;

pub(super) use accounts::{
    account_id, accounts, candidates, concern_id, concerns, emergencies, kathy_cared_for, post_id, raised,
    read_of_kathy, request_id, requests, shown,
};
pub(super) use lists::{ALL, granted, people, readings, refused, residents, seen, sites, today};
pub(super) use lives::{erased, kathy, nobody_yet, ruth, tommy};
pub(super) use programme_file::programme;
pub(super) use told::{bond_id, bonds_seen, kathy_told, tellers, telling_id};

use super::desk::Desk;
use crate::rights::{Right, TABLE};

/// The day of all samples.
pub(super) const TODAY: Date = date(2026, 5, 5);

/// What Mina may do: she coordinates.
pub(super) static RIGHTS: LazyLock<BTreeSet<Right>> = LazyLock::new(|| rights_of(Role::Coordinator));

/// What somebody in a role may do.
pub(super) fn rights_of(role: Role) -> BTreeSet<Right> {
    let own = TABLE.iter().filter(|line| line.role == role).map(|line| line.right);
    own.chain([Right::Open, Right::OwnAccount]).collect()
}

/// Mina's desk.
pub(super) fn desk(programme: &Programme) -> Desk<'_> {
    Desk {
        programme,
        today: TODAY,
        author: "Mina Okafor",
        rights: &RIGHTS,
        key: "0196a0c2-5b1e-7c3d-8f21-2b6d1e0a9c44",
    }
}

pub(super) fn person_id(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_8f21_0000_0000_0000 + number))
}

pub(super) fn site_id(number: u128) -> SiteId {
    SiteId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_9111_0000_0000_0000 + number))
}

pub(super) fn examination_id(number: u128) -> ExaminationId {
    ExaminationId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_a222_0000_0000_0000 + number))
}

pub(super) fn import_id() -> ImportId {
    ImportId(Uuid::from_u128(0x0196_a0c2_5b1e_7c3d_b333_0000_0000_0001))
}
