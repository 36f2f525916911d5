//! The decoder's worker: that it comes, that it answers, and what happens where it does not.

use super::errands::Errand;
use super::{AppModel, BlobId, Effect, NoticeKind};
use crate::protocol::{DecoderEvent, DecoderRequest, TransferFailure};

/// Longest side of the preview, in pixels.
const PREVIEW_SIDE: u32 = 1024;

/// Silence after which it is taken for dead: to take something up, or to make a crop, takes a moment,
/// a large picture its time.
const PATIENCE_MS: f64 = 6_000.0;
const PATIENCE_AT_WORK_MS: f64 = 60_000.0;
/// Replacements without an answer between them, before the reader is told that it does not work.
const RESTARTS_IN_A_ROW: u32 = 1;

/// How the decoder is watched.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// The newest decoder: numbers are never used twice.
    pub newest: u32,
    /// Whether its code is here and runs.
    started: bool,
    /// Whether it has taken up something that it has not answered.
    at_work: bool,
    /// Since when something is owed without a word.
    since_ms: Option<f64>,
    restarts: u32,
}

impl Watch {
    pub fn heard(&mut self, event: &DecoderEvent) {
        self.since_ms = None;
        self.started = true;
        self.at_work = matches!(event, DecoderEvent::Began);
        // Neither says that it can do what is asked.
        if !matches!(event, DecoderEvent::Hello { .. } | DecoderEvent::Began) {
            self.restarts = 0;
        }
    }

    pub fn restarted(&mut self) {
        self.started = false;
        self.at_work = false;
        self.since_ms = None;
    }
}

impl AppModel {
    pub(super) fn on_decoder_started(&mut self, generation: u32) {
        if generation == self.picture.decoder {
            self.picture.watch.started = true;
        }
    }

    /// Its code did not come: what it was to do can be asked for again.
    pub(super) fn on_decoder_not_started(
        &mut self,
        generation: u32,
        failure: TransferFailure,
        effects: &mut Vec<Effect>,
    ) {
        if generation != self.picture.decoder {
            return;
        }
        self.picture.decoder = 0;
        effects.push(Effect::EndDecoder);
        let told = self.lose_errands(Some(&failure), effects);
        self.picture.waiting = self.picture.opening.take();
        let mut is_told = told && self.picture.waiting.is_none();
        if let Some(opened) = &mut self.picture.opened {
            is_told &= !opened.reframing;
            opened.reframing = false;
        }
        let name = self.picture.waiting.as_ref().map(|o| o.name.clone());
        if failure.is_new_version() {
            self.notify(NoticeKind::NewVersion);
        } else if !is_told {
            self.notify(NoticeKind::DecoderFailed { name, failure });
        }
    }

    /// The reader asks for the decoder once more: for the picture that waits, or for the crop.
    pub(super) fn try_decoder_again(&mut self, effects: &mut Vec<Effect>) {
        self.notices
            .retain(|notice| !matches!(notice.kind, NoticeKind::DecoderFailed { .. }));
        if let Some(waiting) = self.picture.waiting.take() {
            self.open_picture(waiting.name, waiting.source, effects);
        } else if let Some(framing) = self.picture.opened.as_ref().map(|o| o.framing) {
            self.frame(framing, effects);
        }
    }

    fn decoder_is_to_open(&self) -> bool {
        self.picture.opening.is_some() || self.owes_errands(|e| !e.is_a_file())
    }

    /// Whether the decoder owes something.
    pub(super) fn waits_for_decoder(&self) -> bool {
        let is_framing = self.picture.opened.as_ref().is_some_and(|o| o.reframing);
        // A PNG file takes no longer than a crop.
        let is_framing = is_framing || self.owes_errands(Errand::is_a_file);
        let is_there = self.picture.decoder != 0 && self.picture.watch.started;
        is_there && (self.decoder_is_to_open() || is_framing)
    }

    /// A decoder that owes something and does not say a word is replaced.
    pub(super) fn watch_decoder(&mut self, now_ms: f64, slept: bool, effects: &mut Vec<Effect>) {
        if !self.waits_for_decoder() {
            self.picture.watch.since_ms = None;
            return;
        }
        let is_opening = self.decoder_is_to_open();
        let watch = &mut self.picture.watch;
        if slept || watch.since_ms.is_none() {
            watch.since_ms = Some(now_ms);
        }
        let silence = now_ms - watch.since_ms.unwrap_or(now_ms);
        let patience = match is_opening && watch.at_work {
            true => PATIENCE_AT_WORK_MS,
            false => PATIENCE_MS,
        };
        if silence <= patience {
            return;
        }
        if watch.restarts >= RESTARTS_IN_A_ROW {
            watch.restarts = 0;
            return self.on_decoder_crashed(self.picture.decoder, effects);
        }
        watch.restarts += 1;
        self.notify(NoticeKind::DecoderSilent);
        self.replace_decoder(effects);
    }

    /// Another decoder takes over what the one before owed.
    fn replace_decoder(&mut self, effects: &mut Vec<Effect>) {
        self.spawn_decoder(effects);
        if let Some(opening) = &self.picture.opening {
            effects.push(open_request(opening.id, opening.source.blob()));
        }
        if let Some(opened) = self.picture.opened.as_mut().filter(|o| o.reframing) {
            opened.reframing = false;
            let framing = opened.framing;
            self.frame(framing, effects);
        }
    }
}

/// To open a picture that the browser holds.
pub(super) fn open_request(picture: u32, blob: BlobId) -> Effect {
    Effect::ToDecoder {
        request: DecoderRequest::Open {
            picture,
            preview_side: PREVIEW_SIDE,
        },
        blob: Some(blob),
        bytes: None,
    }
}
