//! Whatever can be set comes back from its link.

use super::{open, page};
use crate::app_model::instruments::SanitySettings;
use crate::app_model::{
    Adjustment, AppModel, AttackEvent, Event, FACTORS, InstrumentEvent, InstrumentSettings,
    MOST_CLASSES, MOST_GAMMA, MOST_LEVELS, MOST_METHODS, MapView, PROTOCOLS, PairEvent, Settings,
    Varied, VisualEvent, leaf, part,
};
use crate::catalogue;
use crate::image::{Framing, crop_box};
use crate::protocol::{Goal, Redraw, Start, Term};
use crate::random::Random;
use crate::render::{COLOUR_MAPS, REDUCTIONS, Scale};
use crate::segment::RECIPES;
use crate::spec::{ClassId, MethodSpec, Need, NetworkSpec, ParamKind, ParamSpec, ParamValues};

const START: &str = "g1~part_saliency~img_coffee~z";

fn among<T: Copy>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len() as u32) as usize]
}

fn class(random: &mut Random) -> ClassId {
    ClassId(random.below(1000) as u16)
}

/// Any finite number, small ones as often as large ones.
fn number(random: &mut Random) -> f32 {
    let size = 10_f32.powi(random.below(9) as i32 - 5);
    random.normal() * size
}

fn value(random: &mut Random, param: &ParamSpec, network: &NetworkSpec) -> f32 {
    match param.kind {
        ParamKind::Number { min, max, .. } => min + (max - min) * random.uniform(),
        ParamKind::Whole { min, max, .. } => (min + random.below(max - min + 1)) as f32,
        ParamKind::Choice { options, .. } => random.below(options.len() as u32) as f32,
        ParamKind::Switch { .. } => random.below(2) as f32,
        ParamKind::Class => random.below(1 + network.classes as u32) as f32,
        ParamKind::Layer => random.below(1 + network.layers_of_maps().len() as u32) as f32,
    }
}

fn same(params: &[&ParamSpec], one: &ParamValues, other: &ParamValues) -> bool {
    params
        .iter()
        .all(|param| one.get(param) == other.get(param))
}

fn frame(random: &mut Random, model: &mut AppModel) {
    let framing = match random.below(4) {
        0 => Framing::Squeeze,
        _ => Framing::Square {
            centre_x: f64::from(random.uniform()),
            centre_y: f64::from(random.uniform()),
            zoom: 1.0 + 8.0 * f64::from(random.uniform()),
        },
    };
    model.on_event(Event::Frame(framing));
}

/// The page of the reader who follows the link.
fn followed(model: &AppModel) -> AppModel {
    let link = model.link().expect("a link");
    assert!(link.len() < 1000, "{} characters: {link}", link.len());
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    assert!(link.chars().all(unreserved), "{link}");
    let other = page(&link);
    assert!(other.notices.is_empty(), "{:?} of {link}", other.notices);
    assert_eq!(other.link(), Some(link));
    let area = |model: &AppModel| {
        let opened = model.picture.opened.as_ref().expect("a picture");
        (
            crop_box(600, 400, opened.framing),
            opened.framing == Framing::Squeeze,
        )
    };
    assert_eq!(area(&other), area(model));
    assert_eq!(other.settings.network, model.settings.network);
    assert_eq!(other.settings.part, model.settings.part);
    other
}

/// Chooses methods to be put side by side, each with parameters of its own; they come back.
fn put_beside(
    random: &mut Random,
    model: &mut AppModel,
    network: &NetworkSpec,
) -> Vec<&'static MethodSpec> {
    let chosen = model.settings.method;
    let mut methods = catalogue::SALIENCY_METHODS.to_vec();
    methods.retain(|_| random.below(3) == 0);
    methods.truncate(MOST_METHODS);
    model.settings.beside = methods.iter().map(|method| method.id).collect();
    model.settings.one_scale = !methods.is_empty() && random.below(2) == 0;
    for method in methods.iter().filter(|method| method.id != chosen) {
        let mut values = ParamValues::default();
        for param in method.params {
            values.set(param, value(random, param, network));
        }
        model.settings.params.insert(method.id, values);
    }
    methods
}

