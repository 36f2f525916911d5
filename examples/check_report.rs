//! Computes every figure of a class's reports again, and says what agrees.
//!
//! `cargo xtask check-report FOLDER [--csv FILE]` runs it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gradoscope::recheck::{CSV_HEADER, Engines, Verdict, check, csv_rows, lines, unread};
use gradoscope::report::{self, Handed, refusal_words};
use gradoscope::spec::{Lang, NetworkSpec};

/// How the names of reports end.
const ENDINGS: [&str; 4] = ["html", "htm", "ipynb", "zip"];
/// Larger files are no reports.
const MOST_BYTES: u64 = 500_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything agrees that can be computed again.
fn run(arguments: &[String]) -> Result<bool, String> {
    let (folder, csv) = match arguments {
        [folder] => (folder, None),
        [folder, option, csv] if option == "--csv" => (folder, Some(csv)),
        _ => return Err("check-report needs a folder, and may have --csv FILE".to_owned()),
    };
    let folder = Path::new(folder);
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "there are no reports in {}: their names end in .{}",
            folder.display(),
            ENDINGS.join(", .")
        ));
    }
    let mut engines = Engines::new(weights);
    let mut table = CSV_HEADER.to_owned();
    let mut is_right = true;
    for file in &files {
        let name = file
            .strip_prefix(folder)
            .unwrap_or(file)
            .display()
            .to_string();
        match read(file) {
            Ok(handed) => {
                let checked = check(&handed, &mut engines);
                print!("{}", lines(&name, &handed, &checked));
                table.push_str(&csv_rows(&name, &handed, &checked));
                let is_off = |verdict: &Verdict| {
                    matches!(verdict, Verdict::Deviates(_) | Verdict::Altered(_))
                };
                is_right &= !checked.iter().any(|one| is_off(&one.verdict));
            }
            Err(why) => {
                print!("{}", unread(&name, &why));
                is_right = false;
            }
        }
    }
    if let Some(csv) = csv {
        fs::write(csv, table).map_err(|error| format!("{csv}: {error}"))?;
    }
    Ok(is_right)
}

/// The file of a network of the page.
fn weights(network: &NetworkSpec) -> Result<Vec<u8>, String> {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let file = public.join(network.file);
    fs::read(&file)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", file.display()))
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(said)? {
        let entry = entry.map_err(said)?;
        let path = entry.path();
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        // A link may lead back to where it stands.
        let kind = entry.file_type().map_err(said)?;
        if kind.is_dir() {
            find(&path, files)?;
        } else if kind.is_file() && ENDINGS.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Handed, String> {
    let length = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if length > MOST_BYTES {
        return Err("it is too large to be a report".to_owned());
    }
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    report::read(&bytes).map_err(|why| refusal_words(why, "the file", Lang::En))
}
