//! Names out of lists and dictionaries.

use super::literal::Node;
use super::{OddIndex, by_index, is_word_net_id};

/// What a name is called in a dictionary that describes a class.
const NAME_KEYS: [&str; 5] = ["name", "label", "title", "display_name", "class"];
const INDEX_KEYS: [&str; 3] = ["id", "index", "class_id"];

/// The names of so many classes that stand somewhere in `node`.
pub(super) fn names(node: &Node, classes: usize) -> Option<Vec<String>> {
    match node {
        Node::List(items) => {
            of_list(items, classes).or_else(|| items.iter().find_map(|item| names(item, classes)))
        }
        Node::Map(entries) => of_map(entries, classes)
            .or_else(|| entries.iter().find_map(|(_, value)| names(value, classes))),
        _ => None,
    }
}

fn of_list(items: &[Node], classes: usize) -> Option<Vec<String>> {
    let indexed = items.iter().map(|item| Some((index(item)?, name(item)?)));
    let indexed: Option<Vec<_>> = indexed.collect();
    if let Some(names) = indexed.and_then(|entries| by_index(entries, classes)) {
        return Some(names);
    }
    let all: Option<Vec<String>> = items.iter().map(name).collect();
    all.filter(|names| names.len() == classes && odd_in_list(items, classes).is_none())
}

/// What is wrong with the indices that stand somewhere in `node`.
pub(super) fn odd_index(node: &Node, classes: usize) -> Option<(usize, OddIndex)> {
    let in_one = |node: &Node| odd_index(node, classes);
    match node {
        Node::List(items) => odd_in_list(items, classes).or_else(|| items.iter().find_map(in_one)),
        Node::Map(entries) => {
            let keys = entries.iter().map(|(key, _)| number(key)).collect();
            let values = || entries.iter().map(|(_, value)| number(value)).collect();
            let odd = |indices: Option<Vec<usize>>| super::odd_index(&indices?, classes);
            let inner = || entries.iter().find_map(|(_, value)| in_one(value));
            odd(keys).or_else(|| odd(values())).or_else(inner)
        }
        _ => None,
    }
}

fn odd_in_list(items: &[Node], classes: usize) -> Option<(usize, OddIndex)> {
    let indices: Option<Vec<usize>> = items.iter().map(index).collect();
    super::odd_index(&indices?, classes)
}

fn of_map(entries: &[(Node, Node)], classes: usize) -> Option<Vec<String>> {
    let by_key = entries
        .iter()
        .map(|(key, value)| Some((number(key)?, name(value)?)));
    let by_value = entries
        .iter()
        .map(|(key, value)| Some((number(value)?, name(key)?)));
    let by_key: Option<Vec<_>> = by_key.collect();
    let by_value = || by_value.collect::<Option<Vec<_>>>();
    if let Some(names) = by_key.or_else(by_value) {
        return by_index(names, classes);
    }
    // ImageNet's folders, in their order.
    let folders = entries.iter().all(|(key, _)| match key {
        Node::Text(key) => is_word_net_id(key),
        _ => false,
    });
    let all: Option<Vec<String>> = entries.iter().map(|(_, value)| name(value)).collect();
    all.filter(|names| folders && names.len() == classes)
}

/// What a class is called: a text, the last of several that is no identifier, or an entry.
fn name(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.trim().to_owned()),
        Node::List(items) => {
            let is_name = |item: &&Node| matches!(item, Node::Text(text) if !is_word_net_id(text));
            name(items.iter().rev().find(is_name)?)
        }
        Node::Map(entries) => NAME_KEYS.iter().find_map(|key| match entry(entries, key)? {
            Node::Text(text) => Some(text.trim().to_owned()),
            _ => None,
        }),
        Node::Number(_) => None,
    }
}

fn index(node: &Node) -> Option<usize> {
    match node {
        Node::List(items) => number(items.first()?),
        Node::Map(entries) => INDEX_KEYS
            .iter()
            .find_map(|key| number(entry(entries, key)?)),
        _ => None,
    }
}

fn number(node: &Node) -> Option<usize> {
    match node {
        Node::Number(number) => Some(*number),
        Node::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn entry<'n>(entries: &'n [(Node, Node)], key: &str) -> Option<&'n Node> {
    let is_it = |name: &Node| matches!(name, Node::Text(name) if name == key);
    entries
        .iter()
        .find(|(name, _)| is_it(name))
        .map(|(_, value)| value)
}
