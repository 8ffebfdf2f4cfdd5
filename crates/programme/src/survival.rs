//! Survival.
