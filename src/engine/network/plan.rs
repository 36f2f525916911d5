use burn::tensor::Device;

#[cfg(feature = "gpu")]
use super::shaders;
use super::{Drawing, kernels};

/// A network made ready for kernels or shaders of our own.
pub enum Plan {
    /// On the CPU.
    Kernels(gradoscope_kernels::Plan),
    /// On the CPU, by kernels in another program.
    #[cfg(with_threads)]
    Away(gradoscope_kernels::AwayPlan),
    /// On WebGPU.
    #[cfg(feature = "gpu")]
    Shaders(Box<shaders::Plan>),
}

impl Plan {
    /// How many images are best looked at together, where they do not depend on each other.
    pub fn at_once(&self) -> usize {
        match self {
            Self::Kernels(_) => 1,
            #[cfg(with_threads)]
            Self::Away(_) => 1,
            #[cfg(feature = "gpu")]
            Self::Shaders(plan) => plan.at_once(),
        }
    }
}

impl Drawing {
    /// The plan for `device`; none where an operation is missing there, or a weight is not float32.
    pub fn finish(self, device: &Device) -> Option<Plan> {
        if kernels::run_on(device) {
            #[cfg(with_threads)]
            if let Some(to) = super::elsewhere::of(&self) {
                return super::plan_elsewhere(self, to).map(Plan::Away);
            }
            return kernels::plan(self).map(Plan::Kernels);
        }
        #[cfg(feature = "gpu")]
        return shaders::Plan::new(self, device).map(|plan| Plan::Shaders(Box::new(plan)));
        #[cfg(not(feature = "gpu"))]
        None
    }
}
