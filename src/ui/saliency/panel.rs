use leptos::ev;
use leptos::prelude::*;

use super::instruments::{LoadTest, Test};
use super::state::MapState;
use super::{batch, beside, controls, estimate, view};
use crate::app_model::{AppModel, Event, Instrument, leaf, part};
use crate::spec::{MethodSpec, ParamSpec, Text};
use crate::ui::class_picker::Picking;
use crate::ui::context::Ui;
use crate::ui::panels::{Heading, later};
use crate::ui::workbench::{Bench, Leaf, Turned, bench, leaves};
use crate::ui::{class_picker, controls as fields, formula, strings};
use crate::{catalogue, scores};

/// The part's name.
pub const SALIENCY: Heading = Heading {
    id: part::SALIENCY,
    title: strings::SALIENCY,
};

/// All of the part; `load` fetches the code of its tests.
pub fn saliency(ui: Ui, load: LoadTest) -> AnyView {
    ui.app.model.update_untracked(AppModel::seat_beside);
    let state = MapState::new(ui);
    let sheet = spec(ui);
    let result = view! {
        {view::pair(state)}
        {view::words(state)}
        {view::files(state)}
    };
    let setup = view! {
        <div class="question">
            {class_picker::class_picker(ui, explained(ui), Some(reset(ui).into_any()))}
            {methods(ui)}
        </div>
        {params(ui)}
        {controls::controls(state)}
    };
    view! {
        {bench(Bench {
            result: result.into_any(),
            setup: setup.into_any(),
            run: view::actions(state).into_any(),
        })}
        {following(state, sheet, load)}
    }
    .into_any()
}

