//! The parts of the page that ask the engines: one line for each of them in every table.

use super::desk::{Order, Purpose};
use super::instruments::HeardOfInstrument;
use super::saliency::beside::Heard;
use super::{Again, AppModel, Bytes, Effect, EngineId, NoticeKind, Payload, Seat, Standstill};
use crate::protocol::{EngineEvent, JobError, JobErrorKind, Task};

const LOST: &str = "the engine was lost";

impl AppModel {
    /// It runs now, on these kernels.
    fn on_begun(&mut self, purpose: &Purpose, variant: &str) {
        match purpose {
            Purpose::Attack(work) => self.attack.begin(work, variant),
            Purpose::Visual(work) => self.visual.begin(*work, variant),
            Purpose::Instrument(work) => {
                let begun = HeardOfInstrument::Begun(*work, variant.to_owned());
                self.pass_on_instrument(begun, &mut Vec::new());
            }
            Purpose::Saliency(_) | Purpose::Beside(_) | Purpose::Ways | Purpose::Pair(_) => {}
        }
    }

    /// A step or the end of it; `buffer` is what it was asked about.
    fn on_answered(
        &mut self,
        (seat, purpose, buffer): (Seat, Purpose, Bytes),
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match purpose {
            Purpose::Saliency(method) => self.saliency.on_answer(method, buffer, event, payload),
            Purpose::Beside(work) => {
                self.hear_beside(Heard::Answer(work, event, payload), effects);
            }
            Purpose::Ways => self.hear_beside(Heard::Ways(event, payload), effects),
            Purpose::Instrument(work) => {
                self.pass_on_instrument(HeardOfInstrument::Answer(work, event, payload), effects);
            }
            Purpose::Attack(work) => self.on_attack_answer(work, event, payload, effects),
            Purpose::Visual(work) => self.on_visual_answer(work, event, payload, effects),
            Purpose::Pair(work) => self.on_pair_answer(seat, work, event, payload, effects),
        }
    }

    /// It will not come, for this reason; none: its engine has stopped.
    fn on_lost(&mut self, purpose: Purpose, why: Option<&str>, effects: &mut Vec<Effect>) {
        let message = why.unwrap_or(LOST);
        match purpose {
            // It is wanted of whatever engine comes.
            Purpose::Saliency(_) if why.is_none() => self.ask(effects),
            Purpose::Saliency(_) => self.saliency.rest(),
            Purpose::Beside(work) => {
                self.hear_beside(Heard::Lost(work, why.map(str::to_owned)), effects);
            }
            Purpose::Ways => self.hear_beside(Heard::NoWays(message.to_owned()), effects),
            Purpose::Instrument(work) => {
                let why = why.map(str::to_owned);
                self.pass_on_instrument(HeardOfInstrument::Lost(work, why), effects);
            }
            Purpose::Attack(work) => self.lose_attack(&work, why.is_none(), message, effects),
            Purpose::Visual(work) => self.lose_visual(work, why.is_none(), message, effects),
            Purpose::Pair(work) => self.lose_pair(work, why.is_none(), message, effects),
        }
    }

    /// Whether it begins anew on another engine.
    fn begins_again(&mut self, purpose: &Purpose) -> bool {
        match purpose {
            Purpose::Attack(work) => self.attack.begins_again(work),
            Purpose::Visual(work) => self.visual.begins_again(*work),
            Purpose::Saliency(_)
            | Purpose::Beside(_)
            | Purpose::Ways
            | Purpose::Instrument(_)
            | Purpose::Pair(_) => true,
        }
    }

    /// Gives an engine something to do, now or once it is ready.
    pub(super) fn engage(
        &mut self,
        seat: Seat,
        purpose: Purpose,
        work: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        self.desk.put(Order::new(seat, purpose, work));
        self.engage_waiting(effects);
    }

    /// What waits begins where there is an engine for it.
    pub(super) fn engage_waiting(&mut self, effects: &mut Vec<Effect>) {
        for seat in Seat::BOTH {
            let engine = self.engines.ready(seat);
            let facts = engine.and_then(|engine| Some((engine.id, engine.variant()?.to_owned())));
            let Some((id, variant)) = facts else { continue };
            for purpose in self.desk.start(seat, id, effects) {
                self.on_begun(&purpose, &variant);
            }
        }
    }

    /// What an engine says of something that it was asked for.
    pub(super) fn on_answer(
        &mut self,
        id: EngineId,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let Some((job, is_last)) = event.job() else {
            return;
        };
        let is_device = matches!(&event, EngineEvent::Failed { error, .. } if error.kind == JobErrorKind::Device);
        // With its device the engine goes: what it was at is lost with that, or begins anew.
        let Some(of) = self.desk.heard(job, is_last && !is_device) else {
            return;
        };
        match event {
            EngineEvent::Cancelled { .. } => {}
            EngineEvent::Failed { error, .. } => self.on_failed(id, of.1, error, effects),
            answer => self.on_answered(of, answer, payload, effects),
        }
    }

    fn on_failed(
        &mut self,
        id: EngineId,
        purpose: Purpose,
        error: JobError,
        effects: &mut Vec<Effect>,
    ) {
        if purpose.is_told() {
            self.notify(NoticeKind::JobFailed(error.clone()));
        }
        // A class or method that does not exist must not be asked for again and again.
        if matches!(purpose, Purpose::Saliency(_)) && error.kind == JobErrorKind::Request {
            self.settings.class = None;
        }
        if error.kind == JobErrorKind::Device {
            let notice = NoticeKind::DeviceLost {
                message: error.message,
                again: Again::default(),
            };
            self.on_engine_crashed(id, notice, effects);
        } else {
            self.on_lost(purpose, Some(&error.message), effects);
        }
    }

    /// The engine that had the orders is gone and another one comes: they wait for that.
    pub(super) fn reclaim(&mut self, seat: Seat, effects: &mut Vec<Effect>) {
        for order in self.desk.take(seat) {
            if !order.is_running() || self.begins_again(&order.purpose) {
                self.desk.put(order);
            } else {
                self.on_lost(order.purpose, Some(LOST), effects);
            }
        }
    }

    /// The engine that had the orders is gone, and no other one comes.
    pub(super) fn lose(&mut self, seat: Seat, effects: &mut Vec<Effect>) {
        for order in self.desk.take(seat) {
            self.on_lost(order.purpose, None, effects);
        }
        // Without one of the engines no image can be judged, whatever the other is at.
        self.stand_matrix_still(Standstill::Interrupted, None, effects);
    }
}
