use std::sync::Arc;

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Bytes, Effect, Map, NoticeKind, Payload, Seat, Standstill};
use crate::catalogue;
use crate::image::ImageError;
use crate::labels::ClassNames;
use crate::protocol::{DecoderRequest, EngineEvent, SaliencyRequest, Task};
use crate::scores;
use crate::spec::ClassId;

use super::event::{BesideEvent, Heard};
use super::series::{Found, Item, ItemMap, Named, Series, Trouble};
use super::work::{Of, Work};
use super::{MOST_METHODS, MOST_PICTURES};

impl AppModel {
    pub(super) fn hear(&mut self, heard: Heard, effects: &mut Vec<Effect>) {
        match heard {
            Heard::Answer(work, event, payload) => {
                self.on_beside_answer(work, event, payload, effects);
            }
            Heard::Lost(work, Some(message)) => {
                self.fail_item(work, Trouble::NoMap(message), effects);
            }
            Heard::Lost(work, None) => {
                if let Some(series) = self.beside.place(work.of) {
                    series.stand_still(Standstill::Interrupted);
                }
            }
            Heard::Ways(event, payload) => self.on_ways(&event, payload),
            Heard::NoWays(message) => self.fail_ways(message),
            Heard::Opened(at, payload) => self.on_glimpsed(at, payload, effects),
            Heard::NotOpened(at, message) => self.on_not_glimpsed(at, &message, effects),
        }
    }

    /// Takes in what the reader wants of maps side by side; what has to be done outside comes back, in
    /// order. It is none of the page's events, so that the page begins without the code for it.
    pub fn on_beside(&mut self, event: BesideEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.do_beside(event, &mut effects);
        effects
    }

    fn do_beside(&mut self, event: BesideEvent, effects: &mut Vec<Effect>) {
        match event {
            BesideEvent::Choose { method, is_wanted } => self.choose_method(method, is_wanted),
            BesideEvent::OneScale(is_one) => self.settings.one_scale = is_one,
            BesideEvent::Compare => self.compare_methods(effects),
            BesideEvent::Open(pictures) => self.open_series(pictures, effects),
            BesideEvent::File { series, at, file } => {
                self.on_series_file(series, at, file, effects);
            }
            BesideEvent::Ways => self.try_ways(effects),
            BesideEvent::Cancel { of, now_ms } => {
                if let Some(series) = self.beside.place(of) {
                    series.stand_still(Standstill::Cancelled);
                }
                self.withdraw_series(of, Some(now_ms), effects);
            }
        }
    }

    /// Methods stand in the order of the catalogue, however they were chosen.
    fn choose_method(&mut self, method: &'static str, is_wanted: bool) {
        let mut chosen = std::mem::take(&mut self.settings.beside);
        chosen.retain(|id| *id != method);
        if is_wanted && chosen.len() < MOST_METHODS {
            chosen.push(method);
        }
        let all = catalogue::SALIENCY_METHODS.iter().map(|spec| spec.id);
        self.settings.beside = all.filter(|id| chosen.contains(id)).collect();
    }

    /// Whether the chosen methods can be put side by side: the picture is there, and its class known.
    pub fn can_compare_methods(&self) -> bool {
        let is_idle = !self.series(Of::Methods).is_some_and(Series::is_under_way);
        is_idle && !self.settings.beside.is_empty() && self.what_to_compare().is_some()
    }

    /// The pixels of the picture of the page, and the class that is explained.
    fn what_to_compare(&self) -> Option<(Bytes, ClassId)> {
        let pixels = self.pixels().filter(|_| !self.is_of_another_size())?;
        let class = self.settings.class.or_else(|| self.seen_class(0))?;
        Some((pixels.clone(), class))
    }

    fn compare_methods(&mut self, effects: &mut Vec<Effect>) {
        let found = self
            .what_to_compare()
            .filter(|_| self.can_compare_methods());
        let Some((pixels, class)) = found else { return };
        let chosen = self.settings.beside.clone();
        let item = |method: &str| {
            let request = self.settings.saliency_by(method, Some(class));
            let mut item = Item::new(request, None);
            if let Some(map) = self.known_map(&item.request, class, &pixels) {
                item.found = Found::Done(map);
            }
            item.pixels = Some(pixels.clone());
            item
        };
        let items = chosen.into_iter().map(item).collect();
        self.begin_series(Of::Methods, items, effects);
    }

