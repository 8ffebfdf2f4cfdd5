//! People: registering and finding them, everything that is held on one, and every command about one.

pub(crate) mod advocates;
pub(crate) mod alert_answer;
pub(crate) mod appeal_decide;
pub(crate) mod appeal_make;
pub(crate) mod assessment;
pub(crate) mod bond_answer;
pub(crate) mod bond_change;
pub(crate) mod bond_end;
pub(crate) mod bond_name;
pub(crate) mod bonds;
pub(crate) mod carer_assign;
pub(crate) mod carer_end;
pub(crate) mod carer_hand_over;
pub(crate) mod carers;
pub(crate) mod companion_answer;
pub(crate) mod companion_offer;
pub(crate) mod companion_stop;
pub(crate) mod conversation_record;
pub(crate) mod conversations;
pub(crate) mod death;
pub(crate) mod death_error;
pub(crate) mod deferral_lift;
pub(crate) mod deferral_place;
pub(crate) mod deferral_review;
pub(crate) mod deferrals;
pub(crate) mod departure;
pub(crate) mod details;
pub(crate) mod donation_begin;
pub(crate) mod donation_step;
pub(crate) mod donation_word;
pub(crate) mod donations;
pub(crate) mod eligibility;
pub(crate) mod emergency;
pub(crate) mod examination;
pub(crate) mod examination_amend;
pub(crate) mod examination_error;
pub(crate) mod examination_record;
pub(crate) mod export;
pub(crate) mod follow_up;
pub(crate) mod follow_up_answer;
pub(crate) mod follow_up_attempt;
pub(crate) mod follow_up_error;
pub(crate) mod follow_up_learn;
pub(crate) mod follow_up_plan;
pub(crate) mod follow_up_report;
pub(crate) mod follow_up_wish;
pub(crate) mod get;
pub(crate) mod hand_over;
pub(crate) mod hand_over_acknowledge;
pub(crate) mod hand_over_take_back;
pub(crate) mod link_end;
pub(crate) mod link_make;
pub(crate) mod list;
pub(crate) mod message_finish;
pub(crate) mod message_write;
pub(crate) mod messages;
pub(crate) mod move_to;
pub(crate) mod preparation;
pub(crate) mod readings;
pub(crate) mod register;
pub(crate) mod request_answer;
pub(crate) mod request_make;
pub(crate) mod requests;
pub(crate) mod return_;
pub(crate) mod stage;
pub(crate) mod telling_error;
pub(crate) mod telling_record;
pub(crate) mod tellings;
pub(crate) mod wait;

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::SiteId;
use record::Reader;

use crate::problem::Problem;

/// What people call the sites.
fn site_names(reader: &mut Reader, today: Date) -> Result<BTreeMap<SiteId, String>, record::Error> {
    Ok(reader.sites(today)?.into_iter().map(|row| (row.id, row.site.name)).collect())
}

fn nobody() -> Problem {
    Problem::nobody_there()
}
