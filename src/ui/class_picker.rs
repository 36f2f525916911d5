use std::sync::Arc;
use std::time::Duration;

use leptos::ev;
use leptos::html::{Input, Ul};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::offered::offered_now;
use super::strings;
use crate::app_model::AppModel;
use crate::spec::{ClassId, Text};
use crate::{client, labels, scores};

const MOST_OPTIONS: usize = 50;

/// What is picked, and what for.
#[derive(Clone, Copy)]
pub(super) struct Picking {
    /// The ids of the elements begin with it.
    pub prefix: &'static str,
    pub label: Text,
    /// The class that the field shows.
    pub class: Memo<Option<ClassId>>,
    pub choose: Callback<ClassId>,
    /// How the line on its rank on the photograph begins; none: that is not told.
    pub rank: fn(&AppModel) -> Option<Text>,
}

/// A combobox over the classes, as the WAI-ARIA patterns describe it (list autocomplete).
#[derive(Clone, Copy)]
struct Picker {
    ui: Ui,
    picking: Picking,
    class: Memo<Option<ClassId>>,
    /// What the reader is typing; none when the field shows the class.
    query: RwSignal<Option<String>>,
    is_open: RwSignal<bool>,
    /// The option that Enter takes.
    active: RwSignal<Option<usize>>,
    options: Memo<Vec<ClassId>>,
    /// The classes that a course offers; none: all.
    only: Memo<Option<Arc<[ClassId]>>>,
    input: NodeRef<Input>,
    list: NodeRef<Ul>,
}

/// The field, what stands beside it, and the rank, score and probability of its class.
pub(super) fn class_picker(ui: Ui, picking: Picking, beside: Option<AnyView>) -> impl IntoView {
    let query = RwSignal::new(None::<String>);
    let only = offered_now(ui);
    let picker = Picker {
        ui,
        picking,
        class: picking.class,
        query,
        is_open: RwSignal::new(false),
        active: RwSignal::new(None),
        options: Memo::new(move |_| {
            let query = query.get().unwrap_or_default();
            labels::search_among(&query, ui.lang.get(), MOST_OPTIONS, only.get().as_deref())
        }),
        only,
        input: NodeRef::new(),
        list: NodeRef::new(),
    };
    view! {
        <div class="field class-picker">
            <label for=picker.id("input")>{ui.t(picking.label)}</label>
            <div class="combobox">
                {field(picker)}
                {listbox(picker)}
            </div>
            {move || few(picker)}
            {beside}
            <p class="figures" id=picker.id("standing")>{move || standing(picker)}</p>
        </div>
    }
}

impl Picker {
    fn id(self, part: &str) -> String {
        format!("{}-{part}", self.picking.prefix)
    }

    fn option_id(self, at: usize) -> String {
        format!("{}-option-{at}", self.picking.prefix)
    }

    fn shown(self, class: ClassId) -> String {
        let name = labels::name(class, self.ui.lang.get()).unwrap_or_default();
        format!("{name} ({class})")
    }

    fn open(self) {
        self.is_open.set(true);
    }

    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
        self.query.set(None);
    }

    /// Shows the class again, marked, so that what is typed next takes its place.
    fn settle(self) {
        self.close();
        // Once the field holds the new name: changing it takes the mark away.
        set_timeout(move || self.mark(), Duration::ZERO);
    }

    /// Selects the class in the field; what is being typed stays as it is.
    fn mark(self) {
        if let Some(input) = self.input.get_untracked()
            && self.query.get_untracked().is_none()
        {
            input.select();
        }
    }

    fn choose(self, class: ClassId) {
        self.settle();
        self.picking.choose.run(class);
    }

    fn type_in(self, text: String) {
        self.query.set(Some(text));
        self.active.set(
            self.options
                .with_untracked(|all| (!all.is_empty()).then_some(0)),
        );
        self.open();
    }

    fn step(self, by: isize) {
        let count = self.options.with_untracked(Vec::len) as isize;
        if count == 0 {
            return;
        }
        let was_open = self.is_open.get_untracked();
        self.open();
        let next = match self.active.get_untracked() {
            Some(at) => (at as isize + by).rem_euclid(count),
            None if by < 0 => count - 1,
            None => 0,
        };
        if was_open || self.active.get_untracked().is_none() {
            self.active.set(Some(next as usize));
        }
    }

    fn on_key(self, event: &ev::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "Enter" if self.is_open.get_untracked() => {
                let active = self.active.get_untracked().unwrap_or(0);
                let class = self.options.with_untracked(|all| all.get(active).copied());
                if let Some(class) = class {
                    self.choose(class);
                }
            }
            "Escape" if self.is_open.get_untracked() => self.settle(),
            key => {
                // The first letter replaces the name that stands there, wherever the caret is.
                let is_letter = key.chars().count() == 1;
                if is_letter && !event.ctrl_key() && !event.meta_key() && !event.alt_key() {
                    self.mark();
                }
                return;
            }
        }
        event.prevent_default();
    }

    /// Brings the active option into sight, within the list only.
    fn follow(self) {
        let (Some(at), Some(list)) = (self.active.get(), self.list.get_untracked()) else {
            return;
        };
        let Some(option) = document().get_element_by_id(&self.option_id(at)) else {
            return;
        };
        let (outer, inner) = (
            list.get_bounding_client_rect(),
            option.get_bounding_client_rect(),
        );
        let scroll = f64::from(list.scroll_top());
        if inner.top() < outer.top() {
            list.set_scroll_top((scroll + inner.top() - outer.top()).floor() as i32);
        } else if inner.bottom() > outer.bottom() {
            list.set_scroll_top((scroll + inner.bottom() - outer.bottom()).ceil() as i32);
        }
    }
}

