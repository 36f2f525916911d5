//! Links that were handed out. None of them is ever changed or taken away: they stand in courses.

use super::{come, kinds, open, page};
use crate::app_model::{
    AppModel, AttackSettings, BlobId, MapView, NoticeKind, PictureSource, Settings, VisualSettings,
    leaf, part,
};
use crate::catalogue;
use crate::image::Framing;
use crate::protocol::{Change, Filling, Goal, Redraw, Start, Term};
use crate::render::{ColourMap, Reduction, Scale};
use crate::spec::{ClassId, ParamKind, ParamSpec, ParamValues};

/// The value of a parameter by its id; of a choice, the id of the option.
fn value(params: &[&'static ParamSpec], values: &ParamValues, id: &str) -> String {
    let mut params = params.iter();
    let param = params.find(|param| param.id == id).expect("a parameter");
    match param.kind {
        ParamKind::Choice { options, .. } => options[values.whole(param)].0.to_owned(),
        _ => values.get(param).to_string(),
    }
}

fn of_method(settings: &Settings, id: &str) -> String {
    let method = catalogue::saliency_method(settings.method).expect("a method");
    let values = settings.params.get(method.id).cloned().unwrap_or_default();
    value(method.params, &values, id)
}

fn of_attack(settings: &AttackSettings, id: &str) -> String {
    value(settings.spec().params, &settings.values(), id)
}

fn of_visual(settings: &VisualSettings, id: &str) -> String {
    value(catalogue::VISUALIZE_PARAMS, &settings.params, id)
}

/// Follows a link that is understood whole; what it sets up is written as the same link again.
fn golden(link: &str) -> AppModel {
    let model = page(link);
    assert_eq!(kinds(&model), Vec::<&NoticeKind>::new(), "{link}");
    assert_eq!(model.link().as_deref(), Some(link));
    model
}

#[test]
fn the_first_map_of_the_practical() {
    let model = golden(
        "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_gradient~class_predicted~reduction_max-abs~colours_hot~scale_linear~view_alone~opacity_0.6~z",
    );
    let settings = &model.settings;
    assert_eq!(settings.part, part::SALIENCY);
    assert_eq!(
        (settings.network, settings.method),
        ("squeezenet-1.1", "gradient")
    );
    assert_eq!((settings.class, settings.opacity), (None, 0.6));
    assert_eq!(settings.reduction, Reduction::MaxAbs);
    assert_eq!(
        (settings.colours, settings.scale),
        (ColourMap::Hot, Scale::Linear)
    );
    assert_eq!(settings.view, MapView::Alone);
    let opened = model.picture.opened.expect("a picture");
    assert_eq!(opened.framing, Framing::CENTRE_SQUARE);
}

#[test]
fn several_methods_side_by_side() {
    let model = golden(
        "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_gradient~class_285~reduction_max-abs~colours_hot~scale_linear~view_alone~opacity_0.6~beside_gradient~beside_smooth-grad_base_gradient_copies_7_noise_0.125_seed_42~beside_grad-cam_layer_fire8~beside-scale_one~z",
    );
    let settings = &model.settings;
    assert_eq!(settings.method, "gradient");
    assert_eq!(settings.beside, ["gradient", "smooth-grad", "grad-cam"]);
    assert!(settings.one_scale);
    let smooth = catalogue::saliency_method("smooth-grad").expect("a method");
    let values = &settings.params[smooth.id];
    let shown = ["base", "copies", "noise", "seed"].map(|id| value(smooth.params, values, id));
    assert_eq!(shown, ["gradient", "7", "0.125", "42"]);
    let layer = catalogue::saliency_method("grad-cam")
        .expect("a method")
        .params[0];
    let at = settings.params["grad-cam"].whole(layer);
    assert_eq!(model.network().layers_of_maps()[at - 1], "fire8");
}

#[test]
fn a_layer_by_its_name_and_a_part_of_the_picture() {
    let model = golden(
        "g1~part_saliency~net_efficientnet-lite0~img_coffee~crop_12-34-200~method_grad-cam~layer_block3b~class_967~reduction_l2~colours_viridis~scale_percentile-99~view_over~opacity_0.35~z",
    );
    let settings = &model.settings;
    assert_eq!(
        (settings.network, settings.method),
        ("efficientnet-lite0", "grad-cam")
    );
    assert_eq!(settings.class, Some(ClassId(967)));
    assert_eq!(settings.scale, Scale::Percentile(99.0));
    assert_eq!(
        (settings.view, settings.opacity),
        (MapView::OverImage, 0.35)
    );
    let layer = of_method(settings, "layer")
        .parse::<usize>()
        .expect("a layer");
    assert_eq!(model.network().layers_of_maps()[layer - 1], "block3b");
    let opened = model.picture.opened.expect("a picture");
    let area = crate::image::crop_box(600, 400, opened.framing);
    assert_eq!((area.x0, area.y0, area.x1, area.y1), (12, 34, 212, 234));
}

#[test]
fn smooth_grad_with_its_seed_and_the_whole_picture() {
    let model = golden(
        "g1~part_saliency~net_squeezenet-1.1~img_astronaut~crop_whole~method_smooth-grad~base_guided-backpropagation~copies_7~noise_0.125~seed_42~class_0~reduction_sum-abs~colours_inferno~scale_absolute-0.5~view_place~opacity_1~z",
    );
    let settings = &model.settings;
    let params = ["base", "copies", "noise", "seed"].map(|id| of_method(settings, id));
    assert_eq!(params, ["guided-backpropagation", "7", "0.125", "42"]);
    assert_eq!(settings.scale, Scale::Absolute(0.5));
    assert_eq!(settings.view, MapView::InPlace);
    let opened = model.picture.opened.expect("a picture");
    assert_eq!(opened.framing, Framing::Squeeze);
}

#[test]
fn the_rule_towards_a_stingray() {
    let model = golden(
        "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_100~eta_0.5~objective_score~to_6~until_0~box_1~eight-bit_1~seed_0~factor_50~z",
    );
    assert_eq!(model.settings.part, part::ADVERSARIAL);
    let settings = &model.attack.settings;
    assert_eq!(
        (settings.attack, settings.goal),
        ("rule", Goal::Class(ClassId(6)))
    );
    let params = ["steps", "eta", "objective"].map(|id| of_attack(settings, id));
    assert_eq!(params, ["100", "0.5", "score"]);
    let request = settings.request(settings.spec());
    assert!(request.boxed && request.eight_bit);
}

#[test]
fn the_bare_rule() {
    let model = golden(
        "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_60~eta_1~objective_score~to_130~until_0~box_0~eight-bit_0~seed_0~factor_1~z",
    );
    let settings = &model.attack.settings;
    let request = settings.request(settings.spec());
    assert!(!request.boxed && !request.eight_bit);
    assert_eq!(
        (settings.goal, settings.target),
        (Goal::Class(ClassId(130)), ClassId(130))
    );
}

#[test]
fn a_random_start_away_from_the_class() {
    let model = golden(
        "g1~part_adversarial~net_efficientnet-lite0~img_coffee~crop_100-0-400~method_pgd-linf~steps_40~epsilon_8~step_1.5~random-start_1~objective_cross-entropy~to_away~until_0.9~box_1~eight-bit_1~seed_4294967295~factor_100~z",
    );
    let settings = &model.attack.settings;
    assert_eq!((settings.attack, settings.goal), ("pgd-linf", Goal::Away));
    assert_eq!((settings.until_probability, settings.seed), (0.9, u32::MAX));
    let params = ["steps", "epsilon", "step", "random-start"].map(|id| of_attack(settings, id));
    assert_eq!(params, ["40", "8", "1.5", "1"]);
    assert_eq!(settings.factor, 100);
}

#[test]
fn a_tarantula_as_the_practical_dreams_it() {
    let model = golden(
        "g1~part_visualisation~net_squeezenet-1.1~img_chelsea~crop_75-0-300~preset_practical~term_1-score-76~iterations_200~eta_5~step_plain~lambda_0.001~penalty_norm~tv_0~decay_0~jitter_16~rotation_0~scale_0~blur_0.5~blur-every_10~norm-percentile_0~contribution-percentile_0~clamp_1~space_pixels~octaves_1~side_network~start_noise~seed_3~z",
    );
    assert_eq!(model.settings.part, part::VISUALISATION);
    let settings = &model.visual.settings;
    assert!(settings.is_preset());
    assert_eq!(settings.preset, "practical");
    assert_eq!(settings.terms, [Term::score(ClassId(76))]);
    assert_eq!((settings.start, settings.seed), (Start::Noise, 3));
}

#[test]
fn a_sum_of_terms_on_a_canvas_of_waves() {
    let model = golden(
        "g1~part_visualisation~net_squeezenet-1.1~img_chelsea~crop_75-0-300~preset_best~term_1-score-130~term_-0.5-channel-fire5-12~term_0.25-layer-conv10~iterations_50~eta_0.05~step_adam~lambda_0~penalty_squared~tv_0.004~decay_0~jitter_32~rotation_10~scale_15~blur_0~blur-every_10~norm-percentile_0~contribution-percentile_0~clamp_0~space_waves~octaves_2~side_double~start_image~seed_0~z",
    );
    let settings = &model.visual.settings;
    let [score, channel, layer] = &settings.terms[..] else {
        panic!("{:?}", settings.terms);
    };
    assert_eq!(*score, Term::score(ClassId(130)));
    assert_eq!(
        (channel.weight, channel.objective.as_str()),
        (-0.5, "channel")
    );
    assert_eq!(
        (channel.layer.as_deref(), channel.channel),
        (Some("fire5"), Some(12))
    );
    assert_eq!(
        (layer.weight, layer.layer.as_deref()),
        (0.25, Some("conv10"))
    );
    let params = [
        "iterations",
        "step",
        "penalty",
        "clamp",
        "space",
        "octaves",
        "side",
    ];
    let params = params.map(|id| of_visual(settings, id));
    assert_eq!(
        params,
        ["50", "adam", "squared", "0", "waves", "2", "double"]
    );
    assert_eq!(settings.start, Start::Image);
}

#[test]
fn two_networks_side_by_side() {
    let model = golden(
        "g1~part_two-networks~net_efficientnet-lite0~img_chelsea~crop_75-0-300~second_squeezenet-1.1~targets_3~z",
    );
    assert_eq!(model.settings.part, part::TWO_NETWORKS);
    assert_eq!(model.network().id, "efficientnet-lite0");
    assert_eq!(
        model.other_network().map(|other| other.id),
        Some("squeezenet-1.1")
    );
    assert_eq!(model.pair.targets, 3);
    assert_eq!(model.pair.leaf, "maps");
}

#[test]
fn what_is_shown_of_two_networks() {
    for leaf in ["transfer", "recognition", "matrix"] {
        let model = golden(&format!(
            "g1~part_two-networks~net_squeezenet-1.1~img_chelsea~crop_75-0-300~second_efficientnet-lite0~targets_2~leaf_{leaf}~z"
        ));
        assert_eq!(model.pair.leaf, leaf);
    }
}

#[test]
fn a_picture_of_ones_own() {
    let link = "g1~part_saliency~net_squeezenet-1.1~img_sha256-0123456789abcdef~crop_1-2-50~method_deconvnet~class_3~reduction_max-abs~colours_grey~scale_linear~view_alone~opacity_0.6~z";
    let mut model = AppModel::default();
    open(&mut model, link);
    assert_eq!(kinds(&model), [&NoticeKind::LinkLacksPicture]);
    let file = |blob| PictureSource::File { blob: BlobId(blob) };
    come(&mut model, file(1), (90, 80), &"f".repeat(64));
    assert_eq!(kinds(&model), [&NoticeKind::LinkLacksPicture]);
    come(&mut model, file(2), (90, 80), &"0123456789abcdef".repeat(4));
    assert_eq!(kinds(&model), Vec::<&NoticeKind>::new());
    assert_eq!(model.settings.class, Some(ClassId(3)));
    assert_eq!(model.link().as_deref(), Some(link));
}

const MAP_OF_CAT: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_gradient~class_285~reduction_max-abs~colours_hot~scale_linear~view_alone~opacity_0.6";

#[test]
fn weights_that_are_drawn_anew_layer_by_layer() {
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_sanity~change_alone~weights_permutation~test-seed_7~z"
    ));
    assert_eq!(model.settings.leaf, leaf::SANITY);
    let request = model.sanity_request();
    assert_eq!(request.change, Change::Alone(Redraw::Permutation));
    assert_eq!((request.seed, request.map.class), (7, Some(ClassId(285))));
    assert_eq!(request.map.method, "gradient");
}

