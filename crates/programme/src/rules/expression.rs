//! The small language of rules over fields.

