// Says why the page does not start, in both languages. Plain, old JavaScript on purpose: it has to
// run in the browsers that it turns away. It stands in the page twice, inline and as a file: a
// sandboxed frame refuses the file, some hosts' policies refuse what is inline.
(function () {
  'use strict';
  if (window.gradoscopeCheck) return;

  // A module with one function that makes a v128 constant: valid only where SIMD is known.
  var SIMD = [
    0, 97, 115, 109, 1, 0, 0, 0,
    1, 5, 1, 96, 0, 1, 123,
    3, 2, 1, 0,
    10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11
  ];

  var WORDS = {
    loading: {
      en: 'The page is loading.',
      fr: 'La page se charge.'
    },
    file: {
      en: 'This page was opened from a file. Browsers let it compute only when it comes from a web server: open its https address, or start a server in its folder (for instance “python3 -m http.server”) and open http://localhost:8000.',
      fr: 'Cette page a été ouverte depuis un fichier. Les navigateurs ne la laissent calculer que si elle vient d’un serveur web : ouvrez son adresse https, ou lancez un serveur dans son dossier (par exemple « python3 -m http.server ») et ouvrez http://localhost:8000.'
    },
    sandbox: {
      en: 'This page stands in a frame that keeps it apart from its own site (a “sandbox”), so it cannot fetch its files. Open it by itself:',
      fr: 'Cette page se trouve dans un cadre qui la coupe de son propre site (un « bac à sable ») : elle ne peut pas y chercher ses fichiers. Ouvrez-la seule :'
    },
    wasm: {
      en: 'This browser has no WebAssembly, or it is switched off (a strict security mode does that). Use a current Firefox, Chrome, Edge or Safari, or allow WebAssembly for this page.',
      fr: 'Ce navigateur n’a pas WebAssembly, ou il y est désactivé (un mode de sécurité strict le fait). Utilisez une version actuelle de Firefox, Chrome, Edge ou Safari, ou autorisez WebAssembly pour cette page.'
    },
    simd: {
      en: 'This browser’s WebAssembly has no SIMD instructions, which the computation needs. Use Firefox 89, Chrome or Edge 91, Safari 16.4, or anything newer.',
      fr: 'Le WebAssembly de ce navigateur n’a pas les instructions SIMD dont le calcul a besoin. Utilisez Firefox 89, Chrome ou Edge 91, Safari 16.4, ou une version plus récente.'
    },
    workers: {
      en: 'This browser cannot start module workers, in which the computation runs. Use Firefox 114, Chrome or Edge 80, Safari 15, or anything newer.',
      fr: 'Ce navigateur ne peut pas lancer de « module workers », dans lesquels se fait le calcul. Utilisez Firefox 114, Chrome ou Edge 80, Safari 15, ou une version plus récente.'
    },
    offline: {
      en: 'A part of this page could not be fetched: this device is offline. Connect it, then try again.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : cet appareil est hors connexion. Connectez-le, puis réessayez.'
    },
    unreachable: {
      en: 'A part of this page could not be fetched: the site could not be reached. Check the connection, then try again.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : le site n’a pas pu être joint. Vérifiez la connexion, puis réessayez.'
    },
    stalled: {
      en: 'A part of this page could not be fetched: the transfer stood still. The network is very slow or blocked; try again, perhaps on another network.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : le transfert s’est arrêté. Le réseau est très lent ou bloqué ; réessayez, peut-être sur un autre réseau.'
    },
    http: {
      en: 'A part of this page could not be fetched: the site answered HTTP {status} instead of the file. Try again in a while; if it goes on, tell whoever hosts the site.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : le site a répondu HTTP {status} au lieu du fichier. Réessayez dans un moment ; si cela continue, prévenez la personne qui l’héberge.'
    },
    'web-page': {
      en: 'A part of this page could not be fetched: a web page came instead of the file. Networks that ask for a login do that: log in in another tab, then try again.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : une page web est arrivée à la place du fichier. C’est ce que font les réseaux qui demandent de s’identifier : identifiez-vous dans un autre onglet, puis réessayez.'
    },
    cut: {
      en: 'A part of this page could not be fetched: every transfer ended before the file did. Try again, perhaps on another network.',
      fr: 'Une partie de cette page n’a pas pu être téléchargée : chaque transfert s’est terminé avant la fin du fichier. Réessayez, peut-être sur un autre réseau.'
    },
    damaged: {
      en: 'A part of this page is not the published file: it came damaged, or the site was half updated. Try again; if it goes on, tell whoever hosts the site.',
      fr: 'Une partie de cette page n’est pas le fichier publié : elle est arrivée endommagée, ou le site n’est mis à jour qu’à moitié. Réessayez ; si cela continue, prévenez la personne qui l’héberge.'
    },
    'new-version': {
      en: 'The site has been updated since this page was opened. Load it anew.',
      fr: 'Le site a été mis à jour depuis que cette page a été ouverte. Rechargez-la.'
    },
    blocked: {
      en: 'A content policy forbids this page to run its code (Content-Security-Policy, of whoever hosts it, or of a browser extension). It has to allow scripts of the site itself, “wasm-unsafe-eval” and workers from blob: addresses.',
      fr: 'Une politique de contenu interdit à cette page d’exécuter son code (Content-Security-Policy de l’hébergeur, ou d’une extension du navigateur). Elle doit permettre les scripts du site lui-même, « wasm-unsafe-eval » et les « workers » d’adresse blob:.'
    },
    broken: {
      en: 'The page could not be started: {message} Try again; if it goes on, try another browser.',
      fr: 'La page n’a pas pu démarrer : {message} Réessayez ; si cela continue, essayez un autre navigateur.'
    },
    slow: {
      en: 'The page is loading, slowly: {received} of {total} MB so far, nothing for {silent} s.',
      fr: 'La page se charge lentement : {received} sur {total} Mo jusqu’ici, rien depuis {silent} s.'
    },
    again: { en: 'Try again', fr: 'Réessayer' },
    open: { en: 'Open the page by itself', fr: 'Ouvrir la page seule' }
  };

  function hasWasm() {
    return typeof WebAssembly === 'object' && typeof WebAssembly.validate === 'function';
  }

  // A browser that knows module workers reads the option; another one never looks at it.
  function hasModuleWorkers() {
    var wasRead = false;
    var options = {
      get type() {
        wasRead = true;
        return 'module';
      }
    };
    try {
      new Worker('blob:', options).terminate();
    } catch (error) {
      // The address leads nowhere: only whether the option was read matters.
    }
    return wasRead;
  }

  function isApart() {
    return window.origin === 'null' || (typeof self.origin === 'string' && self.origin === 'null');
  }

  function missing() {
    if (location.protocol === 'file:') return 'file';
    if (isApart()) return 'sandbox';
    if (!hasWasm()) return 'wasm';
    if (!WebAssembly.validate(new Uint8Array(SIMD))) return 'simd';
    if (typeof Worker !== 'function' || !hasModuleWorkers()) return 'workers';
    return '';
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values && values[name] !== undefined ? values[name] : whole;
    });
  }

  function place(id) {
    return document.getElementById(id);
  }

  function say(what, values) {
    var words = WORDS[what] || WORDS.broken;
    ['en', 'fr'].forEach(function (lang) {
      var text = place('boot-' + lang);
      if (text) text.textContent = filled(words[lang], values);
    });
  }

  // One button with both languages, since nobody has been asked for one yet.
  function show(id, what) {
    var element = place(id);
    if (!element) return;
    element.textContent = WORDS[what].en + ' · ' + WORDS[what].fr;
    element.hidden = false;
  }

  function hide(id) {
    if (place(id)) place(id).hidden = true;
  }

  // Only what stands before the page: once it is there, it has words of its own.
  function failed(failure) {
    var cause = WORDS[failure.cause] ? failure.cause : 'broken';
    if (failure.cause === 'not-compiled') cause = 'wasm';
    document.documentElement.setAttribute('data-missing', cause);
    if (place('boot')) place('boot').setAttribute('data-missing', cause);
    var message = String(failure.message || failure.cause);
    say(cause, { status: failure.status, message: /[.!?]$/.test(message) ? message : message + '.' });
    show('boot-again', 'again');
    place('boot-again').onclick = function () {
      // The names of the files are those of another build.
      if (cause === 'new-version' || cause === 'broken') return reload();
      hide('boot-again');
      document.documentElement.removeAttribute('data-missing');
      place('boot').removeAttribute('data-missing');
      check.again();
    };
  }

  // Loads the page anew. A service worker would bring the build that it keeps: where the site has
  // another one, that one is kept first.
  function reload() {
    var go = function () { location.reload(); };
    var container;
    try {
      container = navigator.serviceWorker;
    } catch (error) {
      return go();
    }
    if (!container || !container.controller) return go();
    setTimeout(go, 30000);
    container.getRegistration().then(function (registration) {
      if (!registration) return go();
      return registration.update().then(function () {
        var next = registration.waiting || registration.installing;
        if (!next) return go();
        var look = function () {
          if (next.state === 'installed') next.postMessage({ ask: 'take over' });
          if (next.state === 'activated' || next.state === 'redundant') go();
        };
        next.addEventListener('statechange', look);
        look();
      });
    }).catch(go);
  }

  function megabytes(bytes) {
    return (bytes / 1e6).toFixed(1);
  }

  function slow(transfer) {
    say('slow', {
      received: megabytes(transfer.received),
      total: megabytes(transfer.total),
      silent: Math.round(transfer.silentMs / 1000)
    });
  }

  var check = { missing: missing(), say: say, slow: slow, failed: failed, reload: reload, again: reload };
  window.gradoscopeCheck = check;

  if (check.missing) {
    document.documentElement.setAttribute('data-missing', check.missing);
    if (place('boot')) place('boot').setAttribute('data-missing', check.missing);
    say(check.missing);
    if (check.missing === 'sandbox') {
      show('boot-open', 'open');
      place('boot-open').href = location.href;
    }
  }

  // Without its styles the page is hard to read: they are asked for again, a few times.
  function restyle(link) {
    var times = Number(link.getAttribute('data-times') || 0) + 1;
    if (times > 3) return;
    var again = link.cloneNode();
    again.setAttribute('data-times', times);
    setTimeout(function () { link.replaceWith(again); }, 1500 * times);
  }

  // The file that starts the page did not come, or is of no use: nobody else will say so.
  function withoutStart(address) {
    failed({ cause: navigator.onLine === false ? 'offline' : 'unreachable' });
    fetch(address, { cache: 'no-store' }).then(function (answer) {
      if (!answer.ok) failed({ cause: 'http', status: answer.status });
    }, function () {});
  }

  window.addEventListener('error', function (event) {
    var target = event.target;
    var isStart = target && target.tagName === 'SCRIPT' && /site\.js/.test(target.src);
    if (isStart && !check.missing) withoutStart(target.src);
    if (target && target.rel === 'stylesheet') restyle(target);
  }, true);
})();
