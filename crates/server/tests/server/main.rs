//! The server as its callers meet it: a real one, on a port of its own, over a real record.

mod accounts_pages;
mod alerts;
mod browser;
mod commands;
mod errors;
mod examinations;
mod fuzz;
mod guard;
mod health;
mod house;
mod live;
mod me;
mod openapi;
mod pages;
mod people;
mod readings;
mod schema;
mod sites;
mod stages;
mod today;
