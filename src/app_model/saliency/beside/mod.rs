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
pub(in crate::app_model) mod work;

use std::any::Any;
use std::sync::Arc;

pub use event::BesideEvent;
pub(in crate::app_model) use event::Heard;
pub use kept::KeptBeside;
pub use series::{Found, Item, ItemMap, Named, Series, Trouble};
pub use work::Of;

use crate::app_model::{AppModel, Effect};

/// Methods side by side at the most.
pub const MOST_METHODS: usize = 6;
/// Pictures side by side at the most.
pub const MOST_PICTURES: usize = 32;

type Hear = fn(&mut AppModel, Heard, &mut Vec<Effect>);

/// What there is of both series.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// [`Both`], once there was one. The page's first module does not know what it is: it would carry the
    /// code that ends it.
    both: Option<Arc<dyn Any + Send + Sync>>,
    /// None before the code is here.
    hear: Option<Hear>,
}

#[derive(Debug, Clone, Default)]
struct Both {
    methods: Option<Series>,
    pictures: Option<Series>,
    /// How many series there have been.
    count: u32,
}

impl Both {
    fn place(&mut self, of: Of) -> &mut Option<Series> {
        match of {
            Of::Methods => &mut self.methods,
            Of::Pictures => &mut self.pictures,
        }
    }
}

impl Beside {
    /// Whether there is nothing that would have to be computed again.
    pub fn is_empty(&self) -> bool {
        self.both.is_none()
    }

    fn both(&self) -> Option<&Both> {
        self.both.as_ref()?.downcast_ref()
    }

    fn of(&self, of: Of) -> Option<&Series> {
        let both = self.both()?;
        match of {
            Of::Methods => both.methods.as_ref(),
            Of::Pictures => both.pictures.as_ref(),
        }
    }

    /// Both are anew, as a copy of the page may hold those before.
    fn change(&mut self, change: impl FnOnce(&mut Both)) {
        let mut both = self.both().cloned().unwrap_or_default();
        change(&mut both);
        self.both = Some(Arc::new(both));
    }

    fn series_mut(&mut self, of: Of) -> Option<&mut Series> {
        if Arc::get_mut(self.both.as_mut()?).is_none() {
            self.change(|_| {});
        }
        let both = Arc::get_mut(self.both.as_mut()?)?;
        both.downcast_mut::<Both>()?.place(of).as_mut()
    }

    fn begin(&mut self, of: Of, network: &'static str, items: Vec<Item>) {
        self.change(|both| {
            both.count += 1;
            *both.place(of) = Some(Series::new(both.count, network, items));
        });
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
        let network = self.settings.network;
        self.beside.begin(Of::Methods, network, methods);
        self.beside.begin(Of::Pictures, network, pictures);
    }
}
