//! Signing in and out with a program.

pub(crate) mod begin;
pub(crate) mod end;
