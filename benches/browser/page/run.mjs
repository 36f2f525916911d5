// Runs every engine on every work, taking turns, and leaves what it found in `window.bench`.
//
// Each engine lives in a worker of its own and answers { work, batch } with { ms, checksum }.

const asked = new URLSearchParams(location.search);
const chosen = (name, all) => (asked.get(name) ?? all.join(',')).split(',').filter((id) => all.includes(id));

const FORWARD = [['forward', 1], ['forward', 8]];
const ALL = [...FORWARD, ['gradient', 1], ['gradient', 8], ['attack10', 1], ['visualise1', 1]];
const OURS = [...ALL, ['attack-step', 1]];

// Where WebGPU is a software adapter an engine on it needs seconds for one gradient.
const engines = {
  'gradoscope-cpu': { script: 'ours.mjs?device=cpu', works: OURS, gpu: false },
  'gradoscope-webgpu': { script: 'ours.mjs?device=gpu', works: OURS, gpu: true },
  'tfjs-wasm': { script: 'tfjs.js?backend=wasm', classic: true, works: ALL, gpu: false },
  'tfjs-webgpu': { script: 'tfjs.js?backend=webgpu', classic: true, works: ALL, gpu: true },
  'tfjs-webgl': { script: 'tfjs.js?backend=webgl', classic: true, works: ALL, gpu: true },
  'ort-wasm': { script: 'ort.mjs?provider=wasm', works: FORWARD, gpu: false },
  'ort-webgpu': { script: 'ort.mjs?provider=webgpu', works: FORWARD, gpu: true },
};

const bench = (window.bench = { lines: [], results: [], missing: [], done: false });
const say = (line) => {
  bench.lines.push(line);
  document.getElementById('said').textContent += `${line}\n`;
};

function start({ script, classic }) {
  const worker = new Worker(script, { type: classic ? 'classic' : 'module' });
  let settle;
  worker.onmessage = ({ data }) => (data.error ? settle.reject(new Error(data.error)) : settle.resolve(data));
  worker.onerror = (event) => settle.reject(new Error(event.message || `${script} does not start`));
  const ask = (message) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      worker.postMessage(message);
    });
  return { ask, end: () => worker.terminate() };
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

const adapter = await navigator.gpu?.requestAdapter();
const slow = !adapter || adapter.info.isFallbackAdapter || /swiftshader/i.test(adapter.info.architecture);
bench.adapter = adapter ? `${adapter.info.vendor} ${adapter.info.architecture}` : 'none';
const rounds = Number(asked.get('rounds') ?? 7);

/** Rounds that count, and whether one goes before them that does not. */
function plan(id, work, batch) {
  const heavy = engines[id].gpu && slow;
  if (!heavy) return { rounds: batch > 1 ? Math.min(rounds, 3) : rounds, warm: true };
  const long = batch > 1 || work === 'attack10';
  return long ? { rounds: 1, warm: false } : { rounds: Math.min(rounds, 3), warm: true };
}

const running = {};
for (const id of chosen('engines', Object.keys(engines))) {
  const engine = start(engines[id]);
  try {
    await engine.ask({ open: true });
    running[id] = engine;
    say(`${id}: ready`);
  } catch (error) {
    bench.missing.push({ engine: id, why: error.message });
    say(`${id}: left out: ${error.message}`);
    engine.end();
  }
}

const works = chosen('works', [...new Set(OURS.map(([work]) => work))]);
for (const [work, batch] of OURS.filter(([work]) => works.includes(work))) {
  const times = {};
  const sums = {};
  const able = Object.keys(running).filter((id) => engines[id].works.some(([w, b]) => w === work && b === batch));
  for (const id of able) {
    if (plan(id, work, batch).warm) await running[id].ask({ work, batch });
    times[id] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const id of able) {
      if (round >= plan(id, work, batch).rounds) continue;
      const { ms, checksum } = await running[id].ask({ work, batch });
      times[id].push(ms);
      sums[id] = checksum;
    }
  }
  for (const id of able) {
    const all = times[id];
    const found = {
      engine: id,
      work,
      batch,
      median_ms: median(all),
      min_ms: Math.min(...all),
      max_ms: Math.max(...all),
      rounds: all.length,
      checksum: sums[id],
    };
    bench.results.push(found);
    const [low, high] = [found.min_ms, found.max_ms].map((ms) => ms.toFixed(1));
    say(`${work} x${batch} ${id}: ${found.median_ms.toFixed(1)} ms (${low} to ${high}, ${all.length}), check sum ${found.checksum}`);
  }
}
bench.done = true;
