//! Texts of the thread and of the reader as Markdown, formulas as LaTeX.

use super::markup::{is_far, paragraphs};
use super::words::{self, labelled};
use super::{Report, Told};
use crate::course::{Block, FilledQuestion, Inline};

/// A text that stands as it is: whatever would be markup is not.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_{}[]<>#|$~!".contains(letter) {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// What a reader typed: blank lines make paragraphs, ends of lines stay, nothing else is markup.
pub(super) fn typed(text: &str) -> String {
    let line = |line: &str| {
        let inside = line.trim_start();
        // A number, a sign or a rule at the beginning would begin a list or a heading.
        let is_sign = inside.starts_with(['-', '+', '=']);
        let number = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_number = number.len() < inside.len() && number.starts_with(['.', ')']);
        match (is_sign, is_number) {
            (true, _) => format!("\\{}", plain(inside)),
            (_, true) => {
                let digits = &inside[..inside.len() - number.len()];
                format!("{digits}\\{}", plain(number))
            }
            _ => plain(inside),
        }
    };
    let paragraph = |lines: std::vec::IntoIter<&str>| {
        let lines: Vec<String> = lines.map(line).collect();
        lines.join("  \n")
    };
    let all: Vec<String> = paragraphs(text).map(paragraph).collect();
    all.join("\n\n")
}

/// A text of the thread.
pub(super) fn prose(blocks: &[Block]) -> String {
    let all: Vec<String> = blocks.iter().map(one).collect();
    all.join("\n\n")
}

fn one(block: &Block) -> String {
    match block {
        Block::Paragraph(inside) => line(inside),
        Block::List(first, items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(at, item)| {
                let sign = first.map_or("-".to_owned(), |first| format!("{}.", first + at as u64));
                let indent = " ".repeat(sign.len() + 1);
                let text = prose(item).replace('\n', &format!("\n{indent}"));
                format!("{sign} {text}")
            });
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Code(code) => {
            let lines = code.lines().map(|line| format!("    {line}"));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Formula(named) => {
            let tag = named.number.map(|number| format!(r" \tag{{{number}}}"));
            format!("$${}{}$$", named.latex, tag.unwrap_or_default())
        }
    }
}

fn line(inside: &[Inline]) -> String {
    inside.iter().map(piece).collect()
}

fn piece(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => plain(text),
        Inline::Emphasis(inside) => format!("*{}*", line(inside)),
        Inline::Strong(inside) => format!("**{}**", line(inside)),
        Inline::Code(code) if code.contains('`') => format!("`` {code} ``"),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Link(to, inside) if is_far(to) => {
            let to = to.replace(['(', ')', '<', '>'], "");
            format!("[{}](<{to}>)", line(inside))
        }
        Inline::Link(_, inside) => line(inside),
        Inline::Formula(named) => format!("${}$", named.latex),
    }
}

/// The first page.
pub(super) fn head(report: &Report) -> String {
    let mut lines = vec![format!("# {}", plain(&report.filled.title)), String::new()];
    for (name, value) in words::facts(report) {
        let pair = labelled(&plain(&name), &plain(&value), report.lang);
        lines.push(format!("- {pair}"));
    }
    lines.join("\n")
}

/// A question as it is asked.
pub(super) fn question(asked: &FilledQuestion) -> String {
    let name = words::question(asked);
    format!("## {}\n\n{}", plain(&name), prose(&asked.text))
}

/// What was answered.
pub(super) fn answer(asked: &FilledQuestion, report: &Report) -> String {
    let text = typed(&asked.answer.text);
    let text = match text.is_empty() {
        true => format!("*{}*", words::NO_ANSWER.get(report.lang)),
        false => text,
    };
    format!("### {}\n\n{text}", words::ANSWER.get(report.lang))
}

/// What a figure shows, by its place in the list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Picture(usize),
    Chart(usize),
}

/// A figure; `place` is where each of these is found.
pub(super) fn figure(
    name: &str,
    caption: &str,
    told: &Told,
    report: &Report,
    place: impl Fn(Of) -> String,
) -> String {
    let mut lines = vec![
        format!("**{}** {}", plain(name), plain(caption)),
        String::new(),
    ];
    for (at, picture) in told.pictures.iter().enumerate() {
        let alt = plain(&picture.name);
        lines.push(format!("![{alt}]({})", place(Of::Picture(at))));
    }
    for (at, chart) in told.charts.iter().enumerate() {
        let alt = plain(&chart.name);
        lines.extend([String::new(), format!("![{alt}]({})", place(Of::Chart(at)))]);
    }
    lines.push(String::new());
    let names: Vec<String> = told.pictures.iter().map(|p| plain(&p.name)).collect();
    lines.push(format!("*{}*", names.join(" · ")));
    for (name, facts) in [
        (words::SETTINGS, &told.settings),
        (words::FIGURES, &told.figures),
    ] {
        if facts.is_empty() {
            continue;
        }
        lines.extend([String::new(), format!("| {} | |", name.get(report.lang))]);
        lines.push("|---|---|".to_owned());
        let row =
            |(name, value): &(String, String)| format!("| {} | {} |", plain(name), plain(value));
        lines.extend(facts.iter().map(row));
    }
    if let Some(link) = &told.link {
        let to = format!("{}{link}", report.address);
        let name = words::AGAIN.get(report.lang);
        lines.extend([String::new(), format!("[{name}](<{to}>)")]);
    }
    for note in &told.code.notes {
        lines.extend([String::new(), plain(note)]);
    }
    lines.join("\n")
}
