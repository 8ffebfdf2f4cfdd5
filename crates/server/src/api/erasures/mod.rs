//! Erasures that were granted and are still to be carried out, by whoever runs the machine and sees nobody.

pub(crate) mod carry_out;
pub(crate) mod list;
