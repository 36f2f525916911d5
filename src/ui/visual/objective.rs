use leptos::prelude::*;

use crate::app_model::VisualEvent;
use crate::catalogue;
use crate::protocol::{Start, Term};
use crate::spec::{ClassId, Need, Text};
use crate::ui::class_picker::{Picking, class_picker};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::number_field::SetNumber;
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
        choose: Callback::new(move |class| ui.visual(VisualEvent::Class(class))),
        // A drawing that begins with noise has nothing to do with the photograph.
        rank: |model| {
            let is_of_it = model.visual.settings.start == Start::Image;
            is_of_it.then_some(strings::RANK_ON_PHOTOGRAPH)
        },
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
        let row = |at| Row::new(ui, at).view();
        (0..count.get()).map(row).collect_view()
    };
    let has_one_class = ui.part(|model| model.network().classes == 1);
    let add = move |_| {
        let first = Term::new(catalogue::OBJECTIVES[0].id);
        ui.visual(VisualEvent::Term(count.get_untracked(), first));
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

/// The fields of one term, by its position.
#[derive(Clone, Copy)]
struct Row {
    ui: Ui,
    at: usize,
    term: Memo<Term>,
    /// As it was last set here, with what another objective needed: that comes back with it.
    last: StoredValue<Term>,
}

impl Row {
    fn new(ui: Ui, at: usize) -> Self {
        let term = ui.part(move |model| {
            let term = model.visual.settings.terms.get(at).cloned();
            term.unwrap_or_else(|| Term::new(""))
        });
        let last = StoredValue::new(term.get_untracked());
        Self { ui, at, term, last }
    }

    fn part<T>(self, part: impl Fn(&Term) -> T + Send + Sync + 'static) -> Signal<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.term.with(&part)).into()
    }

    /// What a field does: it edits its part of the term.
    fn set(self, edit: impl Fn(&mut Term, f64) + 'static) -> SetNumber {
        Box::new(move |value| {
            let (now, last) = (self.term.get_untracked(), self.last.get_value());
            let mut term = Term {
                class: now.class.or(last.class),
                layer: now.layer.or(last.layer),
                channel: now.channel.or(last.channel),
                ..now
            };
            edit(&mut term, value);
            self.last.set_value(term.clone());
            self.ui.visual(VisualEvent::Term(self.at, term));
        })
    }

    fn id(self, part: &str) -> String {
        format!("visual-term-{}-{part}", self.at)
    }

    fn control(self, part: &str, name: Text) -> Control {
        Control::new(&self.id(part), name)
    }

    fn number(
        self,
        control: Control,
        part: fn(&Term) -> f64,
        wanted: Signal<Wanted>,
        edit: fn(&mut Term, f64),
    ) -> AnyView {
        controls::number(self.ui, control, self.part(part), wanted, self.set(edit))
    }

    /// `field`, while the objective needs it.
    fn needed(self, need: Need, field: AnyView) -> AnyView {
        let is_needed = self.part(move |term| {
            catalogue::objective(&term.objective).is_some_and(|spec| spec.needs(need))
        });
        view! { <div hidden=move || !is_needed.get()>{field}</div> }.into_any()
    }

    fn objective(self) -> AnyView {
        let all = catalogue::OBJECTIVES;
        let options = all.iter().enumerate();
        let options = options.map(|(i, spec)| (spec.id, i.to_string(), spec.name));
        let chosen = self.part(|term| {
            let mut all = catalogue::OBJECTIVES.iter();
            all.position(|spec| spec.id == term.objective).unwrap_or(0)
        });
        let control = Control {
            hint: Signal::derive(move || all[chosen.get()].words),
            ..self.control("kind", strings::AIM)
        };
        let choose = |term: &mut Term, position: f64| {
            if let Some(spec) = catalogue::OBJECTIVES.get(position as usize) {
                term.objective = spec.id.to_owned();
            }
        };
        let chosen = Signal::derive(move || chosen.get().to_string());
        let set = self.set(choose);
        controls::select(self.ui, control, options.collect(), chosen, set)
    }

    fn class(self) -> AnyView {
        let classes = self.ui.part(|model| model.network().classes);
        let name = self.part(|term| term.class);
        let name = move || Some(strings::class_name(name.get()?, self.ui.lang.get()));
        let field = self.number(
            self.control("class", strings::CLASS_INDEX),
            |term| term.class.map_or(0.0, |class| f64::from(class.0)),
            Signal::derive(move || below(classes.get())),
            |term, value| term.class = Some(ClassId(value as u16)),
        );
        let field = view! {
            {field}
            <p class="hint">{name}</p>
        };
        self.needed(Need::Class, field.into_any())
    }

    fn layer(self) -> AnyView {
        let model = self.ui.app.model;
        let layers = model.with_untracked(|model| model.network().layers);
        let options = layers.iter().enumerate();
        let options = options.map(|(i, &name)| (name, i.to_string(), Text::new(name, name)));
        let chosen = self.part(move |term| {
            let mut all = layers.iter();
            let at = all.position(|layer| Some(*layer) == term.layer.as_deref());
            at.unwrap_or(0).to_string()
        });
        let choose = move |term: &mut Term, position: f64| {
            let layer = layers.get(position as usize);
            term.layer = layer.map(|layer| (*layer).to_owned());
        };
        let (control, set) = (self.control("layer", strings::LAYER), self.set(choose));
        let field = controls::select(self.ui, control, options.collect(), chosen, set);
        self.needed(Need::Layer, field)
    }

    fn channel(self) -> AnyView {
        let channels = self.ui.part(move |model| {
            let term = model.visual.settings.terms.get(self.at)?;
            model.network().channels_of(term.layer.as_deref()?)
        });
        let field = self.number(
            self.control("channel", strings::CHANNEL),
            |term| term.channel.map_or(0.0, f64::from),
            Signal::derive(move || below(channels.get().unwrap_or(1))),
            |term, value| term.channel = Some(value as u32),
        );
        self.needed(Need::Channel, field)
    }

    fn view(self) -> AnyView {
        let Self { ui, at, .. } = self;
        let weight = self.number(
            self.control("weight", strings::WEIGHT),
            |term| f64::from(term.weight),
            Signal::stored(WEIGHTS),
            |term, value| term.weight = value as f32,
        );
        let count = ui.part(|model| model.visual.settings.terms.len());
        view! {
            <li class="term">
                {weight} {self.objective()} {self.class()} {self.layer()} {self.channel()}
                <button
                    type="button"
                    class="quiet"
                    id=self.id("remove")
                    disabled=move || count.get() < 2
                    on:click=move |_| ui.visual(VisualEvent::RemoveTerm(at))
                >
                    {ui.t(strings::REMOVE_TERM)}
                </button>
            </li>
        }
        .into_any()
    }
}

/// A position among so many.
fn below(count: usize) -> Wanted {
    Wanted::whole(0.0, count.saturating_sub(1) as f64, 1.0)
}
