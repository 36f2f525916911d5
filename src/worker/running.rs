//! One job of the engine: from the request to what the page is told.

use std::cell::Cell;
use std::rc::Rc;

use burn::tensor::Device;

use super::port::{Payload, Port};
use crate::engine::answer::{self, SaliencyAnswer};
use crate::engine::attack::{self, AttackPart};
use crate::engine::faithful::{self, FaithfulPart};
use crate::engine::help::{Helpers, Looked};
use crate::engine::job::{Control, Job, JobFailure, LocalFuture, Turn};
use crate::engine::maps::method_of;
use crate::engine::network::Network;
use crate::engine::saliency::{Here, Question};
use crate::engine::sanity::{self, SanityPart};
use crate::engine::segment::{self, SegmentPart};
use crate::engine::visualize::{self, Dial, VisualPart};
use crate::protocol::{DeviceReport, EngineEvent, Facts, JobId, Look, Start, Task};
use crate::spec::Preparation;

/// A network on a checked device.
pub(super) struct Loaded {
    pub network: Box<dyn Network>,
    pub device: Device,
    pub report: DeviceReport,
}

/// What may be done to a job under way.
#[derive(Clone, Default)]
pub(super) struct Handle {
    pub control: Control,
    /// Of a visualisation.
    pub dial: Dial,
}

/// A job under way and what it needs.
pub(super) struct Running<'a, P> {
    port: P,
    job: JobId,
    handle: Handle,
    loaded: &'a Loaded,
    start_ms: f64,
    /// How long the job has been held.
    paused_ms: Rc<Cell<f64>>,
    helpers: Option<Rc<dyn Helpers>>,
    /// Words that the page has heard already.
    left_out: Cell<u32>,
}

/// What an engine that this one helps wants to know of images.
pub(super) async fn looked(
    port: &impl Port,
    control: Control,
    loaded: &Loaded,
    look: &Look,
    images: Vec<f32>,
) -> Result<Looked, JobFailure> {
    let port = port.clone();
    let job = Job::new(control, move |turn| port.give_way(turn), || false);
    job.checkpoint().await?;
    let (network, device) = (loaded.network.as_ref(), &loaded.device);
    let here = Here {
        job: &job,
        network,
        device,
    };
    let size = look.size.map(|side| side as usize);
    let question = match &look.map {
        Some((class, choice)) => {
            let question = Question::map(size, *class, (method_of(choice)?, choice.clone()));
            if look.scores {
                question.and_scores()
            } else {
                question
            }
        }
        None => Question::scores(size),
    };
    here.look(&question, images).await
}

impl<'a, P: Port> Running<'a, P> {
    pub(super) fn new(port: P, job: JobId, handle: Handle, loaded: &'a Loaded) -> Self {
        Self {
            job,
            handle,
            loaded,
            start_ms: port.now_ms(),
            paused_ms: Rc::default(),
            helpers: None,
            left_out: Cell::new(0),
            port,
        }
    }

    /// The same with other engines at its side.
    pub(super) fn helped_by(self, helpers: Rc<dyn Helpers>) -> Self {
        let helpers = Some(helpers).filter(|helpers| helpers.most() > 0);
        Self { helpers, ..self }
    }

    /// The same, begun anew after the page has been told so much of it.
    pub(super) fn after(self, told: u32) -> Self {
        self.left_out.set(told);
        self
    }

    fn elapsed_ms(&self) -> f32 {
        (self.port.now_ms() - self.start_ms - self.paused_ms.get()) as f32
    }

    /// Tells the page, unless the job was cancelled since.
    fn tell(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let left_out = self.left_out.get();
        let is_last = event.job().is_some_and(|(_, is_last)| is_last);
        if left_out > 0 && !is_last {
            self.left_out.set(left_out - 1);
        } else if !self.handle.control.is_cancelled() {
            self.port.post(event, payload);
        }
    }

