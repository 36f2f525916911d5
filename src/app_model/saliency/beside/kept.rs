//! Both series through a reload: what was found stays, and what was not is there to be asked for again.

use serde::{Deserialize, Serialize};

use crate::app_model::keeping::{At, Restoring, Things};
use crate::app_model::map::KeptMap;
use crate::app_model::{AppModel, Standstill};
use crate::catalogue;
use crate::protocol::SaliencyRequest;
use crate::scores::Standing;

use super::series::{Found, Item, ItemMap, Named, Series};
use super::work::Of;
use super::{MOST_METHODS, MOST_PICTURES};

/// What was ticked and found, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptBeside {
    /// Ids of the methods that are ticked.
    chosen: Vec<String>,
    one_scale: bool,
    methods: Option<KeptSeries>,
    pictures: Option<KeptSeries>,
}

/// [`Series`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptSeries {
    items: Vec<KeptItem>,
    standstill: Option<Standstill>,
}

/// [`Item`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptItem {
    request: SaliencyRequest,
    picture: Option<Named>,
    pixels: Option<At>,
    map: Option<KeptItemMap>,
}

/// [`ItemMap`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptItemMap {
    map: KeptMap,
    class: Standing,
    truth: Option<(Standing, usize)>,
    elapsed_ms: f32,
    variant: String,
}

impl ItemMap {
    fn keep(&self, things: &mut Things) -> KeptItemMap {
        KeptItemMap {
            map: self.map.keep(things),
            class: self.class,
            truth: self.truth,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant.clone(),
        }
    }
}

impl KeptItemMap {
    fn map(self, things: &Things) -> Option<ItemMap> {
        Some(ItemMap {
            map: self.map.map(things)?,
            class: self.class,
            truth: self.truth,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant,
        })
    }
}

impl Series {
    fn keep(&self, things: &mut Things) -> KeptSeries {
        let item = |item: &Item| KeptItem {
            request: item.request.clone(),
            picture: item.picture.clone(),
            pixels: item.pixels.as_ref().map(|pixels| things.put(pixels)),
            map: item.found.map().map(|map| map.keep(things)),
        };
        KeptSeries {
            items: self.items.iter().map(item).collect(),
            standstill: self.standstill,
        }
    }
}

impl KeptItem {
    /// None where the method is not known any more.
    fn item(self, length: usize, things: &Things) -> Option<Item> {
        catalogue::saliency_method(&self.request.method)?;
        let pixels = self.pixels.and_then(|at| things.of_length(at, length));
        let map = self.map.filter(|_| pixels.is_some());
        let map = map.and_then(|map| map.map(things));
        Some(Item {
            pixels,
            found: map.map_or(Found::Waiting, Found::Done),
            ..Item::new(self.request, self.picture)
        })
    }
}

impl AppModel {
    pub(in crate::app_model) fn keep_beside(&self, things: &mut Things) -> KeptBeside {
        let chosen = self.settings.beside.iter();
        let mut keep = |of| Some(self.beside.of(of)?.keep(things));
        KeptBeside {
            chosen: chosen.map(|id| (*id).to_owned()).collect(),
            one_scale: self.settings.one_scale,
            methods: keep(Of::Methods),
            pictures: keep(Of::Pictures),
        }
    }

    /// Puts back what was found. It does not go on: files of pictures would have to come again.
    pub(in crate::app_model) fn restore_beside(
        &mut self,
        kept: KeptBeside,
        restoring: &mut Restoring,
    ) {
        let all = catalogue::SALIENCY_METHODS.iter().map(|spec| spec.id);
        let chosen = all.filter(|id| kept.chosen.iter().any(|chosen| chosen == id));
        self.settings.beside = chosen.take(MOST_METHODS).collect();
        self.settings.one_scale = kept.one_scale;
        self.beside.methods = self.series_of(kept.methods, MOST_METHODS, restoring);
        self.beside.pictures = self.series_of(kept.pictures, MOST_PICTURES, restoring);
    }

    fn series_of(
        &mut self,
        kept: Option<KeptSeries>,
        most: usize,
        restoring: &mut Restoring,
    ) -> Option<Series> {
        let KeptSeries { items, standstill } = kept?;
        let (length, things) = (self.image_bytes(), &restoring.things);
        let items = items.into_iter().take(most);
        let items: Vec<Item> = items.filter_map(|i| i.item(length, things)).collect();
        (!items.is_empty()).then_some(())?;
        self.beside.count += 1;
        let mut series = Series::new(self.beside.count, self.settings.network, items);
        series.standstill = standstill;
        if series.is_under_way() {
            series.stand_still(Standstill::Interrupted);
        }
        Some(series)
    }
}
