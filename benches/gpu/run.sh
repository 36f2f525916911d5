#!/bin/sh
# Runs what `cargo xtask bench gpu --pack FOLDER` packed, on a Linux machine with a graphics card and its
# Vulkan loader: the program, and the page in a browser, where there is one (`CHROMIUM`, and Python 3).
set -u
here=$(cd "$(dirname "$0")" && pwd)
"$here/gpu" --root "$here" "$@" || echo "the program ended with $?"
if [ -n "${CHROMIUM:-}" ]; then
    python3 "$here/browse.py" "$CHROMIUM" "$here/site" "${ENGINES:-gradoscope-webgpu}" "${ROUNDS:-15}"
fi
