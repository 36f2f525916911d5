//! French texts have the spaces that French wants: no-break before a colon and inside guillemets,
//! narrow no-break before `;`, `!`, `?` and `%`. Every text of the sources is looked at, in Rust, in
//! JavaScript and in HTML; English has no space there at all, so that both languages are held to it.

use std::path::{Path, PathBuf};

const NO_BREAK: char = '\u{a0}';
const NARROW: char = '\u{202f}';

/// What is wrong with a text, if anything.
pub(crate) fn fault(text: &str) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let wrong = |at: &usize| {
        let (space, sign) = (signs[*at], signs[at + 1]);
        let is_space = [' ', NO_BREAK, NARROW].contains(&space);
        // A sign with letters behind it is none: ` :host`, ` ?query`, ` %s`.
        let is_last = signs.get(at + 2).is_none_or(|next| !next.is_alphanumeric());
        match sign {
            '»' => space != NO_BREAK,
            ':' => is_last && is_space && space != NO_BREAK,
            ';' | '!' | '?' | '%' => is_last && is_space && space != NARROW,
            _ => space == '«' && sign != NO_BREAK,
        }
    };
    let at = (0..signs.len().saturating_sub(1)).find(wrong)?;
    let from = at.saturating_sub(24);
    let around: String = signs.iter().skip(from).take(40).collect();
    Some(around.escape_debug().to_string())
}

/// The texts of a program in Rust or JavaScript: what stands between quotes, outside of comments.
fn texts(program: &str, quotes: &[char]) -> Vec<String> {
    let signs: Vec<char> = program.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let next = signs.get(at + 1).copied().unwrap_or_default();
        match signs[at] {
            '/' if next == '/' => at = past(&signs, at, "\n"),
            '/' if next == '*' => at = past(&signs, at, "*/"),
            'r' if next == '#' || next == '"' => at = raw(&signs, at, &mut found),
            // A character of Rust, or a lifetime.
            '\'' if !quotes.contains(&'\'') => {
                let is_sign = signs.get(at + 2) == Some(&'\'') || next == '\\';
                at = if is_sign {
                    past(&signs, at + 2, "'")
                } else {
                    at + 1
                };
            }
            quote if quotes.contains(&quote) => at = quoted(&signs, at, &mut found),
            _ => at += 1,
        }
    }
    found
}

/// The place behind the next `end`.
fn past(signs: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    let found = (from..signs.len()).find(|&at| signs[at..].starts_with(&end));
    found.map_or(signs.len(), |at| at + end.len())
}

/// A text without escapes, or a name that begins with an r.
fn raw(signs: &[char], from: usize, found: &mut Vec<String>) -> usize {
    let is_name = from > 0 && (signs[from - 1].is_alphanumeric() || signs[from - 1] == '_');
    let hashes = signs[from + 1..].iter().take_while(|c| **c == '#').count();
    let begin = from + 1 + hashes;
    if is_name || signs.get(begin) != Some(&'"') {
        return from + 1;
    }
    let behind = past(signs, begin + 1, &format!("\"{}", "#".repeat(hashes)));
    found.push(signs[begin + 1..behind - 1 - hashes].iter().collect());
    behind
}

/// A text with escapes.
fn quoted(signs: &[char], from: usize, found: &mut Vec<String>) -> usize {
    let mut text = String::new();
    let mut at = from + 1;
    while at < signs.len() && signs[at] != signs[from] {
        if signs[at] != '\\' {
            text.push(signs[at]);
            at += 1;
            continue;
        }
        at += 2;
        match signs.get(at - 1) {
            Some('u') => {
                let digits: String = signs[at..]
                    .iter()
                    .skip_while(|c| **c == '{')
                    .take_while(|c| c.is_ascii_hexdigit())
                    .take(if signs.get(at) == Some(&'{') { 6 } else { 4 })
                    .collect();
                let braces = if signs.get(at) == Some(&'{') { 2 } else { 0 };
                at += digits.len() + braces;
                let code = u32::from_str_radix(&digits, 16).ok();
                text.extend(code.and_then(char::from_u32));
            }
            // A line that goes on in the next one.
            Some('\n') => at += signs[at..].iter().take_while(|c| c.is_whitespace()).count(),
            Some('n') => text.push('\n'),
            Some('x') => at += 2,
            Some(sign) => text.push(*sign),
            None => {}
        }
    }
    found.push(text);
    at + 1
}

/// The texts of a page: all of it but its comments, scripts and styles.
fn page_texts(page: &str) -> Vec<String> {
    let mut rest = page
        .replace("&nbsp;", "\u{a0}")
        .replace("&#8239;", "\u{202f}");
    for (begin, end) in [
        ("<!--", "-->"),
        ("<script", "</script>"),
        ("<style", "</style>"),
    ] {
        while let Some(from) = rest.find(begin) {
            let to = rest[from..]
                .find(end)
                .map_or(rest.len(), |at| from + at + end.len());
            rest.replace_range(from..to, "");
        }
    }
    rest.lines().map(str::to_owned).collect()
}

