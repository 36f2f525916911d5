// What a browser's translator does: each text node is replaced by <font><font>…</font></font>, and so is text that appears later.
const kept = '[translate=no], .notranslate, svg, script, style, textarea, option';
const mark = (text) => text.replace(/[A-Za-zÀ-ÿ]{3,}/g, (word) => word[0] + '·' + word.slice(1));
const walk = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const node of found) {
    const parent = node.parentElement;
    if (!parent || !node.data.trim() || parent.tagName === 'FONT' || parent.closest(kept)) continue;
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    inner.textContent = mark(node.data);
    outer.append(inner);
    node.replaceWith(outer);
  }
};
walk(document.body);
document.documentElement.classList.add('translated-ltr');
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType === 1 && node.tagName !== 'FONT') walk(node);
      if (node.nodeType === 3 && node.parentElement && node.parentElement.tagName !== 'FONT') walk(node.parentElement);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
