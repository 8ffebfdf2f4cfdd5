//! The people by whom whoever calls stands: as their advocate, with what each needs now; as a companion, with who they are.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::{CareKind, CareTime, NeedNow, Person, needs_now, talks_due};
use record::{PersonRow, Reader, SiteRow};

use super::{About, State, Via, beside};
use crate::problem::Problem;
use crate::rights::Tied;

/// Somebody by whom whoever calls stands.
#[derive(Clone, Debug)]
pub(crate) struct Mine {
    /// Who they are.
    pub(crate) row: PersonRow,
    /// Since when, until when, and for whom where they only cover.
    pub(crate) time: CareTime,
    /// What an advocate sees beside that; a companion does not.
    pub(crate) seen: Option<Seen>,
}

/// What an advocate sees of somebody on the list.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The person.
    pub(crate) person: Person,
    /// What they need, the most pressing first.
    pub(crate) needs: Vec<NeedNow>,
    /// When the two of them spoke last.
    pub(crate) spoke: Option<Date>,
    /// When they are to speak next.
    pub(crate) next_talk: Option<Date>,
}

impl State {
    /// The people by whom whoever calls stands, those first who need something most. A reading of the part `my-people` is on the
    /// record of each before this answers.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub(crate) async fn my_people(&self, via: Via) -> Result<(Vec<Mine>, Vec<SiteRow>), Problem> {
        let (reach, today) = (self.reach(self.caller().right()), self.today());
        let account = self.caller().signed_in()?.holder.account;
        let ask = move |reader: &mut Reader| {
            let people: Vec<_> = reach.people(reader)?.unwrap_or_default().into_iter().collect();
            let tied = reach.tied(reader, &people)?;
            let rows: BTreeMap<_, _> =
                reader.person_rows(&people, today)?.into_iter().map(|row| (row.id, row)).collect();
            let mut all = Vec::new();
            for (person, tie) in tied {
                let (Some(row), Tied::InCare(kind)) = (rows.get(&person).cloned(), tie) else { continue };
                let Some(life) = reader.life(person)? else { continue };
                let is_mine = |time: &&CareTime| time.carer == account && time.kind == kind && time.is_on(today);
                let Some(time) = life.person.carers.iter().find(is_mine).copied() else { continue };
                let seen = match kind {
                    CareKind::Companion => None,
                    CareKind::Advocate => Some(Self::seen(reader, life.person, time, today)?),
                };
                all.push(Mine { row, time, seen });
            }
            let first = |mine: &Mine| {
                mine.seen.as_ref().and_then(|seen| seen.needs.first()).map(|need| (need.urgency, need.on))
            };
            all.sort_by_key(|mine| (mine.time.kind, first(mine).is_none(), first(mine), mine.row.id));
            let sites = reader.sites(today)?;
            Ok(About::all(all.iter().map(|mine| mine.row.id).collect::<Vec<_>>(), (all, sites)))
        };
        self.read_about("my-people", via, ask).await
    }

    fn seen(reader: &mut Reader, person: Person, time: CareTime, today: Date) -> Result<Seen, record::Error> {
        let programme = reader.programme().clone();
        let mut besides = BTreeMap::new();
        for donation in person.donations.iter().filter(|donation| donation.is_open()) {
            besides.insert(donation.id, beside(reader, &person, donation)?);
        }
        let of = |donation: &programme::Donation| besides.get(&donation.id).cloned().unwrap_or_default();
        let needs = needs_now(&person, time.carer, &of, &programme, today);
        let with_me = person.care.conversations.iter().filter(|(_, talk)| talk.by == time.carer);
        let spoke = with_me.map(|(_, talk)| talk.on).max();
        let due = talks_due(&person, &programme).into_iter().find(|due| due.advocate == time.carer);
        Ok(Seen { person, needs, spoke, next_talk: due.map(|due| due.due_on) })
    }
}
