// Every transfer of a file of this site: one clock, one list of causes, the same for the page's own
// code, for its parts, engines, weights and photographs. Then it starts the page.
(function () {
  'use strict';

  var check = window.gradoscopeCheck;
  // Old browsers were turned away before this.
  if (check && check.missing) return;

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? '';
  const listed = document.getElementById('gradoscope-files');

  /** The build that this page belongs to. */
  const build = meta('gradoscope-build');
  /** Every code file of this build: its path, its bytes, their SHA-256. */
  const files = listed ? JSON.parse(listed.textContent) : {};

  // `?patience=0.1` makes all of them shorter, for tests.
  const patience = Number(new URLSearchParams(location.search).get('patience')) || 1;
  const TICK_MS = 250 * patience;
  /** Silence that is worth a word. */
  const SLOW_MS = 3000 * patience;
  /** Silence after which a try is over: the clock starts anew with every byte. */
  const STALLED_MS = 10000 * patience;
  /** A whole script, once asked for by the browser itself, which tells nothing of bytes. */
  const IMPORT_MS = 20000 * patience;
  const STORAGE_MS = 3000 * patience;
  const PAUSE_MS = 1000 * patience;
  const TRIES = 3;

  // `?embed=1`: another page has a heading of its own around this one.
  if (new URLSearchParams(location.search).get('embed') === '1') document.documentElement.dataset.embed = '';

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const addressOf = (path) => new URL(path, document.baseURI).href;

  /** Why a transfer failed: one of the causes that the page has words for. */
  class Failure extends Error {
    constructor(cause, fields = {}) {
      super(fields.message ?? cause);
      this.cause = cause;
      Object.assign(this, { status: 0, received: 0, total: 0, tries: 1 }, fields);
    }
  }

  // What a content policy forbade; a fetch that it stops says nothing of it.
  const forbidden = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    if (event.disposition !== 'report') forbidden.push({ address: event.blockedURI, at: performance.now() });
  });
  const isForbidden = (address) =>
    forbidden.some((one) => one.address === address || (one.address && address.startsWith(one.address + '/')));
  const isPolicy = (error) => /content security policy|unsafe-eval/i.test(String(error?.message ?? error));

  // ---- SHA-256, also where the browser's own is not to be had (plain http)

  async function sha256(bytes) {
    if (window.crypto?.subtle) {
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      return hex(new Uint8Array(digest));
    }
    return hex(sha256ByHand(bytes));
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

  function sha256ByHand(bytes) {
    const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const k = primes.map((p) => fraction(Math.cbrt(p)));
    const state = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, bytes.length << 3);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    const w = new Int32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15];
        const b = w[i - 2];
        const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
        const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
        w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
        const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] + value) | 0));
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => out.setInt32(4 * i, value));
    return new Uint8Array(out.buffer);
  }

  // ---- What is under way, for the page to show

  const underWay = new Set();
  /** What came of this site during this visit. */
  const used = new Set();
  let watcher = null;

  /** Tells the page what is slow; an empty list once nothing is. */
  function report() {
    const now = performance.now();
    const slow = [];
    for (const one of underWay) {
      if (now - one.began < SLOW_MS) continue;
      slow.push({
        path: one.path,
        received: one.received,
        total: one.total,
        elapsedMs: (now - one.began) / patience,
        silentMs: (now - one.heard) / patience,
        attempt: one.attempt,
      });
    }
    if (slow.length || report.was) watcher?.(slow);
    report.was = slow.length > 0;
  }

  /** Ends the transfers of a file, because the reader does not want to wait. */
  function cancel(path) {
    for (const one of underWay) if (one.path === path) one.cancel();
  }

  // ---- One transfer

  /**
   * A file of this site, whole and as published.
   *
   * `kind`: 'bytes', 'text' or 'module'; `bytes` and `sha256`: what is known of it, from the list of
   * code files where nothing is given; `onProgress({ received, total })`.
   */
  async function get(path, { kind = 'bytes', bytes, sha256: hash, onProgress } = {}) {
    const known = files[path] ?? [];
    const wanted = { kind, total: bytes ?? known[0] ?? 0, hash: hash ?? known[1] };
    const one = { path, received: 0, total: wanted.total, began: performance.now(), attempt: 1, onProgress };
    one.heard = one.began;
    underWay.add(one);
    try {
      return await severalTries(one, wanted);
    } finally {
      underWay.delete(one);
      report();
    }
  }

  async function severalTries(one, wanted) {
    for (;;) {
      const failure = await once(one, wanted).then((value) => ({ value }), (error) => error);
      if (!(failure instanceof Failure)) {
        if (failure instanceof Error) throw failure;
        return failure.value;
      }
      Object.assign(failure, { path: one.path, tries: one.attempt });
      const isFinal = ['blocked', 'cancelled', 'not-compiled'].includes(failure.cause)
        || (failure.cause === 'http' && failure.status >= 400 && failure.status < 500
          && failure.status !== 408 && failure.status !== 429);
      if (isFinal || one.attempt === TRIES) throw await named(failure);
      await pause(PAUSE_MS * one.attempt);
      if (one.cancelled) throw new Failure('cancelled', { path: one.path });
      one.attempt += 1;
    }
  }

  async function once(one, wanted) {
    const { path } = one;
    const address = addressOf(path) + ofBuild();
    const stop = new AbortController();
    let stalled = false;
    let answered = false;
    one.received = 0;
    one.heard = performance.now();
    one.cancelled = false;
    one.cancel = () => { one.cancelled = true; stop.abort(); };
    let last = performance.now();
    const clock = setInterval(() => {
      const now = performance.now();
      // The tab slept: its clock went on, its transfers did not.
      if (now - last > STALLED_MS / 2) one.heard = now;
      last = now;
      if (now - one.heard > STALLED_MS) { stalled = true; stop.abort(); }
      report();
    }, TICK_MS);
    const fields = () => ({ path, received: one.received, total: wanted.total });
    try {
      // The second time what a cache of the browser's holds may be what is wrong.
      const response = await fetch(address, { signal: stop.signal, cache: one.attempt > 1 ? 'reload' : 'default' });
      answered = true;
      const kind = response.headers.get('content-type') ?? '';
      if (!response.ok) throw new Failure('http', { ...fields(), status: response.status });
      if (/^text\/html/i.test(kind) || isElsewhere(response)) throw new Failure('web-page', fields());
      const streamed = wanted.kind === 'module' && /^application\/wasm/i.test(kind)
        ? compiledWhile(response) : { response };
      const bytes = await read(streamed.response, one, wanted);
      // A length that was announced was kept, or the browser had said so: then it is another file.
      const isWhole = response.headers.has('content-length');
      if (!isWhole && wanted.total && bytes.length < wanted.total) throw new Failure('cut', fields());
      if ((wanted.total && bytes.length !== wanted.total)
        || (wanted.hash && (await sha256(bytes)) !== wanted.hash)) {
        throw new Failure(isMarkup(bytes) ? 'web-page' : 'damaged', fields());
      }
      const result = await as(wanted.kind, bytes, streamed.module);
      used.add(path);
      return result;
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (one.cancelled) throw new Failure('cancelled', fields());
      if (stalled) throw new Failure('stalled', { ...fields(), seconds: Math.round(STALLED_MS / patience / 1000) });
      if (!(error instanceof TypeError) && error?.name !== 'AbortError' && error?.name !== 'NetworkError') throw error;
      throw await ofNetwork(error, address, answered, fields());
    } finally {
      clearInterval(clock);
    }
  }

  /** The service worker may be of another build by now: it is told which one this page is of. */
  function ofBuild() {
    try {
      return navigator.serviceWorker?.controller ? `?b=${build}` : '';
    } catch {
      return '';
    }
  }

  const isElsewhere = (response) => response.redirected && new URL(response.url).origin !== location.origin;

  /** Compiled while it comes, as fast as a browser can; what is compared with the list is the same. */
  function compiledWhile(response) {
    if (!WebAssembly.compileStreaming) return { response };
    const copy = response.clone();
    const module = WebAssembly.compileStreaming(response).catch(() => undefined);
    return { response: copy, module };
  }

  async function read(response, one, wanted) {
    const reader = response.body.getReader();
    const pieces = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      one.received += value.length;
      one.heard = performance.now();
      one.onProgress?.({ received: one.received, total: wanted.total });
      // A site that sends more than the file is not asked for the rest of it.
      if (wanted.total && one.received > wanted.total) {
        reader.cancel().catch(() => undefined);
        break;
      }
    }
    const bytes = new Uint8Array(one.received);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** A web page in the place of a file: what a network that wants a login sends. */
  function isMarkup(bytes) {
    const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
    return start.startsWith('<!doctype html') || start.startsWith('<html') || start.startsWith('<head');
  }

  async function as(kind, bytes, module) {
    if (kind === 'text') return new TextDecoder().decode(bytes);
    if (kind !== 'module') return bytes;
    try {
      return (await module) ?? (await WebAssembly.compile(bytes));
    } catch (error) {
      throw new Failure(isPolicy(error) ? 'blocked' : 'not-compiled', { message: String(error.message ?? error) });
    }
  }

  /** What a browser only calls a TypeError. */
  async function ofNetwork(error, address, answered, fields) {
    const message = String(error.message ?? error);
    if (isPolicy(error)) return new Failure('blocked', { ...fields, message });
    if (navigator.onLine === false) return new Failure('offline', { ...fields, message });
    // It answered: what broke is the transfer, even before its first byte.
    if (answered) return new Failure('cut', { ...fields, message });
    // A redirect to another origin offends the page's own policy, too: the address is asked once more.
    const probed = await probe(address);
    if (probed === 'redirected') return new Failure('web-page', { ...fields, message });
    // Nothing heard now: a policy would have refused at once.
    if (probed !== 'silent' && isForbidden(address)) return new Failure('blocked', { ...fields, message });
    return new Failure('unreachable', { ...fields, message });
  }

  /** A redirect to another origin is refused without a word; asked not to follow it, the browser tells. */
  async function probe(address) {
    const answer = within(STALLED_MS, fetch(address, { redirect: 'manual', cache: 'no-store' }));
    return answer.then(
      (response) => (response.type === 'opaqueredirect' ? 'redirected' : 'answered'),
      (error) => (error.message === 'no answer' ? 'silent' : 'refused'),
    );
  }

  /** A file that is not there, or another, while the site has another build: that is the cause. */
  async function named(failure) {
    const isOfSite = ['http', 'damaged', 'web-page', 'cut'].includes(failure.cause);
    if (isOfSite && (await presentBuild()) !== build) failure.cause = 'new-version';
    return failure;
  }

  /** The build that lies on the site now; this page's own where that cannot be told. */
  async function presentBuild() {
    try {
      const answer = await within(STORAGE_MS, fetch(addressOf('manifest.json'), { cache: 'no-store' }));
      const manifest = answer.ok ? await within(STORAGE_MS, answer.json()) : {};
      return manifest.build ?? build;
    } catch {
      return build;
    }
  }

  const courses = new Map();

  /** The bytes of a course's file, asked for once; null where there is none. */
  function course(path) {
    if (!courses.has(path)) courses.set(path, fetchCourse(path));
    return courses.get(path);
  }

  /** Such a file may be missing: many hosts answer with a page then. */
  async function fetchCourse(path) {
    try {
      const answer = await fetch(addressOf(path), { cache: 'no-cache' });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return answer.ok && bytes[0] !== 60 ? bytes : null;
    } catch {
      courses.delete(path);
      return null;
    }
  }

  /** The file of this page's course: `?course=NAME` means another one of the same folder. */
  function courseFile() {
    const name = new URLSearchParams(location.search).get('course') ?? '';
    return /^[a-z0-9-]+$/.test(name) ? `course-${name}.json` : 'course.json';
  }

  /** A list of photographs with those of the course before them; what is wrong with one of them, the
   * check of the course's file says. */
  async function withCourse(list) {
    try {
      const { samples } = JSON.parse(new TextDecoder().decode(await course(courseFile())));
      const taken = new Set(list.map((sample) => sample.id));
      const isOurs = (own) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(own.id) && !taken.has(own.id)
        && /^(?!\/)[^:\\?#]+$/.test(own.file) && !own.file.split('/').includes('..')
        && taken.add(own.id);
      const own = samples.filter(isOurs).map(({ title, file, ...rest }) => {
        const en = title.en ?? title.fr ?? Object.values(title)[0];
        const place = `../${file}`;
        return {
          author: '', licence: '', licence_url: addressOf(file), source: addressOf(file), sha256: '', bytes: 0, width: 0, height: 0,
          ...rest, file: place, thumb: place, title: { en, fr: title.fr ?? en },
        };
      });
      return [...own, ...list];
    } catch {
      return list;
    }
  }

  /** What does not answer in time is as good as not there. */
  function within(ms, promise) {
    promise.catch(() => undefined);
    return Promise.race([promise, pause(ms).then(() => { throw new Error('no answer'); })]);
  }

  // ---- Workers

  const codes = new Map();

  /** Script and module of a worker; once here they are kept: a lost worker needs no network. */
  function codeOf(file) {
    let code = codes.get(file);
    if (!code) {
      code = Promise.all([
        get(`${file}.js`, { kind: 'text' }),
        get(`${file}_bg.wasm`, { kind: 'module' }),
      ]).then(([script, module]) => ({ script, module }));
      codes.set(file, code);
      code.catch(() => codes.delete(file));
    }
    return code;
  }

  const query = (name) => new URLSearchParams(location.search).get(name);

  const MOST_ENGINES = 6;

  /** How many engines compute at the same time: all cores but one, and no more than six; two at the most on a phone,
   * and where the browser says that there is little memory. `?engines=3` in the address says how many. */
  function engines() {
    const said = Number.parseInt(query('engines'), 10);
    const { hardwareConcurrency = 1, deviceMemory = 8, userAgent } = navigator;
    const most = said >= 0 || !(deviceMemory <= 4 || userAgent.includes('Mobi')) ? MOST_ENGINES : 2;
    return Math.max(1, Math.min(said >= 0 ? said : hardwareConcurrency - 1, most));
  }

  /** A module with one function of the instructions that the engine for relaxed SIMD uses: valid only where all of
   * them are known. */
  const RELAXED = [
    0, 97, 115, 109, 1, 0, 0, 0, // header
    1, 8, 1, 96, 3, 123, 123, 123, 1, 123, // a type: three vectors in, one out
    3, 2, 1, 0, // a function of it
    10, 23, 1, 21, 0, 32, 0, 32, 1, 32, 2, // its code: the three
    253, 133, 2, // f32x4.relaxed_madd
    32, 0, 253, 141, 2, // f32x4.relaxed_min with the first
    32, 0, 253, 142, 2, // f32x4.relaxed_max with the first
    11,
  ];

  /** Whether that engine runs here; `?simd=plain` in the address says no. */
  const hasRelaxedSimd = () => query('simd') !== 'plain' && WebAssembly.validate(new Uint8Array(RELAXED));

  const MOST_THREADS = 4;
  const THREADS_MS = 3000;

  /** In an isolated page workers may share memory: then the engine of the same instructions has its networks run by
   * a program in memory that several threads share. `?threads=1` in the address says how many; where the program does
   * not come, there is one. */
  async function threadsOf(file) {
    const threads = Math.min(Number(query('threads')) || navigator.hardwareConcurrency || 1, MOST_THREADS);
    if (file !== 'engine_cpu_relaxed' || !self.crossOriginIsolated || threads < 2) return {};
    threadsCode ??= Promise.all([get('threads.js', { kind: 'text' }), get('threads.wasm', { kind: 'module' })]);
    try {
      const [sharing, module] = await within(THREADS_MS, threadsCode);
      return { sharing, threads: { module, threads } };
    } catch {
      threadsCode = undefined;
      return {};
    }
  }

  let threadsCode;

  const START = `
self.onmessage = ({ data }) => {
  self.onmessage = null;
  if (data.helps) self.gradoscopeHelps = true;
  else if (data.threads) {
    try {
      shareThreads(data.threads);
    } catch (error) {
      console.warn(error);
    }
  }
  self.gradoscopeAnother = () => {
    const address = URL.createObjectURL(data.code);
    const another = new Worker(address, { type: 'module', name: self.name });
    another.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
    another.postMessage({ ...data, helps: true });
    return another;
  };
  __wbg_init({ module_or_path: data.module }).catch((error) => setTimeout(() => { throw error; }));
};`;

  /** A worker of this site, by the name of its file: from a blob, so that the page's policy binds it. */
  async function worker(file, name) {
    const [{ script, module }, { sharing = '', threads }] = await Promise.all([codeOf(file), threadsOf(file)]);
    const blob = new Blob([script, sharing, START], { type: 'text/javascript' });
    const address = URL.createObjectURL(blob);
    let started;
    try {
      started = new Worker(address, { type: 'module', name });
    } catch (error) {
      URL.revokeObjectURL(address);
      throw new Failure('blocked', { message: String(error.message ?? error) });
    }
    // The address is read when the worker starts; once it speaks, or cannot, nobody needs it.
    const revoke = () => URL.revokeObjectURL(address);
    started.addEventListener('message', revoke, { once: true });
    started.addEventListener('error', (event) => {
      revoke();
      if (isForbidden('blob')) event.gradoscopeCause = 'blocked';
    });
    started.postMessage({ module, code: blob, threads });
    return started;
  }

  // ---- Weights, which the browser keeps

  /** A storage of the browser's; none where it is forbidden or does not answer. */
  async function storage(name) {
    try {
      return await within(STORAGE_MS, window.caches.open(name));
    } catch {
      return undefined;
    }
  }

  const loading = new Map();

  /**
   * Weights as a blob, which travels to a worker without being copied: from the storage `store`,
   * where they lie under `key`, or from the site. Two that ask for the same get the same.
   */
  function weights(path, options) {
    let one = loading.get(path);
    if (!one) {
      one = { listeners: [] };
      const onProgress = (progress) => one.listeners.forEach((listener) => listener(progress));
      one.promise = weightsOnce(path, { ...options, onProgress }).finally(() => loading.delete(path));
      loading.set(path, one);
    }
    one.listeners.push(options.onProgress);
    return one.promise;
  }

  async function weightsOnce(path, { store, key, bytes, sha256: hash, onProgress }) {
    const isIt = async (found) => found.length === bytes && (await sha256(found)) === hash;
    const whole = async (response) => {
      const found = response && new Uint8Array(await response.arrayBuffer());
      if (!found || (await isIt(found))) return found;
      await forget(store, key);
      return undefined;
    };
    const answer = inStorage(store, key);
    const reading = answer.then(whole);
    reading.catch(() => undefined);
    const inTime = async () => (await within(2 * STORAGE_MS, answer)) && within(STALLED_MS, reading);
    const isKept = (found) => ({ blob: new Blob([found]), stored: true, keeping: Promise.resolve('kept') });
    const soon = await inTime().catch(() => undefined);
    if (soon) return isKept(soon);
    try {
      const fetched = await get(path, { bytes, sha256: hash, onProgress });
      const blob = new Blob([fetched]);
      return { blob, stored: false, keeping: keep(store, key, blob) };
    } catch (error) {
      // A storage that is slow to answer is better than a network that is not there.
      const late = await within(STALLED_MS, reading).catch(() => undefined);
      if (late) return isKept(late);
      throw error;
    }
  }

  /** What is kept under an address, whenever the storage answers. */
  async function inStorage(name, key) {
    const cache = await window.caches.open(name);
    return cache.match(key);
  }

  /** Keeps bytes: 'kept', 'unavailable' or 'refused'. */
  async function keep(name, key, bytes) {
    let has = false;
    try {
      has = Boolean(window.caches);
    } catch {
      // Some settings make the very question throw.
    }
    if (!has) return 'unavailable';
    try {
      const cache = await within(STORAGE_MS, window.caches.open(name));
      await within(STALLED_MS, cache.put(key, new Response(bytes)));
      return 'kept';
    } catch {
      return 'refused';
    }
  }

  async function forget(name, key) {
    try {
      const cache = await storage(name);
      await (cache && within(STORAGE_MS, cache.delete(key)));
    } catch {
      // What cannot be forgotten is looked at again the next time, and refused again.
    }
  }

  const scripts = {};

  /** What a script of this site offers that comes when it is wanted: nothing where it does not come. */
  function later(file, name) {
    scripts[file] ??= new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = addressOf(file);
      script.onload = () => resolve(window[name]);
      script.onerror = () => { scripts[file] = undefined; resolve(undefined); };
      document.head.append(script);
    });
    return scripts[file];
  }

  window.gradoscope = {
    build,
    files,
    used,
    isQuiet: () => underWay.size === 0,
    /** What offline.js does, once the page works. */
    offline: async (act, argument) => (await later('offline.js', 'gradoscopeOffline'))?.[act](argument),
    camera: () => later('camera.js', 'gradoscopeCamera'),
    get,
    cancel,
    worker,
    engines,
    hasRelaxedSimd,
    weights,
    addressOf,
    course,
    courseFile,
    withCourse,
    /** Whether there is another course than the one that comes with the page. */
    hasCourse: async () => {
      if (courseFile() !== 'course.json') return true;
      const bytes = await course('course.json');
      const usual = '{"version": 1, "thread": "builtin"}';
      return Boolean(bytes) && new TextDecoder().decode(bytes).trim() !== usual;
    },
    /** The parts of the page ask here for their modules. */
    part: (path) => get(path, { kind: 'module' }).catch((failure) => {
      window.gradoscope.partFailure = failure;
      throw failure;
    }),
    watch: (listener) => { watcher = listener; },
    partFailure: null,
  };

  // ---- The page itself

  async function start() {
    check.say('loading');
    const wasm = Object.keys(files).find((path) => /^app[^/]*_bg\.wasm$/.test(path));
    if (!wasm) throw new Failure('damaged', { message: 'index.html has no list of files' });
    const script = wasm.replace('_bg.wasm', '.js');
    watcher = ([slow]) => slow && check.slow(slow);
    const [module] = await Promise.all([get(wasm, { kind: 'module' }), get(script, { kind: 'text' })]);
    // It has come, and is the published one: the browser has it in its cache.
    const app = await imported(addressOf(script));
    watcher = null;
    await app.default({ module_or_path: module });
  }

  async function imported(address) {
    try {
      return await within(IMPORT_MS, import(address));
    } catch (error) {
      if (error?.message === 'no answer') throw new Failure('stalled', { seconds: IMPORT_MS / 1000 });
      if (isPolicy(error) || isForbidden(address)) throw new Failure('blocked', { message: error.message });
      // It was there a moment ago: the browser fetches a script once more where it keeps none.
      throw new Failure(navigator.onLine === false ? 'offline' : 'unreachable', { message: String(error?.message ?? error) });
    }
  }

  /** `?sw=off` takes the service worker of this site out, with all that it keeps. */
  async function leaveServiceWorker() {
    if (new URLSearchParams(location.search).get('sw') !== 'off') return;
    try {
      const scope = addressOf('./');
      for (const one of await navigator.serviceWorker.getRegistrations()) {
        if (one.scope !== scope) continue;
        one.active?.postMessage({ ask: 'leave' });
        await one.unregister();
      }
      const ours = `gradoscope:${new URL(scope).pathname}:`;
      for (const name of await window.caches.keys()) {
        if (name.startsWith(ours)) await window.caches.delete(name);
      }
    } catch {
      // Where it cannot be asked about there is none.
    }
  }

  function boot() {
    start().catch((error) => check.failed(error instanceof Failure ? error : { cause: 'broken', message: String(error?.message ?? error) }));
  }

  check.again = boot;
  leaveServiceWorker();
  boot();
})();
