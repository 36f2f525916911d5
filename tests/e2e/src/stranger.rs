//! A server that the page must never ask anything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Another origin on this machine, which counts who comes.
pub struct Stranger {
    pub address: String,
    seen: Arc<AtomicUsize>,
}

impl Stranger {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
                // A browser opens connections ahead of need: only a request counts.
                if stream.read(&mut [0; 64]).is_ok_and(|read| read > 0) {
                    counter.fetch_add(1, Ordering::SeqCst);
                }
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\
                      Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\nhi",
                );
            }
        });
        Self {
            address: format!("http://127.0.0.1:{port}/"),
            seen,
        }
    }

    /// Requests so far.
    pub fn visits(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}
