use super::{CHANNELS, End, Window, bindings, each, entry, nearest};

/// A convolution: `y[o, r, c] = bias[o] + sum over i, ky, kx of w[i, ky, kx, o] x[i, r', c']` with
/// `r' = r * stride + ky - padding`, an image per `z`. A thread makes `rows` by `columns` positions
/// of eight channels, and reads what they need of an input channel once.
///
/// Parameters: height and width of the input, of the output, then as those of the product from its
/// second on.
pub fn text(window: Window, end: End) -> String {
    let Window {
        kernel,
        stride,
        padding,
        rows,
        columns,
        workgroup,
    } = window;
    let fours = CHANNELS / 4;
    let span = |outputs: u32| (outputs - 1) * stride + kernel;
    let (tall, wide) = (span(rows), span(columns));
    let axis = |name: &str, first: &str, limit: &str, count: u32, padding: u32| {
        each(count, |k| {
            nearest(
                name,
                k,
                &format!("i32({first}) * {stride} + {k} - {padding}"),
                limit,
            )
        })
    };
    let sums = |line: &dyn Fn(u32, u32, u32) -> String| {
        each(rows, |r| each(columns, |c| each(fours, |m| line(r, c, m))))
    };
    [
        bindings(
            &[
                ("x", "f32"),
                ("w", "vec4<f32>"),
                ("bias", "vec4<f32>"),
                ("y", "f32"),
                ("p", "u32"),
            ],
            end,
        ),
        entry(workgroup),
        format!(
            "let across = (p[3] + {columns}u - 1u) / {columns}u;
let threads = across * ((p[2] + {rows}u - 1u) / {rows}u);
let t = g.x * {workgroup}u + l.x;
let channel = t / threads * {CHANNELS}u;
if (channel >= p[6]) {{ return; }}
let row = t % threads / across * {rows}u;
let column = t % across * {columns}u;
var xi = g.z * p[7] + p[8];
var wi = channel / 4u;
"
        ),
        axis("r", "row", "p[0]", tall, padding[0]),
        axis("c", "column", "p[1]", wide, padding[1]),
        sums(&|r, c, m| format!("var a{r}_{c}_{m} = bias[wi + {m}u];")),
        "for (var i = 0u; i < p[4]; i++) {\n".to_owned(),
        each(tall, |r| {
            each(wide, |c| {
                format!("let x{r}_{c} = select(0.0, x[xi + r{r} * p[1] + c{c}], rin{r} && cin{c});")
            })
        }),
        each(kernel, |ky| {
            each(kernel, |kx| {
                let weights = each(fours, |m| format!("let w{ky}_{kx}_{m} = w[wi + {m}u];"));
                let adds = sums(&|r, c, m| {
                    let (y, x) = (r * stride + ky, c * stride + kx);
                    format!("a{r}_{c}_{m} = a{r}_{c}_{m} + w{ky}_{kx}_{m} * x{y}_{x};")
                });
                format!("{weights}{adds}wi += p[5] / 4u;")
            })
        }),
        "xi += p[0] * p[1];\n}\n".to_owned(),
        "let yi = g.z * p[9] + p[10];\n".to_owned(),
        each(rows, |r| {
            each(columns, |c| {
                let numbers = each(CHANNELS, |o| {
                    let place = format!("yi + (channel + {o}u) * p[2] * p[3] + at");
                    let write = end.write("y", &place, &format!("a{r}_{c}_{}[{}]", o / 4, o % 4));
                    format!("if (channel + {o}u < p[6]) {{ {write} }}")
                });
                format!(
                    "if (row + {r}u < p[2] && column + {c}u < p[3]) {{
let at = (row + {r}u) * p[3] + column + {c}u;
{numbers}}}"
                )
            })
        }),
        "}\n".to_owned(),
    ]
    .concat()
}
