//! Captum in a process of its own, asked for one map at a time: `benches/captum/methods.py`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use gradoscope::catalogue::NETWORKS;
use serde_json::{Value, json};

use crate::Options;

/// What it answers.
pub struct Answer {
    pub ms: f64,
    pub map: Vec<f32>,
}

/// One that waits for questions.
pub struct Captum {
    /// Its versions and threads.
    pub about: String,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    pixels: PathBuf,
    out: PathBuf,
}

impl Captum {
    /// Of so many threads, on `pixels`, RGB.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(options: &Options, threads: usize, pixels: &[u8]) -> Result<Option<Self>, String> {
        let Some(python) = &options.captum else {
            return Ok(None);
        };
        let said = |error: std::io::Error| format!("{}: {error}", python.display());
        let folder = std::env::temp_dir().join(format!("captum-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(said)?;
        let files = ["pixels", "map"].map(|name| folder.join(format!("{name}-{threads}")));
        let [input, out] = files;
        fs::write(&input, pixels).map_err(said)?;
        let mut child = Command::new(python)
            .arg(options.path("benches/captum/methods.py"))
            .arg(options.path("public").join(NETWORKS[0].file))
            .arg(threads.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(said)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = pipes.ok_or("no pipes")?;
        let mut captum = Self {
            about: String::new(),
            child,
            questions,
            answers: BufReader::new(answers),
            pixels: input,
            out,
        };
        let about = captum.read()?;
        captum.about = about["about"].as_str().unwrap_or_default().to_owned();
        Ok(Some(captum))
    }

    /// None where it has no such method.
    ///
    /// # Errors
    /// Where it has stopped.
    pub fn ask(&mut self, method: &str, class: usize) -> Result<Option<Answer>, String> {
        let (pixels, out) = (&self.pixels, &self.out);
        let question = json!({"method": method, "pixels": pixels, "class": class, "out": out});
        writeln!(self.questions, "{question}").map_err(|error| error.to_string())?;
        let answer = self.read()?;
        let Some(ms) = answer["ms"].as_f64() else {
            return Ok(None);
        };
        let bytes = fs::read(&self.out).map_err(|error| error.to_string())?;
        let (numbers, _) = bytes.as_chunks::<4>();
        let map = numbers.iter().copied().map(f32::from_le_bytes).collect();
        Ok(Some(Answer { ms, map }))
    }

    fn read(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        let read = self.answers.read_line(&mut line);
        read.map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|error| format!("Captum has stopped: {error}"))
    }
}

impl Drop for Captum {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for file in [&self.pixels, &self.out] {
            let _ = fs::remove_file(file);
        }
    }
}
