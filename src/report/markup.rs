//! Texts of the thread and of the reader as HTML. Nothing of them becomes markup of its own.

use crate::course::{Block, Inline, NamedFormula};
use crate::spec::Lang;

/// A text between tags, and in an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// What a reader typed: blank lines make paragraphs, ends of lines stay, nothing else is markup.
pub(super) fn typed(text: &str) -> String {
    let paragraph = |lines: std::vec::IntoIter<&str>| {
        let lines: Vec<String> = lines.map(escape).collect();
        format!("<p>{}</p>\n", lines.join("<br>\n"))
    };
    paragraphs(text).map(paragraph).collect()
}

/// Paragraphs by their lines.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = std::vec::IntoIter<&str>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let found = lines.split(|line| line.is_empty());
    let found: Vec<Vec<&str>> = found.filter(|p| !p.is_empty()).map(<[_]>::to_vec).collect();
    found.into_iter().map(IntoIterator::into_iter)
}

/// A text of the thread; formulas read aloud in `lang`.
pub(super) fn prose(blocks: &[Block], lang: Lang) -> String {
    blocks.iter().map(|block| one(block, lang)).collect()
}

fn one(block: &Block, lang: Lang) -> String {
    match block {
        Block::Paragraph(inside) => format!("<p>{}</p>\n", line(inside, lang)),
        Block::List(first, items) => {
            let items: String = items.iter().map(|item| of_item(item, lang)).collect();
            match first {
                Some(first) => format!("<ol start=\"{first}\">\n{items}</ol>\n"),
                None => format!("<ul>\n{items}</ul>\n"),
            }
        }
        Block::Code(code) => format!("<pre><code>{}</code></pre>\n", escape(code)),
        Block::Formula(named) => {
            let number = named
                .number
                .map(|number| format!(" <span>({number})</span>"));
            let number = number.unwrap_or_default();
            format!(
                "<div class=\"formula\">{}{number}</div>\n",
                math(named, true, lang)
            )
        }
    }
}

fn of_item(item: &[Block], lang: Lang) -> String {
    // A line alone needs no paragraph around it.
    match item {
        [Block::Paragraph(inside)] => format!("<li>{}</li>\n", line(inside, lang)),
        blocks => format!("<li>{}</li>\n", prose(blocks, lang)),
    }
}

fn line(inside: &[Inline], lang: Lang) -> String {
    inside.iter().map(|inline| piece(inline, lang)).collect()
}

fn piece(inline: &Inline, lang: Lang) -> String {
    match inline {
        Inline::Text(text) => escape(text),
        Inline::Emphasis(inside) => format!("<em>{}</em>", line(inside, lang)),
        Inline::Strong(inside) => format!("<strong>{}</strong>", line(inside, lang)),
        Inline::Code(code) => format!("<code>{}</code>", escape(code)),
        // What is beside the page is not beside a report.
        Inline::Link(to, inside) if is_far(to) => {
            format!("<a href=\"{}\">{}</a>", escape(to), line(inside, lang))
        }
        Inline::Link(_, inside) => line(inside, lang),
        Inline::Formula(named) => math(named, false, lang),
    }
}

pub(super) fn is_far(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("mailto:")
}

fn math(named: &NamedFormula, is_alone: bool, lang: Lang) -> String {
    let display = if is_alone { " display=\"block\"" } else { "" };
    format!(
        "<math aria-label=\"{}\"{display}>{}</math>",
        escape(named.formula.words.get(lang)),
        named.formula.mathml
    )
}
