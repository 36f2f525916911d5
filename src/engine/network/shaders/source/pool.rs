use super::{End, flat};

/// Max-pooling; windows are cut off at the borders. Parameters: numbers of the output, then height and width of
/// input and output.
///
/// `winners` is the place of the maximum in its window, row by row: the first of equals.
pub fn text(kernel: u32, stride: u32, padding: u32) -> String {
    let body = format!(
        "let plane = i / (p[3] * p[4]);
let top = i / p[4] % p[3] * {stride}u;
let left = i % p[4] * {stride}u;
let begin = plane * p[1] * p[2];
// Rows and columns of the window before these lie outside.
let fy = {padding}u - min(top, {padding}u);
let fx = {padding}u - min(left, {padding}u);
var best = x[begin + (top + fy - {padding}u) * p[2] + left + fx - {padding}u];
var winner = fy * {kernel}u + fx;
for (var ky = fy; ky < {kernel}u && top + ky < p[1] + {padding}u; ky++) {{
for (var kx = fx; kx < {kernel}u && left + kx < p[2] + {padding}u; kx++) {{
let v = x[begin + (top + ky - {padding}u) * p[2] + left + kx - {padding}u];
if (v > best || v != v) {{ best = v; winner = ky * {kernel}u + kx; }}
}}
}}
y[i] = best;
winners[i] = winner;
"
    );
    flat(
        &[("x", "f32"), ("y", "f32"), ("winners", "u32")],
        End::STORE,
        &body,
    )
}

/// Every position of the input collects from the windows that it won: no two threads write to one
/// place. A thread makes a block of `stride` by `stride` positions, which fall in the same windows; blocks are
/// counted from the first window's corner, which lies `padding` before the input.
///
/// Parameters: blocks, then height and width of input and output, and of the blocks.
pub fn back([kernel, stride, padding]: [u32; 3], end: End) -> String {
    // Windows along an axis that reach into a block, the block's own the last.
    let windows = (kernel - 1) / stride + 1;
    let mut body = "let plane = i / (p[5] * p[6]);
let block_row = i / p[6] % p[5];
let block_column = i % p[6];
"
    .to_owned();
    for r in 0..windows {
        for c in 0..windows {
            body += &format!(
                "let r{r}_{c} = i32(block_row) - {r};
let c{r}_{c} = i32(block_column) - {c};
let in{r}_{c} = r{r}_{c} >= 0 && c{r}_{c} >= 0 && r{r}_{c} < i32(p[3]) && c{r}_{c} < i32(p[4]);
let o{r}_{c} = select(0u, (plane * p[3] + u32(r{r}_{c})) * p[4] + u32(c{r}_{c}), in{r}_{c});
let d{r}_{c} = select(0.0, dy[o{r}_{c}], in{r}_{c});
let w{r}_{c} = winners[o{r}_{c}];
"
            );
        }
    }
    for y in 0..stride {
        for x in 0..stride {
            let mut terms = vec!["0.0".to_owned()];
            for r in 0..windows {
                for c in 0..windows {
                    let (ky, kx) = (y + r * stride, x + c * stride);
                    if ky < kernel && kx < kernel {
                        let at = ky * kernel + kx;
                        terms.push(format!("select(0.0, d{r}_{c}, w{r}_{c} == {at}u)"));
                    }
                }
            }
            let write = end.write("dx", "at", "v");
            body += &format!(
                "let y{y}_{x} = block_row * {stride}u + {y}u - {padding}u;
let x{y}_{x} = block_column * {stride}u + {x}u - {padding}u;
// What lies before the input has wrapped around to a large number.
if (y{y}_{x} < p[1] && x{y}_{x} < p[2]) {{
let at = (plane * p[1] + y{y}_{x}) * p[2] + x{y}_{x};
let v = {};
{write}
}}
",
                terms.join(" + ")
            );
        }
    }
    flat(
        &[("dy", "f32"), ("winners", "u32"), ("dx", "f32")],
        end,
        &body,
    )
}
