//! Rules of the programme that hold only together with what the record knows of other people and other days, on both databases.

mod desk;
mod sites;
mod today;