    /// The map of the page, where it is this one.
    fn known_map(
        &self,
        request: &SaliencyRequest,
        class: ClassId,
        pixels: &Bytes,
    ) -> Option<ItemMap> {
        let (found, scores) = (self.saliency.map.as_ref()?, self.saliency.scores.as_ref()?);
        let is_of_these = [&found.pixels, &scores.pixels]
            .into_iter()
            .all(|of| Arc::ptr_eq(of, pixels));
        let is_it = found.request.method == request.method
            && found.request.params == request.params
            && found.class == class;
        (is_of_these && is_it).then_some(())?;
        Some(ItemMap {
            map: found.map.clone(),
            class: scores.of(class)?,
            truth: None,
            elapsed_ms: found.elapsed_ms,
            variant: found.variant.clone(),
        })
    }

    fn begin_series(&mut self, of: Of, items: Vec<Item>, effects: &mut Vec<Effect>) {
        self.withdraw_series(of, None, effects);
        self.beside.count += 1;
        let series = Series::new(self.beside.count, self.settings.network, items);
        *self.beside.place(of) = Some(series);
        self.advance_series(of, effects);
    }

    fn withdraw_series(&mut self, of: Of, now_ms: Option<f64>, effects: &mut Vec<Effect>) {
        let is = |purpose: &Purpose| matches!(purpose, Purpose::Beside(work) if work.of == of);
        self.desk.withdraw(is, now_ms, effects);
        if of == Of::Pictures {
            self.withdraw_ways(now_ms, effects);
            self.errands
                .drop_all(|errand| matches!(errand, Errand::Glimpse(_)));
        }
    }

    /// The series that goes on; one that is about what was there before has ended.
    fn under_way(&mut self, of: Of) -> Option<&mut Series> {
        if self.series(of).is_none() {
            *self.beside.place(of) = None;
        }
        let series = self.beside.place(of).as_mut();
        series.filter(|series| series.is_under_way())
    }

    fn item(&mut self, work: Work) -> Option<&mut Item> {
        self.under_way(work.of)?.items.get_mut(work.at)
    }

    /// The next maps are made. Of pictures it is their file that has to come first.
    fn advance_series(&mut self, of: Of, effects: &mut Vec<Effect>) {
        let at_once = self.at_once(Seat::First);
        while of == Of::Methods
            && let Some(at) = self.under_way(of).and_then(|series| series.next(at_once))
        {
            self.make_map(Work { of, at }, effects);
        }
    }

    fn make_map(&mut self, work: Work, effects: &mut Vec<Effect>) {
        let Some(item) = self.item(work) else { return };
        item.found = Found::Computing;
        let Some(pixels) = item.pixels.clone() else {
            return self.fail_item(work, Trouble::NoMap(MISFIT.to_owned()), effects);
        };
        let task = Task::Saliency(item.request.clone());
        self.engage(Seat::First, Purpose::Beside(work), (task, pixels), effects);
    }

    fn fail_item(&mut self, work: Work, why: Trouble, effects: &mut Vec<Effect>) {
        if let Some(item) = self.item(work).filter(|item| !item.found.is_over()) {
            item.found = Found::Failed(why);
            item.rest();
        }
        self.advance_series(work.of, effects);
    }

