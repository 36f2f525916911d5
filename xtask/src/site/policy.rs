//! The Content-Security-Policy of the page, and where it stands in the html.

use anyhow::{Context, Result, bail};

use crate::digest::sha256_of_source;

/// Puts a policy into the page that allows its own origin and the inline scripts it has, by hash.
///
/// # Errors
/// A page without a head, or with something the policy would silently break.
pub fn with_policy(html: &str) -> Result<String> {
    if !elements(html, "style").is_empty() {
        bail!("index.html has an inline style element, which the policy forbids");
    }
    let hashes: String = inline_scripts(html)
        .iter()
        .map(|script| format!(" '{}'", sha256_of_source(script.as_bytes())))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; \
         font-src 'self'; base-uri 'self'; form-action 'none'; manifest-src 'self'"
    );
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    in_head(html, &meta)
}

/// Notes the build in the page.
pub fn with_build(html: &str, build: &str) -> Result<String> {
    in_head(
        html,
        &format!("<meta name=\"gradoscope-build\" content=\"{build}\">"),
    )
}

/// Directly after the charset where there is one, which has to stand within the first 1024 bytes,
/// else at the start of the head: a policy holds only for what follows it.
fn in_head(html: &str, element: &str) -> Result<String> {
    let lower = html.to_ascii_lowercase();
    let tag_end = |from: usize| lower[from..].find('>').map(|length| from + length + 1);
    let head = lower
        .find("<head")
        .and_then(tag_end)
        .context("index.html has no head")?;
    let charset = lower.find("<meta charset").and_then(tag_end);
    let at = charset.unwrap_or(head);
    if lower.find("<script").is_some_and(|script| script < at) {
        bail!("index.html has a script before the place of its policy");
    }
    Ok(format!("{}{element}{}", &html[..at], &html[at..]))
}

/// The texts of the script elements that have no `src`.
fn inline_scripts(html: &str) -> Vec<&str> {
    elements(html, "script")
        .into_iter()
        // Data is not run.
        .filter(|(attributes, _)| !has_attribute(attributes, "src") && !is_data(attributes))
        .map(|(_, text)| text)
        .collect()
}

/// The attributes and the text of every element of that name; comments are passed over.
fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let lower = html.to_ascii_lowercase();
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = lower[at..].find('<').map(|length| at + length) {
        let rest = &lower[next..];
        if rest.starts_with("<!--") {
            at = rest
                .find("-->")
                .map_or(lower.len(), |length| next + length + 3);
            continue;
        }
        at = next + 1;
        let is_whole_name =
            rest[1..].len() > name.len() && !rest.as_bytes()[open.len()].is_ascii_alphanumeric();
        if !rest.starts_with(&open) || !is_whole_name {
            continue;
        }
        let Some(tag_end) = rest.find('>').map(|length| next + length) else {
            break;
        };
        let text_end = lower[tag_end..]
            .find(&close)
            .map_or(lower.len(), |length| tag_end + length);
        found.push((
            &html[next + open.len()..tag_end],
            &html[tag_end + 1..text_end],
        ));
        at = text_end;
    }
    found
}

fn has_attribute(attributes: &str, name: &str) -> bool {
    attributes
        .split_whitespace()
        .any(|word| word.split('=').next() == Some(name))
}

fn is_data(attributes: &str) -> bool {
    attributes.contains("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><meta charset=\"utf-8\"><title>x</title>\
        <!-- <script>never()</script> --><script src=\"a.js\"></script></head>\
        <body><script type=\"module\">alert('Hello, world.');</script></body></html>";

    #[test]
    fn an_inline_script_is_allowed_by_its_hash_and_nothing_else_is() {
        let page = with_policy(PAGE).unwrap();
        // The hash is the example of the Content Security Policy documentation on MDN.
        let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert!(page.contains(hash), "{page}");
        assert_eq!(page.matches("sha256-").count(), 1);
        assert!(!page.contains("unsafe-inline"));
    }

    #[test]
    fn the_policy_stands_after_the_charset_and_before_every_script() {
        let page = with_policy(PAGE).unwrap();
        let policy = page.find("Content-Security-Policy").unwrap();
        assert!(page.find("charset").unwrap() < policy);
        assert!(policy < page.find("<script").unwrap());
    }

    #[test]
    fn the_build_is_noted_in_the_head() {
        let page = with_build(PAGE, "abc").unwrap();
        assert!(page.contains("<meta name=\"gradoscope-build\" content=\"abc\">"));
    }

    #[test]
    fn a_page_that_the_policy_would_break_is_refused() {
        assert!(with_policy("<p>no head</p>").is_err());
        assert!(with_policy("<head><style>p{}</style></head>").is_err());
        assert!(with_policy("<script>x</script><head></head>").is_err());
    }
}
