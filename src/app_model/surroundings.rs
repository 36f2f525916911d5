use crate::protocol::StorageState;

/// What the browser and the address allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// https or localhost: storage and WebGPU exist only there.
    pub secure: bool,
    pub has_webgpu: bool,
    /// Makes the self-check fail, to see what happens then.
    pub spoil_self_check: bool,
    /// How many engines may compute at the same time on the CPU, at least one.
    pub engines: u8,
    /// Who chooses nothing sees a sample analysed.
    pub greets: bool,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            secure: true,
            has_webgpu: false,
            spoil_self_check: false,
            engines: 1,
            greets: false,
        }
    }
}

/// Where the weights of an engine are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightsState {
    /// Whether they came from the browser's storage.
    pub from_storage: bool,
    /// Whether it keeps them, once that is known.
    pub storage: Option<StorageState>,
}
