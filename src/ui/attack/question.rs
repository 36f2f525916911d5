use leptos::prelude::*;

use super::state::AttackView;
use crate::app_model::{AppModel, AttackEvent, AttackSettings, Hindrance, OF_THE_FORMULA};
use crate::catalogue;
use crate::protocol::Goal;
use crate::spec::{AttackSpec, ParamSpec};
use crate::ui::class_picker::{Picking, class_picker};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::segments::{Choice, segments_of};
use crate::ui::strings;
use crate::ui::typed::Wanted;

pub(super) const PER_CENT: Wanted = Wanted::number(0.0, 100.0, 5.0);

/// What the attack has to reach, and how it goes about it.
pub(super) fn question(view: AttackView) -> AnyView {
    let ui = view.ui;
    let attack = ui.part(|model| Sheet(model.attack.settings.spec()));
    let hindrance = ui.part(AppModel::attack_hindrance);
    let is = move |what| move || hindrance.get() != Some(what);
    let has_two_classes = ui.part(|model| model.network().classes == 2);
    view! {
        <p class="words zero" id="no-other-class" role="status" hidden=is(Hindrance::NoOtherClass)>
            {ui.t(strings::NO_OTHER_CLASS)}
        </p>
        <div class="question">{goals(ui)} {attacks(ui)}</div>
        <p class="hint" id="one-other-class" hidden=move || !has_two_classes.get()>
            {ui.t(strings::ONE_OTHER_CLASS)}
        </p>
        {target(ui)}
        <p class="words zero" id="already-there" role="status" hidden=is(Hindrance::AlreadyThere)>
            {ui.t(strings::ALREADY_THERE)}
        </p>
        <div id="attack-params">
            <div class="controls">{move || fields(ui, attack.get().0, true)}</div>
            <details class="more" id="attack-more">
                <summary>{ui.t(strings::MORE_SETTINGS)}</summary>
                <div class="controls">{move || fields(ui, attack.get().0, false)} {common(ui)}</div>
            </details>
        </div>
        {move || about(ui, attack.get().0)}
    }
    .into_any()
}

/// The parameters of the practical's formula, or those beyond it.
fn fields(ui: Ui, attack: &'static AttackSpec, of_the_formula: bool) -> AnyView {
    let params = attack.params.iter();
    let params = params.filter(|param| OF_THE_FORMULA.contains(&param.id) == of_the_formula);
    params
        .map(|param| param_of(ui, attack, param))
        .collect_view()
        .into_any()
}

fn param_of(ui: Ui, attack: &'static AttackSpec, param: &'static ParamSpec) -> AnyView {
    let value = ui.part(move |model| {
        let values = model.attack.settings.params.get(attack.id);
        values.map_or_else(|| param.default_value(), |values| values.get(param))
    });
    let set = move |value| ui.attack(AttackEvent::Set(param, value));
    controls::param(ui, "param", param, value, set)
}

