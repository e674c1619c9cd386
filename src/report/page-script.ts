import { narrowBelow } from './figure.js';

/** Runs in the browser: hands the drawings over to vega for tooltips, and lets the reader switch the theme. */
export const pageScript = `
(() => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  button.hidden = false;
  button.addEventListener('click', () => {
    const isDark = getComputedStyle(root).colorScheme.includes('dark');
    root.dataset.theme = isDark ? 'light' : 'dark';
  });
  const folds = [...document.querySelectorAll('details.fold')];
  const unfold = document.getElementById('unfold');
  const nameUnfold = () => {
    unfold.hidden = folds.length === 0;
    unfold.textContent = folds.every((fold) => fold.open) ? 'fold all' : 'open all';
  };
  nameUnfold();
  unfold.addEventListener('click', () => {
    const open = !folds.every((fold) => fold.open);
    for (const fold of folds) fold.open = open;
  });
  // A link to a chart, or to the heading above its fold, opens the fold.
  const reveal = (hash) => {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    const fold = target === null ? null : target.closest('main section')?.querySelector('details.fold');
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', () => reveal(location.hash));
  document.addEventListener('click', ({ target }) => {
    const link = target.closest('a[href^="#"]');
    if (link !== null) reveal(link.hash);
  });
  reveal(location.hash);
  // Paper cannot be opened.
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of closed) fold.open = false;
  });
  const packed = document.getElementById('live');
  if (packed === null || typeof DecompressionStream !== 'function') return;
  let specs = null;
  const unpack = async () => {
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const live = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
    for (const bundle of live.bundles) {
      const script = document.createElement('script');
      script.textContent = bundle;
      document.head.append(script);
    }
    specs = live.specs;
  };
  const awake = new Set();
  const narrow = matchMedia('(max-width: ${narrowBelow}px)');
  const isSeen = (part) =>
    part.closest('details:not([open])') === null && part.offsetParent !== null;
  const wake = async (part) => {
    // On a narrow screen the wide drawing is seen only until the narrow one is made.
    if (!isSeen(part) || awake.has(part) || (narrow.matches && part.className === 'wide')) return;
    awake.add(part);
    const host = document.createElement('div');
    await vegaEmbed(host, specs[part.parentElement.dataset.figure][part.className], { actions: false, renderer: 'svg' });
    const live = host.querySelector('svg');
    // A picture is one thing to who reads by ear: what vega says of each mark would be names without a text.
    for (const mark of [host, ...host.querySelectorAll('*')])
      for (const name of ['role', 'aria-label', 'aria-roledescription']) mark.removeAttribute(name);
    live.setAttribute('role', 'img');
    live.setAttribute('aria-label', part.parentElement.querySelector('svg').getAttribute('aria-label'));
    part.replaceChildren(host);
    part.parentElement.dataset.live = '';
  };
  const wakeAll = async () => {
    if (specs === null) return;
    for (const part of document.querySelectorAll('.chart > div')) await wake(part);
  };
  unpack().then(wakeAll);
  narrow.addEventListener('change', wakeAll);
  // 'toggle' does not rise from the fold to the document, but comes down to it.
  document.addEventListener(
    'toggle',
    () => {
      nameUnfold();
      wakeAll();
    },
    true,
  );
})();
`.trim();
