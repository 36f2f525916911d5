//! The structure: who may know whom, and what every table of the catalogue must hold.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use gradoscope::catalogue::{
    ARCHITECTURES, ATTACKS, CHANGES, NETWORKS, OBJECTIVES, SALIENCY_METHODS,
};
use gradoscope::engine::visualize::objective;
use gradoscope::engine::{attack, network, saliency};
use gradoscope::image;
use gradoscope::protocol::Term;
use gradoscope::spec::{ClassId, Need, ParamKind};

mod circles;
use circles::circles;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// Lines of code (comments left out) below `rooms` that hold one of `words`.
fn mentions(rooms: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for room in rooms {
        let place = source().join(room);
        let files = if place.is_dir() {
            rust_files(&place)
        } else {
            vec![place]
        };
        assert!(!files.is_empty(), "{room} has no code");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a source file");
            for line in text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                if words.iter().any(|word| line.contains(word)) {
                    found.push(format!("{}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    found
}

#[test]
fn the_engine_has_never_heard_of_the_web() {
    let web = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "leptos",
        "crate::wire",
        "crate::ui",
        "crate::client",
        "crate::worker",
        "crate::app_model",
        "crate::browser",
        "crate::render",
    ];
    let rooms = [
        "engine",
        "image",
        "filling.rs",
        "random.rs",
        "spec",
        "protocol",
        "render",
        "app_model",
        "scores.rs",
        "goal.rs",
        "labels.rs",
    ];
    // The state may speak of itself, and of the choices that pictures are drawn with.
    let allowed = |line: &String| {
        line.contains("/app_model/")
            && ["crate::app_model", "crate::render"]
                .iter()
                .any(|room| line.contains(room))
    };
    let found: Vec<String> = mentions(&rooms, &web)
        .into_iter()
        .filter(|l| !allowed(l))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_page_and_what_all_share_take_nothing_from_the_engine_but_its_sheets() {
    let rooms = [
        "ui",
        "client",
        "app_model",
        "image",
        "filling.rs",
        "random.rs",
        "record",
        "repeat",
        "protocol",
        "spec",
        "render",
        "labels.rs",
        "scores.rs",
        "goal.rs",
    ];
    let beneath = ["burn::", "gradoscope_checkpoint", "gradoscope_kernels"];
    assert_eq!(mentions(&rooms, &beneath), Vec::<String>::new());
    assert_eq!(mentions(&rooms, &["crate::engine::"]), Vec::<String>::new());
}

#[test]
fn the_crates_beneath_the_engine_know_neither_burn_nor_the_web_nor_each_other() {
    for folder in ["checkpoint", "cut", "jpeg", "kernels", "measure"] {
        let manifest = source().join(format!("../{folder}/Cargo.toml"));
        let manifest = std::fs::read_to_string(&manifest).expect("a manifest");
        let (_, dependencies) = manifest
            .split_once("[dependencies]")
            .unwrap_or((&manifest, ""));
        for word in ["burn", "wasm", "web", "js-sys", "leptos", "gradoscope"] {
            assert!(!dependencies.contains(word), "{folder} depends on {word}");
        }
    }
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let mut found = Vec::new();
    for (name, folder) in [
        ("gradoscope", "src"),
        ("gradoscope_cut", "cut/src"),
        ("gradoscope_kernels", "kernels/src"),
        ("gradoscope_measure", "measure/src"),
        ("gradoscope_jpeg", "jpeg/src"),
        ("gradoscope_checkpoint", "checkpoint/src"),
        ("xtask", "xtask/src"),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let file = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let below = path.strip_prefix(&folder).expect("a file of the crate");
            (below.display().to_string().replace('\\', "/"), text)
        };
        let files: Vec<_> = rust_files(&folder).into_iter().map(file).collect();
        found.extend(circles(name, &files));
    }
    assert_eq!(found, Vec::<Vec<String>>::new());
}

#[test]
fn a_circle_of_files_is_seen_behind_reexports_and_in_paths_but_not_in_tests() {
    let circle_of = |b: &str| {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;"),
            (
                "a.rs",
                "use crate::c::{C, Other as Another};\npub struct A(C);",
            ),
            ("b.rs", b),
            (
                "c/mod.rs",
                "mod deep;\n#[cfg(test)]\nmod tests;\npub use deep::*;\nuse crate::b;",
            ),
            ("c/deep.rs", "use super::super::A;"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        circles("made_up", &files)
    };
    for b in [
        "use crate::A;",
        "pub(super) fn b() -> super::A {}",
        "use super::{a::{self}, c};",
        "use made_up::A as Other;",
        "#[cfg(test)]\nmod tests;\nuse crate::A;",
    ] {
        assert_eq!(circle_of(b), [["a", "b", "c"]], "{b}");
    }
    for b in [
        "// crate::A",
        "use std::a::A;",
        "#[cfg(test)]\nmod tests {\nuse crate::A;\n}",
        "pub use crate::A;",
    ] {
        assert_eq!(circle_of(b), Vec::<Vec<String>>::new(), "{b}");
    }
}

#[test]
fn methods_and_networks_do_not_know_each_other() {
    let names = ["squeezenet"];
    let methods = ["engine/saliency", "engine/attack", "engine/visualize"];
    assert_eq!(mentions(&methods, &names), Vec::<String>::new());
    assert_eq!(
        mentions(
            &["engine/network"],
            &["engine::saliency", "super::saliency"]
        ),
        Vec::<String>::new()
    );
}

#[test]
fn families_of_methods_do_not_import_each_other() {
    let families = ["saliency", "attack", "visualize"];
    for family in families {
        let others: Vec<String> = families
            .iter()
            .filter(|other| **other != family)
            .flat_map(|other| [format!("engine::{other}"), format!("super::{other}::")])
            .collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let room = format!("engine/{family}");
        assert_eq!(mentions(&[room.as_str()], &others), Vec::<String>::new());
    }
}

#[test]
fn the_catalogue_and_the_tables_list_the_same_networks_and_methods() {
    let in_table: Vec<&str> = network::NETWORKS.iter().map(|(spec, _)| spec.id).collect();
    let in_catalogue: Vec<&str> = NETWORKS.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
    let known = network::recognise::ARCHITECTURES;
    let in_table: Vec<&str> = known.iter().map(|known| known.spec.id).collect();
    let in_catalogue: Vec<&str> = ARCHITECTURES.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
    let in_table: Vec<&str> = saliency::METHODS.iter().map(|(id, _)| *id).collect();
    let in_catalogue: Vec<&str> = SALIENCY_METHODS.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
}

#[test]
fn the_catalogue_and_the_tables_list_the_same_attacks_and_changes() {
    let in_table: Vec<&str> = attack::ATTACKS.iter().map(|(known, _)| known.id).collect();
    let in_catalogue: Vec<&str> = ATTACKS.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
    let in_table: Vec<&str> = image::CHANGES.iter().map(|(spec, _)| spec.id).collect();
    let in_catalogue: Vec<&str> = CHANGES.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
}

#[test]
fn the_catalogue_and_the_table_list_the_same_objectives() {
    let table = objective::OBJECTIVES;
    let in_table: Vec<&str> = table.iter().map(|(id, ..)| *id).collect();
    let in_catalogue: Vec<&str> = OBJECTIVES.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
    assert_eq!(Term::score(ClassId(0)).objective, OBJECTIVES[0].id);
}

#[test]
fn objectives_need_a_layer_before_its_channel_and_their_captions_name_all_of_it() {
    let mut seen = HashSet::new();
    for spec in OBJECTIVES {
        let id = spec.id;
        let allowed = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(!id.is_empty() && id.chars().all(allowed), "{id}");
        assert!(seen.insert(id), "{id} stands twice");
        for text in [spec.name, spec.words] {
            assert!(!text.en.is_empty() && !text.fr.is_empty(), "{id}");
        }
        let at = |need| spec.needs.iter().position(|other| *other == need);
        let (layer, channel) = (at(Need::Layer), at(Need::Channel));
        assert!(
            channel.is_none() || layer.is_some() && layer < channel,
            "{id}"
        );
        for (need, place) in [
            (Need::Class, "{class}"),
            (Need::Layer, "{layer}"),
            (Need::Channel, "{channel}"),
        ] {
            for caption in [spec.caption.en, spec.caption.fr] {
                assert_eq!(caption.contains(place), spec.needs(need), "{id}: {caption}");
            }
        }
    }
}

#[test]
fn defaults_lie_inside_their_ranges_and_speak_both_languages() {
    let attacks = ATTACKS.iter().map(|spec| (spec.id, spec.params));
    let methods = SALIENCY_METHODS.iter().map(|spec| (spec.id, spec.params));
    for (id, params) in attacks.chain(methods) {
        let mut seen = HashSet::new();
        for param in params {
            let what = format!("{id} {}", param.id);
            assert!(seen.insert(param.id), "{what} stands twice");
            let default = param.default_value();
            assert_eq!(param.accept(default), default, "{what}");
            if let ParamKind::Choice { options, .. } = param.kind {
                assert!(options.len() > 1, "{what}");
            }
            for text in [param.name, param.hint] {
                assert!(!text.en.is_empty() && !text.fr.is_empty(), "{what}");
            }
        }
    }
    for spec in ATTACKS {
        assert!(spec.targeted || spec.untargeted, "{}", spec.id);
        for text in [spec.name, spec.summary, spec.deviations] {
            assert!(!text.en.is_empty() && !text.fr.is_empty(), "{}", spec.id);
        }
    }
}

#[test]
fn ids_are_unique_kebab_case_and_papers_are_linked() {
    let sheets = NETWORKS
        .iter()
        .map(|spec| (spec.id, spec.paper))
        .chain(SALIENCY_METHODS.iter().map(|spec| (spec.id, spec.paper)))
        .chain(ATTACKS.iter().map(|spec| (spec.id, spec.paper)));
    let mut seen = HashSet::new();
    for (id, paper) in sheets {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(!id.is_empty() && id.chars().all(allowed), "{id}");
        assert!(seen.insert(id), "{id} stands twice");
        assert!(paper.url.starts_with("https://"), "{id}");
        assert!(!paper.title.is_empty() && !paper.cite.is_empty(), "{id}");
    }
}

#[test]
fn networks_say_all_that_a_download_needs() {
    for spec in NETWORKS {
        assert_eq!(spec.sha256.len(), 64, "{}", spec.id);
        assert!(
            spec.bytes > 0 && spec.classes > 0 && spec.side > 0,
            "{}",
            spec.id
        );
        for text in [spec.licence, spec.caveat] {
            assert!(!text.en.is_empty() && !text.fr.is_empty(), "{}", spec.id);
        }
    }
}
