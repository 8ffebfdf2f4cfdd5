//! The console's pages: from what the record hands out to HTML, and from what somebody typed to a command.
//!
//! Pure: no page reads the record, a clock or a connection, and none decides anything. Every page renders in a test. All of
//! them work without a script, on a phone, in print, by keyboard and by ear.

mod accounts;
mod advocates;
pub mod assets;
mod bonds;
mod booklet;
mod chart;
mod company;
mod concerns;
mod desk;
mod docket;
mod donations;
mod emergency;
mod examination;
mod follow_up;
mod form;
pub mod forms;
mod letters;
mod me;
mod my_people;
mod no_right;
mod not_found;
mod people;
mod person;
mod plain;
mod refusal;
mod refused_rows;
mod register;
mod rule;
mod rules;
mod sites;
mod survival;
mod tellings;
mod today;
mod who_read;
mod words;

#[cfg(test)]
mod checker;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub(crate) use accounts::{AccountActs, AccountPage, AccountsPage, WayIn};
pub(crate) use advocates::{AdvocatePage, AdvocatesPage, CoverRow};
pub(crate) use bonds::BondsPage;
pub use booklet::Booklet;
pub(crate) use concerns::{ConcernsPage, Raised, SpeakUpPage};
pub use desk::Desk;
pub(crate) use desk::Place as RailPlace;
pub(crate) use docket::{Docket, DocketPage};
pub(crate) use donations::{BoardPage, DonationsPage};
pub(crate) use emergency::EmergencyPage;
pub(crate) use examination::ExaminationPage;
pub(crate) use follow_up::{FollowUpListPage, FollowUpPage, Listed, Narrowed, Only, Waiting};
pub(crate) use form::follow_up::{Speaker, how_are_you};
pub(crate) use form::{Asking, Candidate, FieldView, Kind, Whom, apply as application_form, first_teller};
pub(crate) use letters::{LetterView, letters, table as letters_table};
pub(crate) use me::{MePage, days_read};
pub(crate) use my_people::MyPeoplePage;
pub(crate) use no_right::NoRightPage;
pub use not_found::{FaultPage, NotFoundPage};
pub(crate) use people::PeoplePage;
pub(crate) use person::{Bonds, PersonPage};
pub(crate) use plain::{Block, PlainPage, one_button, one_of_buttons, plain_form};
pub use refusal::{Asked, DoubtPage, RefusalPage, UnclearPage};
pub use refused_rows::RefusedRowsPage;
pub use register::RegisterPage;
pub use rules::RulesPage;
pub(crate) use sites::{SitePage, SitesPage};
pub(crate) use survival::SurvivalPage;
pub(crate) use tellings::{TellingsPage, leaflet};
pub(crate) use today::{Granted, More, Need, RequestItem, Requests, TodayPage, Waits};
pub(crate) use who_read::{EmergencyRow, Shown, WhoReadPage};
pub(crate) use words::{capital, counted, moment, name as person_name, plain_date};
