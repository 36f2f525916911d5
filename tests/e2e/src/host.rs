//! Hosts that know nothing of Gradoscope: Python's own server, and one that adds no slash.

use std::path::Path;
use std::process::Command;

use crate::process::Process;

/// Shows a folder's page at the folder's address without a slash, as some hosts do; any other sends
/// the reader to the address with it.
const WITHOUT_SLASHES: &str = "
import http.server, os, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def send_head(self):
        if os.path.isdir(self.translate_path(self.path)):
            self.path = self.path.partition('?')[0].rstrip('/') + '/index.html'
        return super().send_head()
os.chdir(sys.argv[1])
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print('port', server.server_address[1], '')
server.serve_forever()
";

/// A server of a folder; dropping it ends it.
pub struct Host {
    _process: Process,
    /// With a slash at the end.
    pub address: String,
}

impl Host {
    /// `python3 -m http.server`.
    pub fn of(folder: &Path) -> Self {
        Self::start(|python| {
            python.args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"]);
            python.arg(folder).arg("0");
        })
    }

    /// One that leaves addresses of folders as they are.
    pub fn without_slashes(folder: &Path) -> Self {
        Self::start(|python| {
            python.args(["-c", WITHOUT_SLASHES]).arg(folder);
        })
    }

    fn start(say_what: impl Fn(&mut Command)) -> Self {
        let command = || {
            let mut python = python();
            say_what(&mut python);
            python
        };
        let (process, port) = Process::start(command, port_in);
        Self {
            _process: process,
            address: format!("http://127.0.0.1:{port}/"),
        }
    }
}

/// Unpacks a zip file.
///
/// # Panics
/// When it is none.
pub fn unpack(zip: &Path, folder: &Path) {
    let mut python = python();
    python.args(["-m", "zipfile", "-e"]).arg(zip).arg(folder);
    let status = python.status().expect("Python");
    assert!(status.success(), "{python:?}");
}

/// What it prints comes at once.
fn python() -> Command {
    let mut python = Command::new("python3");
    python.arg("-u").stderr(std::process::Stdio::null());
    python
}

/// `Serving HTTP on 127.0.0.1 port 8000 (http://127.0.0.1:8000/) ...`
fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("port ").nth(1)?;
    rest.split(' ').next()?.parse().ok()
}
