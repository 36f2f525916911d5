use serde::{Deserialize, Serialize};

use super::{ClassId, ParamSpec, ParamValues, Text};

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
    /// The last of `layers` that tells where, before the positions are averaged or mixed.
    pub last_maps: &'static str,
}

impl NetworkSpec {
    /// Channels of the activation of this name; none where there is no such activation.
    pub fn channels_of(&self, layer: &str) -> Option<usize> {
        let at = self.layers.iter().position(|known| *known == layer)?;
        let counted = self.channels.get(at).copied();
        Some(counted.map_or(self.classes, usize::from))
    }

    /// The layers that tell where: those up to [`Self::last_maps`].
    pub fn layers_of_maps(&self) -> &'static [&'static str] {
        let last = self.layers.iter().position(|name| *name == self.last_maps);
        last.map_or(&[], |last| &self.layers[..=last])
    }

    /// The licence of weights that are the reader's.
    pub const LICENCE_OF_CHECKPOINT: Text =
        Text::new("that of the checkpoint", "celle du fichier de poids");
}

impl ParamValues {
    /// The class that was chosen; none where the choice is left to the method.
    pub fn class(&self, param: &ParamSpec) -> Option<ClassId> {
        let chosen = self.whole(param).checked_sub(1)?;
        u16::try_from(chosen).ok().map(ClassId)
    }

    /// Whether a layer was chosen that `network` does not have.
    pub fn lacks_layer(&self, param: &ParamSpec, network: &NetworkSpec) -> bool {
        self.whole(param) > network.layers_of_maps().len()
    }

    /// The layer of `network` that was chosen; its last maps where it has no such layer.
    pub fn layer(&self, param: &ParamSpec, network: &NetworkSpec) -> &'static str {
        let chosen = self.whole(param).checked_sub(1);
        let chosen = chosen.and_then(|at| network.layers_of_maps().get(at));
        chosen.copied().unwrap_or(network.last_maps)
    }
}

/// A formula and what it says in words.
#[derive(Debug, Clone, Copy)]
pub struct Formula {
    /// The same in words.
    pub words: Text,
    /// What stands inside of a `math` element.
    pub mathml: &'static str,
}

/// What a saliency method is, as data: all that the page says of it.
#[derive(Debug, Clone, Copy)]
pub struct MethodSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: Text,
    /// What the map shows, for a reader who meets it first.
    pub explanation: Text,
    /// What is computed.
    pub formula: Formula,
    /// What is behind it, where that needs saying.
    pub background: &'static [Formula],
    /// What a reader of its maps may get wrong.
    pub beware: Text,
    /// Where it comes from.
    pub paper: Paper,
    /// Every deviation from the paper.
    pub deviations: Text,
    /// What can be set.
    pub params: &'static [&'static ParamSpec],
    /// Among which it stands in the choice.
    pub kind: MethodKind,
    /// What it takes with these parameters on an image of this side, in pixels, besides the scores of the
    /// image, which come first whatever the method.
    pub cost: fn(&ParamValues, usize) -> Cost,
}

/// What a method works with: methods of one kind stand together in the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// One way back through the network.
    Gradients,
    /// Many noisy copies of the image.
    Noise,
    /// The way from another image to this one.
    Paths,
    /// The maps of a layer.
    Layers,
    /// Parts of the image taken away.
    Masks,
    /// Nothing of the class: what any other map must differ from.
    Controls,
}

impl MethodKind {
    /// As a heading over its methods.
    pub fn name(self) -> Text {
        match self {
            Self::Gradients => Text::new("Gradients", "Gradients"),
            Self::Noise => Text::new("Noisy copies", "Copies bruitées"),
            Self::Paths => Text::new("Paths", "Chemins"),
            Self::Layers => Text::new("Maps of a layer", "Cartes d’une couche"),
            Self::Masks => Text::new("Masks", "Masques"),
            Self::Controls => Text::new("Controls", "Témoins"),
        }
    }
}

/// What a computation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Forward passes without a way back.
    pub forwards: u32,
    /// Forward passes with one way back.
    pub gradients: u32,
}

impl Cost {
    /// One gradient.
    pub const GRADIENT: Self = Self::gradients(1);

