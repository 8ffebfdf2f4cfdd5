//! Whom somebody names, what these may be told, and who named them. Who somebody in the programme is stands here only where
//! both wish it.

use programme::{Bond, Person, Sight, Whom};
use record::{BondsSeen, Life, Naming};

use super::desk::{Desk, Place};
use super::form::{self, Asking};
use super::forms::{self, Typed};
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};

/// Everything that the page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BondsPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose page it is.
    pub(crate) life: &'a Life,
    /// Who sees whom.
    pub(crate) seen: &'a BondsSeen,
    /// Whether whoever reads it is that person.
    pub(crate) own: bool,
    /// Whether whoever reads it may find people by their number.
    pub(crate) finds: bool,
    /// Whether something was just written down.
    pub(crate) done: bool,
}

impl BondsPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let name = words::name(self.person().details.as_ref());
        let title = if self.own { "The people I name".to_owned() } else { format!("The people {name} names") };
        let place = if self.own { Place::Mine } else { Place::People };
        let line = match self.person().journey.death.as_ref().filter(|_| self.has_died()) {
            Some(death) => {
                format!("Died on {}. Whoever may be told “if they die” is told.", words::plain_date(death.on))
            }
            None => "Who they are, and what each of them may be told. Nobody is told anything else.".to_owned(),
        };
        let mut blocks = Vec::new();
        if self.done {
            blocks.push(Block::Told("It is written down.".to_owned()));
        }
        blocks.extend(self.named());
        blocks.extend(self.named_by());
        if !self.has_died() {
            blocks.extend(self.naming());
        }
        let back = match self.own {
            true => ("/me".to_owned(), "Back to my page".to_owned(), String::new()),
            false => (words::person_href(self.person().id), format!("Back to {name}"), String::new()),
        };
        blocks.push(Block::Links(vec![back]));
        PlainPage { desk: self.desk, place, title, line, blocks }.render()
    }

    fn person(&self) -> &Person {
        &self.life.person
    }

    fn has_died(&self) -> bool {
        self.person().journey.has_died_by(self.desk.today)
    }

    fn named(&self) -> Vec<Block> {
        let standing: Vec<&Bond> = self.person().bonds.iter().filter(|bond| bond.ended.is_none()).collect();
        if standing.is_empty() {
            let nobody = if self.own { "You name nobody yet." } else { "They name nobody yet." };
            return vec![Block::Text(nobody.to_owned())];
        }
        standing.into_iter().flat_map(|bond| self.bond(bond)).collect()
    }

    fn bond(&self, bond: &Bond) -> Vec<Block> {
        let (id, person) = (bond.id, self.person());
        let (nothing, entered) = (Typed::default(), forms::prefilled_bond(bond));
        let (asking, changing) = (Asking::anew(self.desk, &nothing), Asking::anew(self.desk, &entered));
        let change = form::change_bond(&changing, person, bond, self.own).html(&changing);
        let end = form::end_bond(&asking, person, id, self.own).html(&asking);
        let whom = self.whom(bond);
        let told: Vec<_> = bond.content.may_be_told.iter().map(|what| what.plain()).collect();
        let told = if told.is_empty() { "nothing".to_owned() } else { told.join("; ") };
        let since = plain_date(bond.since);
        let said = [
            Block::Section(format!("{}: {whom}", words::capital(bond.content.kind.plain()))),
            Block::Text(format!("Since {since}. May be told: {told}.{}", self.sees(bond))),
        ];
        if self.has_died() {
            return said.into();
        }
        let change_or_end = [
            Block::Folded(format!("change-{id}"), format!("Change what {whom} may be told"), change),
            Block::Folded(format!("end-{id}"), format!("End it with {whom}"), end),
        ];
        said.into_iter().chain(change_or_end).collect()
    }

    fn whom(&self, bond: &Bond) -> String {
        match &bond.content.whom {
            Whom::World { contact } => contact.name.clone(),
            Whom::Record { .. } => {
                let name = self.seen.names.get(&bond.id).cloned();
                name.unwrap_or_else(|| "somebody in the programme".to_owned())
            }
        }
    }

    /// What of being seen is so, where they are in the programme.
    fn sees(&self, bond: &Bond) -> &'static str {
        let is_here = bond.content.whom.person().is_some();
        match self.seen.sight.get(&bond.id) {
            Some(Sight::Both) => " Both wish to be seen, and see who the other is.",
            Some(Sight::Invited) => " They may see who named them, and have not said whether they wish to be seen.",
            _ if is_here => " Neither sees who the other is.",
            _ => "",
        }
    }

    fn named_by(&self) -> Vec<Block> {
        let shown: Vec<&Naming> = self.seen.namings.iter().filter(|naming| naming.sight != Sight::Nothing).collect();
        if shown.is_empty() {
            return Vec::new();
        }
        let heading = if self.own { "Who named you" } else { "Who named them" };
        let mut blocks = vec![Block::Heading("named-by", heading.to_owned())];
        for naming in shown {
            let (id, person, nothing) = (naming.bond.id, self.person(), Typed::default());
            let asking = Asking::anew(self.desk, &nothing);
            let said = match (&naming.name, naming.sight) {
                (Some(name), Sight::Both) => format!("{name}, as {}.", naming.bond.content.kind.plain()),
                _ => "Somebody in the programme, who would let it be seen who they are.".to_owned(),
            };
            blocks.push(Block::Text(said));
            if self.has_died() {
                continue;
            }
            let answer = form::answer_bond(&asking, person, id, self.own).html(&asking);
            let whether = if self.own { "Say whether they may see you" } else { "Write down whether they may be seen" };
            blocks.push(Block::Folded(format!("answer-{id}"), whether.to_owned(), answer));
            let end = form::end_bond(&asking, person, id, self.own).html(&asking);
            blocks.push(Block::Folded(format!("end-{id}"), "End it: no longer be named".to_owned(), end));
        }
        blocks
    }

    fn naming(&self) -> Vec<Block> {
        if self.person().erased {
            return Vec::new();
        }
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let form = form::name_bond(&asking, self.person(), self.own, self.finds).html(&asking);
        vec![Block::Heading("name-somebody", "Name somebody".to_owned()), Block::Form(form)]
    }
}