#[test]
fn maps_come_back() {
    let mut random = Random::new(1);
    for round in 0..300 {
        let mut model = page(START);
        let network = among(&mut random, catalogue::NETWORKS);
        model.settings.network = network.id;
        let method = catalogue::SALIENCY_METHODS[round % catalogue::SALIENCY_METHODS.len()];
        model.on_event(Event::ChooseMethod(method.id));
        for param in method.params {
            let value = value(&mut random, param, network);
            model.on_event(Event::SetParam(param, value));
        }
        let class = Some(class(&mut random)).filter(|class| class.0 > 99);
        model.on_event(Event::ChooseClass(class));
        let scale = match random.below(3) {
            0 => Scale::Linear,
            1 => Scale::Percentile(100.0 * random.uniform()),
            _ => Scale::Absolute(number(&mut random).abs()),
        };
        for adjustment in [
            Adjustment::Reduction(among(&mut random, REDUCTIONS)),
            Adjustment::Colours(among(&mut random, COLOUR_MAPS)),
            Adjustment::Scale(scale),
            Adjustment::View(among(
                &mut random,
                &[MapView::Alone, MapView::OverImage, MapView::InPlace],
            )),
            Adjustment::Opacity(random.uniform()),
        ] {
            model.on_event(Event::Adjust(adjustment));
        }
        let beside = put_beside(&mut random, &mut model, network);
        frame(&mut random, &mut model);
        let other = followed(&model);
        for method in beside {
            let values = |m: &AppModel| m.settings.params.get(method.id).cloned();
            let [one, two] = [&model, &other].map(|m| values(m).unwrap_or_default());
            assert!(same(method.params, &one, &two), "{}", method.id);
        }
        let values = |settings: &Settings| settings.params.get(method.id).cloned();
        let [one, two] = [&model, &other].map(|m| values(&m.settings).unwrap_or_default());
        assert!(same(method.params, &one, &two));
        let rest = |settings: &Settings| Settings {
            params: Default::default(),
            ..settings.clone()
        };
        assert_eq!(rest(&other.settings), rest(&model.settings));
    }
}

fn tests_of_maps(random: &mut Random) -> InstrumentSettings {
    let sanity = SanitySettings {
        varied: among(random, &[Varied::Cascade, Varied::Alone, Varied::Classes]),
        redraw: among(
            random,
            &[Redraw::He, Redraw::Deviation, Redraw::Permutation],
        ),
        classes: 1 + random.below(MOST_CLASSES),
        seed: random.bits() as u32,
    };
    let mut set = InstrumentSettings {
        sanity,
        ..InstrumentSettings::default()
    };
    set.faithful.choose(PROTOCOLS[random.below(3) as usize].id);
    set.faithful.seed = random.bits() as u32;
    set.object.choose(among(random, RECIPES).id);
    if random.below(2) == 0 {
        set.object.price(MOST_GAMMA * random.uniform());
    }
    set.object.seed = random.bits() as u32;
    set.proof.pixel = (random.below(2) == 0).then(|| (random.below(224), random.below(224)));
    set.proof.levels = 1 + random.below(u32::from(MOST_LEVELS)) as u8;
    let [top, left] = [random.below(200), random.below(200)];
    let ends = [1 + top + random.below(24), 1 + left + random.below(24)];
    set.bounds = (random.below(2) == 0).then_some([top, left, ends[0], ends[1]]);
    set
}

#[test]
fn tests_of_maps_come_back() {
    let mut random = Random::new(4);
    for round in 0..300 {
        let mut model = page(START);
        model.on_event(Event::ChooseClass(Some(class(&mut random))));
        let leaf = leaf::ALL[round % leaf::ALL.len()];
        model.on_event(Event::OpenLeaf(leaf));
        let set = tests_of_maps(&mut random);
        model.on_instrument(InstrumentEvent::Set(Box::new(set)));
        let network = model.network();
        put_beside(&mut random, &mut model, network);
        let other = followed(&model);
        assert_eq!(other.settings.leaf, leaf);
        match leaf {
            leaf::SANITY => assert_eq!(other.sanity_request(), model.sanity_request()),
            leaf::FAITHFUL => {
                // A parameter that has its default is one that nobody set.
                let named = |model: &AppModel| {
                    let request = model.faithful_request();
                    let methods: Vec<_> = request.methods.into_iter().map(|m| m.method).collect();
                    (methods, request.steps, request.bounds, request.seed)
                };
                assert_eq!(named(&other), named(&model));
            }
            leaf::OBJECT => {
                assert_eq!(other.segment_request(), model.segment_request());
                assert_eq!(other.reader_box(), model.reader_box());
            }
            leaf::DOCTOR => {
                let proof = |model: &AppModel| model.instrument_settings().proof.clone();
                assert_eq!(proof(&other), proof(&model));
            }
            _ => assert_eq!(*other.instrument_settings(), InstrumentSettings::default()),
        }
    }
}

