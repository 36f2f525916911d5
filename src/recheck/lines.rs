//! What the terminal and a table say of a report.

use std::fmt::Write;

use super::{Checked, Verdict};
use crate::report::Handed;

/// The columns of [`csv_rows`].
pub const CSV_HEADER: &str = "file,name,course,answered,figure,kind,verdict,why\n";

/// How many questions have an answer.
fn answered(handed: &Handed) -> usize {
    handed
        .answers
        .values()
        .filter(|answer| answer.is_given())
        .count()
}

/// One line for a report, and one for each respect in which a figure does not agree.
pub fn lines(file: &str, handed: &Handed, checked: &[Checked]) -> String {
    let count = |id: &str| {
        checked
            .iter()
            .filter(|one| id_of(&one.verdict) == id)
            .count()
    };
    let name = match handed.name.trim() {
        "" => "no name",
        name => name,
    };
    let mut text = format!(
        "{file}: {name}, course {}, {} answered, {} figures: {} agree, {} deviate, {} altered, \
         {} not recomputed\n",
        handed.course,
        answered(handed),
        checked.len(),
        count(AGREES),
        count(DEVIATES),
        count(ALTERED),
        count(NOT_RECOMPUTED),
    );
    for (at, one) in checked.iter().enumerate() {
        for why in reasons(&one.verdict) {
            let verdict = id_of(&one.verdict);
            // Writing to a text cannot fail.
            let _ = writeln!(
                text,
                "    figure {} ({}) {verdict}: {why}",
                at + 1,
                one.kind
            );
        }
        let remarks = one.remarks.iter();
        for remark in remarks.filter(|_| one.verdict == Verdict::Agrees) {
            let _ = writeln!(text, "    figure {} ({}): {remark}", at + 1, one.kind);
        }
    }
    text
}

/// The line of a file that holds no report.
pub fn unread(file: &str, why: &str) -> String {
    format!("{file}: not read: {why}\n")
}

/// The same as rows of a table, one for each figure.
pub fn csv_rows(file: &str, handed: &Handed, checked: &[Checked]) -> String {
    let answered = answered(handed).to_string();
    let about = [file, handed.name.trim(), &handed.course, &answered];
    let row = |rest: [&str; 4]| {
        let cells = about.into_iter().chain(rest).map(cell);
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    if checked.is_empty() {
        return row([""; 4]);
    }
    let rows = checked.iter().map(|one| {
        let mut why = reasons(&one.verdict);
        if one.verdict == Verdict::Agrees {
            why.clone_from(&one.remarks);
        }
        let why = why.join("; ");
        row([&one.key, &one.kind, id_of(&one.verdict), &why])
    });
    rows.collect()
}

const AGREES: &str = "agrees";
const DEVIATES: &str = "deviates";
const ALTERED: &str = "altered";
const NOT_RECOMPUTED: &str = "not recomputed";

fn id_of(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Agrees => AGREES,
        Verdict::Deviates(_) => DEVIATES,
        Verdict::Altered(_) => ALTERED,
        Verdict::NotRecomputed(_) => NOT_RECOMPUTED,
    }
}

fn reasons(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Agrees => Vec::new(),
        Verdict::Deviates(all) | Verdict::Altered(all) => all.clone(),
        Verdict::NotRecomputed(why) => vec![why.clone()],
    }
}

/// Quoted where it has to be; what a spreadsheet would compute is made a text.
fn cell(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\n', '\r', ';']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}
