use crate::app_model::desk::MISFIT;
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Bytes, Effect, Later, Payload};
use crate::goal;
use crate::protocol::{AttackEnd, DecoderRequest, Goal, Task};
use crate::scores::{self, Standing};
use crate::spec::ClassId;

use super::work::{Of, Work};
use super::{AttackState, Verdict};

/// What an attack set out to do, against which later images are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standard {
    pub goal: Goal,
    pub source: ClassId,
    pub target: ClassId,
    /// In 0..1; 0: the first place is enough.
    until_probability: f32,
}

/// How one image stands towards a standard.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// The first of equals.
    pub best: Standing,
    pub source: Standing,
    pub target: Standing,
    pub reached: bool,
}

impl Standard {
    pub(super) fn new(goal: Goal, until_probability: f32, end: &AttackEnd) -> Self {
        let target = match goal {
            Goal::Class(class) => class,
            Goal::RunnerUp | Goal::LeastLikely | Goal::Away => end.best.target.class,
        };
        Self {
            goal,
            source: end.best.source.class,
            target,
            until_probability,
        }
    }

    /// Judges an image by its scores, one per class; none where a class is missing.
    pub(super) fn look(&self, values: &[f32]) -> Option<Judged> {
        let standing = |class| scores::standing(values, class);
        let aim = match self.goal {
            Goal::Away => goal::Aim::Away,
            Goal::Class(_) | Goal::RunnerUp | Goal::LeastLikely => goal::Aim::Toward(self.target),
        };
        let best = standing(scores::predicted(values)?)?;
        let target = standing(self.target)?;
        let reached = goal::judge(values, self.source, aim, self.until_probability).reached;
        Some(Judged {
            best,
            source: standing(self.source)?,
            target,
            reached,
        })
    }
}

impl AttackState {
    /// The image that was attacked.
    pub(super) fn original(&self, of: Of) -> Option<&Bytes> {
        match of {
            Of::Run => Some(&self.run.as_ref()?.original),
            Of::Contender(_) => Some(&self.comparison.as_ref()?.original),
        }
    }

    /// The best image that was found.
    fn image(&self, of: Of) -> Option<&Bytes> {
        match of {
            Of::Run => self.run.as_ref()?.image.as_ref(),
            Of::Contender(i) => {
                let contender = self.comparison.as_ref()?.contenders.get(i)?;
                contender.image.as_ref()
            }
        }
    }

    /// Once the attack has ended.
    pub(super) fn standard(&self, of: Of) -> Option<Standard> {
        match of {
            Of::Run => {
                let run = self.run.as_ref()?;
                let end = run.end.as_ref()?;
                Some(Standard::new(
                    run.request.goal,
                    run.request.until_probability,
                    end,
                ))
            }
            Of::Contender(i) => {
                let contender = self.comparison.as_ref()?.contenders.get(i)?;
                let request = &contender.request;
                let end = contender.end.done()?;
                Some(Standard::new(request.goal, request.until_probability, end))
            }
        }
    }

    pub(super) fn set_verdict(&mut self, of: Of, verdict: Later<Verdict>) {
        let place = match of {
            Of::Run => self.run.as_mut().map(|run| &mut run.verdict),
            Of::Contender(i) => self.contender(i).map(|contender| &mut contender.verdict),
        };
        if let Some(place) = place {
            *place = verdict;
        }
    }

    fn set_png(&mut self, of: Of, png: Later<Bytes>) {
        // The file of a contender is not offered.
        if let (Of::Run, Some(run)) = (of, &mut self.run) {
            run.png = png;
        }
    }

    /// The file will not come.
    pub(in crate::app_model) fn fail_seal(&mut self, of: Of, message: &str) {
        self.set_png(of, Later::Failed(message.to_owned()));
        self.set_verdict(of, Later::Failed(message.to_owned()));
    }
}

impl AppModel {
    /// What the file says of itself: a contender's is not offered.
    fn description(&self, of: Of) -> String {
        let run = self.attack.run.as_ref().filter(|_| of == Of::Run);
        run.map_or_else(String::new, |run| {
            let (network, attack) = (self.network().name, &run.request.attack);
            let (seed, variant) = (run.request.seed, &run.variant);
            format!("Gradoscope · {network} · {attack} · seed {seed} · {variant}")
        })
    }

    /// Has the image made into a file, which is then judged.
    pub(super) fn seal(&mut self, of: Of, image: Bytes, effects: &mut Vec<Effect>) {
        self.attack.set_png(of, Later::Running);
        self.attack.set_verdict(of, Later::Running);
        let side = self.network().side as u32;
        let description = self.description(of);
        let request = |ticket| DecoderRequest::Seal {
            ticket,
            side,
            description: description.clone(),
        };
        self.send_errand(Errand::Seal(of), image, request, effects);
    }

    /// The file of an ended attack, once more where it could not be made.
    pub(super) fn seal_again(&mut self, effects: &mut Vec<Effect>) {
        let run = self.attack.run.as_ref();
        let run = run.filter(|run| matches!(run.png, Later::Failed(_)));
        if let Some(image) = run.and_then(|run| run.image.clone()) {
            self.seal(Of::Run, image, effects);
        }
    }

    pub(in crate::app_model) fn on_sealed(
        &mut self,
        of: Of,
        file_bytes: u32,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let bytes = payload.bytes();
        let parts = bytes
            .as_ref()
            .and_then(|bytes| bytes.split_at_checked(file_bytes as usize));
        let Some((file, decoded)) = parts else {
            return self.fail_errand(Errand::Seal(of), MISFIT, effects);
        };
        self.attack.set_png(of, Later::Done(file.into()));
        let same_pixels = self.attack.image(of).is_some_and(|i| **i == *decoded);
        let work = Work::Verify { of, same_pixels };
        let side = self.network().side as u32;
        let task = Task::Classify { count: 1, side };
        self.ask_about_attack(work, (task, decoded.into()), effects);
    }

    pub(super) fn on_verified(&mut self, of: Of, same_pixels: bool, payload: Payload) {
        let values = payload.floats();
        let values = values.filter(|values| values.len() == self.network().classes);
        let look = values.and_then(|values| self.attack.standard(of)?.look(&values));
        let verdict = match look {
            Some(look) => Later::Done(Verdict {
                best: look.best,
                source: look.source,
                target: look.target,
                holds: look.reached,
                same_pixels,
            }),
            None => Later::Failed(MISFIT.to_owned()),
        };
        self.attack.set_verdict(of, verdict);
    }
}
