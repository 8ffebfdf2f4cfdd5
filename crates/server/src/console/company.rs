//! Company, as My page has it: who asks to be somebody's companion, by whom they stand themselves, and how they offer it.

use programme::CompanionOffer;

use super::form::{self, Asking};
use super::forms::Typed;
use super::me::MePage;
use super::plain::Block;
use super::words::{self, plain_date};

/// The part of the page as HTML; empty where there is nothing of it.
pub(super) fn part(page: &MePage<'_>) -> String {
    let mut blocks = asked(page);
    blocks.extend(standing(page));
    blocks.extend(offering(page));
    if blocks.is_empty() { String::new() } else { super::plain::part(blocks) }
}

/// Who asks, with a yes and a no.
fn asked(page: &MePage<'_>) -> Vec<Block> {
    let (desk, person, nothing) = (page.desk, &page.life.person, Typed::default());
    let asking = Asking::anew(desk, &nothing);
    let waits = person
        .care
        .offers
        .iter()
        .filter(|offered| offered.answer.is_none() && offered.over.is_none())
        .map(|offered| &offered.offer);
    let said = |offer: &CompanionOffer| {
        let name = words::capital(page.life.names.of(offer.by).unwrap_or("somebody"));
        let on = plain_date(offer.on);
        let forms = [true, false].map(|yes| form::answer_company(&asking, person, offer.by, yes));
        let said = format!("{name} asked on {on} to be your companion: “{}”", offer.words.trim());
        [Block::Text(said), Block::Buttons(forms.map(|form| form.html(&asking)).into())]
    };
    waits.flat_map(said).collect()
}

/// By whom they stand, each with a way to stop.
fn standing(page: &MePage<'_>) -> Vec<Block> {
    let (desk, person, nothing) = (page.desk, &page.life.person, Typed::default());
    let asking = Asking::anew(desk, &nothing);
    let going_on = person.care.stands_by.iter().filter(|(_, _, until)| until.is_none());
    let said = |(whom, since, _): &_| {
        let stop = form::stop_company(&asking, person, *whom).html(&asking);
        let said = format!("You stand by somebody as their companion, since {}.", plain_date(*since));
        [Block::Text(said), Block::Folded(format!("stop-{whom}"), "I stand by them no longer".to_owned(), stop)]
    };
    going_on.flat_map(said).collect()
}

/// How a donor offers it, where the programme has companions.
fn offering(page: &MePage<'_>) -> Option<Block> {
    page.desk.programme.carers.companion.as_ref().filter(|_| page.gives)?;
    let nothing = Typed::default();
    let asking = Asking::anew(page.desk, &nothing);
    let offer = form::offer_company(&asking).html(&asking);
    Some(Block::Folded("company".to_owned(), "Offer to stand by somebody as a companion".to_owned(), offer))
}
