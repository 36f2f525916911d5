//! A series of maps on the page: its maps, their scale, what is read in them, and its files.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;

use super::colour_bar::ramp;
use super::figure::{Figure, Plate};
use super::picture::WHOLE;
use super::probe::cross;
use super::reader::Reader;
use crate::app_model::{BesideEvent, Drawn, MapView, Of, Settings, ShelfEvent, Standstill};
use crate::client::now_ms;
use crate::record::{Kind, Table};
use crate::render::{ColourMap, Reduction, Rgba, Scale, rgba_from_rgb};
use crate::spec::Lang;
use crate::ui::canvas::{ById, Shown, draw_on};
use crate::ui::context::Ui;
use crate::ui::records::{csv_button, record_button};
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;

/// What tells one state of a series from another: maps by their place in memory, as comparing their
/// numbers costs more than drawing them.
#[derive(PartialEq)]
struct Pulse {
    number: u32,
    items: Vec<(&'static str, usize)>,
    progress: Option<[u32; 2]>,
    standstill: Option<Standstill>,
    side: usize,
    drawn_as: (Reduction, Scale, bool),
}

/// How maps are coloured.
#[derive(PartialEq, Clone, Copy)]
struct Look(ColourMap, MapView, f32);

/// A series with all that follows from it; copied freely.
#[derive(Clone, Copy)]
pub(super) struct SeriesView {
    pub ui: Ui,
    pub of: Of,
    /// Of every element of it; ends without a dash.
    pub prefix: &'static str,
    pub figure: Memo<Option<ById<Figure>>>,
    pub reader: Reader,
    look: Memo<Look>,
}

impl SeriesView {
    /// `probe` is the pixel that is read in all of its maps.
    pub fn new(
        ui: Ui,
        (of, prefix): (Of, &'static str),
        probe: RwSignal<Option<(u32, u32)>>,
    ) -> Self {
        let figure = figure(ui, of);
        let side = ui.part(|model| model.network().side as u32);
        let peak = move || figure.with(|figure| figure.as_ref()?.0.peak());
        let look = |s: &Settings| Look(s.colours, s.view, s.opacity);
        Self {
            ui,
            of,
            prefix,
            figure,
            reader: Reader {
                ui,
                probe,
                side: side.into(),
                peak: Signal::derive(peak),
            },
            look: ui.part(move |model| look(&model.settings)),
        }
    }

    pub fn id(self, part: &str) -> String {
        format!("{}-{part}", self.prefix)
    }

    /// What there is to tell of the figure; the default before there is one.
    pub fn told<T: Default>(self, tell: fn(&Figure, Lang) -> T) -> impl Fn() -> T + Copy {
        move || {
            let lang = self.ui.lang.get();
            let told = self.figure.with(|f| Some(tell(&f.as_ref()?.0, lang)));
            told.unwrap_or_default()
        }
    }

    /// The same of one of its places.
    pub fn of_plate<T: Default>(
        self,
        at: usize,
        tell: fn(&Plate, Lang) -> T,
    ) -> impl Fn() -> T + Copy {
        move || {
            let lang = self.ui.lang.get();
            let told = self
                .figure
                .with(|f| Some(tell(f.as_ref()?.0.plates.get(at)?, lang)));
            told.unwrap_or_default()
        }
    }

    pub fn is_under_way(self) -> Memo<bool> {
        Memo::new(move |_| self.told(|figure, _| figure.is_under_way)())
    }

    /// Every place, by the series that it belongs to.
    pub fn places(self) -> Vec<(u32, usize)> {
        self.figure.with(|figure| {
            let figure = figure.as_ref().map(|figure| &figure.0);
            let number = figure.map_or(0, |figure| figure.number);
            let count = figure.map_or(0, |figure| figure.plates.len());
            (0..count).map(|at| (number, at)).collect()
        })
    }
}

fn figure(ui: Ui, of: Of) -> Memo<Option<ById<Figure>>> {
    let pulse = ui.part(move |model| {
        let series = model.series(of)?;
        let settings = &model.settings;
        let item = |item: &crate::app_model::Item| {
            let map = item.found.map();
            let place = map.map_or(0, |map| map.map.values.as_ptr().addr());
            (item.found.id(), place)
        };
        Some(Pulse {
            number: series.number,
            items: series.items.iter().map(item).collect(),
            progress: series.progress(),
            standstill: series.standstill,
            side: model.network().side,
            drawn_as: (settings.reduction, settings.scale, settings.one_scale),
        })
    });
    Memo::new(move |before: Option<&Option<ById<Figure>>>| {
        // Read, not tracked: a memo that nobody reads never runs, so it tells of nothing.
        pulse.with(|_| ());
        let before = before.and_then(Option::as_ref).map(|figure| &*figure.0);
        ui.app.model.with_untracked(|model| {
            let side = model.network().side as u32;
            let figure = Figure::of(model.series(of)?, &model.settings, side, before);
            Some(ById(Arc::new(figure)))
        })
    })
}

/// What starts it and ends it, and how far it has come.
pub(super) fn actions(view: SeriesView, start: AnyView) -> AnyView {
    let SeriesView { ui, of, .. } = view;
    let is_under_way = view.is_under_way();
    let cancel = move |_| {
        let now_ms = now_ms();
        ui.app.beside(BesideEvent::Cancel { of, now_ms });
    };
    let words = view.told(|figure, lang| {
        strings::series_progress(figure.ended, figure.progress, figure.standstill, lang)
    });
    let share = view.told(|figure, _| {
        let (ended, all) = figure.ended;
        ended as f64 / all.max(1) as f64
    });
    let state = view.told(|figure, _| match figure.standstill {
        Some(Standstill::Cancelled) => "cancelled",
        Some(Standstill::Interrupted) => "interrupted",
        None if figure.is_under_way => "running",
        None => "done",
    });
    view! {
        <div class="buttons">
            {start}
            <button
                type="button"
                id=view.id("cancel")
                disabled=move || !is_under_way.get()
                on:click=cancel
            >
                {ui.t(strings::CANCEL)}
            </button>
            <progress
                max="1"
                prop:value=share
                hidden=move || !is_under_way.get()
                aria-label=ui.t(strings::DRAW_MAPS)
            ></progress>
            <span id=view.id("state") role="status" data-state=state>{words}</span>
        </div>
    }
    .into_any()
}

/// One scale or each its own, and what the colours stand for.
pub(super) fn scales(view: SeriesView) -> AnyView {
    let ui = view.ui;
    let choice = |value, id, text| Choice { value, id, text };
    let choices = vec![
        choice(false, "own", strings::OWN_SCALES),
        choice(true, "one", strings::ONE_SCALE_FOR_ALL),
    ];
    let chosen = ui.part(|model| model.settings.one_scale);
    let choose = move |is_one| ui.app.beside(BesideEvent::OneScale(is_one));
    let name = match view.of {
        Of::Methods => "methods-scale",
        Of::Pictures => "pictures-scale",
    };
    let colours = Signal::derive(move || view.look.get().0);
    let words =
        view.told(|figure, lang| strings::series_scale(&figure.units(), figure.is_one, lang));
    view! {
        <div class="controls">
            {segments(ui, name, strings::PAIR_SCALES, choices, chosen.into(), choose)}
        </div>
        <div class="colour-bar">
            {ramp(colours)}
            <p class="words" id=view.id("scale-words")>{words}</p>
        </div>
    }
    .into_any()
}

/// A pixel of all maps as a table; before there is one, how to come by it.
pub(super) fn readout(view: SeriesView) -> AnyView {
    let ui = view.ui;
    let table = move || {
        let (lang, pixel) = (ui.lang.get(), view.reader.probe.get());
        let html = view
            .figure
            .with(|figure| Some(figure.as_ref()?.0.readout(pixel?, lang)));
        html.unwrap_or_default()
    };
    let is_reading = Memo::new(move |_| view.reader.probe.get().is_some());
    view! {
        <div
            class="wide"
            tabindex="0"
            role="group"
            id=view.id("readout")
            aria-label=ui.t(strings::READ_ALL)
            aria-live="polite"
        >
            <p class="hint" hidden=is_reading>{ui.t(strings::PROBE_HINT)}</p>
            <table hidden=move || !is_reading.get() inner_html=table></table>
        </div>
    }
    .into_any()
}

/// Pixels, or a map, with the cross over it; `ids`: of what reads by keys, where this does.
pub(super) fn stage(
    view: SeriesView,
    id: String,
    name: Signal<String>,
    shown: Memo<Shown>,
    is_read_by_keys: bool,
) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    draw_on(canvas, shown);
    let is_empty = move || shown.with(|shown| shown.0.is_none());
    let ids = is_read_by_keys.then(|| [view.id("probe"), view.id("readout")]);
    view! {
        <div class="frame" class:blank=is_empty>
            <div class="stage">
                <canvas
                    class="pixels"
                    id=id
                    node_ref=canvas
                    width="224"
                    height="224"
                    role="img"
                    aria-label=name
                    data-state=move || if is_empty() { "empty" } else { "ready" }
                ></canvas>
                {cross(view.reader, Signal::stored(WHOLE), ids)}
            </div>
        </div>
    }
    .into_any()
}

/// What the network sees of a place's picture.
pub(super) fn photo(view: SeriesView, at: usize) -> Memo<Shown> {
    let pixels = Memo::new(move |_| {
        view.figure.with(|figure| {
            let plate = figure.as_ref()?.0.plates.get(at)?;
            plate.item.pixels.clone().map(ById)
        })
    });
    Memo::new(move |_| {
        pixels.get().map_or_else(Shown::default, |pixels| {
            let side = (pixels.0.len() / 3).isqrt() as u32;
            Shown::new(Rgba::square(rgba_from_rgb(&pixels.0), side))
        })
    })
}

/// The map of a place.
pub(super) fn map(view: SeriesView, at: usize) -> Memo<Shown> {
    let drawn = Memo::new(move |_| {
        view.figure.with(|figure| {
            let plate = figure.as_ref()?.0.plates.get(at)?;
            Some((ById(plate.drawn.clone()?), plate.high))
        })
    });
    Memo::new(move |_| {
        drawn.with(|_| ());
        view.look.track();
        let rgba = view.ui.app.model.with_untracked(|model| {
            view.figure.with_untracked(|figure| {
                let figure = &figure.as_ref()?.0;
                let rgba = figure.plates.get(at)?.rgba(&model.settings)?;
                Some(Rgba::square(rgba, figure.side))
            })
        });
        rgba.map_or_else(Shown::default, Shown::new)
    })
}

/// All of it as files, and on the shelf.
pub(super) fn files(view: SeriesView, kind: Kind, table: Table) -> AnyView {
    let ui = view.ui;
    let is_there = Signal::derive(
        view.told(|figure, _| figure.plates.iter().any(|plate| plate.drawn.is_some())),
    );
    let [csv, record] = match view.of {
        Of::Methods => ["methods-csv", "methods-record"],
        Of::Pictures => ["pictures-csv", "pictures-record"],
    };
    view! {
        <div class="buttons" hidden=move || !is_there.get()>
            <button type="button" id=view.id("save") on:click=move |_| save(view, kind)>
                {ui.t(strings::SAVE)}
            </button>
            {csv_button(ui, csv, table, is_there)}
            {record_button(ui, record, kind)}
            <button
                type="button"
                id=view.id("keep")
                on:click=move |_| ui.shelf(ShelfEvent::Keep(kind))
            >
                {ui.t(strings::KEEP_ON_SHELF)}
            </button>
        </div>
    }
    .into_any()
}

fn save(view: SeriesView, kind: Kind) {
    let lang = view.ui.lang.get_untracked();
    let drawn = view.figure.with_untracked(|figure| {
        let figure = &figure.as_ref()?.0;
        let (name, title) = name_and_title(view, figure, lang)?;
        let (layout, pixels) = view.ui.app.model.with_untracked(|model| {
            figure.file(title, &model.settings, view.of == Of::Pictures, lang)
        });
        Some(Drawn {
            name,
            width: layout.width,
            height: layout.height,
            pixels: pixels.into(),
            labels: layout.labels,
            // The labels say it all.
            description: String::new(),
            record: String::new(),
        })
    });
    if let Some(drawn) = drawn {
        view.ui.save_drawn(drawn, kind);
    }
}

/// Of the file with all of it.
fn name_and_title(view: SeriesView, figure: &Figure, lang: Lang) -> Option<(String, String)> {
    let scale = strings::series_scale(&figure.units(), figure.is_one, lang);
    let plate = figure.plates.iter().find(|plate| plate.map().is_some())?;
    Some(match view.of {
        Of::Methods => {
            let (map, _) = plate.map()?;
            let picture = view.ui.picture_stem()?;
            let class = strings::class_name(map.class.class, lang);
            let title = strings::methods_title(&picture, &class, &scale, lang);
            let class = map.class.class;
            (format!("gradoscope-{picture}-{class}-methods.png"), title)
        }
        Of::Pictures => {
            let method = strings::method_of(&plate.item, lang);
            let name = format!("gradoscope-{}-pictures.png", plate.item.request.method);
            (name, strings::pictures_title(method, &scale, lang))
        }
    })
}