    pub(super) async fn run(&self, task: Task, images: Vec<u8>) -> Result<(), JobFailure> {
        let network = self.loaded.network.as_ref();
        let device = &self.loaded.device;
        let side = network.spec().side;
        let job = self.job_in_worker();
        match task {
            Task::Saliency(request) => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_saliency(part);
                answer::saliency(&job, network, device, &picture, &request, emit).await
            }
            Task::Attack(request) => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_attack(part);
                attack::run(&job, network, device, &picture, &request, emit).await
            }
            Task::Shrink(request) => {
                let pictures = answer::pictures_from_bytes(&images, 2, side)?;
                let pair = [&pictures[0], &pictures[1]];
                let emit = |part| self.tell_attack(part);
                attack::shrink(&job, network, device, pair, &request, emit).await
            }
            Task::Visualize(request) => {
                self.handle.dial.set(request.params.clone());
                let picture = match request.start {
                    Start::Image => Some(answer::picture_from_bytes(images, side)?),
                    Start::Noise | Start::Grey => None,
                };
                let emit = |part| self.tell_visual(part);
                let (picture, dial) = (picture.as_ref(), &self.handle.dial);
                visualize::run(&job, network, device, picture, &request, dial, emit).await
            }
            Task::Classify { count, side } => {
                let side = side as usize;
                let pictures = answer::pictures_from_bytes(&images, count as usize, side)?;
                let scores = answer::classify(&job, network, device, &pictures).await?;
                let (job, elapsed_ms) = (self.job, self.elapsed_ms());
                let event = EngineEvent::Classified { job, elapsed_ms };
                self.tell(&event, &[Payload::Floats(&scores)]);
                Ok(())
            }
            Task::Prepare { count, now } => {
                let pictures = answer::pictures_from_bytes(&images, count as usize, side)?;
                let now = Preparation::of(&now);
                let progress = |done, total| self.tell_progress(done, total);
                let found = answer::prepared(&job, network, device, &pictures, &now, progress);
                let found = found.await?;
                let (job, elapsed_ms) = (self.job, self.elapsed_ms());
                let event = EngineEvent::Classified { job, elapsed_ms };
                self.tell(&event, &[Payload::Floats(&found)]);
                Ok(())
            }
            Task::Ray { source, target } => {
                let pictures = answer::pictures_from_bytes(&images, 2, side)?;
                let ends = [&pictures[0], &pictures[1]];
                let ray = answer::ray(&job, network, device, ends, [source, target]).await?;
                self.tell(&EngineEvent::Ray { job: self.job, ray }, &[]);
                Ok(())
            }
            Task::Segment(request) => {
                let picture = answer::picture_from_bytes(images, request.side as usize)?;
                let emit = |part| self.tell_segment(part);
                segment::run(&job, network, device, &picture, &request, emit).await
            }
            Task::Sanity(request) => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_sanity(part);
                sanity::run(&job, network, device, &picture, &request, emit).await?;
                self.tell_finished();
                Ok(())
            }
            Task::Faithful(request) => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_faithful(part);
                faithful::run(&job, network, device, &picture, &request, emit).await?;
                self.tell_finished();
                Ok(())
            }
        }
    }

    fn tell_saliency(&self, part: SaliencyAnswer) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            SaliencyAnswer::Scores(scores) => self.tell(
                &EngineEvent::Scores { job, elapsed_ms },
                &[Payload::Floats(&scores)],
            ),
            SaliencyAnswer::Progress { done, total } => {
                self.tell(&EngineEvent::Progress { job, done, total }, &[]);
            }
            SaliencyAnswer::SoFar { class, attribution } => {
                let sheet = attribution.sheet;
                let event = EngineEvent::MapSoFar { job, class, sheet };
                self.tell(&event, &[Payload::Floats(&attribution.values)]);
            }
            SaliencyAnswer::Attribution { class, attribution } => self.tell(
                &EngineEvent::Attribution {
                    job,
                    class,
                    sheet: attribution.sheet,
                    facts: Facts::of(&attribution.facts),
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Payload::Floats(&attribution.values)],
            ),
        }
    }

    fn tell_attack(&self, part: AttackPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            AttackPart::Step(step, frame) => {
                let frame = frame.as_deref().map(Payload::Bytes);
                let event = EngineEvent::AttackStep {
                    job,
                    step,
                    elapsed_ms,
                };
                self.tell(&event, frame.as_slice());
            }
            AttackPart::End(end, image) => self.tell(
                &EngineEvent::AttackEnd {
                    job,
                    end,
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Payload::Bytes(&image)],
            ),
        }
    }

    fn tell_visual(&self, part: VisualPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            VisualPart::Step(step, frame) => {
                let frame = frame.as_deref().map(Payload::Bytes);
                let event = EngineEvent::VisualStep {
                    job,
                    step,
                    elapsed_ms,
                };
                self.tell(&event, frame.as_slice());
            }
            VisualPart::End(end, image) => self.tell(
                &EngineEvent::VisualEnd {
                    job,
                    end,
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Payload::Bytes(&image)],
            ),
        }
    }

    fn tell_progress(&self, done: u32, total: u32) {
        let job = self.job;
        self.tell(&EngineEvent::Progress { job, done, total }, &[]);
    }

    fn tell_segment(&self, part: SegmentPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            SegmentPart::Progress { done, total } => self.tell_progress(done, total),
            SegmentPart::End(class, found) => self.tell(
                &EngineEvent::Segmented {
                    job,
                    class,
                    facts: found.facts,
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Payload::Bytes(&found.mask)],
            ),
        }
    }

    fn tell_sanity(&self, part: SanityPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            SanityPart::Progress { done, total } => self.tell_progress(done, total),
            SanityPart::Step(step, map) => self.tell(
                &EngineEvent::SanityStep {
                    job,
                    step,
                    sheet: map.sheet,
                    elapsed_ms,
                },
                &[Payload::Floats(&map.values)],
            ),
        }
    }

    fn tell_faithful(&self, part: FaithfulPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            FaithfulPart::Progress { done, total } => self.tell_progress(done, total),
            FaithfulPart::Figures(figures, order) => {
                let event = EngineEvent::Faithful {
                    job,
                    figures,
                    elapsed_ms,
                };
                let order: Vec<u8> = order.into_iter().flat_map(u32::to_le_bytes).collect();
                self.tell(&event, &[Payload::Bytes(&order)]);
            }
        }
    }

    fn tell_finished(&self) {
        let event = EngineEvent::Finished {
            job: self.job,
            elapsed_ms: self.elapsed_ms(),
            variant: self.loaded.report.variant.clone(),
        };
        self.tell(&event, &[]);
    }

    fn job_in_worker(&self) -> Job {
        let last_frame_ms = Cell::new(f64::NEG_INFINITY);
        let port = self.port.clone();
        let wants_frame = move || {
            let now = port.now_ms();
            let is_due = now - last_frame_ms.get() >= FRAME_EVERY_MS;
            if is_due {
                last_frame_ms.set(now);
            }
            is_due
        };
        let (port, paused_ms) = (self.port.clone(), self.paused_ms.clone());
        let give_way = move |turn| -> LocalFuture<'static, ()> {
            match turn {
                Turn::Short => port.give_way(turn),
                Turn::Long => Box::pin(hold(port.clone(), paused_ms.clone())),
            }
        };
        let job = Job::new(self.handle.control.clone(), give_way, wants_frame);
        match &self.helpers {
            Some(helpers) => job.helped_by(Rc::clone(helpers)),
            None => job,
        }
    }
}

/// A paused job's sleep; pauses do not count as time taken.
async fn hold(port: impl Port, paused_ms: Rc<Cell<f64>>) {
    let since_ms = port.now_ms();
    port.give_way(Turn::Long).await;
    paused_ms.set(paused_ms.get() + port.now_ms() - since_ms);
}

/// Pictures that follow each other faster than this are not seen.
const FRAME_EVERY_MS: f64 = 40.0;
