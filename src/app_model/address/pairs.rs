use crate::app_model::LinkFaults;
use crate::catalogue;
use crate::spec::{MethodSpec, NetworkSpec, ParamKind, ParamSpec, ParamValues};

use super::text::{END, VERSION};

/// Of a pair that was not taken, this much is shown.
const MOST_SHOWN: usize = 40;

/// The pairs of a link on their way: written, or read.
pub(super) enum Pairs {
    Written(String),
    Read(Vec<Pair>),
}

/// What a link says, and what became of it.
pub(super) struct Pair {
    text: String,
    taken: Option<Taken>,
}

/// What was made of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Whole,
    /// The nearest that is possible.
    Clamped,
    /// The nearest whole number.
    Rounded,
    /// The page does not know it: the default stays.
    Not,
}

impl Taken {
    pub fn whole(is_whole: bool) -> Self {
        if is_whole { Self::Whole } else { Self::Not }
    }
}

impl Pairs {
    pub fn to_write() -> Self {
        Self::Written(VERSION.to_owned())
    }

    pub fn to_read(pairs: Vec<String>) -> Self {
        let pair = |text| Pair { text, taken: None };
        Self::Read(pairs.into_iter().map(pair).collect())
    }

    /// One pair: `shown` is what is written, `take` gets what is read.
    pub fn one(&mut self, key: &str, shown: &str, take: &mut dyn FnMut(&str) -> Taken) {
        match self {
            Self::Written(link) => {
                for piece in ["~", key, "_", shown] {
                    link.push_str(piece);
                }
            }
            Self::Read(pairs) => {
                let mut values = pairs.iter_mut().filter_map(|pair| pair.of(key));
                if let Some((value, taken)) = values.next() {
                    *taken = Some(take(value));
                }
            }
        }
    }

    /// A list: a pair with the same key for each of `shown`.
    pub fn each(&mut self, key: &str, shown: &[String], take: &mut dyn FnMut(&str) -> Taken) {
        match self {
            Self::Written(_) => {
                for shown in shown {
                    self.one(key, shown, take);
                }
            }
            Self::Read(pairs) => {
                for (value, taken) in pairs.iter_mut().filter_map(|pair| pair.of(key)) {
                    *taken = Some(take(value));
                }
            }
        }
    }

    /// A choice among things with ids.
    pub fn choice<T: Copy + PartialEq>(
        &mut self,
        key: &str,
        chosen: &mut T,
        all: &[(&'static str, T)],
    ) {
        let ids: Vec<&'static str> = all.iter().map(|(id, _)| *id).collect();
        let at = all.iter().position(|(_, value)| value == chosen);
        let mut id = at.map_or("", |at| ids[at]);
        self.id(key, &mut id, &ids);
        if let Some((_, value)) = all.iter().find(|(known, _)| *known == id) {
            *chosen = *value;
        }
    }

    /// A choice among ids.
    pub fn id(&mut self, key: &str, chosen: &mut &'static str, all: &[&'static str]) {
        self.one(key, chosen, &mut |text| {
            let found = all.iter().find(|id| **id == text);
            *chosen = found.unwrap_or(chosen);
            Taken::whole(found.is_some())
        });
    }

    pub fn switch(&mut self, key: &str, on: &mut bool) {
        self.choice(key, on, &[("0", false), ("1", true)]);
    }

    /// A number in this range.
    pub fn number(&mut self, key: &str, value: &mut f32, [min, max]: [f32; 2]) {
        self.one(key, &value.to_string(), &mut |text| match number(text) {
            Some(read) => {
                *value = read.clamp(min, max);
                within(*value == read)
            }
            None => Taken::Not,
        });
    }

    /// Anything that a generator may be started with.
    pub fn seed(&mut self, key: &str, seed: &mut u32) {
        self.one(key, &seed.to_string(), &mut |text| {
            let read = text.parse();
            *seed = read.clone().unwrap_or(*seed);
            Taken::whole(read.is_ok())
        });
    }

    /// Every parameter of a method, by its id.
    pub fn params(
        &mut self,
        params: &[&ParamSpec],
        values: &mut ParamValues,
        network: &NetworkSpec,
    ) {
        for param in params {
            let shown = shown(param, values, network);
            self.one(param.id, &shown, &mut |text| {
                let Some(read) = value(param, text, network) else {
                    return Taken::Not;
                };
                // What has its default is left so: it is not told apart from what nobody set.
                if values.get(param) != read {
                    values.set(param, read);
                }
                taken_of(param, values.get(param), read)
            });
        }
    }

    /// The link.
    pub fn written(self) -> String {
        match self {
            Self::Written(link) => format!("{link}~{END}"),
            Self::Read(_) => String::new(),
        }
    }

    /// The pairs that were not taken as they are.
    pub fn faults(&self) -> LinkFaults {
        let mut faults = LinkFaults::default();
        let Self::Read(pairs) = self else {
            return faults;
        };
        for (at, pair) in pairs.iter().enumerate() {
            // None stands for what nobody asked for, or not a second time.
            let is_taken_before = |same: fn(&str) -> &str| {
                let before = pairs[..at].iter().filter(|before| before.is_taken());
                let same = before.filter(|before| same(&before.text) == same(&pair.text));
                // A list that takes the same several times is full.
                same.count() == 1
            };
            let list = match pair.taken {
                Some(Taken::Whole) => continue,
                Some(Taken::Clamped) => &mut faults.clamped,
                Some(Taken::Rounded) => &mut faults.broken,
                None if is_taken_before(key) => &mut faults.repeated,
                Some(Taken::Not) if is_taken_before(|text| text) => &mut faults.repeated,
                None | Some(Taken::Not) => &mut faults.ignored,
            };
            list.push(pair.shown());
        }
        faults
    }
}

impl Pair {
    /// Its value, if this is its key.
    fn of(&mut self, key: &str) -> Option<(&str, &mut Option<Taken>)> {
        let value = self.text.strip_prefix(key)?.strip_prefix('_')?;
        Some((value, &mut self.taken))
    }

