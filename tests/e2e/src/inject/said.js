const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ').trim();
const places = ['.notice', '.unreachable', '#samples-missing', '#samples-partial', '#second-state',
  '#transfer-slow', '#boot-en', '#boot-fr', '#dead'];
return places.flatMap((place) =>
  [...document.querySelectorAll(place)]
    .filter((element) => element.checkVisibility() && plain(element.textContent))
    .map((element) => ({
      place: element.dataset.kind ?? place,
      words: plain((element.querySelector('p:not(.technical)') ?? element).textContent),
    })));
