use leptos::prelude::*;

use super::context::{SamplesState, Ui};
use super::panels::{Coming, Panel};
use super::surround::Surround;
use super::{
    course, device, first_view, header, intake, notices, panels, picture_panel, samples, saved,
    scores, shelf, strings,
};
use crate::app_model::{AppModel, DeviceWish};
use crate::client::{self, App, NamesReader, Recording, State};
use crate::labels;

/// The code that the page fetches once it is there.
pub struct Program {
    /// In the order of the practical.
    pub parts: &'static [Panel],
    /// What stands around the first view and the bench.
    pub surround: fn(Ui, Surround) -> Coming,
    pub shelf: fn(Ui) -> Coming,
    /// The thread of the practical.
    pub course: fn(Ui) -> Coming,
    pub recording: Recording,
    /// Links, the shelf, and what is kept through a reload.
    pub state: State,
    /// Reads lists of class names.
    pub names: NamesReader,
}

/// Puts the page in the place of the text that was there before it.
pub fn mount(program: Program) {
    client::read_names_by(program.names);
    client::record_by(program.recording);
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(move || page(program));
}

fn page(program: Program) -> impl IntoView {
    let parts = program.parts;
    let device = client::address_param("device")
        .and_then(|value| DeviceWish::from_param(&value))
        .unwrap_or_default();
    let mut model = AppModel::default();
    model.settings.device = device;
    let ui = Ui {
        app: App::start(model, program.state),
        lang: RwSignal::new(client::preferred_lang()),
        samples: RwSignal::new(Vec::new()),
        samples_state: RwSignal::new(SamplesState::Coming),
        carries_records: RwSignal::new(client::kept_records()),
        asked_again: RwSignal::new(0),
    };
    ui.fetch_samples();
    Effect::new(move |_| {
        let lang = ui.lang.get();
        document().set_title(strings::TITLE.get(lang));
        client::set_page_lang(lang);
    });
    let names = ui.part(AppModel::class_names);
    Effect::new(move |_| {
        labels::use_names(&names.get());
        // Names of classes are texts like all others: they are written anew.
        ui.lang.notify();
    });
    intake::listen(ui);
    let is_at_work = ui.part(AppModel::is_at_work);
    let is_shelf_open = RwSignal::new(false);
    let to_shelf = shelf::to_shelf(ui, is_shelf_open);
    let surround = move |which| {
        let load = Box::new(move || (program.surround)(ui, which));
        panels::later(ui, load, Signal::stored(true))
    };
    view! {
        <a class="skip" href="#main">{ui.t(strings::SKIP)}</a>
        <div class="own-window">{surround(Surround::OwnWindow)}</div>
        {header::header(ui, to_shelf, panels::nav(ui, parts, is_at_work))}
        <main id="main" tabindex="-1" class:has-picture=is_at_work>
            {first_view::first_view(ui)}
            {samples::samples(ui, is_at_work, surround(Surround::Camera))}
            <div class="bench" hidden=move || !is_at_work.get()>
                <div class="subject">
                    {picture_panel::picture(ui)}
                    {scores::scores(ui)}
                </div>
                <div class="experiments">
                    {panels::panels(ui, parts)} {shelf::fold(ui, is_shelf_open, program.shelf)}
                </div>
            </div>
            {device::engine(ui)}
        </main>
        {course::seat(ui, program.course)}
        <footer class="about" id="about">
            <h2>{ui.t(strings::ABOUT)}</h2>
            {surround(Surround::About)}
        </footer>
        {notices::notices(ui)}
        {saved::saved(ui)}
        {intake::drop_hint(ui)}
    }
}
