use super::names;
use crate::app_model::{AppModel, Place, Seat};
use crate::render::{self, ColourMap, Limits, Scale};
use crate::spec::{ClassId, Lang, Unit};
use crate::ui::numbers::significant;
use crate::ui::strings;

/// Both maps, one value per pixel, and what they share.
pub(super) struct Maps {
    /// By [`Seat::index`].
    pub values: [Vec<f32>; 2],
    pub largest: [f32; 2],
    /// By [`Seat::index`]; the same where they share a scale.
    pub limits: [Limits; 2],
    pub is_shared: bool,
    pub colours: ColourMap,
    pub class: ClassId,
    pub places: [Place; 2],
    pub names: [&'static str; 2],
    /// What computed each.
    pub variants: [String; 2],
    pub unit: Unit,
}

impl Maps {
    /// Whose map it is, its largest value and what computed it.
    pub fn caption(&self, seat: Seat, lang: Lang) -> String {
        let at = seat.index();
        strings::map_by(self.names[at], self.largest[at], &self.variants[at], lang)
    }
}

pub(super) fn compute(model: &AppModel, is_shared: bool) -> Option<Maps> {
    let (own, other) = (model.saliency.map.as_ref()?, model.other_map().done()?);
    let (reduction, side) = (model.settings.reduction, model.network().side as u32);
    let values = [&own.map, &other.map]
        .map(|map| render::on_pixels(&map.values, &map.sheet, reduction, side));
    let own_limits = [&values[0], &values[1]].map(|map| render::limits(map, Scale::Linear));
    let [a, b] = own_limits;
    let shared = if a.high >= b.high { a } else { b };
    Some(Maps {
        largest: [a.largest, b.largest],
        limits: if is_shared { [shared; 2] } else { own_limits },
        is_shared,
        colours: model.settings.colours,
        values,
        class: own.class,
        places: other.places,
        names: names(model),
        variants: [own.variant.clone(), other.variant.clone()],
        unit: own.map.sheet.unit,
    })
}

/// What the last colour stands for.
pub(super) fn high_end(maps: &Maps, lang: Lang) -> Option<String> {
    Some(match maps.is_shared {
        true => significant(f64::from(maps.limits[0].high), 3, lang),
        false => strings::LARGEST_OF_EACH.get(lang).to_owned(),
    })
}