/// Sheets are the same when their ids are.
#[derive(Clone, Copy)]
struct Sheet(&'static AttackSpec);

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

/// Whether nothing hinders an attack.
pub(super) fn can_start(model: &AppModel) -> bool {
    model.attack_hindrance().is_none()
}

#[derive(Clone, Copy, PartialEq)]
enum GoalKind {
    Class,
    Other(Goal),
}

fn kind(goal: Goal) -> GoalKind {
    match goal {
        Goal::Class(_) => GoalKind::Class,
        other => GoalKind::Other(other),
    }
}

fn goals(ui: Ui) -> AnyView {
    let goal = ui.part(|model| model.attack.settings.goal);
    let attack = ui.part(|model| Sheet(model.attack.settings.spec()));
    // The class comes back when the reader does, as far as the network has it.
    let last_class = ui.part(|model| model.attack.settings.target);
    let choice = |value, id, text| Choice { value, id, text };
    let choices = vec![
        choice(GoalKind::Class, "class", strings::GOAL_CLASS),
        choice(
            GoalKind::Other(Goal::RunnerUp),
            "runner-up",
            strings::GOAL_RUNNER_UP,
        ),
        choice(
            GoalKind::Other(Goal::LeastLikely),
            "least-likely",
            strings::GOAL_LEAST,
        ),
        choice(GoalKind::Other(Goal::Away), "away", strings::GOAL_AWAY),
    ];
    let as_goal = move |kind| match kind {
        GoalKind::Class => Goal::Class(last_class.get_untracked()),
        GoalKind::Other(goal) => goal,
    };
    let chosen = Signal::derive(move || kind(goal.get()));
    let is_open = move |kind| AttackSettings::knows(attack.get().0, as_goal(kind));
    let choose = move |kind| ui.attack(AttackEvent::Goal(as_goal(kind)));
    segments_of(ui, "goal", strings::GOAL, choices, chosen, is_open, choose).into_any()
}

fn target(ui: Ui) -> AnyView {
    let class = ui.part(|model| match model.attack.settings.goal {
        Goal::Class(class) => Some(class),
        _ => None,
    });
    let picking = Picking {
        prefix: "target",
        label: strings::TARGET,
        class,
        choose: Callback::new(move |class| ui.attack(AttackEvent::Goal(Goal::Class(class)))),
        rank: |_| Some(strings::RANK_ON_PHOTOGRAPH),
    };
    let runner_up = ui.part(|model| {
        let is_asked = model.attack.settings.goal == Goal::RunnerUp;
        is_asked.then(|| model.seen_class(1)).flatten()
    });
    let named = move || {
        runner_up
            .get()
            .map(|class| strings::class_name(class, ui.lang.get()))
    };
    view! {
        <div hidden=move || class.get().is_none()>{class_picker(ui, picking, None)}</div>
        <p class="figures" id="runner-up" hidden=move || runner_up.get().is_none()>{named}</p>
    }
    .into_any()
}

fn attacks(ui: Ui) -> AnyView {
    let options = catalogue::ATTACKS
        .iter()
        .enumerate()
        .map(|(i, spec)| (spec.id, i.to_string(), spec.name))
        .collect();
    let chosen = ui.part(|model| {
        let chosen = model.attack.settings.attack;
        catalogue::ATTACKS.iter().position(|spec| spec.id == chosen)
    });
    let chosen = Signal::derive(move || chosen.get().unwrap_or(0).to_string());
    let set = move |position: f64| {
        if let Some(spec) = catalogue::ATTACKS.get(position as usize) {
            ui.attack(AttackEvent::Choose(spec.id));
        }
    };
    controls::select(
        ui,
        Control::new("attack", strings::ATTACK),
        options,
        chosen,
        Box::new(set),
    )
}

fn about(ui: Ui, spec: &'static AttackSpec) -> AnyView {
    let lang = ui.lang.get();
    let paper = spec.paper;
    let deviations = (!spec.deviations.en.is_empty()).then(|| {
        view! { <p>{strings::DEVIATIONS.get(lang)} " " {spec.deviations.get(lang)}</p> }
    });
    view! {
        <details class="more" id="about-attack">
            <summary>{strings::ABOUT_ATTACK.get(lang)}</summary>
            <p>{spec.summary.get(lang)}</p>
            {deviations}
            <p>
                {strings::PAPER.get(lang)} " " {paper.cite} ", "
                <a href=paper.url rel="external noopener"><cite lang="en">{paper.title}</cite></a> "."
            </p>
        </details>
    }
    .into_any()
}

/// A probability in per cent, as it stands in a field.
pub(super) fn per_cent_of(share: f32) -> f64 {
    (f64::from(share) * 1e7).round() / 1e5
}

/// What every attack can be told.
fn common(ui: Ui) -> AnyView {
    let until = ui.part(|model| model.attack.settings.until_probability);
    let seed = ui.part(|model| f64::from(model.attack.settings.seed));
    let boxed = ui.part(|model| model.attack.settings.is_boxed());
    let eight_bit = ui.part(|model| model.attack.settings.is_eight_bit());
    let per_cent = move || per_cent_of(until.get());
    let set_until = move |value: f64| {
        ui.attack(AttackEvent::UntilProbability((value / 100.0) as f32));
    };
    let set_seed = move |value: f64| ui.attack(AttackEvent::Seed(value as u32));
    let control = |id, name, hint| Control {
        hint: Signal::stored(hint),
        ..Control::new(id, name)
    };
    let until_control = Control {
        unit: strings::PER_CENT,
        ..control("attack-until", strings::UNTIL, strings::UNTIL_HINT)
    };
    let seed_control = control("attack-seed", strings::SEED, strings::SEED_HINT);
    let box_control = control("attack-boxed", strings::BOXED, strings::BOXED_HINT);
    let eight_bit_control = control(
        "attack-eight-bit",
        strings::EIGHT_BIT,
        strings::EIGHT_BIT_HINT,
    );
    let set_boxed = move |value: f64| ui.attack(AttackEvent::Boxed(value > 0.0));
    let set_eight_bit = move |value: f64| ui.attack(AttackEvent::EightBit(value > 0.0));
    let always = Signal::stored(true);
    view! {
        {controls::number(ui, until_control, Signal::derive(per_cent), Signal::stored(PER_CENT), Box::new(set_until))}
        {controls::number(ui, seed_control, seed.into(), Signal::stored(Wanted::SEED), Box::new(set_seed))}
        {controls::switch(ui, box_control, boxed.into(), always, Box::new(set_boxed))}
        {controls::switch(ui, eight_bit_control, eight_bit.into(), always, Box::new(set_eight_bit))}
        <div class="field param">
            <button
                type="button"
                class="quiet"
                id="attack-defaults"
                aria-describedby="attack-defaults-hint"
                on:click=move |_| ui.attack(AttackEvent::Reset)
            >
                {ui.t(strings::DEFAULTS)}
            </button>
            <p class="hint" id="attack-defaults-hint">{ui.t(strings::DEFAULTS_HINT)}</p>
        </div>
    }
    .into_any()
}
