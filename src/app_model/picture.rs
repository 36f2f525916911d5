use crate::image::{CropBox, Framing, ImageError};
use crate::protocol::{DecoderEvent, DecoderRequest, PictureFacts};
use crate::spec::ClassId;

use super::address::Crop;
use super::decoder::{Watch, open_request};
use super::{AppModel, BlobId, Bytes, Effect, Notice, NoticeKind, Payload, PictureSource};

/// A decoder that has held more pixels than this ends with its picture: its memory is never given back.
const KEEP_DECODER_BELOW_PIXELS: u64 = 8_000_000;

/// The picture on the page, and the one being opened.
#[derive(Debug, Clone, Default)]
pub struct PictureState {
    /// The picture that is shown.
    pub opened: Option<Opened>,
    /// The sample that is being fetched: id and name.
    pub fetching: Option<(String, String)>,
    /// The picture that will replace it.
    pub opening: Option<Opening>,
    /// What waits for the reader to ask again, the decoder not having come.
    pub waiting: Option<Opening>,
    /// The reader's own picture that another one took the place of: it can be had back.
    pub own: Option<Own>,
    /// How a picture that is opened again is to be shown.
    pub(super) wish: Option<Wish>,
    /// Generation of the decoder; 0: none was started.
    pub(super) decoder: u32,
    /// How it is watched.
    pub(super) watch: Watch,
    pub(super) last_id: u32,
}

/// A picture of the reader's own that is not shown any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    pub name: String,
    pub source: PictureSource,
    pub framing: Framing,
    /// Of its file.
    pub sha256: String,
}

/// How a picture is to be shown: as before the page was loaded again, or as a link says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    pub of: Of,
    pub framing: Framing,
    /// Where a link has one, it rules.
    pub crop: Option<Crop>,
    pub class: Option<ClassId>,
}

/// Which picture is meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Of {
    /// The one of this name.
    Name(String),
    /// The sample with this id.
    Sample(String),
    /// The file whose SHA-256 begins so, whenever it is opened.
    File(String),
}

impl Wish {
    fn is_about(&self, opening: &Opening, facts: &PictureFacts) -> bool {
        match &self.of {
            Of::Name(name) => *name == opening.name,
            Of::Sample(sample) => {
                matches!(&opening.source, PictureSource::Sample { id, .. } if id == sample)
            }
            Of::File(digits) => facts.sha256.starts_with(digits),
        }
    }
}

/// A picture on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub id: u32,
    pub name: String,
    pub source: PictureSource,
}

/// An open picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub id: u32,
    pub name: String,
    pub source: PictureSource,
    pub facts: PictureFacts,
    pub preview_rgba: Bytes,
    pub preview_width: u32,
    pub preview_height: u32,
    pub framing: Framing,
    /// The pixels that the network sees, `[side, side, 3]`, once they are there.
    pub pixels: Option<Bytes>,
    /// Where they come from, in source pixels.
    pub source_box: Option<CropBox>,
    /// Whether another framing is being computed.
    pub reframing: bool,
}

impl Opened {
    /// Width and height of the picture, in pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.facts.width, self.facts.height)
    }
}

impl PictureState {
    /// Whether the present picture is about to be replaced.
    pub(super) fn is_another_coming(&self) -> bool {
        let is_linked = |wish: &Wish| matches!(wish.of, Of::Sample(_));
        let is_awaited = self.wish.as_ref().is_some_and(is_linked);
        self.fetching.is_some() || self.opening.is_some() || is_awaited
    }

    /// What is wished for this picture. A file that a link speaks of may be opened any time later.
    fn take_wish(&mut self, opening: &Opening, facts: &PictureFacts) -> Option<Wish> {
        let wish = self.wish.take()?;
        if wish.is_about(opening, facts) {
            return Some(wish);
        }
        self.wish = Some(wish).filter(|wish| matches!(wish.of, Of::File(_)));
        None
    }

    /// The picture that is shown makes way for this one.
    fn set_aside(&mut self, coming: &PictureSource) {
        self.own.take_if(|own| own.source == *coming);
        let shown = self.opened.as_ref().filter(|shown| {
            matches!(shown.source, PictureSource::File { .. }) && shown.source != *coming
        });
        if let Some(shown) = shown {
            self.own = Some(Own {
                name: shown.name.clone(),
                source: shown.source.clone(),
                framing: shown.framing,
                sha256: shown.facts.sha256.clone(),
            });
        }
    }

    pub(super) fn abandon(&mut self, name: &str) {
        self.fetching = None;
        self.wish.take_if(|wish| matches!(wish.of, Of::Sample(_)));
        if self.opening.as_ref().is_some_and(|o| o.name == name) {
            self.opening = None;
        }
    }
}

