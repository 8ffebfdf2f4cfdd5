//! The server as a process that is killed at any moment and started again at the same address.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Which program serves; the one built for tests where nobody says.
pub(crate) const PROGRAM: &str = "CARER_WORKDAY_PROGRAM";

pub(crate) struct Server {
    data: PathBuf,
    address: SocketAddr,
    child: Child,
}

impl Server {
    /// Serves a record on a free port.
    pub(crate) fn start(data: &Path) -> Self {
        let (child, address) = begin(data, "127.0.0.1:0");
        Self { data: data.to_owned(), address, child }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// As a crash does; then as whoever notices it does.
    pub(crate) fn kill_and_start_again(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        (self.child, self.address) = begin(&self.data, &self.address.to_string());
    }

    /// Ends it as a service manager does.
    pub(crate) fn stop(mut self) {
        let told = Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("there is a program called kill").success());
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn begin(data: &Path, listen: &str) -> (Child, SocketAddr) {
    let program = std::env::var_os(PROGRAM).map_or_else(|| env!("CARGO_BIN_EXE_carer").into(), PathBuf::from);
    let kidney = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes/living-kidney-us.toml");
    let mut command = Command::new(program);
    command.args(["serve", "--programme", kidney, "--listen", listen, "--data"]).arg(data);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let first = lines.next().expect("it says where it serves").expect("it is text");
    let (_, address) = first.split_once(" is served at http://").unwrap_or_else(|| panic!("{first}"));
    let address = address.trim_end_matches('/').parse().expect("an address");
    // Whoever reads nothing more must not keep it from writing.
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}
