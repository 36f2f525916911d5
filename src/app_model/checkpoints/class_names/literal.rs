//! The part of JSON, Python and JavaScript that lists are written in.

use std::iter::Peekable;
use std::str::Chars;

/// Deeper than any list of names.
const MAX_DEPTH: usize = 12;

/// What stands between brackets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Number(usize),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// What `text` begins with, and what follows it; or what is left where it cannot be read on.
pub(super) fn parse(text: &str) -> Result<(Node, &str), &str> {
    let mut reader = Reader(text.chars().peekable());
    let node = reader.node(0);
    let left: usize = reader.0.map(char::len_utf8).sum();
    let rest = &text[text.len() - left..];
    node.map(|node| (node, rest)).ok_or(rest)
}

struct Reader<'t>(Peekable<Chars<'t>>);

impl Reader<'_> {
    fn node(&mut self, depth: usize) -> Option<Node> {
        self.skip();
        match *self.0.peek()? {
            _ if depth > MAX_DEPTH => None,
            '[' | '(' => self.list(depth),
            '{' => self.map(depth),
            quote @ ('"' | '\'') => self.text(quote).map(Node::Text),
            _ => self.word(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Node> {
        self.0.next();
        let mut items = Vec::new();
        while !self.ends(&[']', ')'])? {
            items.push(self.node(depth + 1)?);
            self.comma(&[']', ')'])?;
        }
        Some(Node::List(items))
    }

    fn map(&mut self, depth: usize) -> Option<Node> {
        self.0.next();
        let mut entries = Vec::new();
        while !self.ends(&['}'])? {
            let key = self.node(depth + 1)?;
            self.skip();
            match self.0.peek() {
                Some(':') => {
                    self.0.next();
                    entries.push((key, self.node(depth + 1)?));
                }
                // A set: its order says nothing.
                _ => return None,
            }
            self.comma(&['}'])?;
        }
        Some(Node::Map(entries))
    }

    /// Whether the end follows, which is passed over.
    fn ends(&mut self, ends: &[char]) -> Option<bool> {
        self.skip();
        let is_end = ends.contains(self.0.peek()?);
        if is_end {
            self.0.next();
        }
        Some(is_end)
    }

    /// A comma, or an end that is left to be seen.
    fn comma(&mut self, ends: &[char]) -> Option<()> {
        self.skip();
        match self.0.peek()? {
            ',' => {
                self.0.next();
            }
            other if ends.contains(other) => {}
            _ => return None,
        }
        Some(())
    }

    fn text(&mut self, quote: char) -> Option<String> {
        self.0.next();
        let mut text = String::new();
        loop {
            match self.0.next()? {
                '\\' => text.push(self.escaped()?),
                end if end == quote => return Some(text),
                // No name goes over a line.
                '\n' | '\r' => return None,
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let digits = match self.0.next()? {
            'n' | 't' | 'r' => return Some(' '),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some(other),
        };
        let first = self.hexadecimal(digits)?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        // The half of a pair.
        (self.0.next()? == '\\' && self.0.next()? == 'u').then_some(())?;
        let second = self.hexadecimal(4)?.checked_sub(0xdc00)?;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
    }

    fn hexadecimal(&mut self, digits: u32) -> Option<u32> {
        (0..digits).try_fold(0_u32, |value, _| {
            Some(value << 4 | self.0.next()?.to_digit(16)?)
        })
    }

    /// A number, a name without quotes, `None` and the like.
    fn word(&mut self) -> Option<Node> {
        let mut word = String::new();
        while let Some(c) = self.0.next_if(|c| !",:[]{}()\n\r".contains(*c)) {
            word.push(c);
        }
        let word = word.trim();
        if word.is_empty() {
            return None;
        }
        Some(match word.parse() {
            Ok(number) => Node::Number(number),
            Err(_) => Node::Text(word.to_owned()),
        })
    }

    /// Spaces, ends of lines, and comments.
    fn skip(&mut self) {
        while let Some(c) = self.0.peek().copied() {
            match c {
                '#' => while self.0.next_if(|c| !"\n\r".contains(*c)).is_some() {},
                c if c.is_whitespace() => {
                    self.0.next();
                }
                _ => return,
            }
        }
    }
}
