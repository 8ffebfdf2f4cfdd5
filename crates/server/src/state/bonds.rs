//! Whom a person named, and who named them. Whose name is shown because both wish it is read by that, too.

use programme::{BondId, BondStep, PersonId};
use record::{BondsSeen, Life, Reading};

use super::{About, State, Via};
use crate::problem::Problem;
use crate::readers::Unread;

/// Through which relation somebody reads what another is called who wished to be seen by them, as readings have it.
const BOND: &str = "bond";

impl State {
    /// Somebody's bonds, and what they and the other sides may see of each other. Readings of them all are on the record before
    /// it is handed out.
    pub(crate) async fn bonds_of(&self, person: PersonId, via: Via) -> Result<(Life, BondsSeen), Problem> {
        let found = self.read_about("bonds", via, move |reader| {
            let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
            let seen = reader.bonds_seen(person)?;
            Ok(About::one(person, Some((life, seen))))
        });
        let (life, seen) = found.await?.ok_or_else(Problem::nobody_there)?;
        let reader = self.1.author();
        let read = |other: &PersonId| Reading::of(*other, &reader, BOND, via.as_str(), BOND);
        let readings: Vec<Reading> = seen.shown.iter().map(read).collect();
        if !readings.is_empty() {
            self.written(readings).await?;
        }
        Ok((life, seen))
    }

    /// How somebody ends a bond: their own, or one in which they were named.
    pub(crate) async fn end_of_bond(&self, person: PersonId, bond: BondId) -> Result<BondStep, Unread> {
        let namer = self.0.readers.read(move |reader| reader.namer_of(bond, person)).await?;
        Ok(namer.map_or(BondStep::End, |namer| BondStep::Leave { namer }))
    }

    /// What somebody says of being seen by whoever named them in a bond. Where nobody did, the engine finds no such bond.
    pub(crate) async fn answer_of_bond(
        &self,
        person: PersonId,
        bond: BondId,
        may_see: bool,
    ) -> Result<BondStep, Unread> {
        let namer = self.0.readers.read(move |reader| reader.namer_of(bond, person)).await?;
        Ok(BondStep::Answer { namer: namer.unwrap_or(person), may_see })
    }
}
