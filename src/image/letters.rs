//! Text on a picture, in letters of our own: the same on every machine, and no canvas is asked.
//!
//! The letters are those of the X11 font "6x13" (public domain), for Latin, Greek and Cyrillic;
//! `tests/fixtures/letters/make_letters.py` cuts them out.

use serde::{Deserialize, Serialize};

/// From one line of a label to the next, in pixels.
pub const LINE: u32 = 15;
/// What a letter takes along a line, in pixels.
pub const ADVANCE: u32 = 6;
/// Of a letter: its rows, and those of them above the base line.
const ROWS: usize = 13;
const ASCENT: u32 = 11;

const LETTERS: &[u8] = include_bytes!("letters.bin");
const BOX: char = '\u{25a1}';

/// A text on a picture: black, its left end and base line, how wide it may be, and how many lines
/// it may take, the further ones below. What is longer ends in an ellipsis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Broken at its spaces where it is too long for a line.
    pub text: String,
    /// In pixels, like the rest.
    pub x: u32,
    /// Of the first base line.
    pub y: u32,
    /// Room for whole letters of [`ADVANCE`].
    pub width: u32,
    /// How many at the most, [`LINE`] apart.
    pub lines: u32,
}

/// A letter with the marks over it, which take no room of their own.
type Cell = Vec<char>;

/// Whether something is drawn as a box, because there is no letter for it.
pub fn lacks_letters(labels: &[Label]) -> bool {
    let mut all = labels.iter().flat_map(|label| cells(&label.text)).flatten();
    all.any(|c| letter(c).is_none())
}

/// Draws `labels` on pixels of `channels` bytes, of which a fourth is alpha. What leaves the picture
/// is left out.
pub(super) fn draw(labels: &[Label], pixels: &mut [u8], width: u32, channels: usize) {
    for label in labels {
        let columns = (label.width / ADVANCE) as usize;
        let mut y = label.y;
        for line in lines(&label.text, columns, label.lines) {
            let mut x = label.x;
            for cell in line {
                for c in cell {
                    let rows = letter(c).or_else(|| letter(BOX)).unwrap_or_default();
                    stamp(rows, (x, y), pixels, width, channels);
                }
                x = x.saturating_add(ADVANCE);
            }
            y = y.saturating_add(LINE);
        }
    }
}

fn stamp(rows: &[u8], (x, y): (u32, u32), pixels: &mut [u8], width: u32, channels: usize) {
    let line = width as usize * channels;
    for (row, bits) in (0..).zip(rows) {
        let y = y.saturating_add(row).checked_sub(ASCENT);
        let Some(line) = y.and_then(|y| pixels.chunks_exact_mut(line).nth(y as usize)) else {
            continue;
        };
        for column in (0..ADVANCE).filter(|column| bits << column & 0x80 != 0) {
            let x = x.saturating_add(column) as usize;
            if let Some(pixel) = line.chunks_exact_mut(channels).nth(x) {
                pixel[..3].fill(0);
                pixel[3..].fill(255);
            }
        }
    }
}

/// Breaks a text at its spaces, and where a word is too long inside of it.
fn lines(text: &str, columns: usize, most: u32) -> Vec<Vec<Cell>> {
    let all = cells(text);
    let (mut rest, mut lines) = (&all[..], Vec::new());
    while !rest.is_empty() && columns > 0 && lines.len() < most as usize {
        if rest.len() <= columns {
            lines.push(rest.to_vec());
            break;
        }
        if lines.len() + 1 == most as usize {
            lines.push([&rest[..columns - 1], &[vec!['…']]].concat());
            break;
        }
        let is_space = |cell: &Cell| cell[..] == [' '];
        let space = rest[..=columns].iter().rposition(is_space);
        let end = space.filter(|at| *at > 0).unwrap_or(columns);
        lines.push(rest[..end].to_vec());
        let next = rest[end..].iter().position(|cell| !is_space(cell));
        rest = next.map_or(&[], |next| &rest[end + next..]);
    }
    lines
}

