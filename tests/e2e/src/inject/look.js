const one = (selector) => document.querySelector(selector);
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ').trim();
const text = (selector) => plain(one(selector)?.textContent ?? '');
const data = (selector) => ({ ...(one(selector)?.dataset ?? {}) });
return {
  phase: data('#engine').phase,
  device: data('#engine').device,
  engine: text('#engine-name'),
  why: text('#engine-why'),
  check: data('#self-check'),
  weights: { ...data('#weights-state'), words: text('#weights-state') },
  samples: [...document.querySelectorAll('.sample > button')].map((button) => button.id),
  opening: text('#opening'),
  name: text('#picture-name'),
  facts: text('#facts'),
  remarks: text('#remarks'),
  scores: data('#scores').state,
  top: [...document.querySelectorAll('[data-testid^="top-"]')].map((row) => ({ ...row.dataset })),
  map: data('#saliency-map'),
  standing: text('#class-standing'),
  took: text('#took'),
  kept: text('#kept'),
  attack: {
    ...data('#attack-run'),
    progress: text('#attack-progress'),
    verdict: data('#verdict').verdict,
    words: one('#verdict')?.hidden === false ? text('#verdict') : '',
    target: one('#target-input')?.value,
    step: text('#attack-scrub-shown'),
    changed: text('#changed'),
    image: data('#attack-image').state,
    dead: one('#dead-target')?.hidden === false ? text('#dead-target') : '',
    survival: data('#survival').state,
    maps: data('#maps').state,
    ray: data('#ray').state,
    comparison: data('#comparison-state').state,
  },
  notices: [...document.querySelectorAll('.notice')].map((notice) => ({
    kind: notice.dataset.kind,
    words: plain(notice.textContent),
  })),
};
