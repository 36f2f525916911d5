// Kernels in memory that several threads share; added to the code of an engine's worker, where the page is isolated.

/** In an engine's worker: this thread asks, others serve. */
function shareThreads({ module, threads }) {
  // As the program says. Some phones do not give so much address space: they have one thread.
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true });
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, threads: bellOf(memory) });
  const address = URL.createObjectURL(new Blob([`${bellOf}\nself.onmessage = ${serve};`], { type: 'text/javascript' }));
  let taken;
  let there = 1;
  const one = (member) => new Promise((resolve) => {
    const worker = new Worker(address, { name: self.name });
    worker.onmessage = () => resolve(there += 1);
    worker.onerror = (event) => resolve(event.preventDefault());
    worker.postMessage({ module, memory, member, top: exports.stack(1 << 18) });
  });
  const all = Promise.all(Array.from({ length: threads - 1 }, (_, k) => one(k + 1)));
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  const numbers = (slot) => new Float32Array(memory.buffer, exports.place(slot), exports.length(slot));
  self.gradoscopeThreads = {
    put(given) {
      const slot = exports.room(given.length);
      numbers(slot).set(given);
      return slot;
    },
    // The engine copies them at once: what it took before is free by then.
    take(slot) {
      if (taken !== undefined) exports.free(taken);
      taken = slot;
      return numbers(slot);
    },
    ask(what, words) {
      const place = exports.words(words.length);
      new Uint32Array(memory.buffer, place, words.length).set(words);
      return exports.ask(what) >>> 0;
    },
    allow: (all) => exports.allow(all ? threads : 1),
    async count() {
      await Promise.race([all, late]);
      URL.revokeObjectURL(address);
      exports.allow(threads);
      return there;
    },
  };
}

/** How threads sleep, and are woken. */
function bellOf(memory) {
  const at = new Int32Array(memory.buffer);
  return {
    wait: (place, seen) => void Atomics.wait(at, place >> 2, seen),
    wake: (place) => void Atomics.notify(at, place >> 2),
  };
}

/** In a worker of that worker. */
function serve({ data: { module, memory, member, top } }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, threads: bellOf(memory) });
  exports.__stack_pointer.value = top;
  postMessage(0);
  try {
    exports.serve(member);
  } finally {
    exports.fail();
  }
}
