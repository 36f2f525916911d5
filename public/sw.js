// Keeps this site for visits without a network: every file of one build, compared with its hash before
// it is kept, and no file of another build ever beside it. Weights are kept by the page itself.
'use strict';

// Both are filled in when the site is built: what makes this script another one is another build.
const BUILD = '';
/** Path: [bytes, SHA-256]. */
const FILES = {};

const scope = new URL(self.registration.scope);
// All sites of one host share one storage: only what begins so is ours.
const PREFIX = `gradoscope:${scope.pathname}:`;
const NAME = PREFIX + BUILD;
const COURSE = PREFIX + 'course';
const COURSE_MS = 3000;
const SIDE_BY_SIDE = 6;
const INDEX = 'index.html';

/** What a visit needs whatever it does; engines and photographs follow as they are used. */
const isShell = (path) => !/^(engine_|weights\/|samples\/)/.test(path) || /^samples\/(samples\.json|thumb\/)/.test(path);
const isCourse = (path) => /^course(-[a-z0-9-]+)?\.json$/.test(path);
const isOurs = (path) => Object.hasOwn(FILES, path) && !path.startsWith('weights/');

/** Some hosts answer for index.html with a redirect to its folder. */
const addressOf = (path) => new URL(path === INDEX ? './' : path, scope).href;

function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return undefined;
  try {
    return decodeURIComponent(pathname.slice(scope.pathname.length)) || INDEX;
  } catch {
    return undefined;
  }
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same answer without a trace of where it came from, if it is the published file. */
async function checked(path, response) {
  if (!response?.ok) return undefined;
  const bytes = await response.arrayBuffer();
  const [length, hash] = FILES[path];
  if (bytes.byteLength !== length || (await sha256(bytes)) !== hash) return undefined;
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  return new Response(bytes, { headers: { 'content-type': type, 'content-length': String(length) } });
}

/** Builds that were kept before this one, the newest last. */
async function olderBuilds() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== NAME && name !== COURSE);
}

/** Has a file kept: from an older build where it is the same, else from the site. */
async function bring(path, older) {
  const cache = await caches.open(NAME);
  if (await cache.match(addressOf(path))) return;
  const sources = older.map((name) => async () => (await caches.open(name)).match(addressOf(path)));
  // What the browser has of it already may be an older one: it is asked for again then.
  sources.push(() => fetch(addressOf(path)), () => fetch(addressOf(path), { cache: 'reload' }));
  let reason = `${path} is not the file of this build`;
  for (const source of sources) {
    const found = await source().then((response) => checked(path, response)).catch((error) => {
      reason = `${path}: ${error}`;
      return undefined;
    });
    if (found) return cache.put(addressOf(path), found);
  }
  throw new Error(reason);
}

/** Several files, a few at a time; tells how far it is. Fails with the first that fails. */
async function bringAll(paths, tell = () => {}) {
  const older = await olderBuilds();
  const rest = [...paths];
  const total = rest.reduce((sum, path) => sum + FILES[path][0], 0);
  let done = 0;
  const one = async () => {
    for (let path = rest.shift(); path !== undefined; path = rest.shift()) {
      await bring(path, older);
      done += FILES[path][0];
      tell({ done, total });
    }
  };
  const finished = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, one));
  const failed = finished.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

// ---- Coming and going

/** A site that is half updated, or a full storage, leaves the build before in its place. */
async function install() {
  const had = new Set();
  for (const name of await olderBuilds()) {
    for (const { url } of await (await caches.open(name)).keys()) had.add(pathOf(url));
  }
  try {
    await bringAll(Object.keys(FILES).filter((path) => isOurs(path) && (isShell(path) || had.has(path))));
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

/** The build before stays: a tab of it may still be open. */
async function activate() {
  const older = await olderBuilds();
  for (const name of older.slice(0, -1)) await caches.delete(name);
  if (!older.length) await self.clients.claim();
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

// ---- Answers

// A page that takes this worker out is in its scope until it is left: what it fetches is not kept anew.
let hasLeft = false;

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== 'GET' || path === undefined || hasLeft) return;
  const query = new URL(request.url).searchParams;
  if (request.mode === 'navigate') {
    if (path === INDEX && query.get('sw') !== 'off') event.respondWith(page(request));
  } else if (isCourse(path)) {
    event.respondWith(course(event));
  } else if (request.cache !== 'no-store' && isOurs(path)) {
    // Who asks not to be answered out of a cache wants to know what lies on the site.
    event.respondWith(file(event, path, query.get('b') ?? BUILD));
  } else if (request.cache !== 'no-store' && !Object.hasOwn(FILES, path)) {
    event.respondWith(ownFile(event, path, query.get('b') ?? BUILD));
  }
});

