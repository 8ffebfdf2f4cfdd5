//! Speaking up: saying that somebody was not told, or was pressed, and hearing who did.

pub(crate) mod answer;
pub(crate) mod list;
pub(crate) mod speak_up;
