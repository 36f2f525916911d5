use serde::{Deserialize, Serialize};

use crate::app_model::map::KeptMap;
use crate::app_model::{AppModel, Effect, Opened, PictureSource, SaliencyResult, Scores};
use crate::catalogue;
use crate::image::{CropBox, Framing};
use crate::protocol::{PictureFacts, SaliencyRequest};
use crate::spec::ClassId;

use super::{At, Restoring, Things};

/// The open picture as it was drawn, with what the network said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Shown {
    facts: PictureFacts,
    preview_rgba: At,
    preview_width: u32,
    preview_height: u32,
    pixels: Option<At>,
    source_box: Option<CropBox>,
    is_reframing: bool,
    is_busy: bool,
    scores: Option<KeptScores>,
    saliency: Option<KeptSaliency>,
}

/// [`Scores`] as they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptScores {
    values: At,
    pixels: At,
    elapsed_ms: f32,
}

/// [`SaliencyResult`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptSaliency {
    map: KeptMap,
    request: SaliencyRequest,
    class: ClassId,
    pixels: At,
    elapsed_ms: f32,
    variant: String,
}

impl KeptScores {
    fn scores(&self, model: &AppModel, things: &Things) -> Option<Scores> {
        let classes = model.network().classes;
        let values = things.floats(self.values);
        Some(Scores {
            values: values.filter(|values| values.len() == classes)?,
            pixels: things.of_length(self.pixels, model.image_bytes())?,
            elapsed_ms: self.elapsed_ms,
        })
    }
}

impl KeptSaliency {
    fn saliency(&self, model: &mut AppModel, things: &Things) -> Option<SaliencyResult> {
        catalogue::saliency_method(&self.request.method)?;
        Some(SaliencyResult {
            map: self.map.map(things)?,
            request: self.request.clone(),
            class: self.class,
            pixels: things.of_length(self.pixels, model.image_bytes())?,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant.clone(),
            job: model.desk.next_job(),
        })
    }
}

impl AppModel {
    /// Length of an image of the network in use: `side * side * 3`.
    pub(in crate::app_model) fn image_bytes(&self) -> usize {
        let side = self.network().side;
        side * side * 3
    }

    pub(super) fn keep_shown(&self, things: &mut Things) -> Option<Shown> {
        let opened = self.picture.opened.as_ref()?;
        let scores = self.saliency.scores.as_ref().map(|scores| KeptScores {
            values: things.put_floats(&scores.values),
            pixels: things.put(&scores.pixels),
            elapsed_ms: scores.elapsed_ms,
        });
        let saliency = self.saliency.map.as_ref().map(|map| KeptSaliency {
            map: map.map.keep(things),
            request: map.request.clone(),
            class: map.class,
            pixels: things.put(&map.pixels),
            elapsed_ms: map.elapsed_ms,
            variant: map.variant.clone(),
        });
        Some(Shown {
            facts: opened.facts.clone(),
            preview_rgba: things.put(&opened.preview_rgba),
            preview_width: opened.preview_width,
            preview_height: opened.preview_height,
            pixels: opened.pixels.as_ref().map(|pixels| things.put(pixels)),
            source_box: opened.source_box,
            is_reframing: opened.reframing,
            is_busy: self.is_explaining(),
            scores,
            saliency,
        })
    }

    /// Shows the picture again; false where its preview is missing.
    pub(super) fn show_again(
        &mut self,
        (name, source, framing): (String, PictureSource, Framing),
        shown: &Shown,
        restoring: &Restoring,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let things = &restoring.things;
        let (width, height) = (shown.preview_width, shown.preview_height);
        let length = (width as usize).saturating_mul(height as usize);
        let preview = things.of_length(shown.preview_rgba, length.saturating_mul(4));
        let Some(preview_rgba) = preview.filter(|preview| !preview.is_empty()) else {
            return false;
        };
        let pixels = shown.pixels;
        let pixels = pixels.and_then(|at| things.of_length(at, self.image_bytes()));
        let is_unframed = shown.is_reframing || pixels.is_none();
        self.saliency.scores = shown.scores.as_ref().and_then(|s| s.scores(self, things));
        let saliency = shown.saliency.as_ref();
        self.saliency.map = saliency.and_then(|map| map.saliency(self, things));
        let is_whole = self.saliency.scores.is_some() == shown.scores.is_some()
            && self.saliency.map.is_some() == shown.saliency.is_some();
        self.picture.last_id += 1;
        self.picture.opened = Some(Opened {
            id: self.picture.last_id,
            name,
            source,
            facts: shown.facts.clone(),
            preview_rgba,
            preview_width: width,
            preview_height: height,
            framing,
            pixels,
            source_box: shown.source_box,
            reframing: false,
        });
        // Settings are written down more often than results.
        let wanted = self.settings.saliency(self.settings.class);
        let is_old = self.saliency.map.as_ref().is_some_and(|map| {
            let is_of_class = wanted.class.is_none_or(|class| class == map.class);
            let request = &map.request;
            !is_of_class || (&request.method, &request.params) != (&wanted.method, &wanted.params)
        });
        if shown.is_busy || is_old || !is_whole {
            self.ask(effects);
        }
        if is_unframed {
            self.frame(framing, effects);
        }
        true
    }
}
