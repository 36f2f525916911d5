//! What there is to know of the present picture, class, method and network before a map is believed; pure
//! functions.

use crate::app_model::{AppModel, Phase, Proven};
use crate::protocol::{DeviceKind, SelfCheckReport};
use crate::scores;
use crate::spec::{ClassId, Lang, Text};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{percent, significant};
use crate::ui::strings;

/// A probability from which on its own gradient says nothing.
const SATURATED: f32 = 0.99;
/// Two scores that are closer than this change places by a breath.
const TIE: f32 = 0.1;
/// A share of colours at the ends of their range that is worth a word.
const CLIPPED: f64 = 0.01;
/// From this part of the gradient on, an error of the device is worth a word: rounding stays far below it.
const DEVICE_ERROR: f32 = 1e-3;

/// What one click can do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Explain whatever the network predicts.
    Predicted,
    /// Explain this class.
    Class(ClassId),
    /// Draw the map by this method.
    Method(&'static str),
    /// Compute on the CPU.
    Cpu,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// Whether there is something to beware of.
    pub is_trouble: bool,
    pub words: String,
    pub remedy: Option<Remedy>,
}

/// Everything that can be said now; empty before there is a map.
pub fn findings(model: &AppModel, lang: Lang) -> Vec<Finding> {
    let (Some(found), Some(all)) = (&model.saliency.map, &model.saliency.scores) else {
        return Vec::new();
    };
    let Some(standing) = scores::standing(&all.values, found.class) else {
        return Vec::new();
    };
    let is_dead = standing.score == 0.0;
    let is_zero = found.map.values.iter().all(|value| *value == 0.0);
    let finding = |id, is_trouble, words: String, remedy: Option<Remedy>| Finding {
        id,
        is_trouble,
        words,
        remedy: remedy.filter(|_| is_trouble),
    };
    let score = significant(f64::from(standing.score), 4, lang);
    let mut list = vec![
        finding(
            "dead",
            is_dead,
            strings::doctor_dead(&score, is_dead, lang),
            Some(Remedy::Predicted),
        ),
        finding(
            "zero",
            is_zero,
            strings::doctor_zero(is_zero, lang).to_owned(),
            Some(Remedy::Method("gradient")).filter(|_| !is_dead),
        ),
    ];
    let is_saturated = standing.probability >= SATURATED;
    let p = percent(f64::from(standing.probability), lang);
    list.push(finding(
        "saturated",
        is_saturated,
        strings::doctor_saturated(&p, is_saturated, lang),
        Some(Remedy::Method("contrastive")),
    ));
    let share = clipped(&found.pixels);
    list.push(finding(
        "clipped",
        share >= CLIPPED,
        strings::doctor_clipped(&percent(share, lang), share >= CLIPPED, lang),
        None,
    ));
    let best = scores::descending(&all.values);
    if let [first, second, ..] = best[..] {
        let value = |class: usize| all.values.get(class).copied().unwrap_or(0.0);
        let gap = value(first) - value(second);
        let other = if found.class.index() == first {
            second
        } else {
            first
        };
        let other = ClassId(other as u16);
        list.push(finding(
            "tie",
            gap < TIE,
            strings::doctor_tie(&significant(f64::from(gap), 3, lang), gap < TIE, lang),
            Some(Remedy::Class(other)),
        ));
    }
    if let Phase::Ready {
        device, self_check, ..
    } = model.engines.phase()
    {
        let is_off = is_off(self_check);
        list.push(finding(
            "device",
            is_off,
            strings::doctor_device(self_check, is_off, lang),
            Some(Remedy::Cpu).filter(|_| device.kind != DeviceKind::Cpu),
        ));
    }
    list
}

/// Whether the device's gradient is further from the reference than rounding takes it. Differences of scores
/// are too coarse to tell.
pub fn is_off(check: &SelfCheckReport) -> bool {
    check.by_reference && check.gradient_error > DEVICE_ERROR
}

/// Which part of the colours is black or at its brightest.
pub fn clipped(pixels: &[u8]) -> f64 {
    let ends = pixels.iter().filter(|value| matches!(value, 0 | 255));
    ends.count() as f64 / pixels.len().max(1) as f64
}

/// One row for each colour; none where the gradient is not known.
pub fn table(all: &[Proven; 3], lang: Lang) -> Option<String> {
    let figure = |value: f64| significant(value, 4, lang);
    let colours = [strings::RED, strings::GREEN, strings::BLUE];
    let row = |(one, colour): (&Proven, Text)| {
        let gradient = one.gradient?;
        Some(Row {
            data: vec![
                ("gradient", gradient.to_string()),
                ("quotient", one.quotient.to_string()),
            ],
            cells: vec![
                colour.get(lang).to_owned(),
                figure(gradient),
                figure(one.quotient),
                figure(one.quotient - gradient),
                figure(one.step),
                significant(one.rounding, 1, lang),
            ],
        })
    };
    let rows: Option<Vec<Row>> = all.iter().zip(colours).map(row).collect();
    let columns = [
        (strings::COLOUR, false),
        (strings::GRADIENT_THERE, true),
        (strings::QUOTIENT, true),
        (strings::THEIR_DIFFERENCE, true),
        (strings::STEP_SIZE, true),
        (strings::ROUNDING, true),
    ];
    let columns = columns.map(|(name, is_figure)| Column(name.get(lang), is_figure));
    let caption = strings::PROOF_CAPTION.get(lang);
    Some(markup::table(caption, &columns, &rows?))
}
