//! For `carer bench`: a page made as its route makes it, without a server around it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::rules::Programme;
use record::{Life, Reading, SiteRow};

use crate::console::{self, Bonds, Desk};
use crate::rights::Right;

/// A person's page, for somebody who may do everything: nothing of it is left out.
#[derive(Debug)]
pub struct PersonPage {
    rights: BTreeSet<Right>,
}

impl PersonPage {
    /// The page for somebody who has every right there is.
    pub fn of_everybody_s_rights() -> Self {
        Self { rights: Right::ALL.iter().copied().collect() }
    }

    /// The page as HTML.
    pub fn render(
        &self,
        programme: &Programme,
        today: Date,
        life: &Life,
        sites: &[SiteRow],
        readings: &[Reading],
    ) -> String {
        let desk = Desk { programme, today, author: "bench", rights: &self.rights, key: "bench" };
        let (bonds, grants) = (Bonds::default(), &self.rights);
        console::PersonPage { desk, life, sites, grants, readings, bonds, on: today, done: None }.render()
    }
}
