//! A process that cannot outlive the tests.
//!
//! A small shell starts it and then waits for the end of its own standard input, which only this process can write to.
//! However this process ends, killed outright included, the kernel closes that pipe: the shell ends its charge and
//! removes the folder that it worked in.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `$1` is the folder to remove unless told to keep it, `$2` the file for what the process writes, `$3` the signal that
/// ends it; the rest is the command. The last line ends whatever the process left behind in its group.
const SCRIPT: &str = r#"
folder=$1 log=$2 signal=$3
shift 3
"$@" </dev/null >>"$log" 2>&1 &
child=$!
echo $child
exec >>"$log" 2>&1
read -r word
kill -s "$signal" $child
( sleep 10; kill -s KILL $child ) &
wait $child
[ "$word" = keep ] || rm -rf "$folder"
kill -s KILL 0
"#;

/// A started process, ended when this is dropped or when this process ends in any way.
#[derive(Debug)]
pub struct Leash {
    shell: Child,
    process: u32,
}

impl Leash {
    /// Starts `command` (its program, arguments and environment) as `user` and group if given. What it writes goes to
    /// `log`, a file in `folder`, and `signal` is how it is asked to end.
    ///
    /// # Panics
    /// If no shell can be started.
    pub fn start(command: &Command, signal: &str, user: Option<(u32, u32)>, folder: &Path, log: &Path) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "leash"]).arg(folder).arg(log).arg(signal);
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        if let Some((user, group)) = user {
            shell.uid(user).gid(group);
        }
        shell.process_group(0).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().unwrap_or_else(|error| panic!("cannot start a shell: {error}"));
        let mut line = String::new();
        let output = shell.stdout.take().expect("it was asked to be a pipe");
        BufReader::new(output).read_line(&mut line).expect("a pipe can be read");
        let process = line.trim().parse().unwrap_or_else(|_| panic!("no process started: {command:?}"));
        Self { shell, process }
    }

    /// Whether the process still runs.
    pub fn runs(&self) -> bool {
        // The state follows the name, which is in brackets and may hold anything. Z is dead and not yet waited for.
        let status = fs::read_to_string(format!("/proc/{}/stat", self.process)).unwrap_or_default();
        status.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }

    /// Ends the process at once, as a crash does, and leaves its folder where it is.
    pub fn crash(mut self) {
        // That it is already dead is no failure.
        drop(Command::new("kill").args(["-s", "KILL", &self.process.to_string()]).output());
        if let Some(mut word) = self.shell.stdin.take() {
            // A shell that is gone cannot remove anything either.
            drop(word.write_all(b"keep\n"));
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // Its status says nothing: it ends by killing its own group.
        drop(self.shell.wait());
    }
}