/// Both languages of the words of a text with places to fill in.
fn placed_texts(template: &str) -> Vec<String> {
    let places = template.split('⟦').skip(1);
    let places = places.filter_map(|place| place.split('⟧').next());
    let words = places.filter_map(|place| place.split_once('|'));
    words
        .flat_map(|(en, fr)| [en, fr].map(str::to_owned))
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// A program in Rust without its tests: what they type in may be as wrong as it likes.
fn without_tests(program: &str) -> &str {
    const MARK: &str = "#[cfg(test)]\nmod ";
    let mut marks = program.match_indices(MARK);
    let inline = marks.find(|(at, _)| {
        let name = program[at + MARK.len()..].lines().next();
        name.is_some_and(|name| name.ends_with('{'))
    });
    inline.map_or(program, |(at, _)| &program[..at])
}

/// Whether a file holds tests alone, or programs of another kind: shaders, kernels.
fn is_left_out(path: &Path) -> bool {
    const FOLDERS: [&str; 4] = ["tests", "listing", "shaders", "formula"];
    let is_one = |part: &std::ffi::OsStr| FOLDERS.iter().any(|folder| part == *folder);
    path.ends_with("tests.rs") || path.iter().any(is_one)
}

fn texts_of(path: &Path) -> Vec<String> {
    let text = || std::fs::read_to_string(path).expect("a source");
    let kind = path.extension().and_then(|e| e.to_str());
    let mut texts = match kind {
        Some("rs") => texts(without_tests(&text()), &['"']),
        Some("js" | "mjs") => texts(&text(), &['"', '\'', '`']),
        Some("html") => page_texts(&text()),
        Some("py") => placed_texts(&text()),
        _ => Vec::new(),
    };
    // Scripts within the program.
    texts.retain(|text| !text.contains("=>"));
    texts
}

/// Every text of the sources, with the file that it stands in.
pub(crate) fn all_texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![root.join("index.html")];
    for folder in ["src", "public", "xtask/src"] {
        files(&root.join(folder), &mut all);
    }
    let mut found = Vec::new();
    for path in all {
        let name = path.strip_prefix(root).unwrap_or(&path);
        if !is_left_out(name) {
            let of_file = |text| (name.display().to_string(), text);
            found.extend(texts_of(&path).into_iter().map(of_file));
        }
    }
    assert!(found.len() > 2000, "only {} texts were found", found.len());
    found
}

#[test]
fn french_texts_have_the_spaces_that_french_wants() {
    let faults: Vec<String> = all_texts()
        .iter()
        .filter_map(|(name, text)| Some(format!("{name}: {}", fault(text)?)))
        .collect();
    assert!(faults.is_empty(), "{} texts: {faults:#?}", faults.len());
}

#[test]
fn the_faults_are_seen_where_they_are() {
    for wrong in [
        "a : b",
        "quoi ?",
        "a\u{a0}; b",
        "b\u{202f}: c",
        "« a\u{a0}»",
        "«\u{a0}a »",
        "5 %",
        "a «b",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    for right in [
        "a: b?",
        "a\u{a0}: b",
        "b\u{202f};",
        "«\u{a0}a\u{a0}»",
        "5%",
        "5\u{202f}%",
        " ?q=1",
    ] {
        assert_eq!(fault(right), None, "{right}");
    }
    let program = r##"let a = "x\u{a0}: y"; // "no : text"
        let b = 'c'; let c: &'static str = r#"raw : text"#; "a \
        b";"##;
    assert_eq!(texts(program, &['"']), ["x\u{a0}: y", "raw : text", "a b"]);
    let of_another_file = "a\n#[cfg(test)]\nmod other;\nb\n";
    let program = format!("{of_another_file}#[cfg(test)]\nmod tests {{");
    assert_eq!(without_tests(&program), of_another_file);
}

/// WebKit draws none that may stretch, where no font of mathematics is installed.
#[test]
fn the_bars_of_norms_do_not_stretch() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    files(&root.join("src"), &mut all);
    let bars = |path: &PathBuf| {
        let program = std::fs::read_to_string(path).unwrap_or_default();
        let tags = program.match_indices('‖').filter_map(|(at, _)| {
            let tag = program[..at].trim_end_matches('"');
            tag.ends_with('>')
                .then(|| tag[tag.rfind('<').unwrap_or(0)..].to_owned())
        });
        tags.collect::<Vec<_>>()
    };
    let tags: Vec<String> = all.iter().flat_map(bars).collect();
    assert!(tags.len() >= 2, "no formula has a norm");
    for tag in tags {
        assert!(tag.contains("stretchy=\"false\""), "{tag}");
    }
}
