use leptos::prelude::*;

use super::beside;
use super::objective::objective;
use super::state::VisualView;
use crate::app_model::VisualEvent;
use crate::catalogue;
use crate::protocol::Start;
use crate::spec::ParamSpec;
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::segments::{Choice, segments_of};
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// The parameters that the practical names; the others stand behind a click.
const OF_THE_PRACTICAL: [&str; 9] = [
    "iterations",
    "eta",
    "step",
    "lambda",
    "penalty",
    "jitter",
    "blur",
    "blur-every",
    "clamp",
];

/// What the image shall excite, and how it is made.
pub(super) fn question(view: VisualView) -> AnyView {
    let ui = view.ui;
    let is_of_practical = |param: &&&ParamSpec| OF_THE_PRACTICAL.contains(&param.id);
    let (first, rest): (Vec<_>, Vec<_>) = catalogue::VISUALIZE_PARAMS
        .iter()
        .partition(is_of_practical);
    let fields = |params: Vec<&&'static ParamSpec>| {
        let fields = params.into_iter().map(|param| param_of(ui, param));
        fields.collect_view()
    };
    view! {
        {objective(ui)}
        <div class="question">{presets(ui)} {beside::button(view)} {starts(ui)}</div>
        {about_preset(ui)}
        <details class="more" id="visual-params">
            <summary>{ui.t(strings::PARAMETERS)}</summary>
            <p class="hint">{ui.t(strings::PARAMETERS_HINT)}</p>
            <div class="controls">{fields(first)} {seed(ui)}</div>
            <h3>{ui.t(strings::BEYOND)}</h3>
            <div class="controls">{fields(rest)}</div>
        </details>
    }
    .into_any()
}

fn param_of(ui: Ui, param: &'static ParamSpec) -> AnyView {
    let value = ui.part(move |model| model.visual.settings.params.get(param));
    let set = move |value| ui.visual(VisualEvent::Set(param, value));
    controls::param(ui, "visual", param, value, set)
}

fn presets(ui: Ui) -> AnyView {
    let options = catalogue::PRESETS.iter().enumerate();
    let options = options.map(|(i, preset)| (preset.id, i.to_string(), preset.name));
    let chosen = ui.part(|model| {
        let chosen = model.visual.settings.preset;
        catalogue::PRESETS.iter().position(|p| p.id == chosen)
    });
    let chosen = Signal::derive(move || chosen.get().unwrap_or(0).to_string());
    let set = move |position: f64| {
        if let Some(preset) = catalogue::PRESETS.get(position as usize) {
            ui.visual(VisualEvent::Preset(preset.id));
        }
    };
    let control = Control::new("visual-preset", strings::PRESET);
    controls::select(ui, control, options.collect(), chosen, Box::new(set))
}

/// Where the settings come from, and whether they still are what they were there.
fn about_preset(ui: Ui) -> AnyView {
    let chosen = ui.part(|model| {
        (
            model.visual.settings.preset,
            model.visual.settings.is_preset(),
        )
    });
    let source = move || {
        let preset = catalogue::PRESETS.iter().find(|p| p.id == chosen.get().0);
        preset.map(|preset| preset.source.get(ui.lang.get()))
    };
    let changed = move || (!chosen.get().1).then(|| strings::CHANGED_SINCE.get(ui.lang.get()));
    view! { <p class="hint" id="preset-source">{source} " " <strong>{changed}</strong></p> }
        .into_any()
}

fn starts(ui: Ui) -> AnyView {
    let start = ui.part(|model| model.visual.settings.start);
    let has_picture = ui.part(|model| {
        let opened = model.picture.opened.as_ref();
        opened.is_some_and(|opened| opened.pixels.is_some())
    });
    let choice = |value, id, text| Choice { value, id, text };
    let choices = vec![
        choice(Start::Noise, "noise", strings::START_NOISE),
        choice(Start::Grey, "grey", strings::START_GREY),
        choice(Start::Image, "image", strings::START_IMAGE),
    ];
    let is_open = move |start| start != Start::Image || has_picture.get();
    let choose = move |start| ui.visual(VisualEvent::Start(start));
    segments_of(
        ui,
        "visual-start",
        strings::VISUAL_START,
        choices,
        start.into(),
        is_open,
        choose,
    )
    .into_any()
}

fn seed(ui: Ui) -> AnyView {
    let seed = ui.part(|model| model.visual.settings.seed);
    let control = Control {
        hint: Signal::stored(strings::SEED_HINT),
        ..Control::new("visual-seed", strings::SEED)
    };
    let shown = Signal::derive(move || f64::from(seed.get()));
    let set = move |value: f64| ui.visual(VisualEvent::Seed(value as u32));
    controls::number(
        ui,
        control,
        shown,
        Signal::stored(Wanted::SEED),
        Box::new(set),
    )
}
