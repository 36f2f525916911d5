//! How an answer leaves: at once, slowly, in part, or not at all.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::response::{Manner, Response};

/// How often a slow answer gives something.
const BEATS_PER_S: u64 = 20;
/// No test looks at a connection that stands still for longer.
const STANDSTILL: Duration = Duration::from_secs(300);
/// How soon it is noticed that the other side has gone.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Sends `response` in its manner. Returns when nothing more is to come.
pub fn send(response: &Response, stream: &mut TcpStream) -> Result<()> {
    match response.manner {
        Manner::HangUp => return Ok(()),
        Manner::Silent => {}
        Manner::AtOnce | Manner::ThenStill => {
            stream.write_all(response.head().as_bytes())?;
            stream.write_all(response.body_to_send())?;
        }
        Manner::Slow(bytes_per_s) => {
            stream.write_all(response.head().as_bytes())?;
            send_slowly(response.body_to_send(), bytes_per_s, stream)?;
        }
    }
    stream.flush()?;
    if matches!(response.manner, Manner::Silent | Manner::ThenStill) {
        stand_still(stream)?;
    }
    Ok(())
}

fn send_slowly(body: &[u8], bytes_per_s: u64, stream: &mut TcpStream) -> Result<()> {
    let at_a_time = usize::try_from(bytes_per_s.div_ceil(BEATS_PER_S))?.max(1);
    for bytes in body.chunks(at_a_time) {
        stream.write_all(bytes)?;
        stream.flush()?;
        thread::sleep(Duration::from_secs(1) / u32::try_from(BEATS_PER_S)?);
    }
    Ok(())
}

/// Keeps the connection until the other side closes it: its thread is then free again.
fn stand_still(stream: &mut TcpStream) -> Result<()> {
    let started = Instant::now();
    stream.set_read_timeout(Some(LOOK_EVERY))?;
    while started.elapsed() < STANDSTILL {
        match stream.read(&mut [0; 64]) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