    /// So many gradients.
    pub const fn gradients(gradients: u32) -> Self {
        Self {
            forwards: 0,
            gradients,
        }
    }

    /// So many forward passes.
    pub const fn forwards(forwards: u32) -> Self {
        Self {
            forwards,
            gradients: 0,
        }
    }

    /// In forward passes: a way back takes about as long as the way there.
    pub fn in_forwards(self) -> f64 {
        f64::from(self.forwards) + 2.0 * f64::from(self.gradients)
    }
}

/// What the values of a map are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A derivative of the score.
    Slope,
    /// The square of one.
    SquaredSlope,
    /// A part of the score.
    Score,
    /// A part of the probability, in 0..1.
    Probability,
    /// Made by a rule that keeps no unit.
    Arbitrary,
}

impl Unit {
    /// As people write it.
    pub fn name(self) -> Text {
        match self {
            Self::Slope => Text::new("score per normalised unit", "score par unité normalisée"),
            Self::SquaredSlope => Text::new(
                "(score per normalised unit)²",
                "(score par unité normalisée)²",
            ),
            Self::Score => Text::new("score", "score"),
            Self::Probability => Text::new("probability", "probabilité"),
            Self::Arbitrary => Text::new("arbitrary unit", "unité arbitraire"),
        }
    }
}

/// How an attack uses up the gradients that it is given.
#[derive(Debug, Clone, Copy)]
pub enum Spending {
    /// It begins again with another value of this parameter: a smaller one after a success, a larger
    /// one after a failure.
    Again(&'static ParamSpec),
    /// It takes as many iterations as there are gradients.
    Iterations(&'static ParamSpec),
    /// It searches the best of many values, each of which ends where it no longer gains.
    Values {
        /// How many values it tries.
        tries: &'static ParamSpec,
        /// How many iterations each of them takes at the most.
        each: &'static ParamSpec,
    },
    /// It ends by its own rule, whatever is left.
    Own,
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
    pub params: &'static [&'static ParamSpec],
    /// Whether it can be told which class to reach.
    pub targeted: bool,
    /// Whether it can be told merely to leave the present class.
    pub untargeted: bool,
    /// Whether it looks for the smallest change, rather than stopping at the first success.
    pub minimal: bool,
    /// Whether it keeps the change within a bound, its parameter `epsilon`.
    pub bounded: bool,
    /// Whether box and 8-bit judging are part of it, where nobody chose.
    pub on_files: bool,
    /// How it uses up gradients.
    pub spending: Spending,
}

/// How an attack goes, without a word about it: what an engine knows of it.
#[derive(Debug, Clone, Copy)]
pub struct Conduct {
    /// As [`AttackSpec::id`].
    pub id: &'static str,
    /// As [`AttackSpec::targeted`].
    pub targeted: bool,
    /// As [`AttackSpec::untargeted`].
    pub untargeted: bool,
    /// As [`AttackSpec::minimal`].
    pub minimal: bool,
    /// As [`AttackSpec::spending`].
    pub spending: Spending,
}

impl AttackSpec {
    /// How it goes.
    pub const fn conduct(&self) -> Conduct {
        Conduct {
            id: self.id,
            targeted: self.targeted,
            untargeted: self.untargeted,
            minimal: self.minimal,
            spending: self.spending,
        }
    }
}

/// What an objective has to be told before it means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// One of the network's classes.
    Class,
    /// One of its named activations.
    Layer,
    /// One channel of the layer.
    Channel,
}

/// What an image may be asked to excite, as data.
#[derive(Debug, Clone, Copy)]
pub struct ObjectiveSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As its choice is called.
    pub name: Text,
    /// What grows, in one sentence.
    pub words: Text,
    /// A picture's caption, in which `{class}`, `{layer}` and `{channel}` stand for what is needed.
    pub caption: Text,
    /// A layer before its channel.
    pub needs: &'static [Need],
}

impl ObjectiveSpec {
    /// Whether it has to be told a `need`.
    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

/// Something that happens to images in the world, as data.
#[derive(Debug, Clone, Copy)]
pub struct ChangeSpec {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As people call it.
    pub name: Text,
}
