// The page's side of the service worker (sw.js): has it registered once the page works, tells of a new
// build, has everything kept for a lecture room. Without a service worker nothing is worse than before.
(function () {
  'use strict';

  const HOUR_MS = 60 * 60 * 1000;
  const KEPT_AT = 'gradoscope-kept-all-at';
  const site = window.gradoscope;

  /** Why nothing is kept here; empty where it is. */
  function hindrance() {
    if (new URLSearchParams(location.search).get('sw') === 'off') return 'off';
    if (!window.isSecureContext) return 'insecure';
    try {
      return navigator.serviceWorker ? '' : 'none';
    } catch {
      // Frames without an origin of their own throw at the question.
      return 'none';
    }
  }

  let refused = hindrance();
  let registration = null;
  let begun = null;
  let tellStarted;
  /** The worker is registered, and has kept what this visit used; or why not is known. */
  const started = new Promise((resolve) => { tellStarted = resolve; });

  /** Registers the worker; `tell` hears of a build that waits to be loaded. */
  function start(tell) {
    begun ??= begin(tell).then(tellStarted);
    return begun;
  }

  /** Nothing was fetched for a while: what the reader waits for goes first. */
  async function calm() {
    for (let seconds = 0; seconds < 3; seconds = site.isQuiet() ? seconds + 1 : 0) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async function begin(tell) {
    if (refused) return;
    await calm();
    try {
      registration = await navigator.serviceWorker.register(site.addressOf('sw.js'), { updateViaCache: 'none' });
    } catch {
      // A private window, a setting, a site without that file.
      refused = 'refused';
      return;
    }
    const watch = (worker) => worker?.addEventListener('statechange', () => isWaiting() && tell());
    const isWaiting = () => Boolean(registration.waiting && navigator.serviceWorker.controller);
    if (isWaiting()) tell();
    watch(registration.installing);
    registration.addEventListener('updatefound', () => watch(registration.installing));
    setInterval(() => registration.update().catch(() => undefined), HOUR_MS);
    if (!navigator.serviceWorker.controller) {
      // This visit fetched its engine and its photographs before there was a worker to keep them.
      const { active } = await navigator.serviceWorker.ready;
      const seen = [...site.used, ...performance.getEntriesByType('resource').map(({ name }) => name)];
      await asked(active, { ask: 'keep', paths: [...site.used], course: site.courseFile(), seen }).catch(() => undefined);
    }
  }

  /** Asks the worker; resolves to its last answer. */
  function asked(worker, question, onProgress = () => {}) {
    return new Promise((resolve, reject) => {
      if (!worker) return reject(new Error('nobody to ask'));
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.progress ? onProgress(data.progress) : resolve(data));
      worker.postMessage(question, [port2]);
    });
  }

  const worker = () => registration?.active ?? navigator.serviceWorker.controller;

  /** `{ why, kept, total, at }`: why nothing is kept, bytes of the site, when all of it was. */
  async function state() {
    await started;
    if (refused) return { why: refused, kept: 0, total: 0, at: 0 };
    const answer = await asked(worker(), { ask: 'have' }).catch(() => null);
    const isAll = Boolean(answer && answer.kept === answer.total);
    let at = 0;
    try {
      at = isAll ? Number(localStorage.getItem(KEPT_AT)) || 0 : 0;
    } catch {
      // Then it is not said since when.
    }
    return { why: answer ? '' : 'refused', kept: answer?.kept ?? 0, total: answer?.total ?? 0, at };
  }

  /** Has every file of the site kept; `{ kept, full, message }`. `tell` hears of bytes. */
  async function keepAll(tell) {
    try {
      // Asked for on a click; where it is refused, the browser may make room some day.
      await navigator.storage?.persist?.();
    } catch {
      // As above.
    }
    const answer = await asked(worker(), { ask: 'keep', course: site.courseFile() }, ({ done, total }) => tell(done, total))
      .catch((error) => ({ kept: false, full: false, message: String(error.message ?? error) }));
    if (answer.kept) {
      try {
        localStorage.setItem(KEPT_AT, String(Date.now()));
      } catch {
        // As above.
      }
    }
    return answer;
  }

  window.gradoscopeOffline = { start, state, keepAll };
})();
