//! A day of each role, in a real browser: everybody signs in as people do, does what they come for by what is in sight, and
//! signs out. No address is typed but the first one, and those by which somebody tries what is not theirs.

mod cast;
mod clinic;
mod corridor;
mod day;
mod house;
mod office;
mod path;
mod people;
#[path = "../common/served.rs"]
mod served;
