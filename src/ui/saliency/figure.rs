//! Maps side by side as they are drawn, read and saved; pure functions.

use std::sync::Arc;

use super::picture::components;
use crate::app_model::{Bytes, Floats, Item, ItemMap, MapView, Series, Settings, Standstill};
use crate::image::Label;
use crate::render::{self, Limits, Reduction, Scale};
use crate::spec::{Lang, Text, Unit};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{NO_NUMBER, significant};
use crate::ui::sheet_math::{CELL, GAP, LINE, Layout, PER_ROW, title_lines};
use crate::ui::sheet_picture;
use crate::ui::strings;

/// Lines under a picture of the file.
const CAPTION_LINES: u32 = 4;

/// A series with everything that is drawn of it.
#[derive(Debug, Clone)]
pub struct Figure {
    pub number: u32,
    pub side: u32,
    pub plates: Vec<Plate>,
    /// Whether all maps of a unit have one scale.
    pub is_one: bool,
    pub is_under_way: bool,
    /// So many maps have ended, and so many there will be.
    pub ended: (usize, usize),
    pub standstill: Option<Standstill>,
    /// Of the map under way.
    pub progress: Option<[u32; 2]>,
}

/// One map of a series, or its place.
#[derive(Debug, Clone)]
pub struct Plate {
    pub item: Item,
    pub drawn: Option<Arc<Drawn>>,
    /// Value of the last colour.
    pub high: f32,
}

/// What is computed once of a map.
#[derive(Debug)]
pub struct Drawn {
    of: Floats,
    drawn_as: (Reduction, Scale),
    /// One value per pixel.
    pub values: Vec<f32>,
    /// On a scale of its own.
    pub own: Limits,
}

impl Drawn {
    fn new(map: &ItemMap, drawn_as: (Reduction, Scale), side: u32) -> Self {
        let (reduction, scale) = drawn_as;
        let values = render::on_pixels(&map.map.values, &map.map.sheet, reduction, side);
        Self {
            of: map.map.values.clone(),
            drawn_as,
            own: render::limits(&values, scale),
            values,
        }
    }

    /// The pixel of the largest value, the first in row-major order; none where all are zero.
    pub fn peak(&self, side: u32) -> Option<(u32, u32)> {
        let ahead = |best: usize, at: usize| {
            let is_larger = self.values[at] > self.values[best];
            if is_larger { at } else { best }
        };
        let at = (0..self.values.len()).reduce(ahead)? as u32;
        (!self.own.is_empty()).then_some((at % side.max(1), at / side.max(1)))
    }
}

impl Plate {
    /// The map with its numbers per pixel.
    pub fn map(&self) -> Option<(&ItemMap, &Drawn)> {
        Some((self.item.found.map()?, self.drawn.as_deref()?))
    }

    /// RGBA, as maps are drawn now.
    pub fn rgba(&self, settings: &Settings) -> Option<Vec<u8>> {
        let drawn = self.drawn.as_ref()?;
        let pixels = self.item.pixels.as_ref()?;
        Some(draw(drawn, self.high, settings, pixels))
    }
}

fn draw(drawn: &Drawn, high: f32, settings: &Settings, pixels: &Bytes) -> Vec<u8> {
    let limits = Limits { high, ..drawn.own };
    match settings.view {
        MapView::OverImage => render::over_image(
            &drawn.values,
            limits,
            settings.colours,
            pixels,
            settings.opacity,
        ),
        MapView::Alone | MapView::InPlace => {
            render::rgba_from_map(&drawn.values, limits, settings.colours)
        }
    }
}

impl Figure {
    /// What there is to draw of a series; numbers that are in the figure `before` are not made again.
    pub fn of(series: &Series, settings: &Settings, side: u32, before: Option<&Self>) -> Self {
        let drawn_as = (settings.reduction, settings.scale);
        let known = |map: &ItemMap| {
            let mut known = before?
                .plates
                .iter()
                .filter_map(|plate| plate.drawn.clone());
            known.find(|d| Arc::ptr_eq(&d.of, &map.map.values) && d.drawn_as == drawn_as)
        };
        let drawn = |item: &Item| {
            let map = item.found.map()?;
            Some(known(map).unwrap_or_else(|| Arc::new(Drawn::new(map, drawn_as, side))))
        };
        let mut plates: Vec<Plate> = series
            .items
            .iter()
            .map(|item| Plate {
                item: item.clone(),
                drawn: drawn(item),
                high: 0.0,
            })
            .collect();
        let own: Vec<(Unit, f32)> = plates.iter().filter_map(own_high).collect();
        let there = plates.iter_mut().filter(|plate| plate.drawn.is_some());
        for (plate, high) in there.zip(render::highs(&own, settings.one_scale)) {
            plate.high = high;
        }
        Self {
            number: series.number,
            side,
            plates,
            is_one: settings.one_scale,
            is_under_way: series.is_under_way(),
            ended: series.ended(),
            standstill: series.standstill,
            progress: series.progress(),
        }
    }