impl AppModel {
    pub(super) fn open_picture(
        &mut self,
        name: String,
        source: PictureSource,
        effects: &mut Vec<Effect>,
    ) {
        self.picture.fetching = None;
        self.picture.waiting = None;
        let own = self.picture.own.as_ref();
        if let Some(own) = own.filter(|own| own.source == source && self.picture.wish.is_none()) {
            self.picture.wish = Some(Wish {
                of: Of::Name(name.clone()),
                framing: own.framing,
                crop: None,
                class: None,
            });
        }
        self.picture.last_id += 1;
        let id = self.picture.last_id;
        let large = self.picture.opened.as_ref().is_some_and(|opened| {
            u64::from(opened.facts.width) * u64::from(opened.facts.height)
                > KEEP_DECODER_BELOW_PIXELS
        });
        // A decoder that is still busy with a picture nobody wants any more is ended too.
        if self.picture.decoder == 0 || large || self.picture.opening.is_some() {
            self.spawn_decoder(effects);
        }
        effects.push(open_request(id, source.blob()));
        self.picture.opening = Some(Opening { id, name, source });
    }

    pub(super) fn spawn_decoder(&mut self, effects: &mut Vec<Effect>) {
        self.picture.watch.newest += 1;
        self.picture.watch.restarted();
        self.picture.decoder = self.picture.watch.newest;
        effects.push(Effect::SpawnDecoder {
            generation: self.picture.decoder,
        });
        self.send_errands_again(effects);
    }

    pub(super) fn on_decoder(
        &mut self,
        generation: u32,
        event: DecoderEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        if generation != self.picture.decoder {
            return;
        }
        self.picture.watch.heard(&event);
        match event {
            DecoderEvent::Hello { build } => {
                if Self::is_foreign(&build) {
                    let failure = Self::another_build();
                    self.on_decoder_not_started(generation, failure, effects);
                }
            }
            DecoderEvent::Began => {}
            DecoderEvent::Opened {
                picture,
                facts,
                preview_width,
                preview_height,
            } => {
                let preview = (preview_width, preview_height, payload.bytes());
                self.on_opened(picture, facts, preview, effects);
            }
            DecoderEvent::Refused { picture, error } => self.on_refused(picture, error),
            DecoderEvent::Unreadable { picture } => self.on_unreadable(picture),
            DecoderEvent::Framed {
                picture,
                source_box,
                ..
            } => self.on_framed(picture, source_box, payload, effects),
            DecoderEvent::Missing { picture } => self.on_missing(picture, effects),
            DecoderEvent::Sealed { ticket, file_bytes } => {
                self.on_made(ticket, Some(file_bytes), payload, effects);
            }
            DecoderEvent::Changed { ticket, .. }
            | DecoderEvent::Animated { ticket }
            | DecoderEvent::Glanced { ticket } => {
                self.on_made(ticket, None, payload, effects);
            }
            DecoderEvent::Encoded {
                ticket,
                lacks_letters,
            } => self.on_encoded(ticket, lacks_letters, payload, effects),
            DecoderEvent::NotMade { ticket, message } => {
                self.on_not_made(ticket, &message, effects);
            }
            DecoderEvent::Dying { .. } => self.on_decoder_crashed(generation, effects),
        }
    }

    fn on_opened(
        &mut self,
        picture: u32,
        facts: PictureFacts,
        (preview_width, preview_height, preview): (u32, u32, Option<Bytes>),
        effects: &mut Vec<Effect>,
    ) {
        let Some(opening) = self.picture.opening.take_if(|o| o.id == picture) else {
            return self.on_reopened(picture, effects);
        };
        let Some(preview_rgba) = preview else { return };
        let wish = self.picture.take_wish(&opening, &facts);
        let framing = match &wish {
            Some(wish) => {
                let size = (facts.width, facts.height);
                self.framing_of(wish.crop, wish.framing, size)
            }
            None => Framing::default(),
        };
        let is_met = matches!(
            &wish,
            Some(Wish {
                of: Of::File(_),
                ..
            })
        );
        self.leave_instruments(effects);
        self.picture.set_aside(&opening.source);
        self.picture.opened = Some(Opened {
            id: picture,
            name: opening.name,
            source: opening.source,
            facts,
            preview_rgba,
            preview_width,
            preview_height,
            framing,
            pixels: None,
            source_box: None,
            reframing: false,
        });
        self.settings.class = wish.and_then(|wish| wish.class);
        self.forget_saliency(effects);
        self.forget_attacks(effects);
        self.notices.retain(|Notice { kind, .. }| {
            let is_moot = is_met && *kind == NoticeKind::LinkLacksPicture;
            !is_moot && !kind.is_about_a_picture()
        });
        self.frame(framing, effects);
    }

