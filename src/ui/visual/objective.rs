use leptos::prelude::*;

use crate::app_model::VisualEvent;
use crate::protocol::{Aim, Term};
use crate::spec::{ClassId, Text};
use crate::ui::class_picker::{Picking, class_picker};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::strings;
use crate::ui::typed::Wanted;

const WEIGHTS: Wanted = Wanted::number(-1000.0, 1000.0, 0.1);

/// What the image shall excite: a class, or any weighted sum.
pub(super) fn objective(ui: Ui) -> AnyView {
    let class = ui.part(|model| model.visual.settings.class());
    let picking = Picking {
        prefix: "visual-class",
        label: strings::VISUAL_CLASS,
        class,
        choose: |ui, class| ui.visual(VisualEvent::Class(class)),
    };
    let seen = ui.part(|model| model.seen_class(0));
    let seen_button = view! {
        <button
            type="button"
            class="quiet"
            id="visual-seen-class"
            disabled=move || seen.get().is_none()
            on:click=move |_| ui.visual(VisualEvent::SeenClass)
        >
            {ui.t(strings::SEEN_CLASS)}
        </button>
    };
    let count = ui.part(|model| model.visual.settings.terms.len());
    // The layers on offer are the network's: another one brings its own.
    let network = ui.part(|model| model.settings.network);
    let rows = move || {
        network.track();
        (0..count.get()).map(|at| term(ui, at)).collect_view()
    };
    let has_one_class = ui.part(|model| model.network().classes == 1);
    let add = move |_| {
        let at = count.get_untracked();
        let aim = Aim::Score(class.get_untracked().unwrap_or(ClassId(0)));
        ui.visual(VisualEvent::Term(at, Term { weight: 1.0, aim }));
    };
    view! {
        <p class="words zero" id="only-class" hidden=move || !has_one_class.get()>
            {ui.t(strings::ONLY_CLASS)}
        </p>
        {class_picker(ui, picking, Some(seen_button.into_any()))}
        <details class="more" id="visual-terms">
            <summary>{ui.t(strings::OBJECTIVE_TERMS)}</summary>
            <p class="hint">{ui.t(strings::OBJECTIVE_HINT)}</p>
            <ul class="terms">{rows}</ul>
            <button type="button" class="quiet" id="visual-add-term" on:click=add>
                {ui.t(strings::ADD_TERM)}
            </button>
        </details>
    }
    .into_any()
}

/// The kinds of an aim, in the order of their choice.
const KINDS: [(&str, Text); 5] = [
    ("score", strings::AIM_SCORE),
    ("probability", strings::AIM_PROBABILITY),
    ("channel", strings::AIM_CHANNEL),
    ("unit", strings::AIM_UNIT),
    ("layer", strings::AIM_LAYER),
];

fn kind(aim: &Aim) -> usize {
    match aim {
        Aim::Score(_) => 0,
        Aim::Probability(_) => 1,
        Aim::Channel { .. } => 2,
        Aim::Unit { .. } => 3,
        Aim::Layer { .. } => 4,
    }
}

/// What an aim is about: its class, or its layer and channel.
fn parts(aim: &Aim) -> (Option<ClassId>, Option<&str>, u32) {
    match aim {
        Aim::Score(class) | Aim::Probability(class) => (Some(*class), None, 0),
        Aim::Channel { layer, channel } | Aim::Unit { layer, channel } => {
            (None, Some(layer), *channel)
        }
        Aim::Layer { layer } => (None, Some(layer), 0),
    }
}

fn aim(kind: usize, class: ClassId, layer: String, channel: u32) -> Aim {
    match kind {
        1 => Aim::Probability(class),
        2 => Aim::Channel { layer, channel },
        3 => Aim::Unit { layer, channel },
        4 => Aim::Layer { layer },
        _ => Aim::Score(class),
    }
}

/// The layers of the network that is in use.
fn layers(ui: Ui) -> Vec<&'static str> {
    ui.app
        .model
        .with_untracked(|model| model.network().layers.to_vec())
}