#[test]
fn attacks_come_back() {
    let mut random = Random::new(2);
    for round in 0..300 {
        let mut model = page(START);
        model.on_event(Event::OpenPart(part::ADVERSARIAL));
        let network = model.network();
        let attack = catalogue::ATTACKS[round % catalogue::ATTACKS.len()];
        let goals = [
            Goal::Class(class(&mut random)),
            Goal::RunnerUp,
            Goal::LeastLikely,
            Goal::Away,
        ];
        let mut events = vec![
            AttackEvent::Boxed(random.below(2) == 1),
            AttackEvent::Choose(attack.id),
            AttackEvent::Goal(among(&mut random, &goals)),
            AttackEvent::EightBit(random.below(2) == 1),
            AttackEvent::UntilProbability(random.uniform()),
            AttackEvent::Seed(random.bits() as u32),
            AttackEvent::Factor(among(&mut random, &FACTORS)),
        ];
        for param in attack.params {
            events.push(AttackEvent::Set(param, value(&mut random, param, network)));
        }
        for event in events {
            model.on_event(Event::Attack(event));
        }
        frame(&mut random, &mut model);
        let other = followed(&model);
        let [one, two] = [&model, &other].map(|model| {
            let settings = &model.attack.settings;
            settings.request(settings.spec())
        });
        assert!(same(attack.params, &one.params, &two.params));
        let rest = |request: crate::protocol::AttackRequest| crate::protocol::AttackRequest {
            params: ParamValues::default(),
            ..request
        };
        assert_eq!(rest(one), rest(two));
        let [one, two] = [&model, &other].map(|model| &model.attack.settings);
        assert_eq!(one.factor, two.factor);
    }
}

fn term(random: &mut Random, network: &NetworkSpec) -> Term {
    let spec = among(random, catalogue::OBJECTIVES);
    let layer = among(random, network.layers);
    let channels = network.channels_of(layer).expect("channels") as u32;
    Term {
        weight: number(random),
        class: spec.needs(Need::Class).then(|| class(random)),
        layer: spec.needs(Need::Layer).then(|| layer.to_owned()),
        channel: spec.needs(Need::Channel).then(|| random.below(channels)),
        ..Term::new(spec.id)
    }
}

#[test]
fn visualisations_come_back() {
    let mut random = Random::new(3);
    for round in 0..300 {
        let mut model = page(START);
        model.on_event(Event::OpenPart(part::VISUALISATION));
        let network = model.network();
        let preset = catalogue::PRESETS[round % catalogue::PRESETS.len()].id;
        let mut events = vec![VisualEvent::Preset(preset)];
        for at in 0..1 + random.below(8) as usize {
            events.push(VisualEvent::Term(at, term(&mut random, network)));
        }
        // Every other time the preset as it is.
        if round % 2 == 0 {
            for param in catalogue::VISUALIZE_PARAMS {
                events.push(VisualEvent::Set(param, value(&mut random, param, network)));
            }
        }
        let starts = [Start::Noise, Start::Grey, Start::Image];
        events.push(VisualEvent::Start(among(&mut random, &starts)));
        events.push(VisualEvent::Seed(random.bits() as u32));
        for event in events {
            model.on_event(Event::Visual(event));
        }
        frame(&mut random, &mut model);
        let other = followed(&model);
        let [one, two] = [&model, &other].map(|model| &model.visual.settings);
        assert_eq!((one.preset, &one.terms), (two.preset, &two.terms));
        assert_eq!((one.start, one.seed), (two.start, two.seed));
        assert!(same(catalogue::VISUALIZE_PARAMS, &one.params, &two.params));
    }
}

#[test]
fn pairs_of_networks_come_back() {
    let all = catalogue::NETWORKS;
    for (first, second) in all
        .iter()
        .flat_map(|one| all.iter().map(move |two| (one, two)))
    {
        let mut model = page(START);
        model.on_event(Event::OpenPart(part::TWO_NETWORKS));
        model.settings.network = first.id;
        model.on_event(Event::Pair(PairEvent::Choose(second.id)));
        model.on_event(Event::Pair(PairEvent::Targets(4)));
        let other = followed(&model);
        let ids = |model: &AppModel| model.other_network().map(|other| other.id);
        assert_eq!(ids(&other), ids(&model));
        assert_eq!(other.pair.targets, model.pair.targets);
    }
}

/// Every key stands once but those of lists.
#[test]
fn no_part_has_two_meanings_for_a_key() {
    let mut model = page(START);
    let mut links = Vec::new();
    for method in catalogue::SALIENCY_METHODS {
        model.on_event(Event::ChooseMethod(method.id));
        for leaf in leaf::ALL {
            model.on_event(Event::OpenLeaf(leaf));
            links.extend(model.link());
        }
    }
    for attack in catalogue::ATTACKS {
        open(
            &mut model,
            &format!("g1~part_adversarial~img_coffee~method_{}~z", attack.id),
        );
        links.extend(model.link());
    }
    open(&mut model, "g1~part_visualisation~img_coffee~z");
    links.extend(model.link());
    assert_eq!(
        links.len(),
        leaf::ALL.len() * catalogue::SALIENCY_METHODS.len() + catalogue::ATTACKS.len() + 1
    );
    for link in links {
        let mut keys: Vec<&str> = link
            .split('~')
            .filter_map(|p| Some(p.split_once('_')?.0))
            .collect();
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), count, "{link}");
    }
}
