use serde::{Deserialize, Serialize};

use crate::protocol::{Facts, MapSheet};

use super::keeping::{At, Things};
use super::{Floats, Payload};

/// The numbers of a saliency map, as many as its sheet says.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub values: Floats,
    pub sheet: MapSheet,
    /// What there is to say of them.
    pub facts: Facts,
}

/// [`Map`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptMap {
    values: At,
    sheet: MapSheet,
    facts: Facts,
}

impl Map {
    pub(super) fn new(sheet: MapSheet, facts: Facts, payload: Payload) -> Option<Self> {
        Self::of(payload.floats(), sheet, facts)
    }

    fn of(values: Option<Floats>, sheet: MapSheet, facts: Facts) -> Option<Self> {
        let values = values.filter(|values| values.len() == sheet.numbers())?;
        Some(Self {
            values,
            sheet,
            facts,
        })
    }

    pub(super) fn keep(&self, things: &mut Things) -> KeptMap {
        KeptMap {
            values: things.put_floats(&self.values),
            sheet: self.sheet,
            facts: self.facts.clone(),
        }
    }
}

impl KeptMap {
    pub(super) fn map(&self, things: &Things) -> Option<Map> {
        Map::of(things.floats(self.values), self.sheet, self.facts.clone())
    }
}

#[cfg(test)]
impl Map {
    /// Of three signed numbers per pixel.
    pub(super) fn of_pixels(values: Floats) -> Self {
        let sheet = sheet_of_pixels(values.len());
        Self {
            values,
            sheet,
            facts: Facts::default(),
        }
    }

    /// The same numbers as those of a square.
    pub(super) fn square(mut self) -> Self {
        let side = (self.values.len() / 3).isqrt() as u32;
        (self.sheet.height, self.sheet.width) = (side, side);
        self
    }
}

/// Of so many numbers, three per pixel, in one row.
#[cfg(test)]
pub(super) fn sheet_of_pixels(numbers: usize) -> MapSheet {
    MapSheet {
        channels: 3,
        height: 1,
        width: numbers as u32 / 3,
        signed: true,
        unit: crate::spec::Unit::Slope,
        cells: crate::protocol::Cells::PIXELS,
    }
}