async function page(request) {
  const kept = await (await caches.open(NAME)).match(addressOf(INDEX));
  return isolated(kept ?? (await fetch(request)));
}

/** So that workers of the page may share memory. What it loads is its own, or asked for as other hosts allow. */
function isolated(response) {
  // What a browser does not let a worker look into goes its way.
  if (response.type.startsWith('opaque') || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** What is kept of a build. */
async function keptOf(build, path) {
  const name = PREFIX + build;
  return (await caches.has(name)) ? (await caches.open(name)).match(addressOf(path)) : undefined;
}

/** Who asks once more had no answer in time, or a wrong one: what is kept is the answer if it is still
 * the published file, for the site may not be there. Of a build before it is the only one. */
async function file(event, path, build) {
  const { request } = event;
  const kept = await keptOf(build, path);
  const isAgain = request.cache === 'reload' && build === BUILD;
  if (kept && (!isAgain || (await checked(path, kept.clone())))) return kept;
  const response = await fetch(request);
  if (build === BUILD && response.ok && !response.redirected) {
    event.waitUntil(keep(path, response.clone()));
  }
  return response;
}

async function keep(path, response) {
  try {
    const found = await checked(path, response);
    if (found && !hasLeft) await (await caches.open(NAME)).put(addressOf(path), found);
  } catch {
    // A storage that is full keeps what it has; the page has its answer all the same.
  }
}

/** A teacher may change it at any time: from the site where that answers soon, else the last one. */
async function course(event) {
  const { request } = event;
  const late = new Promise((resolve) => setTimeout(resolve, COURSE_MS));
  const fresh = fetch(request).then((response) => {
    const copy = response.clone();
    if (response.ok) event.waitUntil(keepCourse(request.url, copy).catch(() => {}));
    return response;
  });
  const soon = await Promise.race([fresh, late]).catch(() => undefined);
  if (soon) return soon;
  const kept = await (await caches.open(COURSE)).match(request.url, { ignoreSearch: true });
  return kept ?? fresh;
}

// ---- A teacher's own files: photographs, networks and their class names

/** Path: `{ hash, isWeights }`, the hash empty where the course says none; of every course that is kept. */
let ownFiles;

const pathOfOwn = (file) => {
  const path = typeof file === 'string' && URL.canParse(file, scope) ? pathOf(new URL(file, scope).href) : undefined;
  const isKnown = path === undefined || isCourse(path) || Object.hasOwn(FILES, path);
  return isKnown ? undefined : path;
};

const ownFilesOf = (text) => {
  const found = new Map();
  const add = (file, hash, isWeights) => {
    const path = pathOfOwn(file);
    if (path !== undefined) found.set(path, { hash: typeof hash === 'string' ? hash : '', isWeights });
  };
  try {
    const course = JSON.parse(text);
    const list = (all) => (Array.isArray(all) ? all : []);
    for (const sample of list(course.samples)) add(sample?.file, sample?.sha256, false);
    for (const network of list(course.networks)) {
      add(network?.labels, '', false);
      add(network?.file, network?.sha256, true);
    }
  } catch {
    // No course.
  }
  return found;
};

function knownFiles() {
  ownFiles ??= (async () => {
    const cache = await caches.open(COURSE);
    const found = new Map();
    for (const request of await cache.keys()) {
      if (!isCourse(pathOf(request.url) ?? '')) continue;
      const text = await (await cache.match(request)).text();
      for (const [path, what] of ownFilesOf(text)) found.set(path, what);
    }
    return found;
  })().catch(() => new Map());
  return ownFiles;
}

/** Keeps a course's file, and no file any more that no course has. */
async function keepCourse(address, response) {
  const cache = await caches.open(COURSE);
  await cache.put(address, response);
  ownFiles = undefined;
  const known = await knownFiles();
  for (const request of await cache.keys()) {
    const path = pathOf(request.url) ?? '';
    if (!isCourse(path) && !known.has(path)) await cache.delete(request);
  }
}

/** Keeps a file if it is the one that the course means; whether it is. */
async function keepOwn(path, hash, response) {
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  // A page in its place is what a network that wants a login sends.
  if (!response.ok || response.redirected || /^text\/html/i.test(type)) return false;
  const bytes = await response.arrayBuffer();
  if (hash && (await sha256(bytes)) !== hash) return false;
  if (hasLeft) return true;
  const headers = { 'content-type': type, 'content-length': String(bytes.byteLength), [OF]: hash };
  await (await caches.open(COURSE)).put(addressOf(path), new Response(bytes, { headers }));
  return true;
}

/** Under which hash a file was kept. */
const OF = 'x-gradoscope-sha256';

const isOf = async (hash, response) => (await sha256(await response.arrayBuffer())) === hash;

/** One that the course says the hash of is taken from what is kept; else from the site where that
 * answers soon, since a teacher may change it. Whatever is no file of a course goes its way. Weights are kept where
 * everything is: a copy of each on its way would fill a phone, and the page keeps those that it opened. */
async function ownFile(event, path, build) {
  const { request } = event;
  const what = (await knownFiles()).get(path);
  // A piece of the page that only a tab of the build before has.
  if (what === undefined) return (build !== BUILD && (await keptOf(build, path))) || fetch(request);
  const { hash, isWeights } = what;
  const kept = await (await caches.open(COURSE)).match(addressOf(path));
  const isAgain = request.cache === 'reload';
  if (kept && hash && (isAgain ? await isOf(hash, kept.clone()) : kept.headers.get(OF) === hash)) return kept;
  const fresh = fetch(request).then((response) => {
    if (!isWeights) event.waitUntil(keepOwn(path, hash, response.clone()).catch(() => {}));
    return response;
  });
  // Of another hash: the page would refuse it.
  if (!kept || hash) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, COURSE_MS));
  return (await Promise.race([fresh, late]).catch(() => undefined)) ?? kept;
}