#[test]
fn other_classes_in_place_of_the_one() {
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_sanity~change_classes~classes_8~test-seed_0~z"
    ));
    let request = model.sanity_request();
    assert_eq!(request.change, Change::Classes { count: 8 });
}

#[test]
fn pixels_that_go_and_come_by_two_methods_with_a_box() {
    let model = golden(&format!(
        "{MAP_OF_CAT}~beside_gradient~beside_grad-cam_layer_fire8~beside-scale_own~leaf_faithful~protocol_road~test-seed_3~box_30-20-210-200~z"
    ));
    let request = model.faithful_request();
    let methods: Vec<&str> = request.methods.iter().map(|m| m.method.as_str()).collect();
    assert_eq!(
        methods,
        ["gradient", "grad-cam", "edges", "random", "centre"]
    );
    assert_eq!(
        (request.steps, request.neighbours, request.seed),
        (20, 0, 3)
    );
    assert_eq!([request.deletion, request.insertion], [Filling::Imputed; 2]);
    // Row first, as the protocol has it.
    assert_eq!(request.bounds, Some([20, 30, 200, 210]));
}

#[test]
fn the_protocol_of_the_paper_without_a_box() {
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_faithful~protocol_as-published~test-seed_0~box_none~z"
    ));
    let request = model.faithful_request();
    assert_eq!((request.steps, request.neighbours), (224, 10));
    let fillings = [request.deletion, request.insertion];
    assert_eq!(fillings, [Filling::MeanColour, Filling::OutOfFocus]);
    assert_eq!(request.bounds, None);
}

