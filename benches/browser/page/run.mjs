// Runs every engine on every work, taking turns, and leaves what it found in `window.bench`.
//
// Each engine lives in a worker of its own, or outside of the browser, and answers { work, batch } with
// { ms, checksum }.

const query = new URLSearchParams(location.search);
const chosen = (name, all) => (query.get(name) ?? all.join(',')).split(',').filter((id) => all.includes(id));

const FORWARD = [['forward', 1], ['forward', 8]];
const ONE = [['forward', 1], ['gradient', 1]];
const ALL = [['forward', 1], ['gradient', 1], ['attack10', 1], ['visualise1', 1], ['forward', 8], ['gradient', 8]];
const ROW = [['gradient-asked', 1], ['gradient-made', 1]];
const OURS = [...ALL.slice(0, 4), ...ROW, ['attack-step', 1], ['products', 1], ['products-back', 1], ...ALL.slice(4)];
// Of a checkout from before there were the others.
const BEFORE = OURS.filter((work) => !ROW.includes(work));

// Where WebGPU is a software adapter an engine on it needs seconds for one gradient.
const engines = {
  'gradoscope-cpu': { script: 'ours.mjs?folder=engine_cpu', works: OURS, gpu: false },
  'gradoscope-cpu-relaxed': { script: 'ours.mjs?folder=engine_relaxed', works: OURS, gpu: false },
  // On two threads, which only an isolated page has: where somebody asked for one of these by name.
  'gradoscope-cpu-relaxed-2': { script: 'ours.mjs?folder=engine_relaxed&workers=2', works: OURS, gpu: false, byName: true },
  'gradoscope-webgpu': { script: 'ours.mjs?folder=engine_gpu', works: OURS, gpu: true },
  // The same engines of another checkout, where `--before` named it.
  'before-cpu': { script: 'ours.mjs?folder=before_cpu', works: BEFORE, gpu: false },
  'before-cpu-relaxed': { script: 'ours.mjs?folder=before_relaxed', works: BEFORE, gpu: false },
  'before-webgpu': { script: 'ours.mjs?folder=before_gpu', works: BEFORE, gpu: true },
  'tfjs-wasm': { script: 'tfjs.js?backend=wasm', classic: true, works: ALL, gpu: false },
  'tfjs-webgpu': { script: 'tfjs.js?backend=webgpu', classic: true, works: ALL, gpu: true },
  'tfjs-webgl': { script: 'tfjs.js?backend=webgl', classic: true, works: ALL, gpu: true },
  'tfjs-wasm-2': { script: 'tfjs.js?backend=wasm&workers=2', classic: true, works: ALL, gpu: false, byName: true },
  'ort-wasm-2': { script: 'ort.mjs?provider=wasm&workers=2', works: FORWARD, gpu: false, byName: true },
  'ort-wasm': { script: 'ort.mjs?provider=wasm', works: FORWARD, gpu: false },
  'ort-webgpu': { script: 'ort.mjs?provider=webgpu', works: FORWARD, gpu: true },
  'jaxjs-wasm': { script: 'jaxjs.mjs?device=wasm', works: ONE, gpu: false },
  'jaxjs-webgpu': { script: 'jaxjs.mjs?device=webgpu', works: ONE, gpu: true },
  // Outside of the browser, where `--pytorch` named an interpreter: whoever drives the page asks it.
  'pytorch-1': { threads: 1, works: ONE, gpu: false },
  'pytorch-2': { threads: 2, works: ONE, gpu: false },
};
if (!query.has('pytorch')) {
  for (const id of Object.keys(engines).filter((id) => engines[id].threads)) delete engines[id];
}

const bench = (window.bench = { lines: [], results: [], missing: [], question: null, done: false });
const say = (line) => {
  bench.lines.push(line);
  document.getElementById('said').textContent += `${line}\n`;
};

/** Somebody's own model in the place of SqueezeNet: what runs files of that kind, one image at a time. */
const model = query.has('model');
if (model) {
  for (const [id, engine] of Object.entries(engines)) {
    if (!/^(ours|ort|tfjs)\.m?js/.test(engine.script)) delete engines[id];
    engine.script += '&model';
    engine.works = engine.works.filter(([work, batch]) => ONE.some(([w, b]) => w === work && b === batch));
  }
}

/** What is asked stands in `bench.question` until somebody calls `answer`. */
function outside(threads) {
  const ask = ({ open, work }) =>
    new Promise((resolve, reject) => {
      if (open) return resolve({});
      bench.question = `${threads} ${work}`;
      window.answer = (data) => {
        bench.question = null;
        if (data.error) reject(new Error(data.error));
        else resolve(data);
      };
    });
  return { ask, end: () => {} };
}