/** Has the course of a page kept, and its files: all of them, or those that the page has `seen`. */
async function bringCourse(file, seen) {
  if (!isCourse(file)) return;
  const address = addressOf(file);
  const response = await fetch(address, { cache: 'no-cache' });
  const text = response.ok ? await response.clone().text() : '';
  // Most sites have none; many hosts answer with a page then.
  if (!text.trimStart().startsWith('{')) return;
  await keepCourse(address, response);
  const cache = await caches.open(COURSE);
  const wanted = seen && new Set(seen.map((one) => pathOf(new URL(one, scope).href)));
  for (const [path, { hash, isWeights }] of ownFilesOf(text)) {
    if (wanted && (isWeights || !wanted.has(path))) continue;
    const kept = await cache.match(addressOf(path));
    if (kept && hash && kept.headers.get(OF) === hash) continue;
    const isIt = await keepOwn(path, hash, await fetch(addressOf(path)));
    if (!isIt && !wanted) throw new Error(`${path} is not the file that ${file} means`);
  }
}

// ---- What the page asks

self.addEventListener('message', (event) => {
  const { ask, paths, course: file, seen } = event.data ?? {};
  const [port] = event.ports;
  if (ask === 'leave') hasLeft = true;
  if (ask === 'take over') event.waitUntil(self.skipWaiting());
  if (ask === 'keep') {
    const known = (paths ?? Object.keys(FILES)).filter(isOurs);
    const work = bringAll(known, (progress) => port?.postMessage({ progress }))
      .then(() => bringCourse(file ?? '', seen));
    event.waitUntil(work.then(
      () => port?.postMessage({ kept: true }),
      (error) => port?.postMessage({ kept: false, full: error?.name === 'QuotaExceededError', message: String(error?.message ?? error) }),
    ));
  }
  if (ask === 'have') event.waitUntil(have().then((answer) => port?.postMessage(answer)));
});

/** How much of the site is kept, and how much there is. */
async function have() {
  const cache = await caches.open(NAME);
  const kept = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  const all = Object.keys(FILES).filter(isOurs);
  const bytes = (paths) => paths.reduce((sum, path) => sum + FILES[path][0], 0);
  // How long a file of a course is, only it tells: one that is missing counts as a byte.
  const own = await caches.open(COURSE);
  let [ownKept, ownMissing] = [0, 0];
  for (const [path, { hash }] of await knownFiles()) {
    const found = await own.match(addressOf(path));
    if (found && found.headers.get(OF) === hash) ownKept += Number(found.headers.get('content-length')) || 0;
    else ownMissing += 1;
  }
  const keptBytes = bytes(all.filter((path) => kept.has(path))) + ownKept;
  return { build: BUILD, kept: keptBytes, total: bytes(all) + ownKept + ownMissing };
}
