//! A file of JSON whose every piece knows where it stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The text of a file.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(pub &'a str);

/// So many letters before a place, and as many behind it.
const NEAR: usize = 70;

/// A piece of it, as it stands there.
pub(super) type Raw<'a> = &'a RawValue;

/// What stands in an object: keys and values, in order, whatever comes twice.
pub(super) struct Members<'a>(pub Vec<(Raw<'a>, Raw<'a>)>);

/// Where something stands, from 1; columns are counted in letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
}

impl<'a> Source<'a> {
    /// Where a piece of this very text begins.
    pub fn place(self, piece: &str) -> Place {
        let at = piece.as_ptr().addr().saturating_sub(self.0.as_ptr().addr());
        let before = self.0.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            line,
            column: before[begin..].chars().count() + 1,
        }
    }

    /// The same of what serde says: its columns are bytes.
    pub fn place_of(self, line: usize, byte: usize) -> Place {
        let text = self.0.lines().nth(line.saturating_sub(1)).unwrap_or("");
        let end = (0..=byte.saturating_sub(1).min(text.len())).rev();
        let end = end.into_iter().find(|at| text.is_char_boundary(*at));
        Place {
            line: line.max(1),
            column: text[..end.unwrap_or(0)].chars().count() + 1,
        }
    }

    /// The line of a place, without the spaces around it; of a long one what stands near the place.
    pub fn line(self, place: Place) -> String {
        let line = self.0.lines().nth(place.line.saturating_sub(1));
        let signs: Vec<char> = line.unwrap_or("").trim_end().chars().collect();
        let at = place.column.saturating_sub(1).min(signs.len());
        let (from, to) = (at.saturating_sub(NEAR), (at + NEAR).min(signs.len()));
        let near: String = signs[from..to].iter().collect();
        let before = if from > 0 { "…" } else { "" };
        let behind = if to < signs.len() { "…" } else { "" };
        format!("{before}{}{behind}", near.trim())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(Members(all))
            }
        }
        from.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_knows_its_line_and_column_in_letters() {
        let text = "{\n  \"é\": 1, \"é\": [\n\t2]\n}";
        let source = Source(text);
        let all: Members<'_> = serde_json::from_str(text).expect("an object");
        let places: Vec<Place> = (all.0.iter())
            .flat_map(|(key, value)| [source.place(key.get()), source.place(value.get())])
            .collect();
        let at = |line, column| Place { line, column };
        assert_eq!(places, [at(2, 3), at(2, 8), at(2, 11), at(2, 16)]);
        assert_eq!(source.line(at(2, 3)), "\"é\": 1, \"é\": [");
        let long = "x".repeat(300);
        let near = Source(&long).line(at(1, 150));
        assert_eq!(near, format!("…{}…", "x".repeat(2 * NEAR)));
        let error = serde_json::from_str::<Raw<'_>>("{\"é\" 1}").expect_err("no JSON");
        let text = Source("{\"é\" 1}");
        assert_eq!(text.place_of(error.line(), error.column()), at(1, 6));
    }
}
