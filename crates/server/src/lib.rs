//! The programme's faces: for now the console's pages.

pub mod console;
