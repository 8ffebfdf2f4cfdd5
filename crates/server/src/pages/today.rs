//! `/today`: what needs a person now.

use axum::response::Html;
use record::Today;
use serde::Deserialize;

use super::{Page, Sitting, chosen};
use crate::api::today::{needed, shown};
use crate::console::{Need, TodayPage};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many of a section are shown beside the others, and how many by themselves.
const TOGETHER: u32 = 12;
const ALONE: u32 = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct Only {
    only: Option<String>,
}

/// What needs a person now, or one section of it at length.
pub(crate) async fn handler(state: State, Query(query): Query<Only>) -> Page {
    let only = chosen::<Section>(query.only.as_deref(), "only")?.map(|Section(need)| need);
    let (today, limit) = (state.today(), if only.is_some() { ALONE } else { TOGETHER });
    let (reach, sees_rows) = (state.reach(Right::SeeToday), state.caller().has(Right::LookAtRows));
    let found = state.read_about("today", Via::Console, move |reader| {
        let mut found = needed(reader, &reach, sees_rows, today, limit)?;
        if let Some(only) = only {
            keep(only, &mut found);
        }
        let sites = reader.sites(today)?;
        Ok(About::all(shown(&found), (found, sites)))
    });
    let (found, sites) = found.await?;
    let sitting = Sitting::new(&state);
    Ok(Html(TodayPage { desk: sitting.desk(), today: &found, sites: &sites, only }.render()))
}

/// Takes out who is not shown, so that nobody has a reading who was not.
fn keep(only: Need, today: &mut Today) {
    if only != Need::Contact {
        today.alerts.clear();
    }
    if only != Need::Late {
        today.late.clear();
    }
    if only != Need::Due {
        today.due.clear();
    }
    if only != Need::Changed {
        today.changed.clear();
    }
}

/// A section as an address names it.
struct Section(Need);

impl std::str::FromStr for Section {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|()| Problem::no_such("Today has no such section."))
    }
}
