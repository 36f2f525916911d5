//! What mailers, editors, forums and the malicious make of links.

use super::{kinds, open, page};
use crate::app_model::{AppModel, LinkFaults, LinkRefusal, NoticeKind, is_link};
use crate::protocol::Goal;
use crate::spec::ClassId;

const LINK: &str = "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_60~eta_0.5~objective_score~to_130~until_0~box_1~eight-bit_1~seed_7~factor_10~z";

fn coded(text: &str, signs: &str) -> String {
    let code = |c: char| match signs.contains(c) {
        true => format!("%{:02X}", u32::from(c)),
        false => c.to_string(),
    };
    text.chars().map(code).collect()
}

/// What of the pairs was not taken as it is.
fn faults(model: &AppModel) -> LinkFaults {
    let partly = kinds(model).into_iter().find_map(|kind| match kind {
        NoticeKind::LinkPartly(faults) => Some(faults.clone()),
        _ => None,
    });
    partly.unwrap_or_default()
}

/// Pairs that were left out, and those out of range.
fn named(model: &AppModel) -> (Vec<String>, Vec<String>) {
    let faults = faults(model);
    (faults.ignored, faults.clamped)
}

#[test]
fn a_broken_number_and_a_second_value_are_told_as_what_they_are() {
    for (pair, wrong, shown) in [
        ("steps_60", "steps_2.5", "steps_2.5"),
        ("steps_60", "steps_1e0~steps_1.5", ""),
        ("factor_10", "factor_10", ""),
    ] {
        let found = faults(&page(&LINK.replace(pair, wrong)));
        assert_eq!(found.broken.concat(), shown, "{wrong}");
        assert!(
            found.clamped.is_empty() && found.ignored.is_empty(),
            "{wrong}"
        );
    }
    let beyond = faults(&page(&LINK.replace("steps_60", "steps_99999.5")));
    assert_eq!(beyond.clamped, ["steps_99999.5"]);
    let rounded = page(&LINK.replace("steps_60", "steps_2.4"));
    let expected = LINK.replace("steps_60", "steps_2");
    assert_eq!(rounded.link(), Some(expected));
    for (pair, twice) in [
        ("to_130", "to_7"),
        ("seed_7", "seed_7"),
        ("seed_7", "seed_9"),
        ("img_chelsea", "img_chelsea"),
        ("method_rule", "method_deepfool"),
    ] {
        let model = page(&LINK.replace(pair, &format!("{pair}~{twice}")));
        let found = faults(&model);
        assert_eq!(found.repeated, [twice], "{twice}");
        assert!(found.ignored.is_empty(), "{twice}: {found:?}");
        assert_eq!(model.link().as_deref(), Some(LINK), "{twice}");
    }
    let list = "g1~part_saliency~method_gradient~beside_gradient~beside_gradient~beside_edges~z";
    assert_eq!(faults(&page(list)).repeated, ["beside_gradient"]);
    let targets = "g1~part_two-networks~second_efficientnet-lite0~targets_2.5~z";
    assert_eq!(faults(&page(targets)).broken, ["targets_2.5"]);
}

#[test]
fn what_was_done_to_a_link_on_its_way_is_undone() {
    let once = coded(LINK, "~_.-");
    let ways = [
        format!("#{LINK}"),
        once.clone(),
        coded(&once, "%"),
        format!("%23{once}"),
        coded(&format!("#{LINK}"), "#"),
        format!("  {LINK}.\n"),
        format!("\u{a0}#{LINK} . "),
    ];
    for way in ways {
        assert!(is_link(&way), "{way}");
        let model = page(&way);
        assert_eq!(kinds(&model), Vec::<&NoticeKind>::new(), "{way}");
        assert_eq!(model.link().as_deref(), Some(LINK), "{way}");
    }
    // Thrice is more than any mailer does.
    let thrice = coded(&coded(&once, "%"), "%");
    let model = page(&thrice);
    assert_eq!(
        kinds(&model),
        [&NoticeKind::LinkRefused(LinkRefusal::NoLink)]
    );
}

#[test]
fn a_link_that_was_shared_twice_is_followed_once() {
    let model = page(&format!("{LINK}#{LINK}"));
    assert_eq!(model.link().as_deref(), Some(LINK));
}

