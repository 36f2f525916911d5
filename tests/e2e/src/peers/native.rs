//! PyTorch in a process of its own, asked for one work at a time: `benches/browser/native.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Threads that have done their work wait busily for more, for a while: whoever has the next turn waits for that.
const PAUSE: Duration = Duration::from_millis(300);

/// One that waits for questions.
pub struct Native {
    /// Its version.
    pub about: String,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Native {
    /// Runs `script` by the interpreter `python`, on the weights and the image in the folder `site`.
    ///
    /// # Errors
    /// Where it does not start, with why.
    pub fn start(python: &Path, script: &Path, site: &Path) -> Result<Self, String> {
        let mut child = Command::new(python)
            .arg(script)
            .args(["weights.safetensors", "image.rgb"].map(|name| site.join(name)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", python.display()))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = pipes.ok_or("no pipes")?;
        let mut native = Self {
            about: String::new(),
            child,
            questions,
            answers: BufReader::new(answers),
        };
        native.about = about(&native.read()?)?;
        Ok(native)
    }

    /// Answers `question`, "THREADS WORK", with { ms, checksum }, or { error } where there is no answer.
    pub fn ask(&mut self, question: &str) -> Value {
        let asked = writeln!(self.questions, "{question}").map_err(|error| error.to_string());
        let line = asked.and_then(|()| self.read());
        thread::sleep(PAUSE);
        match line.and_then(|line| answer(&line)) {
            Ok((ms, checksum)) => json!({"ms": ms, "checksum": checksum}),
            Err(error) => json!({ "error": error }),
        }
    }

    fn read(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.answers.read_line(&mut line) {
            Ok(0) => Err("PyTorch has stopped".to_owned()),
            Ok(_) => Ok(line),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first line that it writes.
fn about(line: &str) -> Result<String, String> {
    let about = object(line)?;
    let text = about["about"].as_str();
    text.map(str::to_owned).ok_or_else(|| unclear(line))
}

/// Milliseconds and check sum.
fn answer(line: &str) -> Result<(f64, f64), String> {
    let answer = object(line)?;
    if let Some(error) = answer["error"].as_str() {
        return Err(error.to_owned());
    }
    let pair = answer["ms"].as_f64().zip(answer["checksum"].as_f64());
    pair.ok_or_else(|| unclear(line))
}

fn object(line: &str) -> Result<Value, String> {
    serde_json::from_str(line).map_err(|_| unclear(line))
}

fn unclear(line: &str) -> String {
    format!("PyTorch said {:?}", line.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_time_and_a_check_sum() {
        let line = "{\"ms\": 44.5, \"checksum\": 1569.25}\n";
        assert_eq!(answer(line), Ok((44.5, 1569.25)));
    }

    #[test]
    fn what_is_no_answer_is_said() {
        let error = answer("{\"error\": \"3 fly: KeyError('fly')\"}\n");
        assert_eq!(error, Err("3 fly: KeyError('fly')".to_owned()));
        // A sum that is not a number is no JSON, by Python's own way of writing it.
        for line in [
            "",
            "Killed",
            "{\"ms\": 3}",
            "{\"ms\": 3, \"checksum\": NaN}",
            "[]",
        ] {
            let said = answer(line).unwrap_err();
            assert!(said.starts_with("PyTorch said"), "{said}");
        }
    }

    #[test]
    fn the_first_line_says_which_version_it_is() {
        let line = "{\"about\": \"PyTorch 2.15.0\"}\n";
        assert_eq!(about(line), Ok("PyTorch 2.15.0".to_owned()));
        assert!(about("{\"ms\": 1}").is_err());
    }
}
