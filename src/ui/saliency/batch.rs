//! One method on several pictures: the photographs of the page, or files of the reader's own.

use leptos::ev;
use leptos::prelude::*;
use web_sys::{File, FileList};

use super::series::{self, SeriesView};
use super::ways::ways;
use crate::app_model::{AppModel, BesideEvent, MOST_PICTURES, Named, Of};
use crate::catalogue;
use crate::client::{self, PictureFile};
use crate::record::{Kind, Table};
use crate::spec::ClassId;
use crate::ui::context::Ui;
use crate::ui::intake::{Take, file_input};
use crate::ui::parts::part;
use crate::ui::strings;

/// The files of a series, by its number.
type Held = StoredValue<(u32, Vec<PictureFile>), LocalStorage>;

/// Where pictures come from, and what becomes of them.
#[derive(Clone, Copy)]
struct Batch {
    view: SeriesView,
    held: Held,
    /// How many files were chosen at once.
    count: RwSignal<usize>,
}

/// Pictures, each with its map and its class.
pub(super) fn batch(ui: Ui) -> AnyView {
    let batch = Batch {
        view: SeriesView::new(ui, (Of::Pictures, "pictures"), RwSignal::new(None)),
        held: StoredValue::new_local((0, Vec::new())),
        count: RwSignal::new(0),
    };
    send_what_is_wanted(batch);
    let view = batch.view;
    let has_none = move || view.figure.with(Option::is_none);
    let dropped = move |event: ev::DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files());
        let all = list(files);
        if all.is_empty() {
            return;
        }
        // Here they are a series; anywhere else the first of them is the picture of the page.
        event.prevent_default();
        event.stop_propagation();
        client::show_dragging(false);
        open_files(batch, all);
    };
    let body = view! {
        <div class="findings" id="pictures-drop" on:drop=dropped>
            <p class="hint">{ui.t(strings::PICTURES_WHY)}</p>
            {method(ui)}
            {series::actions(view, sources(batch))}
            {too_many(batch)}
            <div class="answer" hidden=has_none>
                {series::scales(view)}
                <ul class="series of-pictures">
                    <For each=move || view.places() key=|place| *place let:place>
                        {picture(view, place.1)}
                    </For>
                </ul>
                {series::readout(view)}
                {series::files(view, Kind::Pictures, Table::Pictures)}
                {ways(ui)}
            </div>
        </div>
    }
    .into_any();
    part(ui, "pictures", strings::PICTURES_BESIDE, body)
}

/// The file that the state wants next is fetched or read, and sent to it.
fn send_what_is_wanted(batch: Batch) {
    let ui = batch.view.ui;
    let wanted = ui.part(AppModel::wanted_picture);
    Effect::new(move |_| {
        let Some((series, at)) = wanted.get() else {
            return;
        };
        let file = batch
            .held
            .with_value(|(of, files)| files.get(at).filter(|_| *of == series).cloned());
        ui.app.send_picture(series, at, file);
    });
}

fn method(ui: Ui) -> AnyView {
    let method = ui.part(|model| model.settings.method);
    let words = move || {
        let lang = ui.lang.get();
        let spec = catalogue::saliency_method(method.get())?;
        Some(strings::drawn_by(spec.name.get(lang), lang))
    };
    view! { <p class="figures" id="pictures-method">{words}</p> }.into_any()
}

/// The ways to choose pictures.
fn sources(batch: Batch) -> AnyView {
    let ui = batch.view.ui;
    let take: Take = Box::new(move |files| open_files(batch, list(files)));
    view! {
        <button
            type="button"
            id="pictures-samples"
            disabled=move || ui.samples.with(Vec::is_empty)
            on:click=move |_| open_samples(batch)
        >
            {ui.t(strings::ALL_SAMPLES)}
        </button>
        <label class="file">
            {file_input("pictures-files", "image/*,.avif,.heic,.heif", true, take)}
            <span class="button">{ui.t(strings::OWN_PICTURES)}</span>
        </label>
        <span class="hint">{ui.t(strings::OR_DROP)}</span>
    }
    .into_any()
}

fn too_many(batch: Batch) -> AnyView {
    let lang = batch.view.ui.lang;
    let words = move || {
        let count = batch.count.get();
        (count > MOST_PICTURES).then(|| strings::too_many_pictures(count, lang.get()))
    };
    view! { <p class="hint" role="status" id="pictures-left">{words}</p> }.into_any()
}

fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else {
        return Vec::new();
    };
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

fn open_samples(batch: Batch) {
    let ui = batch.view.ui;
    let lang = ui.lang.get_untracked();
    let samples = ui.samples.get_untracked();
    let named = |sample: &client::Sample| Named {
        name: sample.title(lang).to_owned(),
        sample: Some(sample.id.clone()),
        truth: sample.class.map(ClassId),
    };
    let names = samples.iter().map(named).collect();
    batch.count.set(0);
    open(
        batch,
        names,
        samples.into_iter().map(PictureFile::Sample).collect(),
    );
}

fn open_files(batch: Batch, files: Vec<File>) {
    let named = |file: &File| Named {
        name: file.name(),
        sample: None,
        truth: None,
    };
    batch.count.set(files.len());
    let names = files.iter().take(MOST_PICTURES).map(named).collect();
    open(
        batch,
        names,
        files.into_iter().map(PictureFile::Own).collect(),
    );
}

fn open(batch: Batch, names: Vec<Named>, files: Vec<PictureFile>) {
    let ui = batch.view.ui;
    ui.app.beside(BesideEvent::Open(names));
    let series = ui
        .app
        .model
        .with_untracked(|model| model.series(Of::Pictures).map(|series| series.number));
    if let Some(series) = series {
        batch.held.set_value((series, files));
    }
}

/// A picture and its map over what the network says of it.
fn picture(view: SeriesView, at: usize) -> AnyView {
    let name = Signal::derive(view.of_plate(at, |plate, lang| strings::name_of(&plate.item, lang)));
    // Why there is no map stands in the place of the class.
    let of_map = view.of_plate(at, |plate, lang| match plate.map() {
        Some(_) => strings::map_words(&plate.item, plate.high, lang),
        None => String::new(),
    });
    let of_map = Signal::derive(of_map);
    let found = view.of_plate(at, |plate, lang| {
        let [found, _] = strings::classes_of(&plate.item, lang);
        found
    });
    let truth = view.of_plate(at, |plate, lang| {
        let [_, truth] = strings::classes_of(&plate.item, lang);
        truth
    });
    let state = view.of_plate(at, |plate, _| plate.item.found.id());
    let class = view.of_plate(at, |plate, _| {
        let map = plate.item.found.map();
        map.map(|map| map.class.class.to_string())
    });
    let truth_class = view.of_plate(at, |plate, _| {
        let truth = plate.item.found.map().and_then(|map| map.truth);
        truth.map(|(standing, _)| standing.class.to_string())
    });
    view! {
        <li data-state=state data-class=class data-truth=truth_class>
            <h4>{name}</h4>
            <div class="pair">
                {series::stage(view, view.id(&format!("seen-{at}")), name, series::photo(view, at), false)}
                {series::stage(view, view.id(&format!("map-{at}")), of_map, series::map(view, at), at == 0)}
            </div>
            <p class="found">{found}</p>
            <p class="truth">{truth}</p>
            <p class="hint">{of_map}</p>
        </li>
    }
    .into_any()
}
