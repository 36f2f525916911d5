//! A scan: which blocks come in which order, and what becomes of them.

use crate::bits::Bits;
use crate::error::Error;
use crate::frame::{BLOCK, Component, Frame};
use crate::headers::{Part, Scan};
use crate::idct::samples_of;
use crate::progressive::{first_begun, first_refined, others_begun, others_refined};
use crate::sequential;
use crate::tables::Tables;

/// What is carried from block to block, and forgotten at each restart.
#[derive(Default)]
struct Memory {
    before: [i32; 4],
    idle: u32,
}

/// Decodes the scan that `bytes` begin with into `frame`, and says how many bytes it took, no
/// marker among them.
pub(crate) fn decode(
    bytes: &[u8],
    scan: &Scan,
    tables: &Tables,
    frame: &mut Frame,
) -> Result<usize, Error> {
    let parts = parts(scan, frame)?;
    for &(index, _) in &parts {
        let component = &mut frame.components[index];
        announce(scan, frame.progressive, parts.len(), component)?;
        if component.factors.is_none() {
            let table = tables.quantisation[component.quantisation];
            component.factors = Some(table.ok_or(Error::Corrupt("a quantisation is missing"))?);
        }
    }
    let mut bits = Bits::new(bytes);
    let mut memory = Memory::default();
    let (wide, high) = units(&parts, frame);
    let interval = tables.restart_interval;
    for unit in 0..wide * high {
        if interval > 0 && unit > 0 && unit % interval == 0 {
            bits.restart(unit / interval - 1)?;
            memory = Memory::default();
        }
        let place = (unit % wide, unit / wide);
        for (slot, &(index, part)) in parts.iter().enumerate() {
            let component = &mut frame.components[index];
            let before = &mut memory.before[slot];
            let mut state = (&mut *before, &mut memory.idle);
            for (x, y) in blocks(place, parts.len(), component) {
                let at = y * component.row_blocks + x;
                if frame.progressive {
                    refine(&mut bits, scan, part, tables, &mut state, component, at)?;
                } else {
                    draw(&mut bits, part, tables, state.0, component, x, y)?;
                }
            }
        }
    }
    Ok(bits.position())
}

/// The scan's components, as places in the frame. Identifiers may stand twice: then the next of
/// that name is meant.
fn parts(scan: &Scan, frame: &Frame) -> Result<Vec<(usize, Part)>, Error> {
    let mut found: Vec<(usize, Part)> = Vec::new();
    for &part in &scan.parts {
        let index = frame
            .components
            .iter()
            .enumerate()
            .position(|(i, component)| {
                component.id == part.id && !found.iter().any(|&(taken, _)| taken == i)
            });
        let index = index.ok_or(Error::Corrupt("a scan of a component that is none"))?;
        found.push((index, part));
    }
    Ok(found)
}

/// Writes down what the scan brings, or refuses one that cannot come at this point.
fn announce(
    scan: &Scan,
    progressive: bool,
    parts: usize,
    component: &mut Component,
) -> Result<(), Error> {
    let out_of_turn = Error::Corrupt("a scan out of turn");
    if !progressive {
        // Whatever its header says of bands: it brings all.
        if component.pending[0] == 0 {
            return Err(out_of_turn);
        }
        component.pending = [0; BLOCK];
        return Ok(());
    }
    let band = if scan.from == 0 {
        scan.to == 0
    } else {
        parts == 1 && scan.from <= scan.to
    };
    let bits = scan.low <= 13 && (scan.high == 0 || scan.high == scan.low + 1);
    if !band || scan.to >= BLOCK || !bits || (scan.from > 0 && component.pending[0] < 0) {
        return Err(out_of_turn);
    }
    let expected = if scan.high == 0 { -1 } else { scan.high as i8 };
    for pending in &mut component.pending[scan.from..=scan.to] {
        if *pending != expected {
            return Err(out_of_turn);
        }
        *pending = scan.low as i8;
    }
    Ok(())
}

/// Units across and down: blocks where one component stands alone (T.81, A.2.2).
fn units(parts: &[(usize, Part)], frame: &Frame) -> (usize, usize) {
    match parts {
        &[(index, _)] => {
            let component = &frame.components[index];
            (component.blocks_wide, component.blocks_high)
        }
        _ => (frame.mcus_wide, frame.mcus_high),
    }
}

/// The blocks of a component in the unit at `place`: columns and rows.
fn blocks(
    (x, y): (usize, usize),
    parts: usize,
    component: &Component,
) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (wide, high) = match parts {
        1 => (1, 1),
        _ => (component.wide, component.high),
    };
    (0..wide * high).map(move |i| (x * wide + i % wide, y * high + i / wide))
}

/// Reads a block and writes its samples.
#[inline]
fn draw(
    bits: &mut Bits,
    part: Part,
    tables: &Tables,
    before: &mut i32,
    component: &mut Component,
    x: usize,
    y: usize,
) -> Result<(), Error> {
    let mut block = [0; BLOCK];
    let (first, other) = (tables.first(part.first)?, tables.other(part.other)?);
    let only_first = sequential::block(bits, first, other, before, &mut block)?;
    let stride = component.stride();
    if let Some(factors) = &component.factors {
        let samples = &mut component.samples[8 * (y * stride + x)..];
        samples_of(&block, factors, only_first, samples, stride);
    }
    Ok(())
}

/// Reads what the scan of a progressive file brings for a block.
fn refine(
    bits: &mut Bits,
    scan: &Scan,
    part: Part,
    tables: &Tables,
    (before, idle): &mut (&mut i32, &mut u32),
    component: &mut Component,
    at: usize,
) -> Result<(), Error> {
    let blocks = component.coefficients.as_chunks_mut::<BLOCK>().0;
    let block = &mut blocks[at];
    match (scan.from, scan.high) {
        (0, 0) => first_begun(bits, tables.first(part.first)?, scan.low, before, block),
        (0, _) => first_refined(bits, scan.low, block),
        (_, 0) => others_begun(bits, tables.other(part.other)?, scan, idle, block),
        _ => others_refined(bits, tables.other(part.other)?, scan, idle, block),
    }
}
