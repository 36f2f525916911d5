// Says what is missing before the page is loaded in vain. Plain, old JavaScript on purpose: it has
// to run in the browsers that it turns away.
(function () {
  'use strict';

  // A module with one function that makes a v128 constant: valid only where SIMD is known.
  var SIMD = [
    0, 97, 115, 109, 1, 0, 0, 0,
    1, 5, 1, 96, 0, 1, 123,
    3, 2, 1, 0,
    10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11
  ];

  var WORDS = {
    file: {
      en: 'This page was opened from a file. Browsers let it compute only when it comes from a web server: open its https address, or start a server in its folder (for instance “python3 -m http.server”) and open http://localhost:8000.',
      fr: 'Cette page a été ouverte depuis un fichier. Les navigateurs ne la laissent calculer que si elle vient d’un serveur web\u00a0: ouvrez son adresse https, ou lancez un serveur dans son dossier (par exemple «\u00a0python3 -m http.server\u00a0») et ouvrez http://localhost:8000.'
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
      fr: 'Ce navigateur ne peut pas lancer de «\u00a0module workers\u00a0», dans lesquels se fait le calcul. Utilisez Firefox 114, Chrome ou Edge 80, Safari 15, ou une version plus récente.'
    }
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

  function missing() {
    if (location.protocol === 'file:') return 'file';
    if (!hasWasm()) return 'wasm';
    if (!WebAssembly.validate(new Uint8Array(SIMD))) return 'simd';
    if (typeof Worker !== 'function' || !hasModuleWorkers()) return 'workers';
    return '';
  }

  function say(lang, text) {
    var place = document.getElementById('boot-' + lang);
    if (place) place.textContent = text;
  }

  var what = missing();
  if (what) {
    document.documentElement.setAttribute('data-missing', what);
    say('en', WORDS[what].en);
    say('fr', WORDS[what].fr);
  }
})();
