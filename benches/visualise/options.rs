use std::path::PathBuf;

use gradoscope::catalogue::{PRESETS, VISUALIZE_PARAMS};
use gradoscope::engine::visualize::presets::Preset;
use gradoscope::spec::{ClassId, ParamKind, ParamSpec};

use crate::trial::Trial;

/// Tarantula, gorilla, flamingo, hourglass, tabby.
const CLASSES: [u16; 5] = [76, 366, 130, 604, 281];

/// What the command line asks for.
pub struct Options {
    pub presets: Vec<&'static Preset>,
    pub classes: Vec<ClassId>,
    pub seeds: u32,
    /// What differs from the presets.
    changes: Vec<(&'static ParamSpec, f32)>,
    pub out: Option<PathBuf>,
}

impl Options {
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            presets: PRESETS.iter().collect(),
            classes: CLASSES.map(ClassId).to_vec(),
            seeds: 1,
            changes: Vec::new(),
            out: None,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--preset" => options.presets = each(&value()?, preset)?,
                "--classes" => options.classes = each(&value()?, |text| number(text).map(ClassId))?,
                "--seeds" => options.seeds = number(&value()?)?,
                "--set" => options.changes.push(change(&value()?)?),
                "--out" => options.out = Some(value()?.into()),
                // Cargo says so to every benchmark.
                "--bench" => {}
                _ => return Err(format!("what is {argument}?")),
            }
        }
        Ok(options)
    }

    /// Every preset with every class and every seed, row by row of the contact sheet.
    pub fn trials(&self) -> Vec<Trial> {
        let mut all = Vec::new();
        for preset in &self.presets {
            for class in &self.classes {
                for seed in 0..self.seeds {
                    let changes = self.changes.iter();
                    let params = changes.fold(preset.params(), |params, (param, value)| {
                        params.with(param, *value)
                    });
                    all.push(Trial {
                        preset,
                        params,
                        class: *class,
                        seed,
                    });
                }
            }
        }
        all
    }
}

fn each<T>(list: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    list.split(',').map(read).collect()
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn preset(id: &str) -> Result<&'static Preset, String> {
    let found = PRESETS.iter().find(|preset| preset.id == id);
    found.ok_or_else(|| format!("there is no preset {id}"))
}

/// `param=value`; of a choice, the name of the option.
fn change(text: &str) -> Result<(&'static ParamSpec, f32), String> {
    let (id, value) = text
        .split_once('=')
        .ok_or_else(|| format!("{text} is not of the form param=value"))?;
    let param = VISUALIZE_PARAMS.iter().find(|param| param.id == id);
    let param = param.ok_or_else(|| format!("there is no parameter {id}"))?;
    let value = match param.kind {
        ParamKind::Choice { options, .. } => options
            .iter()
            .position(|(option, _)| *option == value)
            .ok_or_else(|| format!("{id} cannot be {value}"))?
            as f32,
        _ => number(value)?,
    };
    Ok((param, value))
}
