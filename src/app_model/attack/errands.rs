use crate::app_model::{AppModel, Bytes, Effect};
use crate::protocol::DecoderRequest;

use super::jobs::Of;

/// What the decoder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    Seal(Of),
    Change,
}

impl Errand {
    pub(super) fn is_about_a_contender(self) -> bool {
        matches!(self, Self::Seal(Of::Contender(_)))
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
        let errands = &mut self.attack.jobs.errands;
        errands.last_ticket += 1;
        let ticket = Ticket {
            number: errands.last_ticket,
            errand,
            request: request(errands.last_ticket),
            bytes,
        };
        effects.push(ticket.effect());
        errands.tickets.push(ticket);
    }

    /// The decoder was replaced by choice: the new one owes what the old one owed.
    pub(in crate::app_model) fn send_errands_again(&self, effects: &mut Vec<Effect>) {
        effects.extend(self.attack.jobs.errands.tickets.iter().map(Ticket::effect));
    }

    /// The decoder was lost; what it was at may be what it died of.
    pub(in crate::app_model) fn lose_errands(&mut self, effects: &mut Vec<Effect>) {
        for ticket in std::mem::take(&mut self.attack.jobs.errands.tickets) {
            self.attack
                .fail_errand(ticket.errand, "the decoder was lost");
        }
        self.advance_comparison(effects);
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
