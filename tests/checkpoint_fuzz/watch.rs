//! An input that never comes to an end is kept, and ends the tests.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Sixty times what fails an input that does end.
const FOREVER: Duration = Duration::from_secs(60);

/// None: the last input has ended.
type Message = Option<Vec<u8>>;

static WATCHER: OnceLock<Mutex<Sender<Message>>> = OnceLock::new();

/// Writes `bytes` to a file of its own.
pub fn keep(bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let file = folder.join(format!("{sum:016x}.bin"));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(&file, bytes).expect("a file");
    file
}

/// Does `work`, which is about `bytes`; should it not end, the process does.
pub fn over<R>(bytes: &[u8], work: impl FnOnce() -> R) -> R {
    let watcher = WATCHER.get_or_init(|| {
        let (sender, receiver) = channel();
        std::thread::spawn(move || watch(&receiver));
        Mutex::new(sender)
    });
    let say = |message| {
        let sender = watcher.lock().expect("the watcher");
        sender.send(message).expect("the watcher");
    };
    say(Some(bytes.to_vec()));
    let done = work();
    say(None);
    done
}

fn watch(receiver: &Receiver<Message>) {
    let mut current: Message = None;
    loop {
        current = match receiver.recv_timeout(FOREVER) {
            Ok(next) => next,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => match current {
                None => None,
                Some(bytes) => {
                    println!("it hangs; the input is {}", keep(&bytes).display());
                    std::process::abort();
                }
            },
        };
    }
}
