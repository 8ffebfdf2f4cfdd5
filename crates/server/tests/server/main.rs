//! The server as its callers meet it: a real one, on a port of its own, over a real record.

mod accounts_api;
mod accounts_pages;
mod alerts;
mod browser;
mod cast;
mod commands;
mod errors;
mod examinations;
mod fuzz;
mod guard;
mod health;
mod house;
mod live;
mod matrix;
mod me;
mod openapi;
mod pages;
mod people;
mod readings;
mod rights;
mod schema;
mod session;
mod sites;
mod stages;
mod today;
