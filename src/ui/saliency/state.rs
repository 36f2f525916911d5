use std::sync::Arc;

use leptos::prelude::*;

use super::picture::{self, WHOLE};
use super::reader::Reader;
use super::words::{self, Strongest};
use crate::app_model::{AppModel, MapView, SaliencyResult, Settings};
use crate::render::{self, ColourMap, Limits, Rgba};
use crate::spec::ClassId;
use crate::ui::canvas::{ById, Shown};
use crate::ui::context::Ui;
use crate::ui::crop_math;

/// The map as it is shown: what follows from a result and the settings, each part computed once.
#[derive(Clone, Copy)]
pub(super) struct MapState {
    pub ui: Ui,
    pub result: Memo<Option<Outcome>>,
    pub settings: Memo<Settings>,
    pub side: Memo<u32>,
    /// One value per pixel.
    pub reduced: Memo<Option<ById<Vec<f32>>>>,
    pub limits: Memo<Option<Limits>>,
    pub strongest: Memo<Option<Strongest>>,
    pub picture: Memo<Shown>,
    /// Where the map lies in the picture, in shares of its sides.
    pub frame: Memo<[f64; 4]>,
    /// Width over height.
    pub aspect: Memo<f64>,
    pub is_busy: Memo<bool>,
    /// Whether the map that is shown is not all done.
    pub is_partial: Memo<bool>,
    /// The pixel under the pointer or the cross.
    pub probe: RwSignal<Option<(u32, u32)>>,
}

/// A result; another one is another computation.
#[derive(Clone)]
pub(super) struct Outcome(pub SaliencyResult);

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.map.values, &other.0.map.values)
    }
}

/// The preview of the picture that the map belongs to, and the map's place in it.
#[derive(Clone)]
struct Ground {
    preview: ById<[u8]>,
    width: u32,
    height: u32,
    frame: [f64; 4],
}

impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        self.preview == other.preview && self.frame == other.frame
    }
}

/// Of the settings, what the picture is drawn by: the others change without its being drawn again.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    colours: ColourMap,
    view: MapView,
    opacity: f32,
}

impl Look {
    fn of(settings: &Settings) -> Self {
        Self {
            colours: settings.colours,
            view: settings.view,
            opacity: settings.opacity,
        }
    }
}

impl MapState {
    pub fn new(ui: Ui) -> Self {
        let result = ui.part(|model| model.saliency.shown().cloned().map(Outcome));
        let settings = ui.part(|model| model.settings.clone());
        let side = ui.part(|model| model.network().side as u32);
        let reduction = Memo::new(move |_| settings.with(|s| s.reduction));
        let scale = Memo::new(move |_| settings.with(|s| s.scale));
        let reduced = Memo::new(move |_| {
            let map = result.with(|r| r.as_ref().map(|r| r.0.map.clone()))?;
            let (reduction, side) = (reduction.get(), side.get());
            let map = render::on_pixels(&map.values, &map.sheet, reduction, side);
            Some(ById(Arc::new(map)))
        });
        let limits = Memo::new(move |_| {
            reduced.with(|map| map.as_ref().map(|map| render::limits(&map.0, scale.get())))
        });
        let strongest =
            Memo::new(move |_| reduced.with(|map| words::strongest(&map.as_ref()?.0, side.get())));
        let ground = ground(ui, result);
        let in_place = Memo::new(move |_| settings.with(|s| s.view == MapView::InPlace));
        let frame = Memo::new(move |_| {
            let here = ground.with(|g| g.as_ref().map(|g| g.frame));
            here.filter(|_| in_place.get()).unwrap_or(WHOLE)
        });
        let aspect = Memo::new(move |_| {
            let here =
                ground.with(|g| g.as_ref().map(|g| f64::from(g.width) / f64::from(g.height)));
            here.filter(|_| in_place.get()).unwrap_or(1.0)
        });
        let look = Memo::new(move |_| settings.with(Look::of));
        // What the last picture was drawn over, where it lies in one.
        let under = StoredValue::new(None::<Ground>);
        let picture = Memo::new_owning(move |before: Option<Shown>| {
            let drawn = look.with(|look| {
                reduced.with(|map| {
                    result.with(|result| {
                        let map = &map.as_ref()?.0;
                        let pixels = &result.as_ref()?.0.pixels;
                        let ground = ground.get().filter(|_| look.view == MapView::InPlace);
                        let is_same = under.with_value(|under| *under == ground);
                        let before = before.filter(|_| is_same).and_then(Shown::take);
                        under.set_value(ground.clone());
                        let (limits, side) = (limits.get()?, side.get());
                        Some(match ground {
                            Some(ground) => draw_in_place(map, limits, look, &ground, side, before),
                            None => draw(map, limits, look, pixels, side),
                        })
                    })
                })
            });
            (drawn.map_or_else(Shown::default, Shown::new), true)
        });
        Self {
            ui,
            result,
            settings,
            side,
            reduced,
            limits,
            strongest,
            picture,
            frame,
            aspect,
            is_busy: ui.part(AppModel::is_explaining),
            is_partial: ui.part(|model| model.saliency.so_far.is_some()),
            probe: RwSignal::new(None),
        }
    }

