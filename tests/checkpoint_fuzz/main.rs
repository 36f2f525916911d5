//! Damaged checkpoints, made without end from the good ones: reading them never panics, never takes
//! more memory than the file's length accounts for, and always comes to an end.
//!
//! For a few seconds with the other tests. Longer:
//! `GRADOSCOPE_FUZZ_SECONDS=600 cargo test --test checkpoint_fuzz -- --nocapture`; another seed with
//! `GRADOSCOPE_FUZZ_SEED`. What fails is written to `target/fuzz/`.

#![cfg(not(target_arch = "wasm32"))]

mod memory;
mod mutate;
mod watch;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gradoscope::engine::network::onnx::Opened;
use gradoscope::engine::network::recognise::recognise;
use gradoscope::random::Random;
use gradoscope_checkpoint::{Checkpoint, CheckpointError, PickleError, onnx};
use pollster::block_on;

const SECONDS: u64 = 3;
const SEED: u32 = 5;
/// Bytes that reading may hold at once: what tables and buffers take, and so many for each byte of
/// the file. A tensor of a pickle takes five bytes there and 16 numbers for its sizes here.
const MEMORY_BASE: usize = 1 << 20;
const MEMORY_PER_BYTE: usize = 128;
/// Far beyond what any input takes.
const LONGEST: Duration = Duration::from_secs(1);
/// So often an input may seem to take longer: the machine may be doing something else.
const TRIES: usize = 5;
/// Longer ones are not changed further.
const LONGEST_KEPT: usize = 1 << 16;
const MOST_KEPT: usize = 4096;

/// Every checkpoint of the fixtures, good and bad.
fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("checkpoint/tests/fixtures");
    let models = root.join("tests/fixtures/onnx");
    let folders = [folder.clone(), folder.join("awkward"), models];
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("the fixtures"));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_checkpoint = |path: &&PathBuf| {
        let end = path.extension().unwrap_or_default();
        let is_expected = path.starts_with(root.join("tests")) && end == "safetensors";
        (end == "pth" || end == "safetensors" || end == "onnx") && !is_expected
    };
    paths
        .iter()
        .filter(is_checkpoint)
        .map(|path| std::fs::read(path).expect("a fixture"))
        .collect()
}

/// Opens it, reads every tensor as a whole and its last row, and looks for a known network; or draws the layers of a
/// model and reads its weights.
fn exhaust(bytes: &[u8]) -> Result<usize, CheckpointError> {
    if onnx::is_model(&bytes[..bytes.len().min(512)]) {
        let model = block_on(onnx::Model::open(&bytes))?;
        if let Ok(opened) = block_on(Opened::read(&bytes)) {
            drop(block_on(opened.check(&bytes, |_, _| {})));
        }
        return Ok(model.constants.len());
    }
    let checkpoint = block_on(Checkpoint::open(&bytes))?;
    let all = checkpoint.parts.iter().flat_map(|part| &part.tensors);
    for stored in all {
        if let Ok(values) = block_on(stored.read(&bytes)) {
            assert_eq!(values.len(), stored.elements(), "{}", stored.name);
        }
        let rows = stored.shape.first().copied().unwrap_or(0);
        drop(block_on(stored.read_rows(
            &bytes,
            rows.saturating_sub(1),
            1,
        )));
    }
    drop(recognise(&checkpoint));
    Ok(checkpoint.tensors().len())
}

/// What distinguishes one way of coming to an end from another: names and places do not.
fn kind(outcome: &Result<usize, CheckpointError>) -> String {
    match outcome {
        Ok(tensors) => format!("{} tensors", (*tensors).min(9)),
        Err(CheckpointError::Zip(what)) => format!("zip: {what}"),
        Err(CheckpointError::Onnx(what)) => format!("onnx: {what}"),
        Err(CheckpointError::Header(words)) => format!("header: {words:.16}"),
        Err(CheckpointError::Pickle(PickleError::Opcode { code, .. })) => format!("opcode {code}"),
        Err(CheckpointError::Pickle(PickleError::Unexpected { wanted, .. })) => {
            format!("wanted {wanted}")
        }
        Err(error) => {
            let words = format!("{error:?}");
            let is_word = |c: &char| c.is_ascii_alphabetic() || *c == '(';
            words.chars().take_while(is_word).collect()
        }
    }
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().expect("a whole number"))
}

/// Keeps what failed, and says where.
fn report(bytes: &[u8], what: &str) -> ! {
    let file = watch::keep(bytes);
    panic!("{what}; the input is {}", file.display());
}

/// Reads one input under every limit.
fn check(bytes: &[u8]) -> Result<usize, CheckpointError> {
    let before = memory::begin();
    let (mut outcome, mut elapsed) = timed(bytes);
    let held = memory::most_since(before);
    let limit = MEMORY_BASE + MEMORY_PER_BYTE * bytes.len();
    if held > limit {
        report(bytes, &format!("{held} bytes held, {limit} allowed"));
    }
    for _ in 1..TRIES {
        if elapsed > LONGEST {
            (outcome, elapsed) = timed(bytes);
        }
    }
    if elapsed > LONGEST {
        report(bytes, &format!("it took {elapsed:?}"));
    }
    outcome
}

fn timed(bytes: &[u8]) -> (Result<usize, CheckpointError>, Duration) {
    let begin = Instant::now();
    let outcome = watch::over(bytes, || {
        catch_unwind(AssertUnwindSafe(|| exhaust(bytes)))
            .unwrap_or_else(|_| report(bytes, "a panic"))
    });
    (outcome, begin.elapsed())
}

#[test]
fn a_damaged_checkpoint_never_panics_hangs_or_takes_more_memory_than_its_length_accounts_for() {
    let seconds = number("GRADOSCOPE_FUZZ_SECONDS").unwrap_or(SECONDS);
    let seed = number("GRADOSCOPE_FUZZ_SEED").map_or(SEED, |seed| seed as u32);
    let mut random = Random::new(seed);
    let mut corpus = fixtures();
    let given = corpus.len();
    assert!(given > 20, "the fixtures");
    let mut kinds: BTreeSet<String> = corpus.iter().map(|bytes| kind(&check(bytes))).collect();
    let (mut inputs, mut opened) = (0_u64, 0_u64);
    let begin = Instant::now();
    while begin.elapsed().as_secs() < seconds {
        // As often from a fixture as from what was found to end differently.
        let from = match random.below(2) {
            0 => &corpus[..given],
            _ => &corpus[..],
        };
        let bytes = mutate::from(from, &mut random);
        let outcome = check(&bytes);
        inputs += 1;
        opened += u64::from(outcome.is_ok());
        let is_new = kinds.insert(kind(&outcome));
        if is_new && bytes.len() <= LONGEST_KEPT && corpus.len() < MOST_KEPT {
            corpus.push(bytes);
        }
    }
    println!(
        "{inputs} inputs in {seconds} s, {opened} of them opened, {} kinds of end, seed {seed}",
        kinds.len()
    );
    assert!(
        opened > 0 && opened < inputs,
        "some damage shows, some does not"
    );
}

#[test]
fn the_memory_that_is_counted_is_what_was_held_at_once() {
    let before = memory::begin();
    let first = vec![1_u8; 3 << 20];
    drop(std::hint::black_box(first));
    let second = vec![1_u8; 2 << 20];
    drop(std::hint::black_box(second));
    let most = memory::most_since(before);
    assert!((3 << 20..4 << 20).contains(&most), "{most}");
}