#[test]
fn of_a_cut_link_the_last_pair_is_not_trusted() {
    let end = LINK.find("to_130").expect("a goal") + "to_13".len();
    let model = page(&LINK[..end]);
    assert_eq!(kinds(&model), [&NoticeKind::LinkCut]);
    let settings = &model.attack.settings;
    assert_eq!(settings.goal, Goal::Class(ClassId(6)));
    assert_eq!(settings.values().get(settings.spec().params[1]), 0.5);
}

#[test]
fn what_is_not_understood_is_named_and_the_rest_is_followed() {
    for (pair, wrong) in [
        ("steps_60", "steps_many"),
        ("eta_0.5", "eta_NaN"),
        ("eta_0.5", "eta_inf"),
        ("eta_0.5", "eta_1e999"),
        ("eta_0.5", "eta_"),
        ("objective_score", "objective_3"),
        ("to_130", "to_1000"),
        ("to_130", "to_-1"),
        ("to_130", "to_65536"),
        ("seed_7", "seed_4294967296"),
        ("seed_7", "seed_1.5"),
        ("box_1", "box_2"),
        ("factor_10", "factor_11"),
        ("method_rule", "method_magic"),
        ("net_squeezenet-1.1", "net_alexnet"),
        ("net_squeezenet-1.1", "net_squeezenet-1.0"),
        ("img_chelsea", "img_../secret"),
        ("img_chelsea", "img_sha256-0123"),
        ("crop_75-0-300", "crop_1-2"),
        ("crop_75-0-300", "crop_1-2-3-4"),
        ("crop_75-0-300", "crop_-1-2-3"),
        ("until_0", "colour_red"),
        ("until_0", "nothing"),
        ("until_0", "<script>alert(1)</script>"),
    ] {
        let model = page(&LINK.replace(pair, wrong));
        let (ignored, clamped) = named(&model);
        assert!(clamped.is_empty(), "{wrong}");
        assert_eq!(ignored, [wrong], "{wrong}");
        assert_eq!(model.settings.part, "adversarial");
    }
    let model = page(&LINK.replace("part_adversarial", "part_cooking"));
    assert!(named(&model).0.contains(&"part_cooking".to_owned()));
    assert_eq!(model.settings.part, "saliency");
}

#[test]
fn what_is_out_of_range_is_brought_back_and_named() {
    for (pair, wrong, right) in [
        ("steps_60", "steps_0", "steps_1"),
        ("steps_60", "steps_1000000", "steps_1000"),
        ("eta_0.5", "eta_-3", "eta_0.01"),
        ("eta_0.5", "eta_1e30", "eta_20"),
        ("until_0", "until_1.5", "until_1"),
        ("crop_75-0-300", "crop_400-0-300", "crop_151-0-300"),
        ("crop_75-0-300", "crop_0-0-4294967295", "crop_0-0-300"),
        ("crop_75-0-300", "crop_0-0-0", "crop_0-0-1"),
    ] {
        let model = page(&LINK.replace(pair, wrong));
        assert_eq!(named(&model), (Vec::new(), vec![wrong.to_owned()]));
        assert_eq!(model.link(), Some(LINK.replace(pair, right)), "{wrong}");
    }
}

#[test]
fn a_goal_that_an_attack_cannot_be_told_is_named() {
    let model = page("g1~part_adversarial~img_chelsea~method_deepfool~to_130~z");
    assert_eq!(named(&model).0, ["to_130"]);
    assert_eq!(model.attack.settings.goal, Goal::Away);
}

#[test]
fn a_second_network_that_is_none_or_the_first_is_named() {
    let lacking = "net_sha256-0123456789abcdef";
    for second in ["second_alexnet", "second_squeezenet-1.1", "second_"] {
        let model = page(&format!(
            "g1~part_two-networks~{lacking}~img_chelsea~{second}~z"
        ));
        assert_eq!(named(&model).0, [second]);
        let other = model.other_network().map(|other| other.id);
        assert_eq!(other, Some("efficientnet-lite0"));
    }
}

