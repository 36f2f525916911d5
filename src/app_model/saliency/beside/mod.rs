//! Maps side by side: several methods on one picture, or one method on several pictures; one map
//! after the other, so that what is there can be looked at while the rest comes.
//!
//! The page begins without the code of this room: it comes with the first part, which says so by
//! [`AppModel::seat_beside`]. What the engines and the decoder say is passed on to it from then on.

mod event;
mod kept;
mod run;
mod series;
#[cfg(test)]
mod tests;
mod ways;
pub(in crate::app_model) mod work;

use std::sync::Arc;

pub use event::BesideEvent;
pub(in crate::app_model) use event::Heard;
pub use kept::KeptBeside;
pub use series::{Found, Item, ItemMap, Named, Seen, Series, Trouble, Ways};
pub use work::Of;

use crate::app_model::{AppModel, Effect};

/// Methods side by side at the most.
pub const MOST_METHODS: usize = 6;
/// Pictures side by side at the most.
pub const MOST_PICTURES: usize = 32;

type Hear = fn(&mut AppModel, Heard, &mut Vec<Effect>);

/// Both series.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    methods: Option<Series>,
    pictures: Option<Series>,
    /// How many series there have been.
    count: u32,
    /// None before the code is here.
    hear: Option<Hear>,
}

impl Beside {
    /// Whether there is nothing that would have to be computed again.
    pub fn is_empty(&self) -> bool {
        self.methods.is_none() && self.pictures.is_none()
    }

    fn of(&self, of: Of) -> Option<&Series> {
        match of {
            Of::Methods => self.methods.as_ref(),
            Of::Pictures => self.pictures.as_ref(),
        }
    }

    fn place(&mut self, of: Of) -> &mut Option<Series> {
        match of {
            Of::Methods => &mut self.methods,
            Of::Pictures => &mut self.pictures,
        }
    }
}

impl AppModel {
    /// The code of this room is here.
    pub fn seat_beside(&mut self) {
        self.beside.hear = Some(Self::hear);
    }

    pub(in crate::app_model) fn hear_beside(&mut self, heard: Heard, effects: &mut Vec<Effect>) {
        if let Some(hear) = self.beside.hear {
            hear(self, heard, effects);
        }
    }

    /// The maps of several methods, where they are of the pixels and of the network in use; the maps of
    /// several pictures, where they are of that network.
    pub fn series(&self, of: Of) -> Option<&Series> {
        let series = self.beside.of(of)?;
        let is_of_network = series.network == self.settings.network;
        (is_of_network && (of == Of::Pictures || self.is_of_present(series))).then_some(series)
    }

    fn is_of_present(&self, series: &Series) -> bool {
        let opened = self.picture.opened.as_ref();
        let present = opened.and_then(|opened| opened.pixels.as_ref());
        let is_it = |item: &Item| match (&item.pixels, present) {
            (Some(pixels), Some(present)) => Arc::ptr_eq(pixels, present),
            _ => false,
        };
        series.items.iter().all(is_it)
    }
}

#[cfg(test)]
impl AppModel {
    /// Maps of several methods and of several pictures, as they are there.
    pub(crate) fn put_beside_for_tests(&mut self, methods: Vec<Item>, pictures: Vec<Item>) {
        self.beside.methods = Some(Series::for_tests(methods));
        self.beside.pictures = Some(Series::for_tests(pictures));
    }
}
