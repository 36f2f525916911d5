//! Texts of the thread.

use leptos::prelude::*;

use super::desk::Desk;
use crate::course::{Block, Inline, NamedFormula, Texts, blocks};
use crate::ui::formula;

/// A text in the language of the thread, or in the one that is shown instead.
pub(super) fn prose(desk: Desk, texts: &Texts) -> AnyView {
    let (lang, text) = texts.get(&desk.lang());
    let content = all(desk, blocks(text).0);
    view! { <div class="prose" lang=lang.to_owned()>{content}</div> }.into_any()
}

fn all(desk: Desk, blocks: Vec<Block>) -> AnyView {
    let shown = blocks.into_iter().map(|block| one(desk, block));
    shown.collect_view().into_any()
}

fn one(desk: Desk, block: Block) -> AnyView {
    match block {
        Block::Paragraph(inside) => view! { <p>{line(desk, inside)}</p> }.into_any(),
        Block::List(first, items) => {
            let items = items.into_iter().map(|item| {
                // A line alone needs no paragraph around it.
                let content = match <[Block; 1]>::try_from(item) {
                    Ok([Block::Paragraph(inside)]) => line(desk, inside),
                    Ok([block]) => one(desk, block),
                    Err(item) => all(desk, item),
                };
                view! { <li>{content}</li> }
            });
            let items = items.collect_view();
            match first {
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Code(code) => view! { <pre tabindex="0"><code>{code}</code></pre> }.into_any(),
        Block::Formula(named) => formula_alone(desk, named),
    }
}

fn formula_alone(desk: Desk, named: &'static NamedFormula) -> AnyView {
    let number = named.number.map(|number| format!("({number})"));
    view! {
        <div class="formula">
            {formula::of(desk.ui, None, &named.formula)} <span>{number}</span>
        </div>
    }
    .into_any()
}

fn line(desk: Desk, inside: Vec<Inline>) -> AnyView {
    let shown = inside.into_iter().map(|inline| piece(desk, inline));
    shown.collect_view().into_any()
}

fn piece(desk: Desk, inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Emphasis(inside) => view! { <em>{line(desk, inside)}</em> }.into_any(),
        Inline::Strong(inside) => view! { <strong>{line(desk, inside)}</strong> }.into_any(),
        Inline::Code(code) => view! { <code>{code}</code> }.into_any(),
        Inline::Link(to, inside) => {
            let is_here = to.starts_with('#');
            let target = (!is_here).then_some("_blank");
            view! { <a href=to target=target rel="noopener">{line(desk, inside)}</a> }.into_any()
        }
        Inline::Formula(named) => {
            let words = named.formula.words.get(desk.ui.lang.get());
            view! { <math aria-label=words inner_html=named.formula.mathml></math> }.into_any()
        }
    }
}
