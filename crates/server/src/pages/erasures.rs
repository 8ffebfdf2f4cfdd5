//! `/erasures`: what somebody asked for and somebody else has granted, carried out by whoever runs the machine. Who it is stands
//! nowhere here. It is looked at twice: what the law has kept, and what cannot be undone, stands before the button.

use axum::response::{Html, IntoResponse, Response};
use programme::{Command, PersonId};
use serde::Deserialize;

use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{Asking, Block, FieldView, Kind, PlainPage, RailPlace, plain_date, plain_form};
use crate::extract::{Asked, Form, Query};
use crate::problem::Problem;
use crate::state::State;

/// What is typed to say that it is meant.
const MEANT: &str = "erase";

#[derive(Debug, Deserialize)]
pub(crate) struct Whose {
    person: Option<PersonId>,
}

/// Every erasure that waits; or, of one of them, what will be destroyed and what is kept, and the form that does it.
pub(crate) async fn list(state: State, Query(Whose { person }): Query<Whose>) -> Page {
    if let Some(person) = person {
        let since = state.granted_erasure(person).await?;
        return Ok(Html(second_look(&state, person, since, None)));
    }
    let granted = state.read_door(|reader| reader.granted_erasures()).await?;
    let sitting = Sitting::new(&state);
    let link = |(person, since): &(PersonId, _)| {
        let about = format!("{person}");
        (format!("/erasures?person={person}"), format!("Granted on {}", plain_date(*since)), about)
    };
    let blocks = if granted.is_empty() {
        vec![Block::Text("No erasure waits to be carried out.".to_owned())]
    } else {
        let lead =
            "Somebody asked for each of these, and a coordinator has granted it. Who they are is not shown to you.";
        vec![Block::Text(lead.to_owned()), Block::Links(granted.iter().map(link).collect())]
    };
    let line = "They were told that they are erased. It is not done before you carry it out.".to_owned();
    Ok(Html(page(&sitting, "Erasures", line, blocks)))
}

/// Carries one out.
pub(crate) async fn carry_out(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), None)?;
    let person = typed.text("person").parse().map_err(|_| Problem::unreadable("person", "This form was not whole."))?;
    let since = state.granted_erasure(person).await?;
    if typed.text("meant") != MEANT {
        let told = format!("Nothing was erased. Write the word “{MEANT}” to say that you mean it.");
        let page = second_look(&state, person, since, Some(told));
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
    }
    let reason = format!("their own wish, granted on {}", plain_date(since));
    let receipt = state.submit(asked.key, None, Command::Erase { person, reason }).await?;
    let kept = state.read_door(|reader| reader.kept()).await?;
    let kept = kept.into_iter().find(|(known, _)| *known == person).map(|(_, until)| until);
    let mut blocks = vec![Block::Told("They are erased. Tell the coordinator, who tells them.".to_owned())];
    blocks.extend(
        kept.map(|until| Block::Text(format!("What the law has kept is sealed apart, until {}.", plain_date(until)))),
    );
    let outside = "What this cannot reach, and you have to see to: backups and exports made before, and files that were imported.";
    blocks.push(Block::Text(outside.to_owned()));
    if !receipt.left.is_empty() {
        blocks.push(Block::List(receipt.left.clone()));
    }
    blocks.push(Block::Links(vec![("/erasures".to_owned(), "All erasures".to_owned(), String::new())]));
    Ok(Html(page(&Sitting::new(&state), "Erased", String::new(), blocks)).into_response())
}

fn second_look(state: &State, person: PersonId, since: jiff::civil::Date, told: Option<String>) -> String {
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.into_iter().map(Block::Told).collect();
    blocks.push(Block::Section("What is destroyed".to_owned()));
    blocks.push(Block::Text(
        "Everything that says who they are, how they are and what they said, here and in every backup made from now on. It \
         cannot be undone."
            .to_owned(),
    ));
    blocks.push(Block::Section("What the law has kept".to_owned()));
    let kept = state.programme().keep.iter().map(|keep| {
        let what: Vec<_> = keep.what.iter().map(|part| part.plain()).collect();
        format!(
            "{}: {}, for {} after each donation. {} ({})",
            keep.name,
            what.join("; "),
            keep.length,
            keep.rule.plain,
            keep.rule.source
        )
    });
    let kept: Vec<_> = kept.collect();
    blocks.push(if kept.is_empty() {
        Block::Text("This programme’s file names no law by which anything would have to be kept.".to_owned())
    } else {
        Block::List(kept)
    });
    blocks.push(Block::Text(
        "It is put together and sealed apart before anything is destroyed, of whoever gave.".to_owned(),
    ));
    blocks.push(Block::Section("Carry it out".to_owned()));
    let fields = vec![
        FieldView::hidden("person", &person.to_string()),
        asking.field("erase", Kind::Text, "meant", format!("Write the word “{MEANT}”")),
    ];
    let lead = format!("It was granted on {}.", plain_date(since));
    blocks.push(Block::Form(plain_form(&asking, "erase", "/erasures", &lead, fields, "Erase them for ever")));
    blocks.push(Block::Links(vec![("/erasures".to_owned(), "Back, and erase nobody".to_owned(), String::new())]));
    page(&sitting, "Before somebody is erased", "Read this once more. Nothing has been done yet.".to_owned(), blocks)
}

fn page(sitting: &Sitting<'_>, title: &str, line: String, blocks: Vec<Block>) -> String {
    PlainPage { desk: sitting.desk(), place: RailPlace::Erasures, title: title.to_owned(), line, blocks }.render()
}
