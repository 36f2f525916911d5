//! What the parts of the page asked of the decoder.

use super::attack::work::Of;
use super::desk::MISFIT;
use super::saliency::beside::Heard;
use super::{AppModel, Bytes, Effect, NotSaved, NoticeKind, Payload};
use crate::protocol::{DecoderRequest, TransferFailure};

/// What an animation that fails is called.
const GIF: &str = "GIF";
const LOST: &str = "the decoder was lost";

/// What the decoder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// The PNG file of an attack.
    Seal(Of),
    /// What happens to images in the world, for an attack.
    Survival,
    /// The same for a visualisation.
    Check,
    /// The GIF file of a visualisation.
    Animate,
    /// The pixels of an image of the matrix of two networks.
    Glance(usize),
    /// The same of a picture among several.
    Glimpse(usize),
    /// A file, by its number.
    Encode(u32),
}

impl Errand {
    pub(super) fn is_about_a_contender(self) -> bool {
        matches!(self, Self::Seal(Of::Contender(_)))
    }

    /// Whether it is a PNG file and nothing else.
    pub(super) fn is_a_file(self) -> bool {
        matches!(self, Self::Encode(_))
    }

    pub(super) fn is_about_an_attack(self) -> bool {
        matches!(self, Self::Seal(_) | Self::Survival)
    }
}

/// What the decoder owes; kept whole, because a decoder may be replaced at any time.
#[derive(Debug, Clone)]
struct Ticket {
    number: u32,
    errand: Errand,
    request: DecoderRequest,
    bytes: Bytes,
}

/// What the decoder was asked for, and has not answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Errands {
    tickets: Vec<Ticket>,
    last_ticket: u32,
}

impl Errands {
    pub(super) fn take(&mut self, number: u32) -> Option<Errand> {
        let at = self.tickets.iter().position(|t| t.number == number)?;
        Some(self.tickets.remove(at).errand)
    }

    pub(super) fn drop_all(&mut self, is: impl Fn(Errand) -> bool) {
        self.tickets.retain(|ticket| !is(ticket.errand));
    }
}

impl AppModel {
    /// Asks the decoder, starting it where there is none; `request` makes the request of a ticket.
    pub(super) fn send_errand(
        &mut self,
        errand: Errand,
        bytes: Bytes,
        request: impl Fn(u32) -> DecoderRequest,
        effects: &mut Vec<Effect>,
    ) {
        if self.picture.decoder == 0 {
            self.spawn_decoder(effects);
        }
        self.errands.last_ticket += 1;
        let ticket = Ticket {
            number: self.errands.last_ticket,
            errand,
            request: request(self.errands.last_ticket),
            bytes,
        };
        effects.push(ticket.effect());
        self.errands.tickets.push(ticket);
    }

    /// Whether the decoder owes such a thing.
    pub(super) fn owes_errands(&self, is: impl Fn(Errand) -> bool) -> bool {
        self.errands.tickets.iter().any(|ticket| is(ticket.errand))
    }

    /// The decoder was replaced by choice: the new one owes what the old one owed.
    pub(super) fn send_errands_again(&self, effects: &mut Vec<Effect>) {
        effects.extend(self.errands.tickets.iter().map(Ticket::effect));
    }

    /// The decoder was lost, and what it was at may be what it died of; or it never came. True where
    /// the reader was told so of a file.
    pub(super) fn lose_errands(
        &mut self,
        failure: Option<&TransferFailure>,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let why = failure
            .cloned()
            .map_or(NotSaved::Lost, NotSaved::NotStarted);
        let mut is_told = false;
        for ticket in std::mem::take(&mut self.errands.tickets) {
            match ticket.errand {
                Errand::Encode(number) => self.fail_save(number, why.clone()),
                Errand::Animate => self.fail_animation(LOST, why.clone()),
                errand => self.fail_errand(errand, LOST, effects),
            }
            is_told |= matches!(ticket.errand, Errand::Encode(_) | Errand::Animate);
        }
        is_told
    }

    fn fail_animation(&mut self, message: &str, why: NotSaved) {
        self.visual.fail_animation(message);
        let name = GIF.to_owned();
        self.notify(NoticeKind::NotSaved { name, why });
    }

    /// What the decoder made; `file_bytes` of what came are a file, where it says so.
    pub(super) fn on_made(
        &mut self,
        ticket: u32,
        file_bytes: Option<u32>,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (self.errands.take(ticket), file_bytes) {
            (Some(Errand::Seal(of)), Some(file_bytes)) => {
                self.on_sealed(of, file_bytes, payload, effects);
            }
            (Some(Errand::Survival), None) => self.on_changed(payload, effects),
            (Some(Errand::Check), None) => self.on_checked(payload, effects),
            (Some(Errand::Animate), None) => {
                self.forget_not_saved(GIF);
                self.visual.on_animated(payload);
            }
            (Some(Errand::Glance(at)), None) => self.on_glanced(at, payload, effects),
            (Some(Errand::Glimpse(at)), None) => {
                self.hear_beside(Heard::Opened(at, payload), effects);
            }
            (Some(errand), _) => {
                self.fail_errand(errand, MISFIT, effects);
            }
            (None, _) => {}
        }
    }

    pub(super) fn on_not_made(&mut self, ticket: u32, message: &str, effects: &mut Vec<Effect>) {
        if let Some(errand) = self.errands.take(ticket) {
            self.fail_errand(errand, message, effects);
        }
    }

    /// What was asked of the decoder will not come.
    pub(super) fn fail_errand(&mut self, errand: Errand, message: &str, effects: &mut Vec<Effect>) {
        match errand {
            Errand::Seal(of) => self.attack.fail_seal(of, message),
            Errand::Survival => self.attack.fail_survival(message),
            Errand::Check => self.visual.fail_check(message),
            Errand::Animate => {
                self.fail_animation(message, NotSaved::NotMade(message.to_owned()));
            }
            Errand::Encode(number) => {
                self.fail_save(number, NotSaved::NotMade(message.to_owned()));
            }
            Errand::Glance(at) => {
                self.pair.fail_image(at, message);
                self.advance_matrix(effects);
            }
            Errand::Glimpse(at) => {
                self.hear_beside(Heard::NotOpened(at, message.to_owned()), effects);
            }
        }
        if errand.is_about_an_attack() {
            self.advance_comparison(effects);
        }
    }
}

impl Ticket {
    fn effect(&self) -> Effect {
        Effect::ToDecoder {
            request: self.request.clone(),
            blob: None,
            bytes: Some(self.bytes.clone()),
        }
    }
}
