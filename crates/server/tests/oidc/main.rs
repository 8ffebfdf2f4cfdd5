//! Signing in with the hospital's own accounts, against a real provider of OpenID Connect.

mod browser;
mod down;
mod false_tokens;
mod house;
mod invitation;
mod linking;
mod second_factor;
#[path = "../common/served.rs"]
mod served;
mod walker;
mod ways;