    fn is_taken(&self) -> bool {
        !matches!(self.taken, None | Some(Taken::Not))
    }

    /// As far as it is fit to be read by people.
    fn shown(&self) -> String {
        let readable = |c: char| if c.is_ascii_graphic() { c } else { '?' };
        self.text.chars().take(MOST_SHOWN).map(readable).collect()
    }
}

pub(super) fn within(is_within: bool) -> Taken {
    if is_within {
        Taken::Whole
    } else {
        Taken::Clamped
    }
}

/// What stands before a value.
fn key(text: &str) -> &str {
    text.split_once('_').map_or(text, |(key, _)| key)
}

/// What was made of what is to be a whole number.
pub(super) fn whole(used: f32, read: f32) -> Taken {
    match read.fract() != 0.0 && (used - read).abs() < 1.0 {
        true => Taken::Rounded,
        false => within(used == read),
    }
}

fn taken_of(param: &ParamSpec, used: f32, read: f32) -> Taken {
    match param.kind {
        ParamKind::Whole { .. } => whole(used, read),
        _ => within(used == read),
    }
}

/// What is a number and finite.
pub(super) fn number(text: &str) -> Option<f32> {
    text.parse().ok().filter(|number: &f32| number.is_finite())
}

/// Of the layer parameter: the last maps, whichever layer of the network that is.
const LAST_LAYER: &str = "last";

/// A method with every parameter, as one value: its id, and a key and a value for each.
pub(super) fn with_params(
    method: &MethodSpec,
    values: &ParamValues,
    network: &NetworkSpec,
) -> String {
    let pieces = method
        .params
        .iter()
        .map(|param| format!("_{}_{}", param.id, shown(param, values, network)));
    std::iter::once(method.id.to_owned())
        .chain(pieces)
        .collect()
}

/// What [`with_params`] writes; none where there is no such method, or a parameter is not understood.
pub(super) fn of_params(
    text: &str,
    network: &NetworkSpec,
) -> Option<(&'static MethodSpec, ParamValues, Taken)> {
    let (id, mut rest) = text.split_once('_').unwrap_or((text, ""));
    let method = catalogue::saliency_method(id)?;
    let mut values = ParamValues::default();
    let mut taken = Taken::Whole;
    while !rest.is_empty() {
        let (key, after) = rest.split_once('_')?;
        let param = method.params.iter().find(|param| param.id == key)?;
        let (read, others) = first_value(param, method, after, network)?;
        if values.get(param) != read {
            values.set(param, read);
        }
        match taken_of(param, values.get(param), read) {
            Taken::Whole => {}
            other => taken = other,
        }
        rest = others;
    }
    Some((method, values, taken))
}

/// The value at the beginning, and what comes after it. Names of layers have the sign that separates in
/// them, so that a value may go on behind it.
fn first_value<'a>(
    param: &ParamSpec,
    method: &MethodSpec,
    text: &'a str,
    network: &NetworkSpec,
) -> Option<(f32, &'a str)> {
    let is_key = |rest: &str| {
        let key = rest.split('_').next().unwrap_or_default();
        rest.is_empty() || method.params.iter().any(|param| param.id == key)
    };
    let ends = text.match_indices('_').map(|(at, _)| (at, at + 1));
    ends.chain([(text.len(), text.len())])
        .find_map(|(end, next)| {
            let rest = &text[next..];
            Some((value(param, &text[..end], network)?, rest)).filter(|_| is_key(rest))
        })
}

/// Of a class parameter: whichever the method takes by itself.
const OWN_CHOICE: &str = "best-other";

fn shown(param: &ParamSpec, values: &ParamValues, network: &NetworkSpec) -> String {
    let value = values.get(param);
    let at = value as usize;
    match param.kind {
        ParamKind::Choice { options, .. } => options.get(at).map_or("", |(id, _)| id).to_owned(),
        ParamKind::Layer => {
            let layer = at
                .checked_sub(1)
                .and_then(|at| network.layers_of_maps().get(at));
            (*layer.unwrap_or(&LAST_LAYER)).to_owned()
        }
        ParamKind::Class => {
            let class = values.class(param);
            class.map_or(OWN_CHOICE.to_owned(), |class| class.to_string())
        }
        ParamKind::Number { .. } | ParamKind::Whole { .. } | ParamKind::Switch { .. } => {
            value.to_string()
        }
    }
}

fn value(param: &ParamSpec, text: &str, network: &NetworkSpec) -> Option<f32> {
    let at = match param.kind {
        ParamKind::Choice { options, .. } => options.iter().position(|(id, _)| *id == text)?,
        ParamKind::Layer if text == LAST_LAYER => 0,
        ParamKind::Layer => {
            let mut layers = network.layers_of_maps().iter();
            1 + layers.position(|layer| *layer == text)?
        }
        ParamKind::Class if text == OWN_CHOICE => 0,
        ParamKind::Class => {
            let class: Option<usize> = text.parse().ok();
            1 + class.filter(|class| *class < network.classes)?
        }
        ParamKind::Switch { .. } => ["0", "1"].iter().position(|state| *state == text)?,
        ParamKind::Number { .. } | ParamKind::Whole { .. } => return number(text),
    };
    Some(at as f32)
}
