//! Files brought in: the rows that were refused.

pub(crate) mod looked_at;
pub(crate) mod rows;
