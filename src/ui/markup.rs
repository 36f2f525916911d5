//! Tables as HTML text: they are redrawn whole with every step, and text is the cheapest way to do
//! it; pure functions.

/// A column's heading, and whether its cells are figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a>(pub &'a str, pub bool);

/// A row: `data-` attributes, then the cells, the first of which names the row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub data: Vec<(&'static str, String)>,
    pub cells: Vec<String>,
}

/// What stands inside of a `table` element.
pub fn table(caption: &str, columns: &[Column<'_>], rows: &[Row]) -> String {
    let class = |at: usize| match columns.get(at) {
        Some(Column(_, true)) => " class=\"figure\"",
        _ => "",
    };
    let mut html = format!("<caption>{}</caption><thead><tr>", escape(caption));
    for (at, Column(name, _)) in columns.iter().enumerate() {
        html += &format!("<th scope=\"col\"{}>{}</th>", class(at), escape(name));
    }
    html += "</tr></thead><tbody>";
    for row in rows {
        html += "<tr";
        for (name, value) in &row.data {
            html += &format!(" data-{name}=\"{}\"", escape(value));
        }
        html += ">";
        for (at, cell) in row.cells.iter().enumerate() {
            let (name, scope) = if at == 0 {
                ("th", " scope=\"row\"")
            } else {
                ("td", "")
            };
            html += &format!("<{name}{scope}{}>{}</{name}>", class(at), escape(cell));
        }
        html += "</tr>";
    }
    html + "</tbody>"
}

/// Text that is nothing but text in HTML, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        let row = Row {
            data: vec![("name", "a\"b".to_owned())],
            cells: vec!["<b>".to_owned(), "1 & 2".to_owned()],
        };
        let found = table("<", &[Column("x", false), Column("y", true)], &[row]);
        let expected = "<caption>&lt;</caption><thead><tr><th scope=\"col\">x</th>\
            <th scope=\"col\" class=\"figure\">y</th></tr></thead><tbody>\
            <tr data-name=\"a&quot;b\"><th scope=\"row\">&lt;b&gt;</th>\
            <td class=\"figure\">1 &amp; 2</td></tr></tbody>";
        assert_eq!(found, expected);
    }
}