fn field(picker: Picker) -> impl IntoView {
    let ui = picker.ui;
    let text = move || match picker.query.get() {
        Some(query) => query,
        None => picker
            .class
            .get()
            .map(|class| picker.shown(class))
            .unwrap_or_default(),
    };
    view! {
        <input
            type="text"
            id=picker.id("input")
            node_ref=picker.input
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            aria-autocomplete="list"
            aria-controls=picker.id("list")
            aria-expanded=move || picker.is_open.get().to_string()
            aria-activedescendant=move || picker.active.get().map(|at| picker.option_id(at))
            placeholder=ui.t(strings::CLASS_HINT)
            prop:value=text
            on:input=move |event| picker.type_in(event_target_value(&event))
            on:keydown=move |event| picker.on_key(&event)
            on:focus=move |_| {
                picker.mark();
                more_names(ui);
            }
            on:click=move |_| {
                picker.mark();
                picker.open();
            }
            on:blur=move |_| picker.close()
        />
    }
}

/// Has classes answer to their other names, too.
fn more_names(ui: Ui) {
    spawn_local(async move {
        if client::fetch_synonyms().await {
            // What was found before may not be all.
            ui.lang.notify();
        }
    });
}

fn listbox(picker: Picker) -> impl IntoView {
    let ui = picker.ui;
    Effect::new(move |_| picker.follow());
    let option = move |(at, class): (usize, ClassId)| {
        view! {
            <li
                id=picker.option_id(at)
                role="option"
                data-class=class.to_string()
                aria-selected=move || (picker.active.get() == Some(at)).to_string()
                // Not a click: the field would lose the focus before, and close the list.
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| picker.choose(class)
            >
                <span>{labels::name(class, ui.lang.get())}</span>
                <span class="figure">{class.to_string()}</span>
            </li>
        }
    };
    let options = move || {
        if !picker.is_open.get() {
            return Vec::new();
        }
        picker
            .options
            .get()
            .into_iter()
            .enumerate()
            .map(option)
            .collect()
    };
    let nothing = move || {
        let none = picker.is_open.get() && picker.options.with(Vec::is_empty);
        none.then(|| {
            let words = match (labels::knows_all_names(), picker.only.with(Option::is_some)) {
                (false, _) => strings::NO_CLASS_YET,
                (true, true) => strings::NO_CLASS_OFFERED,
                (true, false) => strings::NO_CLASS,
            };
            words.get(ui.lang.get())
        })
    };
    view! {
        <ul
            class="options"
            id=picker.id("list")
            role="listbox"
            node_ref=picker.list
            aria-label=ui.t(strings::CLASSES)
            hidden=move || !picker.is_open.get() || picker.options.with(Vec::is_empty)
        >
            {options}
        </ul>
        <p class="no-option" role="status">{nothing}</p>
    }
}

/// That a course offers a few, where it does.
fn few(picker: Picker) -> Option<AnyView> {
    let count = picker.only.get()?.len();
    let words = strings::classes_offered(count, labels::count(), picker.ui.lang.get());
    Some(view! { <p class="hint few-classes">{words}</p> }.into_any())
}

fn standing(picker: Picker) -> Option<String> {
    let class = picker.class.get()?;
    let lang = picker.ui.lang.get();
    picker.ui.app.model.with(|model| {
        let begin = (picker.picking.rank)(model)?.get(lang);
        let found = model.saliency.scores.as_ref()?;
        let ranked = found.of(class)?;
        let rank = scores::rank(&found.values, class)?;
        Some(strings::standing(
            begin,
            found.values.len(),
            rank,
            ranked.score,
            ranked.probability,
            lang,
        ))
    })
}
