//! `GET /api/v1/follow-up`: who is to be asked how they are.

pub(crate) mod report;

use axum::Json;
use programme::{PersonId, WindowId};
use record::{FollowUpDuePage, FollowUpFilter};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::limited;
use super::model::{FollowUpRow, FollowUps};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// Whom, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Whom; those who are late where it is missing.
    #[param(inline)]
    state: Option<Whom>,
    /// Only of this window of the programme file.
    window: Option<String>,
    /// The `next` of the page before.
    #[param(
        pattern = "^-?[0-9]{1,9}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_[0-9]{1,9}_[a-z][a-z0-9-]{0,63}$"
    )]
    cursor: Option<String>,
    /// How many at most, 1 to 500; 50 where it is missing.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Whom to list.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Whom {
    /// Those who are due and not late.
    Due,
    /// Those who are late.
    #[default]
    Late,
    /// Those of the late of whom nobody has heard since the window began.
    Lost,
    /// Those of the late who were heard of since the window began.
    Heard,
}

/// Who gave and is to be asked how they are: the dead, those with whom another programme is in touch and those who asked to be
/// left alone are not among them; those who are lost are.
///
/// Each person shown has a reading of the part `follow-up` on their record.
#[utoipa::path(
    get, path = "/api/v1/follow-up", operation_id = "listFollowUp", tag = "follow-up",
    params(Page),
    responses((status = 200, description = "Whom to ask.", body = FollowUps)),
)]
pub(crate) async fn handler(state: State, Query(page): Query<Page>) -> Result<Json<FollowUps>, Problem> {
    let (on, limit) = (state.today(), limited(page.limit)?);
    let (reach, cursor) = (state.reach(Right::StayInTouch), page.cursor);
    let window = page.window.as_deref().map(WindowId::from);
    let filter = match page.state.unwrap_or_default() {
        Whom::Due => FollowUpFilter::Due,
        Whom::Late => FollowUpFilter::Late,
        Whom::Lost => FollowUpFilter::Lost,
        Whom::Heard => FollowUpFilter::Heard,
    };
    let listed = state.read_about("follow-up", Via::Api, move |reader| {
        let among = reach.people(reader)?;
        let FollowUpDuePage { mut rows, total, next } =
            reader.follow_up_page(filter, window.as_ref(), among.as_ref(), on, cursor.as_deref(), limit)?;
        let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        // Nobody comes up on their own list.
        let tied = reach.tied(reader, &ids)?;
        rows.retain(|row| tied.contains_key(&row.person));
        let people = reader.person_rows(&ids, on)?;
        let row = |row: record::FollowUpDue| {
            let person = people.iter().find(|known| known.id == row.person)?.clone();
            let unheard = row.contact.is_none_or(|contact| on < contact);
            let (window, person) = (row.window.to_string(), person.into());
            Some(FollowUpRow { person, window, first: row.first, last: row.last, form_due: row.form_due, unheard })
        };
        let shown: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        Ok(About::all(shown, FollowUps { on, people: rows.into_iter().filter_map(row).collect(), total, next }))
    });
    Ok(Json(listed.await?))
}
