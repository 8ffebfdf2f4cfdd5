//! What the pages load: one style sheet, one small script, one icon. Nothing is loaded from anywhere else.

/// The style sheet.
pub const CSS: &str = include_str!("../../assets/console.css");

/// The script. Every page works without it.
pub const JS: &str = include_str!("../../assets/console.js");

/// The icon.
pub const ICON: &str = include_str!("../../assets/icon.svg");

/// Every asset: its address, its media type, its text.
pub const ASSETS: [(&str, &str, &str); 3] = [
    ("/assets/console.css", "text/css; charset=utf-8", CSS),
    ("/assets/console.js", "text/javascript; charset=utf-8", JS),
    ("/assets/icon.svg", "image/svg+xml", ICON),
];
