// Brings picture, settings and results through a reload, and has the last word when the page has
// stopped working. It uses nothing of the page's own code, which may be dead by then. Plain, old
// JavaScript on purpose.
(function () {
  'use strict';

  var DATABASE = 'gradoscope-kept';
  var STORE = 'kept';
  // In the tab's own storage: which record is this tab's, or what fits there itself.
  var NOTE = 'gradoscope-kept';
  // In the browser's storage: when something was last kept by any tab.
  var LAST = 'gradoscope-kept-at';
  var DAY_MS = 24 * 60 * 60 * 1000;
  var SILENT = 'silent';
  // How long after it: a browser that has just started may be slow, and the picture is at stake.
  var READING_MS = 10000;

  // What has to survive: the choices as JSON, the files that they speak of, and how many of those, the
  // last ones, the page can do without.
  var held = null;
  var workers = [];
  var isDead = false;

  // How long the browser's storage is waited for before a reload, which the reader is waiting for:
  // three seconds, and time to write down what is large.
  function limitMs(things) {
    var bytes = things.reduce(function (sum, thing) {
      return sum + ((thing && (thing.size || thing.byteLength)) || 0);
    }, 0);
    return 3000 + bytes / 20000;
  }

  function within(ms, promise) {
    return new Promise(function (resolve, reject) {
      setTimeout(reject, ms, SILENT);
      promise.then(resolve, reject);
    });
  }

  function causeOf(error) {
    if (error === SILENT) return SILENT;
    return error && error.name === 'QuotaExceededError' ? 'full' : 'refused';
  }

  // The database. Where it is forbidden, asking for it throws or fails.

  function open() {
    return new Promise(function (resolve, reject) {
      var request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore(STORE, { keyPath: 'id' });
      };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  // What `act` asks of the store, once it is safely done.
  function transact(mode, act) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(STORE, mode);
        var request = act(transaction.objectStore(STORE));
        transaction.oncomplete = function () { resolve(request && request.result); };
        transaction.onabort = function () {
          reject(transaction.error || (request && request.error));
        };
      }).finally(function () { database.close(); });
    });
  }

  function remove(id) {
    return transact('readwrite', function (store) { return store.delete(id); });
  }

  // What tabs left behind that were closed before they were back.
  function removeOld() {
    return transact('readwrite', function (store) {
      var request = store.openCursor();
      request.onsuccess = function () {
        var cursor = request.result;
        if (!cursor) return;
        if (!(Date.now() - cursor.value.at < DAY_MS)) cursor.delete();
        cursor.continue();
      };
    });
  }

  function cleanUp() {
    try {
      var last = Number(localStorage.getItem(LAST));
      if (!last || Date.now() - last < DAY_MS) return;
      localStorage.removeItem(LAST);
      removeOld().catch(function () {});
    } catch (error) {
      // No storage: nothing of ours is in it.
    }
  }

  // The note in the tab's own storage.

  function readNote() {
    try {
      return JSON.parse(sessionStorage.getItem(NOTE));
    } catch (error) {
      return null;
    }
  }

  function writeNote(note) {
    try {
      sessionStorage.setItem(NOTE, JSON.stringify(note));
      return true;
    } catch (error) {
      return false;
    }
  }

  function forget() {
    var note = readNote();
    try {
      sessionStorage.removeItem(NOTE);
    } catch (error) {
      // Then there was none.
    }
    if (note && note.id) remove(note.id).catch(function () {});
  }

  // A file that was moved or changed since it was chosen would stop everything from being kept.
  function readable(files) {
    return Promise.all(files.map(function (file) {
      if (!file) return null;
      return file.slice(0, 1).arrayBuffer().then(function () { return file; }, function () { return null; });
    }));
  }

  // The files that have to survive, whatever becomes of the others.
  function needed() {
    var last = held.files.length - held.toSpare;
    return held.files.map(function (file, at) { return at < last ? file : null; });
  }

  function write(all, results) {
    var id = Date.now().toString(36) + '-' + Math.random().toString(36).slice(2);
    var written = readable(all).then(function (files) {
      var record = { id: id, at: Date.now(), choices: held.choices, files: files, results: results };
      return transact('readwrite', function (store) { return store.put(record); });
    });
    return within(limitMs(all.concat(results || [])), written).then(function () {
      try {
        localStorage.setItem(LAST, String(Date.now()));
      } catch (error) {
        // Then the next tab that keeps something cleans up.
      }
      if (!writeNote({ id: id, hadStopped: isDead })) {
        remove(id).catch(function () {});
        throw new Error('no storage of the tab');
      }
    });
  }

  // Resolves to what is kept now ('all', 'files', 'choices', 'nothing') and why not all.
  function prepare(results) {
    if (!held) return Promise.resolve({ kept: readNote() ? 'all' : 'nothing', why: 'refused' });
    forget();
    return write(held.files, results).then(function () {
      return { kept: 'all' };
    }, function (error) {
      var why = causeOf(error);
      var isMore = results || held.toSpare;
      var less = isMore && why === 'full' ? write(needed(), null) : Promise.reject(error);
      return less.then(function () {
        return { kept: 'files', why: why };
      }, function () {
        var note = { choices: held.choices, hadStopped: isDead };
        return { kept: writeNote(note) ? 'choices' : 'nothing', why: why };
      });
    });
  }

  // As the start of the page does it, where there is one.
  function again() {
    if (window.gradoscopeCheck) window.gradoscopeCheck.reload();
    else location.reload();
  }

  function reload() {
    prepare(null).then(again);
  }

  // What this tab kept, or null. What made the page stop on its way back is not tried again: first
  // the results are left out, then everything.
  function take() {
    var note = readNote();
    if (!note) return Promise.resolve(null);
    var tries = note.tries || 0;
    if (tries > 1) return Promise.resolve({ choices: null });
    var found = { choices: note.choices, files: [], results: null };
    var reading = note.id
      ? within(READING_MS, transact('readonly', function (store) { return store.get(note.id); }))
      : Promise.resolve(found);
    return reading.then(function (record) {
      if (!record) return { failed: 'gone' };
      note.tries = tries + 1;
      writeNote(note);
      return {
        choices: record.choices,
        files: record.files,
        results: tries ? null : record.results,
        hadStopped: Boolean(note.hadStopped || tries)
      };
    }, function (error) {
      return { failed: causeOf(error) };
    });
  }

  // A page that has stopped.

  var WORDS = {
    en: {
      title: 'The page has stopped working',
      words: 'It ran out of memory, or met a mistake of its own. Reload it: your picture, your settings and the results on the shelf come back; what else was computed has to be computed again.',
      less: 'The browser keeps nothing here, so your picture would not come back: you would have to open it again. Reload all the same?',
      noShelf: 'The browser’s storage is too full for the results on the shelf: they would not come back. Reload all the same?',
      reload: 'Reload the page'
    },
    fr: {
      title: 'La page s’est arrêtée',
      words: 'La mémoire lui a manqué, ou elle a rencontré une erreur qui vient d’elle. Rechargez-la\u00a0: votre image, vos réglages et les résultats de l’étagère reviennent\u202f; ce qui a été calculé d’autre est à recalculer.',
      less: 'Le navigateur ne garde rien ici\u00a0: votre image ne reviendrait pas, il faudrait l’ouvrir de nouveau. Recharger quand même\u202f?',
      noShelf: 'Le stockage du navigateur est trop plein pour les résultats de l’étagère\u00a0: ils ne reviendraient pas. Recharger quand même\u202f?',
      reload: 'Recharger la page'
    }
  };

  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    children.forEach(function (child) { made.append(child); });
    return made;
  }

  function silence() {
    workers.forEach(function (reference) {
      var worker = reference.deref();
      if (worker) worker.terminate();
    });
    // Nothing of the dead page runs again: no timer, no listener.
    for (var id = setTimeout(function () {}); id > 0; id -= 1) {
      clearTimeout(id);
      clearInterval(id);
    }
    var kinds = ['click', 'dblclick', 'pointerdown', 'pointermove', 'pointerup', 'wheel', 'keydown',
      'keyup', 'input', 'change', 'paste', 'dragenter', 'dragover', 'dragleave', 'drop', 'resize'];
    kinds.forEach(function (kind) {
      window.addEventListener(kind, function (event) {
        var target = event.target;
        if (target && target.closest && target.closest('#dead')) return;
        event.stopImmediatePropagation();
        if (kind.indexOf('drag') === 0 || kind === 'drop') event.preventDefault();
      }, true);
    });
  }

  function die(message) {
    if (isDead) return;
    isDead = true;
    silence();
    var lang = document.documentElement.lang === 'fr' ? 'fr' : 'en';
    var words = WORDS[lang];
    var sentence = element('p', { id: 'dead-words' }, [words.words]);
    var button = element('button', { id: 'dead-reload', type: 'button' }, [words.reload]);
    var box = element('div', {}, [
      element('h2', { id: 'dead-title' }, [words.title]),
      sentence,
      element('p', { 'class': 'technical', lang: 'en' }, [String(message).slice(0, 300)]),
      button
    ]);
    var dead = element('div', {
      id: 'dead', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'dead-title',
      'aria-describedby': 'dead-words', lang: lang
    }, [box]);
    Array.prototype.forEach.call(document.body.children, function (child) {
      child.setAttribute('inert', '');
    });
    document.body.append(dead);
    var wasTold = false;
    button.addEventListener('click', function () {
      button.disabled = true;
      prepare(null).then(function (answer) {
        if (answer.kept === 'all' || wasTold) return again();
        wasTold = true;
        sentence.textContent = answer.kept === 'files' ? words.noShelf : words.less;
        button.disabled = false;
        button.focus();
      });
    });
    button.focus();
  }

  // Whether the page's own code cannot go on after it. A trap always says so. Running out of stack
  // or memory shows on the way through that code; of errors elsewhere others take care.
  function isDeadly(error) {
    if (!error || typeof error !== 'object') return false;
    var stack = String(error.stack || '');
    if (/-extension:/.test(stack)) return false;
    if (typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError) return true;
    var isExhausted = error instanceof RangeError || error.name === 'InternalError';
    return isExhausted && /wasm/.test(stack);
  }

  function watchFor(kind, name) {
    window.addEventListener(kind, function (event) {
      if (isDeadly(event[name])) die(event[name].message || event[name]);
    });
  }

  watchFor('error', 'error');
  watchFor('unhandledrejection', 'reason');

  window.gradoscopeKeep = {
    hold: function (choices, files, toSpare) {
      held = { choices: choices, files: files, toSpare: toSpare };
    },
    prepare: prepare,
    reload: reload,
    take: take,
    forget: forget,
    watch: function (worker) {
      workers = workers.filter(function (reference) { return reference.deref(); });
      workers.push(new WeakRef(worker));
    },
    die: die
  };

  cleanUp();
})();
