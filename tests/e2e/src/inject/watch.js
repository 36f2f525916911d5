(() => {
  const e2e = window.e2e = { workers: [], said: [], heard: [], long: [], blame: [], prefix: '', rewrite: null };

  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) e2e.long.push({ start: task.startTime, ms: task.duration });
  }).observe({ type: 'longtask', buffered: true });

  // What a long task did, for whoever has to find it.
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      for (const { startTime, duration, invoker } of frame.scripts) {
        e2e.blame.push(`${Math.round(startTime)} ms: ${invoker} for ${Math.round(duration)} ms`);
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });

  const room = new BroadcastChannel('e2e');
  room.onmessage = (message) => e2e.heard.push(message.data);
  e2e.tell = (text) => room.postMessage(text);

  const NativeBlob = window.Blob;
  window.Blob = class Blob extends NativeBlob {
    constructor(parts = [], options = {}) {
      const isScript = options.type === 'text/javascript';
      super(isScript ? [e2e.prefix, ...parts] : parts, options);
    }
  };

  const NativeWorker = window.Worker;
  window.Worker = class Worker extends NativeWorker {
    constructor(url, options) {
      super(url, options);
      const name = options.name;
      if (!name) return;
      const number = e2e.workers.length;
      e2e.workers.push({ name, worker: this });
      this.e2eName = name;
      this.addEventListener('message', ({ data }) => {
        e2e.said.push({ number, name, at: performance.now(), event: [...data[0]] });
      });
    }
    postMessage(message, transfer) {
      // The first message is the module itself.
      if (Array.isArray(message)) e2e.rewrite?.(this.e2eName, message[0]);
      super.postMessage(message, transfer);
    }
  };
  e2e.current = (name) => e2e.workers.filter((w) => w.name === name).at(-1).worker;
})();