/// The leaves, in the order of [`leaf::ALL`].
fn following(state: MapState, sheet: Memo<Sheet>, load: LoadTest) -> AnyView {
    let ui = state.ui;
    let turned = Turned {
        shown: ui
            .part(|model| {
                let mut all = leaf::ALL.iter();
                all.position(|id| *id == model.settings.leaf).unwrap_or(0)
            })
            .into(),
        show: Callback::new(move |at: usize| ui.send(Event::OpenLeaf(leaf::ALL[at]))),
    };
    let tests: [(&'static str, Text, Instrument); 4] = [
        ("saliency-leaf-sanity", strings::SANITY, Instrument::Sanity),
        (
            "saliency-leaf-faithful",
            strings::FAITHFUL,
            Instrument::Faithful,
        ),
        ("saliency-leaf-doctor", strings::DOCTOR, Instrument::Proof),
        ("saliency-leaf-object", strings::OBJECT, Instrument::Object),
    ];
    let mut all = vec![
        Leaf::new(
            "saliency-leaf-meaning",
            strings::MEANING,
            what_it_shows(ui, sheet),
        ),
        Leaf::new(
            "saliency-leaf-methods",
            strings::METHODS_BESIDE,
            beside::beside(state),
        ),
        Leaf::new(
            "saliency-leaf-pictures",
            strings::PICTURES_BESIDE,
            batch::batch(ui),
        ),
    ];
    for (id, name, which) in tests {
        let load = Box::new(move || load(Test { state, which }));
        let body = later(ui, load, turned.is_at(all.len()));
        all.push(Leaf::new(id, name, body));
    }
    leaves(ui, turned, all)
}

fn what_it_shows(ui: Ui, sheet: Memo<Sheet>) -> AnyView {
    view! {
        <section class="meaning" aria-labelledby="meaning-title">
            <h3 id="meaning-title">{ui.t(strings::MEANING)}</h3>
            {move || meaning(ui, sheet.get().0)}
        </section>
    }
    .into_any()
}

/// The class that is explained: the chosen one, else the predicted one.
fn explained(ui: Ui) -> Picking {
    Picking {
        prefix: "class",
        label: strings::CLASS_TO_EXPLAIN,
        class: ui.part(|model| {
            let predicted = || scores::predicted(&model.saliency.scores.as_ref()?.values);
            model.settings.class.or_else(predicted)
        }),
        choose: Callback::new(move |class| ui.send(Event::ChooseClass(Some(class)))),
        rank: |_| Some(strings::CLASS_RANK),
    }
}

/// Back to whatever the network predicts.
fn reset(ui: Ui) -> impl IntoView {
    let follows = ui.part(|model| model.settings.class.is_none());
    let text = move || {
        let text = if follows.get() {
            strings::PREDICTED_IN_USE
        } else {
            strings::PREDICTED
        };
        text.get(ui.lang.get())
    };
    view! {
        <button
            type="button"
            id="class-predicted"
            disabled=follows
            on:click=move |_| ui.send(Event::ChooseClass(None))
        >
            {text}
        </button>
    }
}

/// The chosen method; sheets are the same when their ids are.
#[derive(Clone, Copy)]
struct Sheet(&'static MethodSpec);

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

fn spec(ui: Ui) -> Memo<Sheet> {
    ui.part(|model| {
        let chosen = catalogue::saliency_method(model.settings.method);
        Sheet(chosen.unwrap_or(catalogue::SALIENCY_METHODS[0]))
    })
}

/// What the chosen method can be told; made anew for another network, whose layers are others.
fn params(ui: Ui) -> impl IntoView {
    let sheet = spec(ui);
    let network = ui.part(|model| model.network().id);
    move || {
        network.track();
        let spec = sheet.get().0;
        let fields = spec.params.iter().map(|param| param_of(ui, spec, param));
        (!spec.params.is_empty()).then(|| {
            view! {
                <div class="controls" id="method-params">
                    {fields.collect_view()}
                    <div class="field param">
                        <button
                            type="button"
                            class="quiet"
                            id="method-defaults"
                            on:click=move |_| ui.send(Event::DefaultParams)
                        >
                            {ui.t(strings::DEFAULTS)}
                        </button>
                    </div>
                </div>
            }
        })
    }
}

fn param_of(ui: Ui, method: &'static MethodSpec, param: &'static ParamSpec) -> AnyView {
    let value = ui.part(move |model| {
        let values = model.settings.params.get(method.id);
        values.map_or_else(|| param.default_value(), |values| values.get(param))
    });
    let set = move |value| ui.send(Event::SetParam(param, value));
    fields::param(ui, "method", param, value, set)
}

/// The choice of a method.
fn methods(ui: Ui) -> impl IntoView {
    let chosen = ui.part(|model| model.settings.method);
    let option = move |method: &'static MethodSpec| {
        // How long it takes is said before it is chosen.
        let expected = ui.part(|model| {
            let ms = estimate::expected_ms_by(model, method.id);
            ms.map(estimate::rounded)
        });
        let name = move || {
            let lang = ui.lang.get();
            strings::with_time(method.name.get(lang), expected.get(), lang)
        };
        view! {
            <option value=method.id prop:selected=move || chosen.get() == method.id>
                {name}
            </option>
        }
    };
    let groups = catalogue::SALIENCY_METHODS
        .chunk_by(|one, next| one.kind == next.kind)
        .map(|group| {
            let options = group.iter().map(|method| option(method)).collect_view();
            view! { <optgroup label=ui.t(group[0].kind.name())>{options}</optgroup> }
        })
        .collect_view();
    let expected = ui.part(|model| estimate::expected_ms(model).map(estimate::rounded));
    let takes = move || strings::takes_about(expected.get()?, ui.lang.get());
    let choose = move |event: ev::Event| {
        if let Some(method) = catalogue::saliency_method(&event_target_value(&event)) {
            ui.send(Event::ChooseMethod(method.id));
        }
    };
    view! {
        <div class="field">
            <label class="label" for="method">{ui.t(strings::METHOD)}</label>
            <select id="method" aria-describedby="method-time" on:change=choose>{groups}</select>
            <p class="hint" id="method-time" hidden=move || takes().is_none()>{takes}</p>
        </div>
    }
}

/// What the map of a method shows, its formula, and what a reader of maps has to know.
fn meaning(ui: Ui, spec: &'static MethodSpec) -> impl IntoView {
    let lang = ui.lang.get();
    let caveat = move || ui.app.model.with(|model| model.network().caveat.get(lang));
    let background = spec.background.iter();
    let background = background
        .map(|formula| view! { <p>{formula.words.get(lang)}</p> {formula::of(ui, None, formula)} })
        .collect_view();
    let paper = spec.paper;
    view! {
        <div class="explanation">
            <p>{spec.explanation.get(lang)}</p>
            {formula::of(ui, Some("formula"), &spec.formula)}
        </div>
        <p class="caveat" id="caveat">{caveat}</p>
        <details class="more">
            <summary>{strings::MORE.get(lang)}</summary>
            {background}
            <p>{spec.beware.get(lang)}</p>
            <p>
                {strings::PAPER.get(lang)} " " {paper.cite} ", "
                <a href=paper.url rel="external noopener"><cite lang="en">{paper.title}</cite></a> "."
            </p>
            <p>{strings::DEVIATIONS.get(lang)} " " {spec.deviations.get(lang)}</p>
        </details>
    }
}