    fn on_beside_answer(
        &mut self,
        work: Work,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let knows_truth = self.class_names() == ClassNames::ImageNet;
        let classes = self.network().classes;
        let Some(item) = self.item(work) else {
            return;
        };
        let (class, map, elapsed_ms, variant) = match event {
            EngineEvent::Scores { .. } => {
                item.scores = payload.floats().filter(|scores| scores.len() == classes);
                return;
            }
            EngineEvent::Progress { done, total, .. } => {
                item.progress = Some([done, total]);
                return;
            }
            // A row is looked at when it is whole.
            EngineEvent::MapSoFar { .. } => return,
            EngineEvent::Attribution {
                class,
                sheet,
                facts,
                elapsed_ms,
                variant,
                ..
            } => (class, Map::new(sheet, facts, payload), elapsed_ms, variant),
            _ => return self.fail_item(work, Trouble::NoMap(MISFIT.to_owned()), effects),
        };
        let scores = item.scores.take();
        item.rest();
        let truth = item.picture.as_ref().and_then(|picture| picture.truth);
        let truth = truth.filter(|_| knows_truth);
        let made = map.zip(scores).and_then(|(map, scores)| {
            let place = |class| {
                let standing = scores::standing(&scores, class)?;
                Some((standing, scores::rank(&scores, class)?))
            };
            Some(ItemMap {
                map,
                class: scores::standing(&scores, class)?,
                truth: truth.and_then(place),
                elapsed_ms,
                variant,
            })
        });
        match (self.item(work), made) {
            (Some(item), Some(made)) => item.found = Found::Done(made),
            _ => return self.fail_item(work, Trouble::NoMap(MISFIT.to_owned()), effects),
        }
        self.advance_series(work.of, effects);
    }
}

impl AppModel {
    /// Begins maps of the chosen method, each for the class that is found in its picture.
    fn open_series(&mut self, mut pictures: Vec<Named>, effects: &mut Vec<Effect>) {
        pictures.truncate(MOST_PICTURES);
        if pictures.is_empty() {
            return;
        }
        let request = self.settings.saliency(None);
        let item = |picture| Item::new(request.clone(), Some(picture));
        let items = pictures.into_iter().map(item).collect();
        self.begin_series(Of::Pictures, items, effects);
    }

    /// The picture whose file is wanted now: the series, and its position there.
    pub fn wanted_picture(&self) -> Option<(u32, usize)> {
        let series = self.series(Of::Pictures)?;
        Some((series.number, series.next(self.at_once(Seat::First))?))
    }

    fn on_series_file(
        &mut self,
        series: u32,
        at: usize,
        file: Result<Bytes, NoticeKind>,
        effects: &mut Vec<Effect>,
    ) {
        if self.wanted_picture() != Some((series, at)) {
            return;
        }
        let of = Of::Pictures;
        match (file, self.item(Work { of, at })) {
            (Ok(file), Some(item)) => {
                item.found = Found::Opening;
                let side = self.network().side as u32;
                let request = |ticket| DecoderRequest::Glance { ticket, side };
                self.send_errand(Errand::Glimpse(at), file, request, effects);
            }
            (Err(kind), _) => self.fail_item(Work { of, at }, Trouble::NoPicture(kind), effects),
            (Ok(_), None) => {}
        }
    }

    fn on_glimpsed(&mut self, at: usize, payload: Payload, effects: &mut Vec<Effect>) {
        let of = Of::Pictures;
        let length = self.image_bytes();
        let pixels = payload.bytes().filter(|pixels| pixels.len() == length);
        let Some(item) = self.item(Work { of, at }) else {
            return;
        };
        item.pixels = pixels;
        match item.pixels {
            Some(_) => self.make_map(Work { of, at }, effects),
            None => self.fail_item(Work { of, at }, Trouble::NoMap(MISFIT.to_owned()), effects),
        }
    }

    fn on_not_glimpsed(&mut self, at: usize, message: &str, effects: &mut Vec<Effect>) {
        let of = Of::Pictures;
        let Some(item) = self.item(Work { of, at }) else {
            return;
        };
        let name = item.picture.as_ref().map(|picture| picture.name.clone());
        // The decoder says what is wrong with a file as JSON, and what became of itself in words.
        let error = serde_json::from_str(message).ok();
        let why = Trouble::NoPicture(no_picture(name.unwrap_or_default(), error));
        self.fail_item(Work { of, at }, why, effects);
    }
}

/// What a notice would say of a file that gives no picture; without an error its decoder was lost.
fn no_picture(name: String, error: Option<ImageError>) -> NoticeKind {
    match error {
        // Our decoder does not read it, and the browser was asked in vain.
        Some(ImageError::BrowserOnly { format }) => NoticeKind::BrowserCouldNotDecode {
            name,
            format: format.name().to_owned(),
        },
        Some(error) => NoticeKind::PictureRefused { name, error },
        None => NoticeKind::DecoderCrashed { name },
    }
}
