// Brings picture, settings and results through a reload, and has the last word when the page has
// stopped working. It uses nothing of the page's own code, which may be dead by then. Plain, old
// JavaScript on purpose.
(function () {
  'use strict';

  var DATABASE = 'gradoscope-kept';
  var STORE = 'kept';
  // In the tab's own storage, of this site: the choices, and which files of the database belong to them.
  var NOTE = 'gradoscope-kept:' + new URL('.', location.href).pathname;
  // In the browser's storage: when something was last kept by any tab, and whether nothing is to be.
  var LAST = 'gradoscope-kept-at';
  var OFF = 'gradoscope-keep-off';
  // Held by a tab as long as it is there: a tab that was copied must not write where the first one does.
  var LOCK = 'gradoscope-tab-';
  var DAY_MS = 24 * 60 * 60 * 1000;
  // A larger file is written down only for a reload that the page itself is about to do.
  var MOST_AHEAD = 64e6;
  var SILENT = 'silent';
  // How long after it: a browser that has just started may be slow, and the picture is at stake.
  var READING_MS = 10000;

  // What has to survive: the choices as JSON, the files that they speak of, and how many of those, the
  // last ones, the page can do without.
  var held = null;
  // Under which name the database has, or will have, a file; and what it has by now.
  var names = new WeakMap();
  var stored = {};
  // The results that it has; and how often those of before have ceased to belong to what is held.
  var results = null;
  var turn = 0;
  var tab = null;
  var count = 0;
  var tries = 0;
  var writing = Promise.resolve();
  var isOwed = false;
  // Said of a reload that the page itself is about to do.
  var own = null;
  var isLeaving = false;
  // When what was kept was asked for, until it is back.
  var taken = 0;
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

  function newName() {
    count += 1;
    return Date.now().toString(36) + '-' + Math.random().toString(36).slice(2) + '-' + count;
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
        var requests = act(transaction.objectStore(STORE)) || [];
        transaction.oncomplete = function () {
          resolve(requests.map(function (request) { return request.result; }));
        };
        transaction.onabort = function () {
          var failed = requests.filter(function (request) { return request.error; })[0];
          reject(transaction.error || (failed && failed.error));
        };
      }).finally(function () { database.close(); });
    });
  }

  function removeAll(isMoot) {
    return transact('readwrite', function (store) {
      var request = store.openCursor();
      request.onsuccess = function () {
        var cursor = request.result;
        if (!cursor) return;
        if (isMoot(cursor.value)) cursor.delete();
        cursor.continue();
      };
    });
  }

  // What tabs left behind that are gone since yesterday.
  function cleanUp() {
    try {
      var last = Number(localStorage.getItem(LAST));
      if (!last || Date.now() - last < DAY_MS) return;
      localStorage.removeItem(LAST);
      var asked = navigator.locks ? navigator.locks.query() : Promise.resolve({});
      asked.then(function (locks) {
        var alive = {};
        (locks.held || []).forEach(function (lock) { alive[lock.name] = true; });
        return removeAll(function (row) {
          return row.tab !== tab && !alive[LOCK + row.tab] && !(Date.now() - row.at < DAY_MS);
        });
      }).catch(function () {});
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

  function isOn() {
    try {
      return !localStorage.getItem(OFF);
    } catch (error) {
      return true;
    }
  }

  // The name of this tab: that of the note, unless the tab was copied and the first one is still there.
  var claimed = new Promise(function (resolve) {
    var note = readNote();
    var wanted = (note && note.tab) || newName();
    var settle = function (name) {
      tab = name;
      resolve();
    };
    if (!navigator.locks) return settle(wanted);
    navigator.locks.request(LOCK + wanted, { ifAvailable: true }, function (lock) {
      settle(lock ? wanted : newName());
      return lock && new Promise(function () {});
    }).catch(function () { settle(wanted); });
  });

  function nameOf(file) {
    if (!names.has(file)) names.set(file, newName());
    return names.get(file);
  }

  // The files that are written down: all for a reload of the page's own, else what is not too large.
  function wanted(isAll) {
    return held.files.map(function (file) {
      return file && (isAll || (isOn() && file.size <= MOST_AHEAD)) ? file : null;
    });
  }

  function noteDown(files) {
    if (!held || !tab) return false;
    var note = {
      tab: tab,
      choices: held.choices,
      files: files.map(function (file) { return file && nameOf(file); }),
      toSpare: held.toSpare,
      results: results,
      hasResults: held.hasResults,
      tries: tries
    };
    return writeNote(Object.assign(note, own));
  }

  // A file that was moved or changed since it was chosen would stop everything from being kept.
  function readable(files) {
    return Promise.all(files.map(function (file) {
      if (!file || stored[nameOf(file)]) return file;
      return file.slice(0, 1).arrayBuffer().then(function () { return file; }, function () { return null; });
    }));
  }

  // Writes down files that are not yet, and results where there are new ones, under their name.
  function store(all, found) {
    var at = Date.now();
    var fresh = null;
    var mine = turn;
    return readable(all).then(function (files) {
      fresh = files.filter(function (file) { return file && !stored[nameOf(file)]; });
      if (!fresh.length && !found) return null;
      return transact('readwrite', function (store) {
        var rows = fresh.map(function (file) {
          return { id: nameOf(file), tab: tab, at: at, file: file };
        });
        if (found) rows.push({ id: found.name, tab: tab, at: at, results: found.results });
        return rows.map(function (row) { return store.put(row); });
      });
    }).then(function () {
      fresh.forEach(function (file) { stored[nameOf(file)] = true; });
      if (found && mine === turn) results = found.name;
      try {
        localStorage.setItem(LAST, String(at));
      } catch (error) {
        // Then the next tab that keeps something cleans up.
      }
    });
  }

  // What nothing speaks of any more.
  function sweep() {
    var note = readNote();
    var spoken = ((note && note.files) || []).concat(note ? note.results : null);
    return removeAll(function (row) {
      var isMoot = row.tab === tab && spoken.indexOf(row.id) < 0;
      if (isMoot) delete stored[row.id];
      return isMoot;
    });
  }

  function needed(files) {
    var last = files.length - held.toSpare;
    return files.map(function (file, at) { return at < last ? file : null; });
  }

  // Ahead of any need, one after the other: a reload by the reader, a tab that the browser throws away and
  // a crash ask nobody before.
  function writeAhead(found) {
    isOwed = true;
    var mine = turn;
    var next = function () {
      if (mine !== turn) found = null;
      if (!(isOwed || found) || !held || !isOn()) return null;
      isOwed = false;
      var files = wanted(false);
      return store(files, found).catch(function (error) {
        return causeOf(error) === 'full' ? store(needed(files), null) : null;
      }).then(function () {
        noteDown(wanted(false));
        return sweep();
      });
    };
    writing = writing.then(next).catch(function () {});
  }

  function hold(choices, files, toSpare, isResults) {
    if (isLeaving) return;
    held = { choices: choices, files: files, toSpare: toSpare, hasResults: isResults };
    noteDown(wanted(false));
    writeAhead(null);
  }

  // Results that belong to what is held; null for those of before that do not any more.
  function holdResults(found) {
    if (!found) {
      turn += 1;
      results = null;
      noteDown(wanted(false));
    } else if (isOn()) {
      writeAhead({ name: newName(), results: found });
    }
    return writing;
  }

  function forgetAll() {
    results = null;
    stored = {};
    names = new WeakMap();
    try {
      sessionStorage.removeItem(NOTE);
    } catch (error) {
      // Then there was none.
    }
    return removeAll(function (row) { return row.tab === tab; }).catch(function () {});
  }

  // What was kept for a reload is back, or not wanted.
  function forget() {
    own = null;
    tries = 0;
    taken = 0;
    var note = readNote();
    if (!note) return;
    if (isOn()) {
      writeNote(Object.assign(note, { isOwn: false, hadStopped: false, tries: 0 }));
    } else {
      writing = writing.then(forgetAll);
    }
  }

  function setOn(is) {
    try {
      if (is) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, 'yes');
    } catch (error) {
      return;
    }
    if (is) {
      if (held) writeAhead(null);
    } else {
      writing = writing.then(forgetAll).then(function () { noteDown([]); });
    }
  }

  // Resolves to what is kept now ('all', 'files', 'choices', 'nothing') and why not all. Without
  // `found`, results that were kept ahead stay.
  function prepare(found) {
    if (!held) return Promise.resolve({ kept: readNote() ? 'all' : 'nothing', why: 'refused' });
    own = { isOwn: true, hadStopped: isDead };
    var files = wanted(true);
    var done = function (kept, why) {
      return function () {
        var noted = noteDown(kept === 'choices' ? [] : kept === 'all' ? files : needed(files));
        return noted ? { kept: kept, why: why } : { kept: 'nothing', why: why || 'refused' };
      };
    };
    var parcel = found && { name: newName(), results: found };
    var written = writing.then(function () { return store(files, parcel); });
    return within(limitMs(held.files.concat(found || [])), written).then(done('all'), function (error) {
      var why = causeOf(error);
      results = null;
      var isMore = found || held.toSpare;
      var less = isMore && why === 'full'
        ? within(limitMs(needed(files)), store(needed(files), null))
        : Promise.reject(error);
      return less.then(done('files', why), done('choices', why));
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

  // The reader wants to begin anew; the shelf stays.
  function afresh() {
    var note = readNote();
    if (note) writeNote(Object.assign(note, { isAfresh: true }));
    isLeaving = true;
    history.replaceState(null, '', location.pathname + location.search);
    location.reload();
  }

  // Whether the tab comes back to what it was, and does not begin anew at this address or another.
  function isReturn(note) {
    if (note.isAfresh) return false;
    if (note.isOwn || document.wasDiscarded) return true;
    var entry = performance.getEntriesByType('navigation')[0];
    return Boolean(entry) && (entry.type === 'reload' || entry.type === 'back_forward');
  }

  // What this tab kept, or null. What made the page stop on its way back is not tried again: first
  // the results are left out, then everything. Who begins anew gets the shelf alone.
  function take() {
    var note = readNote();
    if (!note) return Promise.resolve(null);
    var isBack = isReturn(note);
    var files = note.files || [];
    var from = isBack ? 0 : files.length - note.toSpare;
    if (!isBack && !note.toSpare) return Promise.resolve(null);
    tries = (note.tries || 0) + 1;
    if (tries > 2) return Promise.resolve({ choices: null });
    if (!note.tab) return Promise.resolve({ choices: note.choices || '{"version":0}' });
    writeNote(Object.assign(note, { tries: tries, isAfresh: false }));
    taken = Date.now();
    var mayHaveResults = isBack && tries === 1;
    var asked = files.map(function (name, at) { return at < from ? null : name; });
    if (mayHaveResults) asked.push(note.results);
    var isAny = asked.some(Boolean);
    var reading = !isAny ? Promise.resolve([]) : claimed.then(function () {
      return transact('readonly', function (store) {
        return asked.filter(Boolean).map(function (name) { return store.get(name); });
      });
    });
    return within(READING_MS, reading).then(function (rows) {
      var found = {};
      rows.forEach(function (row) { if (row) found[row.id] = row; });
      var kept = found[note.results];
      results = mayHaveResults && kept && kept.tab === tab ? note.results : null;
      return {
        choices: note.choices,
        files: files.map(function (name) {
          var row = found[name];
          if (!row) return null;
          // Those of a tab that this one is a copy of are written down anew.
          if (row.tab === tab) {
            names.set(row.file, name);
            stored[name] = true;
          }
          return row.file;
        }),
        results: mayHaveResults && kept ? kept.results : null,
        lostResults: Boolean(mayHaveResults && note.hasResults && !kept),
        isShelf: !isBack,
        isOwn: Boolean(note.isOwn),
        hadStopped: Boolean(note.hadStopped || tries > 1)
      };
    }, function (error) {
      if (causeOf(error) === SILENT) return { failed: SILENT };
      return {
        choices: note.choices, files: [], results: null, lostResults: Boolean(note.hasResults),
        isShelf: !isBack, isOwn: Boolean(note.isOwn), hadStopped: Boolean(note.hadStopped)
      };
    });
  }

  // A page that has stopped.

  var WORDS = {
    en: {
      title: 'The page has stopped working',
      all: 'It ran out of memory, or met a mistake of its own. Reload it: your picture, your settings and what was found come back, as they were a moment ago.',
      words: 'It ran out of memory, or met a mistake of its own. Reload it: your picture, your settings and the results on the shelf come back; what else was computed has to be computed again.',
      less: 'The browser keeps nothing here, so your picture would not come back: you would have to open it again. Reload all the same?',
      noShelf: 'The browser’s storage is too full for the results on the shelf: they would not come back. Reload all the same?',
      reload: 'Reload the page'
    },
    fr: {
      title: 'La page s’est arrêtée',
      all: 'La mémoire lui a manqué, ou elle a rencontré une erreur qui vient d’elle. Rechargez-la\u00a0: votre image, vos réglages et ce qui a été trouvé reviennent, tels qu’ils étaient il y a un instant.',
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
    var sentence = element('p', { id: 'dead-words' }, [results ? words.all : words.words]);
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

  // Who loads the page again before everything is back is in haste: nothing has stopped it.
  window.addEventListener('pagehide', function () {
    var note = readNote();
    if (!taken || isDead || Date.now() - taken > READING_MS || !note) return;
    tries = Math.max(0, tries - 1);
    writeNote(Object.assign(note, { tries: tries }));
  });

  watchFor('error', 'error');
  watchFor('unhandledrejection', 'reason');

  window.gradoscopeKeep = {
    hold: hold,
    holdResults: holdResults,
    prepare: prepare,
    reload: reload,
    afresh: afresh,
    take: take,
    forget: forget,
    isOn: isOn,
    setOn: setOn,
    watch: function (worker) {
      workers = workers.filter(function (reference) { return reference.deref(); });
      workers.push(new WeakRef(worker));
    },
    die: die
  };

  cleanUp();
})();