    /// The class of the map that is shown.
    pub fn class(self) -> Option<ClassId> {
        self.result
            .with(|result| result.as_ref().map(|r| r.0.class))
    }

    /// The pixel that is read in this map, and in all that stand beside it.
    pub fn reader(self) -> Reader {
        let peak = move || self.strongest.get().map(|found| found.peak);
        Reader {
            ui: self.ui,
            probe: self.probe,
            side: self.side.into(),
            peak: Signal::derive(peak),
        }
    }

    /// Whether there is a map to be kept, saved or recorded.
    pub fn is_done(self) -> bool {
        self.class().is_some() && !self.is_partial.get()
    }

    pub fn is_all_zero(self) -> bool {
        self.limits.get().is_some_and(|limits| limits.is_empty())
    }

    pub fn unit(self) -> &'static str {
        let unit = self.result.with(|r| r.as_ref().map(|r| r.0.map.sheet.unit));
        unit.map_or("", |unit| unit.name().get(self.ui.lang.get()))
    }
}

/// While the square is being moved the old map stays where it was computed.
fn ground(ui: Ui, result: Memo<Option<Outcome>>) -> Memo<Option<Ground>> {
    Memo::new(move |before: Option<&Option<Ground>>| {
        let now = result.with(|result| {
            let pixels = result.as_ref().map(|r| r.0.pixels.clone())?;
            ui.app.model.with(|model| ground_of(model, &pixels))
        });
        now.or_else(|| before.cloned().flatten().filter(|old| is_shown(ui, old)))
    })
}

fn ground_of(model: &AppModel, pixels: &Arc<[u8]>) -> Option<Ground> {
    let opened = model.picture.opened.as_ref()?;
    let is_its_own = opened
        .pixels
        .as_ref()
        .is_some_and(|now| Arc::ptr_eq(now, pixels));
    let part = opened.source_box.filter(|_| is_its_own)?;
    Some(Ground {
        preview: ById(opened.preview_rgba.clone()),
        width: opened.preview_width,
        height: opened.preview_height,
        frame: crop_math::shares_of(part, (opened.facts.width, opened.facts.height)),
    })
}

fn is_shown(ui: Ui, ground: &Ground) -> bool {
    ui.app.model.with(|model| {
        let opened = model.picture.opened.as_ref();
        opened.is_some_and(|o| Arc::ptr_eq(&o.preview_rgba, &ground.preview.0))
    })
}

fn draw(map: &[f32], limits: Limits, look: &Look, pixels: &[u8], side: u32) -> Rgba {
    let colours = look.colours;
    let bytes = match look.view {
        MapView::OverImage => render::over_image(map, limits, colours, pixels, look.opacity),
        MapView::Alone | MapView::InPlace => render::rgba_from_map(map, limits, colours),
    };
    Rgba::square(bytes, side)
}

/// The map in its place in the picture: into the one `before`, which is of the same ground.
fn draw_in_place(
    map: &[f32],
    limits: Limits,
    look: &Look,
    ground: &Ground,
    side: u32,
    before: Option<Rgba>,
) -> Rgba {
    let under = &ground.preview.0;
    let mut picture = before.unwrap_or_else(|| Rgba {
        bytes: under.to_vec(),
        width: ground.width,
        height: ground.height,
    });
    let over = render::rgba_from_map(map, limits, look.colours);
    picture::in_place(&mut picture, under, &over, side, ground.frame, look.opacity);
    picture
}
