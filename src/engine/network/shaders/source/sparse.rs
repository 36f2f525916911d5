use super::{End, FLAT, bindings, entry};

/// Threads that look through a channel together.
pub const THREADS: u32 = 64;

/// Whether a channel of an image has any number but zero; what is not a number is one. A workgroup
/// looks through a channel, the channels along `x`, the images along `z`.
///
/// Parameters: channels, positions.
pub fn alive() -> String {
    let buffers = [("x", "f32"), ("flags", "u32"), ("p", "u32")];
    format!(
        "var<workgroup> is_alive: atomic<u32>;
{}{}if (l.x == 0u) {{ atomicStore(&is_alive, 0u); }}
workgroupBarrier();
let channel = g.z * p[0] + g.x;
var found = false;
for (var k = l.x; k < p[1]; k += {THREADS}u) {{ found = found || x[channel * p[1] + k] != 0.0; }}
if (found) {{ atomicStore(&is_alive, 1u); }}
workgroupBarrier();
if (l.x == 0u) {{ flags[channel] = atomicLoad(&is_alive); }}
}}
",
        bindings(&buffers, End::STORE),
        entry(THREADS)
    )
}

/// Per image, a workgroup each along `z`: how many channels are alive, then which, in their order.
///
/// Parameters: channels.
pub fn list() -> String {
    let buffers = [("flags", "u32"), ("chosen", "u32"), ("p", "u32")];
    format!(
        "var<workgroup> counts: array<u32, {FLAT}>;
{}{}let each = (p[0] + {FLAT}u - 1u) / {FLAT}u;
let first = min(l.x * each, p[0]);
let last = min(first + each, p[0]);
var own = 0u;
for (var c = first; c < last; c++) {{ own += flags[g.z * p[0] + c]; }}
counts[l.x] = own;
workgroupBarrier();
var before = 0u;
for (var k = 0u; k < l.x; k++) {{ before += counts[k]; }}
let begin = g.z * (p[0] + 1u);
var at = begin + before;
for (var c = first; c < last; c++) {{
if (flags[g.z * p[0] + c] == 1u) {{ at++; chosen[at] = c; }}
}}
if (l.x == {FLAT}u - 1u) {{ chosen[begin] = before + own; }}
}}
",
        bindings(&buffers, End::STORE),
        entry(FLAT)
    )
}