    pub(super) fn frame(&mut self, framing: Framing, effects: &mut Vec<Effect>) {
        let side = self.network().side as u32;
        let Some(opened) = &mut self.picture.opened else {
            return;
        };
        opened.framing = framing;
        if opened.reframing {
            // The newest framing is asked for when the one under way comes back.
            return;
        }
        opened.reframing = true;
        let picture = opened.id;
        // The decoder ended since: it will say that it misses the picture, and get it again.
        if self.picture.decoder == 0 {
            self.spawn_decoder(effects);
        }
        effects.push(Effect::ToDecoder {
            request: DecoderRequest::Frame {
                picture,
                framing,
                side,
            },
            blob: None,
            bytes: None,
        });
    }

    /// The decoder was started since the picture was opened.
    fn on_missing(&mut self, picture: u32, effects: &mut Vec<Effect>) {
        let Some(opened) = self.picture.opened.as_ref().filter(|o| o.id == picture) else {
            return;
        };
        effects.push(open_request(picture, opened.source.blob()));
    }

    /// The decoder has a picture again that is already shown.
    fn on_reopened(&mut self, picture: u32, effects: &mut Vec<Effect>) {
        let shown = self.picture.opened.as_mut().filter(|o| o.id == picture);
        if let Some(opened) = shown {
            opened.reframing = false;
            let framing = opened.framing;
            self.frame(framing, effects);
        }
    }

    fn on_framed(
        &mut self,
        picture: u32,
        source_box: CropBox,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let length = self.image_bytes();
        let Some(opened) = self.picture.opened.as_mut().filter(|o| o.id == picture) else {
            return;
        };
        let Some(pixels) = payload.bytes() else {
            return;
        };
        opened.reframing = false;
        let (width, height) = (opened.facts.width, opened.facts.height);
        let framing = opened.framing;
        let is_outdated = crate::image::crop_box(width, height, framing) != source_box;
        // The network may have changed meanwhile, too, and its side with it.
        if is_outdated || pixels.len() != length {
            return self.frame(framing, effects);
        }
        opened.source_box = Some(source_box);
        // The same pixels stay the very ones that results are about.
        if opened.pixels.as_ref() == Some(&pixels) {
            return;
        }
        self.leave_instruments(effects);
        if let Some(opened) = &mut self.picture.opened {
            opened.pixels = Some(pixels);
        }
        self.forget_attacks(effects);
        self.ask(effects);
    }

    fn on_refused(&mut self, picture: u32, error: ImageError) {
        if let Some(shown) = self.picture.opened.as_mut().filter(|o| o.id == picture) {
            shown.reframing = false;
            let name = shown.name.clone();
            self.notify(NoticeKind::PictureRefused { name, error });
            return;
        }
        let Some(opening) = self.picture.opening.take_if(|o| o.id == picture) else {
            return;
        };
        let name = opening.name;
        self.notify(match error {
            // Our decoder does not read it, and the browser was asked in vain.
            ImageError::BrowserOnly { format } => NoticeKind::BrowserCouldNotDecode {
                name,
                format: format.name().to_owned(),
            },
            error => NoticeKind::PictureRefused { name, error },
        });
    }

    /// The file moved or changed since it was chosen.
    fn on_unreadable(&mut self, picture: u32) {
        let opening = self.picture.opening.take_if(|o| o.id == picture);
        let shown = self.picture.opened.as_mut().filter(|o| o.id == picture);
        let name = opening.map(|opening| opening.name).or_else(|| {
            shown.map(|opened| {
                opened.reframing = false;
                opened.name.clone()
            })
        });
        if let Some(name) = name {
            self.notify(NoticeKind::FileUnreadable { name });
        }
    }

    /// The files that may still be asked for.
    pub fn blobs_in_use(&self) -> Vec<BlobId> {
        let opening = self.picture.opening.as_ref().map(|o| o.source.blob());
        let opened = self.picture.opened.as_ref().map(|o| o.source.blob());
        let waiting = self.picture.waiting.as_ref().map(|o| o.source.blob());
        let own = self.picture.own.as_ref().map(|own| own.source.blob());
        let pictures = opening.into_iter().chain(opened).chain(waiting).chain(own);
        let offered = self.notices.iter().filter_map(|notice| notice.kind.blob());
        let pictures = pictures.chain(offered);
        let others = self.checkpoints.blobs().chain(self.shelf.blobs());
        pictures.chain(others).collect()
    }

    /// The decoder holds the decoded picture; without it the next framing needs the file again.
    pub(super) fn on_decoder_crashed(&mut self, generation: u32, effects: &mut Vec<Effect>) {
        if generation != self.picture.decoder {
            return;
        }
        self.picture.decoder = 0;
        effects.push(Effect::EndDecoder);
        self.lose_errands(None, effects);
        let failed = self.picture.opening.take().map(|opening| opening.name);
        let reframing = self.picture.opened.as_mut().filter(|o| o.reframing);
        let name = failed.or_else(|| {
            reframing.map(|opened| {
                opened.reframing = false;
                opened.name.clone()
            })
        });
        // What else it was asked for says itself that it failed.
        if let Some(name) = name {
            self.notify(NoticeKind::DecoderCrashed { name });
        }
    }
}
