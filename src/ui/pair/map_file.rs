use super::maps::{Maps, high_end};
use crate::app_model::{Drawn, Seat};
use crate::image::Label;
use crate::render;
use crate::spec::Lang;
use crate::ui::context::Ui;
use crate::ui::sheet_math::{CELL, GAP, LINE, Layout, title_lines};
use crate::ui::sheet_picture;
use crate::ui::strings;

/// Lines under a map: its network, its largest value, what computed it.
const CAPTION_LINES: u32 = 3;

/// Both maps beside each other as one picture, which says of which class, on what scale and by which
/// networks they are.
pub(super) fn drawn(ui: Ui, maps: &Maps, lang: Lang) -> Drawn {
    let picture = ui.picture_stem().unwrap_or_default();
    let high = high_end(maps, lang).unwrap_or_default();
    let title = strings::pair_maps_title(&picture, maps.class, (&high, maps.unit), lang);
    let layout = layout(title, Seat::BOTH.map(|seat| maps.caption(seat, lang)));
    let pictures = Seat::BOTH.map(|seat| {
        let at = seat.index();
        let rgba = render::rgba_from_map(&maps.values[at], maps.limits[at], maps.colours);
        rgba.as_chunks::<4>()
            .0
            .iter()
            .flat_map(|[r, g, b, _]| [*r, *g, *b])
            .collect::<Vec<u8>>()
    });
    let pixels = sheet_picture::draw(&layout, pictures.iter().map(|picture| Some(&picture[..])));
    Drawn {
        name: format!("gradoscope-{picture}-{}-two-networks.png", maps.class),
        width: layout.width,
        height: layout.height,
        pixels: pixels.into(),
        labels: layout.labels,
        // The labels say it all.
        description: String::new(),
        record: String::new(),
    }
}

fn layout(title: String, captions: [String; 2]) -> Layout {
    let width = GAP + 2 * (CELL + GAP);
    let lines = title_lines(&title, width - 2 * GAP);
    let top = GAP + lines * LINE + GAP;
    let cells = vec![(GAP, top), (GAP + CELL + GAP, top)];
    let mut labels = vec![Label {
        text: title,
        x: GAP,
        y: GAP + LINE - 5,
        width: width - 2 * GAP,
        lines,
    }];
    let below = captions
        .into_iter()
        .zip(&cells)
        .map(|(text, (x, y))| Label {
            text,
            x: *x,
            y: y + CELL + LINE - 4,
            width: CELL,
            lines: CAPTION_LINES,
        });
    labels.extend(below);
    Layout {
        width,
        height: top + CELL + CAPTION_LINES * LINE + GAP,
        cell: CELL,
        labels,
        cells,
    }
}
