//! Markdown as a small tree of our own: what is not in it cannot be shown, whatever the text says.

use std::iter::Peekable;
use std::mem;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::formula::NamedFormula;

/// Lists and quotations deeper than this stand side by side.
const DEEPEST: usize = 8;
/// What stands around the name of a formula.
const AROUND: &str = "$$";

/// A piece of a text that stands by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Headings and quotations are paragraphs, too.
    Paragraph(Vec<Inline>),
    /// The number that the first item has, where it is numbered.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Lines of a program.
    Code(String),
    /// Alone in its line.
    Formula(&'static NamedFormula),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// As it stands; HTML is nothing but text.
    Text(String),
    /// Set apart.
    Emphasis(Vec<Inline>),
    /// Set apart more.
    Strong(Vec<Inline>),
    /// Of a program.
    Code(String),
    /// To a place that [`is_allowed`].
    Link(String, Vec<Inline>),
    /// Within the line.
    Formula(&'static NamedFormula),
}

/// What of a text is not shown as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// There is no formula of this name.
    UnknownFormula(String),
    /// An address that is not linked to.
    RefusedLink(String),
}

type Events<'a> = Peekable<TextMergeStream<'a, Parser<'a>>>;

/// Reads a text, and says what of it is not shown as it was meant.
pub fn blocks(text: &str) -> (Vec<Block>, Vec<Part>) {
    let mut reading = Reading {
        events: TextMergeStream::new(Parser::new_ext(text, Options::empty())).peekable(),
        refused: Vec::new(),
    };
    let blocks = reading.blocks(0);
    (blocks, reading.refused)
}

/// Whether a text may lead there: over https, to somebody's mailbox, or to a place of this site.
pub fn is_allowed(address: &str) -> bool {
    let is_odd = |c: char| c.is_ascii_control() || c == '\\' || c.is_whitespace();
    if address.is_empty() || address.contains(is_odd) {
        return false;
    }
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("mailto:") {
        return true;
    }
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !first.contains(':') && !address.starts_with('/')
}

struct Reading<'a> {
    events: Events<'a>,
    refused: Vec<Part>,
}

impl Reading<'_> {
    /// Everything up to the end of what holds it.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut all = Vec::new();
        // What is too deep stands here; its ends are not ours.
        let mut open = 0_usize;
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(tag) if depth >= DEEPEST && holds_blocks(&tag) => open += 1,
                Event::Start(tag) => self.block(tag, depth, &mut all),
                Event::End(_) if open > 0 => open -= 1,
                Event::End(_) => return all,
                Event::Html(html) => add_text(&mut all, &html),
                event => {
                    let lines = self.line_from(event);
                    add_lines(&mut all, lines);
                }
            }
        }
        all
    }

    fn block(&mut self, tag: Tag<'_>, depth: usize, all: &mut Vec<Block>) {
        match tag {
            Tag::Paragraph => {
                let lines = self.inlines(0);
                add_lines(all, lines);
            }
            Tag::Heading { .. } => {
                let lines = self.inlines(1);
                all.push(Block::Paragraph(vec![Inline::Strong(lines)]));
            }
            Tag::List(first) => {
                let items = self.items(depth + 1);
                all.push(Block::List(first, items));
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                let code = self.plain();
                all.push(Block::Code(code.trim_end_matches('\n').to_owned()));
            }
            // A line of its own begins in the midst of text: an item without paragraphs.
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. } => {
                let lines = self.line_from(Event::Start(tag));
                add_lines(all, lines);
            }
            _ => all.extend(self.blocks(depth + 1)),
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(_) => items.push(self.blocks(depth)),
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    /// A line that is in no paragraph, from its first event on.
    fn line_from(&mut self, first: Event<'_>) -> Vec<Inline> {
        let mut line = Vec::new();
        self.inline(first, 0, &mut line);
        while let Some(event) = self.events.next_if(is_inline) {
            self.inline(event, 0, &mut line);
        }
        line
    }

    /// Everything up to the end of what holds it.
    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut all = Vec::new();
        let mut open = 0_usize;
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(_) if depth >= DEEPEST => open += 1,
                Event::End(_) if open > 0 => open -= 1,
                Event::End(_) => break,
                event => self.inline(event, depth, &mut all),
            }
        }
        all
    }

    fn inline(&mut self, event: Event<'_>, depth: usize, all: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => self.text(&text, all),
            Event::Html(text) | Event::InlineHtml(text) => all.push(Inline::Text(text.to_string())),
            Event::Code(code) => all.push(Inline::Code(code.to_string())),
            Event::SoftBreak | Event::HardBreak => all.push(Inline::Text(" ".to_owned())),
            Event::Start(Tag::Emphasis) => all.push(Inline::Emphasis(self.inlines(depth + 1))),
            Event::Start(Tag::Strong) => all.push(Inline::Strong(self.inlines(depth + 1))),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let inside = self.inlines(depth + 1);
                if is_allowed(&dest_url) {
                    all.push(Inline::Link(dest_url.to_string(), inside));
                } else {
                    self.refused.push(Part::RefusedLink(dest_url.to_string()));
                    all.extend(inside);
                }
            }
            // Of a picture its words.
            Event::Start(_) => all.extend(self.inlines(depth + 1)),
            _ => {}
        }
    }

    /// Text with the names of formulas in it.
    fn text(&mut self, text: &str, all: &mut Vec<Inline>) {
        let mut rest = text;
        while let Some((before, name, behind)) = first_name(rest) {
            if !before.is_empty() {
                all.push(Inline::Text(before.to_owned()));
            }
            match NamedFormula::named(name) {
                Some(formula) => all.push(Inline::Formula(formula)),
                None => {
                    self.refused.push(Part::UnknownFormula(name.to_owned()));
                    all.push(Inline::Text(format!("{AROUND}{name}{AROUND}")));
                }
            }
            rest = behind;
        }
        if !rest.is_empty() {
            all.push(Inline::Text(rest.to_owned()));
        }
    }

    /// The text alone, up to the end of what holds it.
    fn plain(&mut self) -> String {
        let mut all = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                Event::Text(text) => all += &text,
                _ => {}
            }
        }
        all
    }
}

fn holds_blocks(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::CodeBlock(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(_) | Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// The first name between two of the signs that stand around names, what is before, and what behind.
fn first_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(AROUND)?;
    let (name, behind) = rest.split_once(AROUND)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some((before, name, behind))
}

/// A paragraph; a formula that is alone in it stands by itself.
fn add_lines(all: &mut Vec<Block>, mut lines: Vec<Inline>) {
    match &lines[..] {
        [] => {}
        [Inline::Formula(formula)] => all.push(Block::Formula(formula)),
        _ => all.push(Block::Paragraph(mem::take(&mut lines))),
    }
}

fn add_text(all: &mut Vec<Block>, text: &str) {
    let text = text.trim_end();
    if !text.is_empty() {
        all.push(Block::Paragraph(vec![Inline::Text(text.to_owned())]));
    }
}

#[cfg(test)]
mod tests;
