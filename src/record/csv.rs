//! Tables as CSV: UTF-8, a header, `,` between fields, quoted as RFC 4180 has it.

/// A table of text: each row as long as the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Csv {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    /// Without rows yet; names of columns that hold figures end with their unit.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Self {
            header: header.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// One row more.
    pub fn row(&mut self, fields: impl IntoIterator<Item = String>) {
        self.rows.push(fields.into_iter().collect());
    }

    /// The file.
    pub fn text(&self) -> String {
        let lines = std::iter::once(&self.header).chain(&self.rows);
        lines.map(|fields| line(fields)).collect()
    }
}

fn line(fields: &[String]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    format!("{}\r\n", quoted.join(","))
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_would_be_taken_for_two() {
        let mut csv = Csv::new(["class_name", "note"]);
        csv.row(["tabby, tabby cat", "plain é"].map(str::to_owned));
        csv.row(["say \"hi\"", "two\nlines"].map(str::to_owned));
        csv.row(["", ";"].map(str::to_owned));
        assert_eq!(
            csv.text(),
            "class_name,note\r\n\"tabby, tabby cat\",plain é\r\n\
             \"say \"\"hi\"\"\",\"two\nlines\"\r\n,;\r\n"
        );
    }
}
