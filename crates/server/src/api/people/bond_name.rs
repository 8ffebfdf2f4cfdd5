//! `POST /api/v1/people/{person}/bonds`: somebody names somebody.

use programme::{BondId, BondStep, Command, PersonId};

use crate::api::make;
use crate::api::model::{BondBody, Done, Made};
use crate::extract::{Asked, Json, Path};
use crate::problem::Problem;
use crate::state::State;

/// Names somebody, in the person's own words: by themselves, or written down in their presence.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/bonds", operation_id = "nameBond", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    request_body = BondBody,
    responses((
        status = 201, description = "They are named.", body = Done,
        headers(
            ("Location" = String, description = "The path of all bonds, with this one's id behind `#`."),
            ("ETag" = String, description = "The version of the person's record."),
        ),
    )),
)]
pub(crate) async fn handler(
    state: State,
    Path(person): Path<PersonId>,
    asked: Asked,
    Json(body): Json<BondBody>,
) -> Result<Made, Problem> {
    let bond = BondId(asked.new_id("bond"));
    let step = BondStep::Name { content: body.try_into()? };
    make(&state, asked, Command::Bond { person, bond, step }, format!("/api/v1/people/{person}/bonds#{bond}")).await
}
