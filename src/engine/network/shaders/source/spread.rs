use super::{End, Window, bindings, each, entry};

/// Channels of the gradient that a thread makes.
const CHANNELS: u32 = 4;

/// Gradient of a convolution with respect to its input, gathered:
/// `dx[i, r, c] = sum over o, ky, kx of w[o, ky, kx, i] dy[o, r', c']` with
/// `r' = (r + padding - ky) / stride` where that is whole. A thread makes a block of `stride` by
/// `stride` positions of four channels: all blocks do the same, whatever the parity.
///
/// Parameters: height and width of the gradient, of `dy`, channels of `dy`, channels of a row of
/// `w`, channels of the gradient, then for `dy` and the gradient: numbers of an image, and the
/// first number.
pub fn text(window: Window, end: End, workgroup: u32) -> String {
    let Window {
        kernel,
        stride,
        padding,
        ..
    } = window;
    // Of the positions of a block, those that tap `k` reaches, and how far before the block's own
    // number of `dy` it reads.
    let reach = |k: u32| {
        (0..stride)
            .find(|d| (d + padding + kernel * stride - k).is_multiple_of(stride))
            .map(|d| {
                (
                    d,
                    (i64::from(d + padding) - i64::from(k)) / i64::from(stride),
                )
            })
    };
    let reached: Vec<(u32, u32, i64)> = (0..kernel)
        .filter_map(|k| reach(k).map(|(d, offset)| (k, d, offset)))
        .collect();
    let mut offsets: Vec<i64> = reached.iter().map(|(_, _, offset)| *offset).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let slot = |offset: i64| {
        offsets
            .iter()
            .position(|found| *found == offset)
            .unwrap_or(0)
    };
    let axis = |name: &str, block: &str, limit: &str| -> String {
        offsets
            .iter()
            .enumerate()
            .map(|(k, offset)| {
                format!(
                    "let {name}s{k} = i32({block}) + ({offset});
let {name}{k} = u32(clamp({name}s{k}, 0, i32({limit}) - 1));
let {name}in{k} = {name}s{k} == i32({name}{k});\n"
                )
            })
            .collect()
    };
    let mut reads = String::new();
    let mut adds = String::new();
    for r in 0..offsets.len() {
        for c in 0..offsets.len() {
            reads += &format!(
                "let d{r}_{c} = select(0.0, dy[di + r{r} * p[3] + c{c}], rin{r} && cin{c});\n"
            );
        }
    }
    for (ky, dr, row_offset) in &reached {
        for (kx, dc, column_offset) in &reached {
            let (r, c) = (slot(*row_offset), slot(*column_offset));
            adds += &format!(
                "a{dr}_{dc} = a{dr}_{dc} + w[wi + {}u * row] * d{r}_{c};\n",
                ky * kernel + kx
            );
        }
    }
    [
        bindings(&[
            ("dy", "f32"),
            ("w", "vec4<f32>"),
            ("dx", "f32"),
            ("p", "u32"),
        ]),
        entry(workgroup),
        format!(
            "let across = (p[1] + {stride}u - 1u) / {stride}u;
let t = g.x * {workgroup}u + l.x;
let block_row = t / across;
let block_column = t % across;
if (block_row * {stride}u >= p[0]) {{ return; }}
let channel = g.y * {CHANNELS}u;
let row = p[5] / 4u;
var di = g.z * p[7] + p[8];
var wi = channel / 4u;
"
        ),
        axis("r", "block_row", "p[2]"),
        axis("c", "block_column", "p[3]"),
        each(stride, |r| {
            each(stride, |c| format!("var a{r}_{c} = vec4<f32>(0.0);"))
        }),
        "for (var o = 0u; o < p[4]; o++) {\n".to_owned(),
        reads,
        adds,
        format!("di += p[2] * p[3];\nwi += {}u * row;\n}}\n", kernel * kernel),
        "let xi = g.z * p[9] + p[10];\n".to_owned(),
        each(stride, |r| {
            each(stride, |c| {
                let numbers = each(CHANNELS, |o| {
                    let place = format!("dx[xi + (channel + {o}u) * p[0] * p[1] + at]");
                    let write = end.write(&place, &format!("a{r}_{c}[{o}]"));
                    format!("if (channel + {o}u < p[6]) {{ {write} }}")
                });
                format!(
                    "if (block_row * {stride}u + {r}u < p[0] && block_column * {stride}u + {c}u < p[1]) {{
let at = (block_row * {stride}u + {r}u) * p[1] + block_column * {stride}u + {c}u;
{numbers}}}"
                )
            })
        }),
        "}\n".to_owned(),
    ]
    .concat()
}
