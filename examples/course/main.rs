//! Checks a teacher's `course.json`: `cargo xtask course FILE`. The mistakes are those that the page
//! lists, in English; the exit code is 1 where there are any.

use std::process::ExitCode;

use gradoscope::course::{problem_words, read_bytes};
use gradoscope::spec::Lang;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("which file? cargo xtask course FILE");
        return ExitCode::FAILURE;
    };
    let bytes = match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{file} cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    let problems = read_bytes(&bytes).problems;
    for problem in &problems {
        println!("{}", problem_words(problem, Lang::En));
        println!("    {}", problem.line_text);
    }
    match problems.len() {
        0 => println!("{file} is right."),
        1 => println!("1 mistake in {file}"),
        count => println!("{count} mistakes in {file}"),
    }
    match problems.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