    /// Every unit once, with the value of its last colour where all of its maps share that.
    pub fn units(&self) -> Vec<(Unit, f32)> {
        let mut found: Vec<(Unit, f32)> = Vec::new();
        for plate in &self.plates {
            let unit = plate.map().map(|(map, _)| map.map.sheet.unit);
            if let Some(unit) = unit.filter(|unit| found.iter().all(|(known, _)| known != unit)) {
                found.push((unit, plate.high));
            }
        }
        found
    }

    /// The largest value of the first map that has one: where reading by keys begins.
    pub fn peak(&self) -> Option<(u32, u32)> {
        self.plates
            .iter()
            .find_map(|plate| plate.drawn.as_ref()?.peak(self.side))
    }

    /// What is read at a pixel, a row for every map.
    pub fn readout(&self, (x, y): (u32, u32), lang: Lang) -> String {
        let texts = [
            strings::MAP,
            strings::VALUE,
            strings::UNIT,
            strings::RED,
            strings::GREEN,
            strings::BLUE,
        ];
        let column = |(at, text): (usize, &Text)| Column(text.get(lang), !matches!(at, 0 | 2));
        let columns: Vec<Column<'_>> = texts.iter().enumerate().map(column).collect();
        let rows = self.plates.iter().filter_map(|plate| {
            let (map, drawn) = plate.map()?;
            let value = *drawn.values.get((y * self.side + x) as usize)?;
            let figure = |value: f32| significant(f64::from(value), 3, lang);
            let mut cells = vec![
                strings::name_of(&plate.item, lang),
                figure(value),
                map.map.sheet.unit.name().get(lang).to_owned(),
            ];
            let parts = components(&map.map.values, (x, y), self.side);
            cells.extend(match parts {
                Some(parts) => parts.map(figure),
                None => [NO_NUMBER; 3].map(str::to_owned),
            });
            Some(Row {
                data: vec![
                    ("method", plate.item.request.method.clone()),
                    ("value", value.to_string()),
                ],
                cells,
            })
        });
        let rows: Vec<Row> = rows.collect();
        markup::table(&strings::pixel_at((x, y), lang), &columns, &rows)
    }

    /// All of it as one picture: its layout, and RGB pixels. `pairs`: every map stands behind its own
    /// picture; else there is one, before all.
    pub fn file(
        &self,
        title: String,
        settings: &Settings,
        pairs: bool,
        lang: Lang,
    ) -> (Layout, Vec<u8>) {
        let mut cells: Vec<(Option<Vec<u8>>, String)> = Vec::new();
        for (at, plate) in self.plates.iter().enumerate() {
            if at == 0 || pairs {
                let picture = plate.item.pixels.as_ref().map(|pixels| pixels.to_vec());
                let words = match pairs {
                    true => strings::picture_words(&plate.item, lang),
                    false => strings::SEEN.get(lang).to_owned(),
                };
                cells.push((picture, words));
            }
            let map = plate.rgba(settings).map(|rgba| without_alpha(&rgba));
            cells.push((map, strings::map_words(&plate.item, plate.high, lang)));
        }
        let side = sheet_picture::cell_side(cells.iter().filter_map(|(rgb, _)| rgb.as_deref()));
        let captions = cells.iter().map(|(_, words)| words.clone()).collect();
        let layout = layout(title, captions, side);
        let pictures = cells.iter().map(|(rgb, _)| rgb.as_deref());
        let pixels = sheet_picture::draw(&layout, pictures);
        (layout, pixels)
    }
}

fn own_high(plate: &Plate) -> Option<(Unit, f32)> {
    let (map, drawn) = plate.map()?;
    Some((map.map.sheet.unit, drawn.own.high))
}

fn without_alpha(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.as_chunks::<4>().0.iter();
    pixels.flat_map(|[r, g, b, _]| [*r, *g, *b]).collect()
}

/// Rows of [`PER_ROW`] pictures of `side`, each over its caption.
fn layout(title: String, captions: Vec<String>, side: u32) -> Layout {
    let count = captions.len() as u32;
    let columns = count.clamp(1, PER_ROW as u32);
    let side = side.max(CELL);
    let width = GAP + columns * (side + GAP);
    let lines = title_lines(&title, width - 2 * GAP);
    let top = GAP + lines * LINE + GAP;
    let height = side + CAPTION_LINES * LINE + GAP;
    let place = |at: u32| {
        let (row, column) = (at / columns, at % columns);
        (GAP + column * (side + GAP), top + row * height)
    };
    let cells: Vec<(u32, u32)> = (0..count).map(place).collect();
    let mut labels = vec![Label {
        text: title,
        x: GAP,
        y: GAP + LINE - 5,
        width: width - 2 * GAP,
        lines,
    }];
    labels.extend(
        captions
            .into_iter()
            .zip(&cells)
            .map(|(text, (x, y))| Label {
                text,
                x: *x,
                y: y + side + LINE - 4,
                width: side,
                lines: CAPTION_LINES,
            }),
    );
    Layout {
        width,
        height: top + count.div_ceil(columns) * height,
        cell: side,
        labels,
        cells,
    }
}

#[cfg(test)]
mod tests;
