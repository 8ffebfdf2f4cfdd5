//! The console in a real browser, over the demonstration as the real program serves it. Whatever a test does, it does by
//! what is on the screen: a label, a button's words, a key.

mod access;
mod desk;
mod keyboard;
mod live;
mod looks;
mod pages;
mod scenes;
mod tasks;
