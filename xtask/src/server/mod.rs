//! A small static file server on 127.0.0.1, for readers of the built site and for its tests.

mod control;
mod faults;
mod media;
mod request;
mod response;
mod sending;
mod site;

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use request::{MAX_HEAD_BYTES, Request};
use response::Response;
use site::Site;

const PATIENCE: Duration = Duration::from_secs(30);

/// A server that has its port but does not answer yet.
pub struct Server {
    listener: TcpListener,
    /// The same site at another origin, for what its tests call foreign.
    foreign: Option<TcpListener>,
    site: Arc<Site>,
    address: String,
}

impl Server {
    /// Takes a port of 127.0.0.1 (0: any free one) for the files of `folder` under `public_url`.
    ///
    /// With `faults`, `POST /__faults` makes it misbehave, `GET /__log` tells what it sent, and
    /// another port answers the same; see `control.rs`. What it compresses it takes from the folder
    /// `compressed`, where there is one, and leaves there for other servers.
    pub fn bind(
        folder: &Path,
        port: u16,
        public_url: &str,
        faults: bool,
        compressed: Option<PathBuf>,
    ) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} of 127.0.0.1 cannot be had; choose another one with --port")
        })?;
        let port = listener.local_addr()?.port();
        let foreign = match faults {
            true => Some(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?),
            false => None,
        };
        let origin = |other: &TcpListener| Some(format!("http://{}", other.local_addr().ok()?));
        let foreign_origin = foreign.as_ref().and_then(origin);
        Ok(Self {
            listener,
            foreign,
            site: Arc::new(Site::new(folder, public_url, foreign_origin, compressed)?),
            address: format!("http://127.0.0.1:{port}{public_url}"),
        })
    }

    /// Where the page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Answers until the process ends.
    pub fn run(self) {
        if let Some(foreign) = self.foreign {
            let site = Arc::clone(&self.site);
            thread::spawn(move || listen(&foreign, &site));
        }
        listen(&self.listener, &self.site);
    }
}

/// A thread for each connection: one that stands still keeps nobody else waiting.
fn listen(listener: &TcpListener, site: &Arc<Site>) {
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(site);
        thread::spawn(move || {
            // A reader who goes away in the middle is no error of the server's.
            let _ = answer(stream, &site);
        });
    }
}

fn answer(mut stream: TcpStream, site: &Site) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let response = match read_head(&mut stream)? {
        Some((head, rest)) => match Request::parse(&head) {
            Some(mut request) => {
                request.read_body(rest, &mut stream)?;
                site.answer(&request)
            }
            None => Response::text(400, "This is no request that the server understands."),
        },
        None => Response::text(431, "The head of the request is too long."),
    };
    sending::send(&response, &mut stream)
}

/// The head and what was read beyond it.
fn read_head(stream: &mut TcpStream) -> Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while bytes.len() < MAX_HEAD_BYTES {
        let read = stream.read(&mut buffer)?;
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), rest)));
        }
        if read == 0 {
            anyhow::bail!("the connection ended before the request did");
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