fn term(ui: Ui, at: usize) -> AnyView {
    let of = move |part: fn(&Term) -> f32| {
        ui.part(move |model| model.visual.settings.terms.get(at).map_or(0.0, part))
    };
    let kind_of = of(|term| kind(&term.aim) as f32);
    let weight = of(|term| term.weight);
    let class = of(|term| parts(&term.aim).0.map_or(0.0, |class| f32::from(class.0)));
    let channel = of(|term| parts(&term.aim).2 as f32);
    let all_layers = layers(ui);
    let middle = all_layers.len() / 2;
    let names = all_layers.clone();
    let layer = ui.part(move |model| {
        let term = model.visual.settings.terms.get(at);
        let name = term.and_then(|term| parts(&term.aim).1);
        names.iter().position(|layer| Some(*layer) == name)
    });
    let names = all_layers.clone();
    let change = move |kind: usize, weight: f32, class: f32, layer: usize, channel: f32| {
        let layer = names.get(layer).copied().unwrap_or_default().to_owned();
        let aim = aim(
            kind,
            ClassId(class.max(0.0) as u16),
            layer,
            channel.max(0.0) as u32,
        );
        ui.visual(VisualEvent::Term(at, Term { weight, aim }));
    };
    let change = StoredValue::new_local(change);
    let now = move || {
        let layer = layer.get_untracked().unwrap_or(middle);
        (
            kind_of.get_untracked() as usize,
            weight.get_untracked(),
            class.get_untracked(),
            layer,
            channel.get_untracked(),
        )
    };
    let set = move |edit: fn(&mut (usize, f32, f32, usize, f32), f64)| {
        move |value: f64| {
            let mut all = now();
            edit(&mut all, value);
            change.with_value(|change| change(all.0, all.1, all.2, all.3, all.4));
        }
    };
    let id = |part: &str| format!("visual-term-{at}-{part}");
    let kinds = KINDS.iter().enumerate();
    let kinds = kinds
        .map(|(i, &(id, name))| (id, i.to_string(), name))
        .collect();
    let layer_options = all_layers.iter().enumerate();
    let layer_options = layer_options
        .map(|(i, &name)| (name, i.to_string(), Text::new(name, name)))
        .collect();
    let text = |value: Memo<f32>| Signal::derive(move || value.get().to_string());
    let shown = |value: Memo<f32>| Signal::derive(move || f64::from(value.get()));
    let classes = ui.part(|model| model.network().classes);
    let below = |count: usize| Wanted::whole(0.0, count.saturating_sub(1) as f64, 1.0);
    let a_class = Signal::derive(move || below(classes.get()));
    let channels = ui.part(move |model| {
        let term = model.visual.settings.terms.get(at)?;
        model.network().channels_of(parts(&term.aim).1?)
    });
    let a_channel = Signal::derive(move || below(channels.get().unwrap_or(1)));
    let is_class = move || kind_of.get() < 2.0;
    let has_channel = move || matches!(kind_of.get() as usize, 2 | 3);
    let class_name = move || {
        let class = ClassId(class.get() as u16);
        strings::class_name(class, ui.lang.get())
    };
    let chosen_layer = Signal::derive(move || layer.get().unwrap_or(middle).to_string());
    let count = ui.part(|model| model.visual.settings.terms.len());
    view! {
        <li class="term">
            {controls::number(ui, Control::new(&id("weight"), strings::WEIGHT), shown(weight), Signal::stored(WEIGHTS), Box::new(set(|all, v| all.1 = v as f32)))}
            {controls::select(ui, Control::new(&id("kind"), strings::AIM), kinds, text(kind_of), Box::new(set(|all, v| all.0 = v as usize)))}
            <div hidden=move || !is_class()>
                {controls::number(ui, Control::new(&id("class"), strings::CLASS_INDEX), shown(class), a_class, Box::new(set(|all, v| all.2 = v as f32)))}
                <p class="hint">{class_name}</p>
            </div>
            <div hidden=is_class>
                {controls::select(ui, Control::new(&id("layer"), strings::LAYER), layer_options, chosen_layer, Box::new(set(|all, v| all.3 = v as usize)))}
            </div>
            <div hidden=move || !has_channel()>
                {controls::number(ui, Control::new(&id("channel"), strings::CHANNEL), shown(channel), a_channel, Box::new(set(|all, v| all.4 = v as f32)))}
            </div>
            <button
                type="button"
                class="quiet"
                id=id("remove")
                disabled=move || count.get() < 2
                on:click=move |_| ui.visual(VisualEvent::RemoveTerm(at))
            >
                {ui.t(strings::REMOVE_TERM)}
            </button>
        </li>
    }
    .into_any()
}
