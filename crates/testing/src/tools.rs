//! Where the tools of the machine are, and where what the tests make is kept. It never installs anything.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program called `name`: on the PATH, or in one of `places`.
///
/// # Panics
/// If it is nowhere, naming the Debian `package` that has it.
pub(crate) fn find(name: &str, places: &[PathBuf], package: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(places.iter().cloned())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("`{name}` is not installed: `apt-get install {package}` (scripts/test does it)"))
}

/// The build's `target` folder, where what is made once for all tests is kept.
pub(crate) fn target() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    std::fs::create_dir_all(&target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
    target.canonicalize().expect("the folder was just made")
}

/// Runs a command to its end.
///
/// # Panics
/// If it cannot be started or does not exit with 0; the message has what it wrote.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    output
}