function start({ script, classic, threads }) {
  if (threads) return outside(threads);
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

/** The middle one, or the mean of both in the middle. */
function median(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const adapter = await navigator.gpu?.requestAdapter();
const slow = !adapter || adapter.info.isFallbackAdapter || /swiftshader/i.test(adapter.info.architecture);
bench.adapter = adapter ? `${adapter.info.vendor} ${adapter.info.architecture}` : 'none';
const rounds = Number(query.get('rounds') ?? 7);
bench.about = {
  date: new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
  browser: navigator.userAgent.match(/Chrome\/(\d+)/)?.[1] ?? 'of another kind',
  cores: navigator.hardwareConcurrency,
  rounds,
};

/** Whether a round of it takes minutes. */
const isLong = (id, work, batch) =>
  engines[id].gpu && slow && (batch > 1 || work === 'attack10' || work.startsWith('gradient-'));

/** Rounds that count; one more goes before them where it does not take minutes. */
function roundsOf(id, work, batch) {
  if (isLong(id, work, batch)) return 1;
  if (engines[id].gpu && slow) return Math.min(rounds, 2);
  return batch > 1 ? Math.min(rounds, 3) : rounds;
}

const running = {};

function leaveOut(id, work, error) {
  bench.missing.push({ engine: id, work, why: error.message });
  say(`${id}: left out from here on (${work}): ${error.message}`);
  running[id]?.end();
  delete running[id];
}

async function open(id) {
  running[id] = start(engines[id]);
  try {
    await running[id].ask({ open: true });
    say(`${id}: ready`);
  } catch (error) {
    leaveOut(id, 'start', error);
  }
}

/**
 * Every engine that can does every work once before any time counts, but for what takes minutes; then engines
 * and works take turns: what a processor makes of its clock in a minute falls on all of them.
 */
async function compare(works) {
  const does = (id, work, batch) => engines[id].works.some(([w, b]) => w === work && b === batch);
  const found = works.flatMap(([work, batch]) =>
    Object.keys(running)
      .filter((id) => does(id, work, batch))
      .map((id) => ({ id, work, batch, times: [], checksum: null, operations: 0 })),
  );
  for (let round = 0; round <= rounds; round++) {
    for (const one of found.filter(({ id, work, batch }) => running[id] && round <= roundsOf(id, work, batch))) {
      const { id, work, batch } = one;
      // Its shaders were compiled for a batch of one, and by the gradient.
      if (round === 0 && isLong(id, work, batch)) continue;
      try {
        const { ms, checksum, operations } = await running[id].ask({ work, batch });
        if (checksum !== null && !Number.isFinite(checksum)) throw new Error(`the check sum is ${checksum}`);
        if (round > 0) one.times.push(ms);
        one.checksum = checksum;
        one.operations = operations ?? 0;
      } catch (error) {
        leaveOut(id, `${work} x${batch}`, error);
      }
    }
  }
  for (const { id, work, batch, times, checksum, operations } of found) {
    if (times.length > 0) report(id, work, batch, times, checksum, operations);
  }
}

function report(id, work, batch, times, checksum, operations) {
  const found = {
    engine: id,
    work,
    batch,
    median_ms: median(times),
    min_ms: Math.min(...times),
    max_ms: Math.max(...times),
    rounds: times.length,
    checksum,
  };
  bench.results.push(found);
  const [low, high] = [found.min_ms, found.max_ms].map((ms) => ms.toFixed(1));
  const speed = operations ? `, ${(operations / found.median_ms / 1e6).toFixed(1)} GFLOP/s` : '';
  if (operations) found.operations = operations;
  say(`${work} x${batch} ${id}: ${found.median_ms.toFixed(1)} ms (${low} to ${high}, ${times.length})${speed}, check sum ${checksum}`);
}

try {
  const begun = performance.now();
  const unasked = Object.keys(engines).filter((id) => !(id.startsWith('before-') || engines[id].byName) || query.has('engines'));
  for (const id of chosen('engines', unasked)) await open(id);
  const works = chosen('works', [...new Set(OURS.map(([work]) => work))]);
  // The ten steps of a slow adapter rely on the gradient.
  if (works.includes('attack10') && !works.includes('gradient')) works.unshift('gradient');
  const asked = OURS.filter(([work]) => works.includes(work));
  for (const few of [true, false]) await compare(asked.filter(([, batch]) => (batch === 1) === few));
  say(`all: ${((performance.now() - begun) / 60000).toFixed(1)} minutes`);
} catch (error) {
  bench.failed = String(error?.stack ?? error);
}
bench.done = true;