#[test]
fn terms_that_are_none_are_named() {
    for wrong in [
        "term_",
        "term_1",
        "term_1-score",
        "term_1-score-",
        "term_1-score-1000",
        "term_1-score-1-2",
        "term_inf-score-1",
        "term_1-magic-1",
        "term_1-channel-fire5",
        "term_1-channel-nowhere-1",
        "term_1-layer",
        "term_é-score-1",
        "term_é",
    ] {
        let model = page(&format!("g1~part_visualisation~term_2-score-5~{wrong}~z"));
        let shown: String = wrong
            .chars()
            .map(|c| if c.is_ascii() { c } else { '?' })
            .collect();
        assert_eq!(named(&model).0, [shown]);
        assert_eq!(model.visual.settings.terms.len(), 1, "{wrong}");
    }
    let many = "~term_1-score-5".repeat(10);
    let model = page(&format!("g1~part_visualisation{many}~z"));
    assert_eq!(named(&model).0.len(), 2);
    assert_eq!(model.visual.settings.terms.len(), 8);
}

#[test]
fn what_is_no_link_of_this_version_changes_nothing_and_is_refused_in_words() {
    let long = "g1~".to_owned() + &"a".repeat(100_000) + "~z";
    for (text, why) in [
        ("g2~part_saliency~z", LinkRefusal::OtherVersion),
        ("g01~part_saliency~z", LinkRefusal::OtherVersion),
        ("", LinkRefusal::NoLink),
        ("#", LinkRefusal::NoLink),
        ("main", LinkRefusal::NoLink),
        ("g1", LinkRefusal::NoLink),
        ("~~~", LinkRefusal::NoLink),
        ("g~z", LinkRefusal::NoLink),
        ("<script>alert(1)</script>", LinkRefusal::NoLink),
        ("%", LinkRefusal::NoLink),
        ("%zz%2", LinkRefusal::NoLink),
        ("%FF%FE~%C3", LinkRefusal::NoLink),
        (&long, LinkRefusal::NoLink),
    ] {
        let mut model = AppModel::default();
        let effects = open(&mut model, text);
        assert!(effects.is_empty());
        assert_eq!(kinds(&model), [&NoticeKind::LinkRefused(why)], "{text}");
        assert_eq!(model.settings, AppModel::default().settings);
    }
}

#[test]
fn fragments_that_are_places_of_the_page_are_left_alone() {
    for other in ["", "#", "#main", "#about", "#g1", "#gallery~1", "#choose"] {
        assert!(!is_link(other), "{other}");
    }
    assert!(is_link("#g1~") && is_link("#g27~anything"));
}

#[test]
fn any_pieces_in_any_order_end_in_words() {
    let mut random = crate::random::Random::new(11);
    let pieces: Vec<&str> = LINK
        .split_inclusive(['~', '_', '-'])
        .chain([
            "%", "%2", "%7E", "\u{202e}", "é", "term_", "1e9", "\0", "~", "z", "nan",
        ])
        .collect();
    for _ in 0..3000 {
        let length = random.below(20);
        let mut text = "g1~".to_owned();
        for _ in 0..length {
            text.push_str(pieces[random.below(pieces.len() as u32) as usize]);
        }
        let mut model = AppModel::default();
        open(&mut model, &text);
        let link = "g1~".to_owned() + &text[3..];
        assert!(is_link(&link));
    }
}

#[test]
fn of_methods_side_by_side_only_those_that_there_are_are_taken_each_once() {
    let start = "g1~part_saliency~img_chelsea~method_gradient";
    let pairs = [
        "beside_gradient",
        "beside_gradient",
        "beside_nothing",
        "beside_smooth-grad_copies",
        "beside_smooth-grad_copies_many",
        "beside_guided-backpropagation_what_1",
        "beside_grad-cam_layer_nowhere",
    ];
    let model = page(&format!("{start}~{}~z", pairs.join("~")));
    assert_eq!(model.settings.beside, ["gradient"]);
    assert_eq!(
        named(&model),
        (
            pairs[2..].iter().map(|pair| (*pair).to_owned()).collect(),
            Vec::new()
        )
    );
    let model = page(&format!("{start}~beside_smooth-grad_copies_1000000~z"));
    assert_eq!(model.settings.beside, ["smooth-grad"]);
    let pair = "beside_smooth-grad_copies_1000000".to_owned();
    assert_eq!(named(&model), (Vec::new(), vec![pair]));
    // A scale alone is of nothing.
    let model = page(&format!("{start}~beside-scale_one~z"));
    assert!(!model.settings.one_scale);
    assert_eq!(named(&model).0, ["beside-scale_one"]);
}