#[test]
fn a_gradient_that_is_proved_at_a_pixel() {
    let model = golden(&format!("{MAP_OF_CAT}~leaf_doctor~pixel_120-80~levels_4~z"));
    let set = &model.instrument_settings().proof;
    assert_eq!((set.pixel, set.levels), (Some((120, 80)), 4));
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_doctor~pixel_strongest~levels_1~z"
    ));
    assert_eq!(model.instrument_settings().proof.pixel, None);
}

#[test]
fn an_object_as_the_paper_finds_it_beside_a_box() {
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_object~recipe_simonyan~gamma_12.5~test-seed_1~box_0-0-224-100~z"
    ));
    let request = model.segment_request();
    assert_eq!(request.recipe, "simonyan");
    assert_eq!((request.gamma, request.seed, request.side), (12.5, 1, 224));
    assert!(!request.ten_crops, "so it was before there was a choice");
    assert_eq!(model.reader_box(), Some([0, 0, 100, 224]));
    let model = golden(&format!(
        "{MAP_OF_CAT}~leaf_object~recipe_simonyan~gamma_20~crops_ten~test-seed_1~box_none~z"
    ));
    assert!(model.segment_request().ten_crops);
}

#[test]
fn the_leaves_with_maps_side_by_side() {
    for id in [leaf::METHODS, leaf::PICTURES] {
        let model = golden(&format!("{MAP_OF_CAT}~leaf_{id}~z"));
        assert_eq!(model.settings.leaf, id);
    }
}
