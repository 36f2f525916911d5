use super::Text;

/// A publication.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Authors and year, as cited in running text.
    pub cite: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Where it can be read.
    pub url: &'static str,
}

/// What a network is, as data: what its picker, its download and its licence note are made from.
#[derive(Debug, Clone, Copy)]
pub struct NetworkSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: &'static str,
    /// Weights, relative to the page: safetensors, float32.
    pub file: &'static str,
    /// Lower-case hexadecimal SHA-256 of `file`.
    pub sha256: &'static str,
    /// Length of `file` in bytes.
    pub bytes: u32,
    /// Number of scores.
    pub classes: usize,
    /// Side of the square input in pixels.
    pub side: usize,
    /// Published ImageNet accuracy, top-1 and top-5, in per cent, with where it was published.
    pub accuracy: (f32, f32, &'static str),
    /// Where it comes from.
    pub paper: Paper,
    /// Of its weights.
    pub licence: Text,
    /// What a reader of its maps has to know.
    pub caveat: Text,
    /// Named activations in forward order, the scores last.
    pub layers: &'static [&'static str],
    /// Channels of the first of `layers`; those that come after have one for each class.
    pub channels: &'static [u16],
}

impl NetworkSpec {
    /// Channels of the activation of this name; none where there is no such activation.
    pub fn channels_of(&self, layer: &str) -> Option<usize> {
        let at = self.layers.iter().position(|known| *known == layer)?;
        let counted = self.channels.get(at).copied();
        Some(counted.map_or(self.classes, usize::from))
    }

    /// The licence of weights that are the reader's.
    pub const LICENCE_OF_CHECKPOINT: Text =
        Text::new("that of the checkpoint", "celle du fichier de poids");
}

/// What a saliency method is, as data.
#[derive(Debug, Clone, Copy)]
pub struct MethodSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: Text,
    /// What it does, in a few sentences.
    pub summary: Text,
    /// Where it comes from.
    pub paper: Paper,
    /// Unit of the values it returns.
    pub unit: Text,
}

/// What an attack is, as data.
#[derive(Debug, Clone, Copy)]
pub struct AttackSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: Text,
    /// The rule or idea in one or two sentences.
    pub summary: Text,
    /// Every deviation from the paper.
    pub deviations: Text,
    /// Where it comes from.
    pub paper: Paper,
    /// The first is how many steps it takes at the most.
    pub params: &'static [&'static super::ParamSpec],
    /// Whether it can be told which class to reach.
    pub targeted: bool,
    /// Whether it can be told merely to leave the present class.
    pub untargeted: bool,
    /// Whether it looks for the smallest change, rather than stopping at the first success.
    pub minimal: bool,
    /// Whether it keeps the change within a bound, its parameter `epsilon`.
    pub bounded: bool,
}

/// Something that happens to images in the world, as data.
#[derive(Debug, Clone, Copy)]
pub struct ChangeSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: Text,
}
