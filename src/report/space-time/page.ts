/** A space-time diagram as one offline HTML page. Pure: the same diagram gives the same page. */
import type { Diagram } from './diagram.js';
import { encode } from './encode.js';
import { diagramStyle } from './style.js';

const marks = { good: '✓', bad: '✕', unsure: '?' } as const;

/** `viewer` is the program that `viewerProgram` makes. */
export function diagramPage(diagram: Diagram, viewer: string): string {
  const { title, subtitle, replay, outcome, lanes, steps, messages } = diagram;
  const { payload, stepLines, bodyLines } = encode(diagram);
  const verdict =
    outcome === undefined
      ? ''
      : `<span class="verdict ${outcome.kind}"><span aria-hidden="true">${marks[outcome.kind]}</span>${text(outcome.title)}</span>`;
  const counts = `${count(steps.length, 'event')} on ${count(lanes.length, 'lane')}, ${count(messages.length, 'message')}`;
  const label = `Space-time diagram: ${counts}. Arrow keys go from event to event; the panel tells what each did.`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${text(title)}</title>
<style>${diagramStyle}</style>
</head>
<body>
<header>
<div class="titles"><h1>${text(title)}${verdict}</h1><div class="eyebrow">${text(subtitle)}${subtitle === '' ? '' : ' · '}${counts}</div></div>
<div id="controls" hidden>
<button type="button" id="blame" hidden title="to the event where it fails (f)">to the failure</button>
<div class="search"><input id="query" type="search" placeholder="search (/)" aria-label="Search actions, lanes, arguments, values" autocomplete="off" spellcheck="false"><output id="hits"></output></div>
<select id="scale" aria-label="What distance means" hidden><option value="order">by order</option><option value="time">by time</option></select>
<div class="joined"><button type="button" id="farther" title="zoom out (-)" aria-label="zoom out">−</button><button type="button" id="fit" title="all of it (0)">fit</button><button type="button" id="closer" title="zoom in (+)" aria-label="zoom in">+</button></div>
<button type="button" id="svg" title="the window as a picture">SVG</button>
<button type="button" id="theme" title="light or dark">◐</button>
<a id="download" download="space-time.svg" hidden></a>
</div>
</header>
<main>
<div class="stage"><div id="scroller" tabindex="0" role="application" aria-label="${text(label)}"><canvas id="canvas"></canvas><div id="spacer"></div></div><div id="tip" hidden></div></div>
<canvas id="map" aria-hidden="true"></canvas>
<aside aria-label="Details"><div class="bar"><button type="button" class="link" id="overview" hidden>← all actions</button></div><div id="panel" aria-live="polite"></div></aside>
<div id="paper"></div>
</main>
<footer><span>Made offline by nines; nothing on this page is fetched.</span>${replay === undefined ? '' : `<span>Again: <code>${text(replay)}</code></span>`}<details id="keys" class="screen"><summary>keys (?)</summary><dl>${keyHelp}</dl></details><span id="frame" hidden></span></footer>
<noscript>This diagram is drawn by a script in this file; allow scripts to see it. Nothing is fetched.</noscript>
<script type="application/json" id="payload">${inert(JSON.stringify(payload))}</script>
<script type="text/plain" id="steps">${inert(stepLines.join('\n'))}</script>
<script type="text/plain" id="bodies">${inert(bodyLines.join('\n'))}</script>
<script>${viewer.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>
</body>
</html>
`;
}

const keyHelp = [
  ['↑ ↓', 'along the lane'],
  ['← →', 'to the lane beside it'],
  ['j k', 'next and previous event'],
  ['m', 'follow a message'],
  ['/', 'search; n, N: next, previous'],
  ['+ − 0', 'zoom; also Ctrl and wheel'],
  ['f', 'to the failure'],
  ['Esc', 'all actions'],
]
  .map(
    ([keys = '', does = '']) =>
      `<dt>${keys
        .split(' ')
        .map((key) => `<kbd>${key}</kbd>`)
        .join(' ')}</dt><dd>${does}</dd>`,
  )
  .join('');

const count = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** JSON within a script element: nothing in it ends the element. */
const inert = (json: string): string => json.replaceAll('<', '\\u003c');
