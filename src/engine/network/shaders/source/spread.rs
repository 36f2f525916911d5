use std::collections::BTreeSet;

use super::{End, Window, bindings, each, entry, nearest};

/// Channels of the gradient that a thread makes.
pub const CHANNELS: u32 = 4;

/// Blocks in a row that a thread makes, so that a weight is read once for all of them.
pub const BLOCKS: u32 = 4;

/// Where tap `k` of the kernel leads along one axis.
struct Reach {
    tap: u32,
    /// The position of a block that it reaches.
    position: u32,
    /// How far from the block's own number of `dy` it reads.
    offset: i64,
}

fn reaches(window: Window, axis: usize) -> Vec<Reach> {
    let (stride, padding) = (window.stride, window.padding[axis]);
    let one = |tap: u32| {
        let position = (0..stride).find(|position| {
            (position + padding + window.kernel * stride - tap).is_multiple_of(stride)
        })?;
        let offset = (i64::from(position + padding) - i64::from(tap)) / i64::from(stride);
        Some(Reach {
            tap,
            position,
            offset,
        })
    };
    (0..window.kernel).filter_map(one).collect()
}

/// Gradient of a convolution with respect to its input, gathered:
/// `dx[i, r, c] = sum over o, ky, kx of w[o, ky, kx, i] dy[o, r', c']` with
/// `r' = (r + padding - ky) / stride` where that is whole. A thread makes a row of blocks of `stride`
/// by `stride` positions of four channels: all blocks do the same, whatever the parity.
///
/// Parameters: height and width of the gradient, of `dy`, channels of `dy`, channels of a row of
/// `w`, channels of the gradient, then for `dy` and the gradient: numbers of an image, and the
/// first number.
pub fn text(window: Window, end: End) -> String {
    let Window {
        kernel,
        stride,
        workgroup,
        ..
    } = window;
    let [down, across] = [0, 1].map(|axis| reaches(window, axis));
    let rows: Vec<i64> = distinct(down.iter().map(|reach| reach.offset));
    let columns = distinct(
        (0..i64::from(BLOCKS)).flat_map(|b| across.iter().map(move |reach| reach.offset + b)),
    );
    let slot = |all: &[i64], offset: i64| all.iter().position(|found| *found == offset);
    let wide = BLOCKS * stride;
    let mut reads = String::new();
    for r in 0..rows.len() {
        for c in 0..columns.len() {
            reads += &format!(
                "let d{r}_{c} = select(0.0, dy[di + r{r} * p[3] + c{c}], rin{r} && cin{c});\n"
            );
        }
    }
    let mut adds = String::new();
    for y in &down {
        for x in &across {
            let at = y.tap * kernel + x.tap;
            adds += &format!("let w{at} = w[wi + {at}u * row];\n");
            for b in 0..BLOCKS {
                let r = slot(&rows, y.offset).unwrap_or(0);
                let c = slot(&columns, x.offset + i64::from(b)).unwrap_or(0);
                let sum = format!("a{}_{}", y.position, b * stride + x.position);
                adds += &format!("{sum} = {sum} + w{at} * d{r}_{c};\n");
            }
        }
    }
    [
        bindings(
            &[
                ("dy", "f32"),
                ("w", "vec4<f32>"),
                ("dx", "f32"),
                ("p", "u32"),
            ],
            end,
        ),
        entry(workgroup),
        format!(
            "let across = (p[1] + {wide}u - 1u) / {wide}u;
let threads = across * ((p[0] + {stride}u - 1u) / {stride}u);
let t = g.x * {workgroup}u + l.x;
let channel = t / threads * {CHANNELS}u;
if (channel >= p[6]) {{ return; }}
let block_row = t % threads / across;
let block_column = t % across * {BLOCKS}u;
let row = p[5] / 4u;
var di = g.z * p[7] + p[8];
var wi = channel / 4u;
"
        ),
        axis("r", "block_row", "p[2]", &rows),
        axis("c", "block_column", "p[3]", &columns),
        each(stride, |r| {
            each(wide, |c| format!("var a{r}_{c} = vec4<f32>(0.0);"))
        }),
        "for (var o = 0u; o < p[4]; o++) {\n".to_owned(),
        reads,
        adds,
        format!(
            "di += p[2] * p[3];\nwi += {}u * row;\n}}\n",
            kernel * kernel
        ),
        "let xi = g.z * p[9] + p[10];\n".to_owned(),
        each(stride, |r| each(wide, |c| store([r, c], stride, end))),
        "}\n".to_owned(),
    ]
    .concat()
}

fn distinct(offsets: impl Iterator<Item = i64>) -> Vec<i64> {
    offsets.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Where `dy` is read along one axis.
fn axis(name: &str, block: &str, limit: &str, offsets: &[i64]) -> String {
    let one = |(k, offset)| nearest(name, k, &format!("i32({block}) + ({offset})"), limit);
    (0..).zip(offsets).map(one).collect()
}

/// Writes the numbers of a position of the row of blocks.
fn store([r, c]: [u32; 2], stride: u32, end: End) -> String {
    let numbers = each(CHANNELS, |o| {
        let place = format!("xi + (channel + {o}u) * p[0] * p[1] + at");
        let write = end.write("dx", &place, &format!("a{r}_{c}[{o}]"));
        format!("if (channel + {o}u < p[6]) {{ {write} }}")
    });
    format!(
        "if (block_row * {stride}u + {r}u < p[0] && block_column * {stride}u + {c}u < p[1]) {{
let at = (block_row * {stride}u + {r}u) * p[1] + block_column * {stride}u + {c}u;
{numbers}}}"
    )
}