fn cells(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for c in text.chars().filter(|c| !is_nothing(*c)) {
        match cells.last_mut() {
            Some(cell) if ('\u{300}'..='\u{36f}').contains(&c) => cell.push(c),
            _ => cells.push(vec![match c {
                // Narrow, thin and figure spaces do not break a line either.
                '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => '\u{a0}',
                c if c.is_whitespace() && c != '\u{a0}' => ' ',
                c => c,
            }]),
        }
    }
    cells
}

/// Characters that say how others are to be set.
fn is_nothing(c: char) -> bool {
    let is_format = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}');
    is_format || (c.is_control() && !c.is_whitespace())
}

/// The rows of a letter, its left column in the highest bit.
fn letter(c: char) -> Option<&'static [u8]> {
    let number = |at: usize| {
        let field = LETTERS.get(at..at + 2)?;
        Some(usize::from(u16::from_be_bytes(field.try_into().ok()?)))
    };
    let ranges = number(0)?;
    let mut at = 2 + 4 * ranges;
    for range in 0..ranges {
        let (first, count) = (number(2 + 4 * range)?, number(4 + 4 * range)?);
        if (first..first + count).contains(&(c as usize)) {
            at += ROWS * (c as usize - first);
            return LETTERS.get(at..at + ROWS);
        }
        at += ROWS * count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, columns: usize, most: u32) -> Vec<String> {
        let lines = lines(text, columns, most);
        lines
            .into_iter()
            .map(|l| l.concat().iter().collect())
            .collect()
    }

    #[test]
    fn a_long_text_is_broken_at_its_spaces_and_ends_in_an_ellipsis() {
        assert_eq!(texts("a long label", 20, 1), ["a long label"]);
        assert_eq!(texts("a long label", 7, 3), ["a long", "label"]);
        assert_eq!(texts("a long label", 6, 3), ["a long", "label"]);
        assert_eq!(texts("a long label", 6, 1), ["a lon…"]);
        assert_eq!(texts("unbreakable", 5, 3), ["unbre", "akabl", "e"]);
        assert_eq!(texts("unbreakable", 5, 2), ["unbre", "akab…"]);
        assert_eq!(texts("λ\u{a0}= 2", 3, 2), ["λ\u{a0}=", "2"]);
        assert!(texts("anything", 0, 2).is_empty() && texts("", 9, 2).is_empty());
        assert!(texts("anything", 4, 0).is_empty());
    }

    #[test]
    fn a_mark_stands_on_its_letter_and_what_is_unseen_takes_no_room() {
        assert_eq!(cells("e\u{301}t\u{200b}e\u{301}").len(), 3);
        assert_eq!(cells("\u{301}").len(), 1);
        assert_eq!(cells("a\u{202f}b"), cells("a\u{a0}b"));
    }

    #[test]
    fn every_text_of_the_page_has_its_letters() {
        let label = |text: &str| Label {
            text: text.to_owned(),
            x: 0,
            y: 0,
            width: 0,
            lines: 1,
        };
        let european =
            "Température ≤ 0,5 · λ₁ × 10⁻³ « œuf »\u{202f}; Straße, Łódź, Ωμέγα, Жизнь, Việt → ∞";
        assert!(!lacks_letters(&[label(european)]));
        let names = include_str!("../labels/imagenet_1k.tsv");
        assert!(!lacks_letters(&[label(names)]));
        assert!(lacks_letters(&[label("猫")]));
    }

    #[test]
    fn what_leaves_the_picture_is_left_out() {
        let label = |x, y| Label {
            text: "WW".to_owned(),
            x,
            y,
            width: 100,
            lines: 3,
        };
        for at in [(0, 0), (9, 12), (u32::MAX - 8, 5), (3, u32::MAX - 3)] {
            let mut pixels = vec![255; 10 * 13 * 3];
            draw(&[label(at.0, at.1)], &mut pixels, 10, 3);
            assert_eq!(pixels.len(), 390);
        }
    }
}
