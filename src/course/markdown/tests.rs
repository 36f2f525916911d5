use super::*;

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

fn paragraph(inside: Vec<Inline>) -> Block {
    Block::Paragraph(inside)
}

/// Every text and address of a tree, and its depth.
fn walk(blocks: &[Block], depth: usize, found: &mut Vec<(usize, String)>) {
    fn lines(all: &[Inline], depth: usize, found: &mut Vec<(usize, String)>) {
        for one in all {
            match one {
                Inline::Text(text) | Inline::Code(text) => found.push((depth, text.clone())),
                Inline::Emphasis(inside) | Inline::Strong(inside) => {
                    lines(inside, depth + 1, found)
                }
                Inline::Link(to, inside) => {
                    found.push((depth, format!("link:{to}")));
                    lines(inside, depth + 1, found);
                }
                Inline::Formula(formula) => found.push((depth, formula.name.to_owned())),
            }
        }
    }
    for block in blocks {
        match block {
            Block::Paragraph(inside) => lines(inside, depth, found),
            Block::List(_, items) => items.iter().for_each(|item| walk(item, depth + 1, found)),
            Block::Code(code) => found.push((depth, code.clone())),
            Block::Formula(formula) => found.push((depth, formula.name.to_owned())),
        }
    }
}

#[test]
fn paragraphs_lists_emphasis_code_links_and_formulas_are_what_there_is() {
    let (found, refused) = blocks(
        "Follow *this* and **that**: `x`, [the paper](https://arxiv.org/abs/1412.6572).\n\n\
         $$rule$$\n\nwith $$gradient$$ in it\n\n1. one\n2. two\n   - deep\n\n```python\na < b\n```\n",
    );
    assert_eq!(refused, []);
    let named = |name| NamedFormula::named(name).expect("a formula");
    let expected = vec![
        paragraph(vec![
            text("Follow "),
            Inline::Emphasis(vec![text("this")]),
            text(" and "),
            Inline::Strong(vec![text("that")]),
            text(": "),
            Inline::Code("x".to_owned()),
            text(", "),
            Inline::Link(
                "https://arxiv.org/abs/1412.6572".to_owned(),
                vec![text("the paper")],
            ),
            text("."),
        ]),
        Block::Formula(named("rule")),
        paragraph(vec![
            text("with "),
            Inline::Formula(named("gradient")),
            text(" in it"),
        ]),
        Block::List(
            Some(1),
            vec![
                vec![paragraph(vec![text("one")])],
                vec![
                    paragraph(vec![text("two")]),
                    Block::List(None, vec![vec![paragraph(vec![text("deep")])]]),
                ],
            ],
        ),
        Block::Code("a < b".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn html_is_nothing_but_text() {
    for hostile in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<iframe src=\"https://example.org\"></iframe>\n\nafter",
        "<!-- a comment -->",
        "<a href=\"javascript:alert(1)\">x</a>",
    ] {
        let (found, _) = blocks(hostile);
        let mut texts = Vec::new();
        walk(&found, 0, &mut texts);
        let whole: String = texts.iter().map(|(_, text)| text.as_str()).collect();
        let head: String = hostile.chars().take(12).collect();
        assert!(whole.contains(&head), "{hostile}: {found:?}");
        assert!(
            texts.iter().all(|(_, text)| !text.starts_with("link:")),
            "{found:?}"
        );
    }
}

#[test]
fn links_lead_over_https_to_a_mailbox_or_within_the_site() {
    for good in [
        "https://arxiv.org/abs/1312.6199",
        "HTTPS://example.org",
        "mailto:a@example.org",
        "slides/part-1.pdf",
        "?lang=fr",
        "#g1~part_saliency~z",
        "a/b:c",
    ] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in [
        "http://example.org",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "blob:x",
        "",
    ] {
        assert!(!is_allowed(bad), "{bad:?}");
    }
    let (found, refused) = blocks("[x](javascript:alert(1)) and <javascript:alert(2)>");
    let mut texts = Vec::new();
    walk(&found, 0, &mut texts);
    assert!(
        texts.iter().all(|(_, text)| !text.starts_with("link:")),
        "{found:?}"
    );
    assert!(refused.contains(&Part::RefusedLink("javascript:alert(1)".to_owned())));
}

#[test]
fn a_formula_that_nobody_knows_stands_there_as_it_was_written_and_is_named() {
    let (found, refused) = blocks("see $$ruel$$, which costs 5$$ or $$");
    assert_eq!(refused, [Part::UnknownFormula("ruel".to_owned())]);
    let mut texts = Vec::new();
    walk(&found, 0, &mut texts);
    let whole: String = texts.into_iter().map(|(_, text)| text).collect();
    assert_eq!(whole, "see $$ruel$$, which costs 5$$ or $$");
}

#[test]
fn no_depth_of_nesting_makes_a_tree_that_deep() {
    for one in ["> ", "- ", "> - ", "1. "] {
        let (found, _) = blocks(&format!("{}deep", one.repeat(3000)));
        let mut texts = Vec::new();
        walk(&found, 0, &mut texts);
        assert!(texts.iter().all(|(depth, _)| *depth <= DEEPEST), "{one}");
        assert!(texts.iter().any(|(_, text)| text == "deep"), "{one}");
    }
    for (open, close) in [("*a ", "*"), ("[x", "](b)"), ("**_", "_**"), ("![", "](c)")] {
        let (found, _) = blocks(&format!("{}deep{}", open.repeat(3000), close.repeat(3000)));
        let mut texts = Vec::new();
        walk(&found, 0, &mut texts);
        assert!(
            texts.iter().all(|(depth, _)| *depth <= DEEPEST + 1),
            "{open}"
        );
    }
}
