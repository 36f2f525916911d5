//! A line of so many bytes a second to a server on this machine, as all connections of a browser share one.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What goes over the line at once.
const PIECE: usize = 4096;

/// A line; it ends with the program.
pub struct Line {
    /// Where it begins: a port of this machine.
    pub port: u16,
}

struct Rate {
    bytes_per_s: f64,
    /// When the line is free again.
    free: Mutex<Instant>,
    /// From a request to the first byte of its answer, at least.
    latency: Duration,
}

impl Line {
    /// To the server at this port.
    pub fn to(port: u16, bytes_per_s: f64, latency: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let begin = listener.local_addr().expect("an address").port();
        let rate = Arc::new(Rate {
            bytes_per_s,
            free: Mutex::new(Instant::now()),
            latency,
        });
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)));
                let Ok(far) = far else { continue };
                let rate = Arc::clone(&rate);
                let (Ok(near_too), Ok(far_too)) = (near.try_clone(), far.try_clone()) else {
                    continue;
                };
                let asked = Arc::clone(&rate);
                thread::spawn(move || pass(near, far, |_| thread::sleep(asked.latency)));
                thread::spawn(move || pass(far_too, near_too, |bytes| rate.wait(bytes)));
            }
        });
        Self { port: begin }
    }
}

impl Rate {
    /// Waits until so many bytes have gone over the line.
    fn wait(&self, bytes: usize) {
        let time = Duration::from_secs_f64(bytes as f64 / self.bytes_per_s);
        let until = {
            let mut free = self.free.lock().expect("nobody panics with it");
            *free = (*free).max(Instant::now()) + time;
            *free
        };
        thread::sleep(until.saturating_duration_since(Instant::now()));
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, wait: impl Fn(usize)) {
    let mut piece = [0; PIECE];
    while let Ok(bytes @ 1..) = from.read(&mut piece) {
        wait(bytes);
        if to.write_all(&piece[..bytes]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_connections_share_the_rate_and_nothing_is_lost() {
        let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = server.local_addr().expect("an address").port();
        thread::spawn(move || {
            for mut stream in server.incoming().map_while(Result::ok) {
                thread::spawn(move || {
                    let mut request = [0; 1];
                    stream.read_exact(&mut request).expect("a request");
                    stream.write_all(&[request[0]; 20_000]).expect("an answer");
                });
            }
        });
        let line = Line::to(port, 100_000.0, Duration::from_millis(30));
        let begun = Instant::now();
        let ask = |what: u8| {
            let port = line.port;
            thread::spawn(move || {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a line");
                stream.write_all(&[what]).expect("a request");
                let mut answer = Vec::new();
                stream.read_to_end(&mut answer).expect("an answer");
                assert_eq!(answer, vec![what; 20_000]);
            })
        };
        for asked in [ask(1), ask(2)] {
            asked.join().expect("a whole answer");
        }
        assert!(begun.elapsed() >= Duration::from_millis(430));
    }
}
