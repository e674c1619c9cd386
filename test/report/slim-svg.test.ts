import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slimSvg } from '../../src/report/slim-svg.js';

const slim = (inside: string): string =>
  slimSvg(`<svg width="9">${inside}</svg>`, 'serif').replace(/^<svg[^>]*>|<\/svg>$/g, '');

test('a disc says its radius once, and stays where it was', () => {
  const disc = 'M5.24,0A5.24,5.24,0,1,1,-5.24,0A5.24,5.24,0,1,1,5.24,0';
  assert.equal(
    slim(`<path aria-label="x" transform="translate(137.33,14)" d="${disc}" fill="red"/>`),
    '<circle cx="137.33" cy="14" r="5.24" fill="red"/>',
  );
  const ellipse = disc.replace('A5.24,5.24', 'A5.24,2');
  assert.ok(slim(`<path transform="translate(1,2)" d="${ellipse}"/>`).startsWith('<path'));
});

test('a text says where it stands; one that is turned keeps its turn', () => {
  assert.equal(
    slim('<text text-anchor="end" transform="translate(-6,17.5)" fill="a">b</text>'),
    '<text text-anchor="end" x="-6" y="17.5" fill="a">b</text>',
  );
  const turned = '<text transform="translate(1,2) rotate(-90)">b</text>';
  assert.equal(slim(turned), turned);
});

test('a frame that nothing draws is left out; one with a colour stays', () => {
  assert.equal(slim('<g><path d="M0,0h10v5h0Z"/></g>'), '');
  const framed = '<path d="M0,0h10v5h0Z" stroke="red"/>';
  assert.equal(slim(framed), framed);
});

test('what follows each other and looks alike says once how; what differs or is translucent stays', () => {
  const text = (x: number, look: string): string => `<text x="${x}" y="2"${look}>${x}</text>`;
  const line = (x: number, look: string): string => `<line x1="${x}" x2="9"${look}/>`;
  const [red, blue] = [' fill="red"', ' fill="blue"'];
  assert.equal(slim(text(1, red) + text(2, red)), `<g${red}>${text(1, '')}${text(2, '')}</g>`);
  assert.equal(slim(text(1, red) + text(2, blue)), text(1, red) + text(2, blue));
  assert.equal(slim(`${text(1, red)}<b/>${text(2, red)}`), `${text(1, red)}<b/>${text(2, red)}`);
  assert.equal(
    slim(line(1, red) + line(2, red) + text(3, red)),
    `<g${red}>${line(1, '')}${line(2, '')}${text(3, '')}</g>`,
  );
  const faint = ' stroke="red" opacity="0.5"';
  assert.equal(slim(line(1, faint) + line(2, faint)), line(1, faint) + line(2, faint));
  const turned = ' transform="translate(1,2) rotate(-90)" fill="red"';
  const apart = ' transform="translate(1,2) rotate(-90)"';
  assert.equal(
    slim(`<text${turned}>a</text><text${turned}>b</text>`),
    `<g${red}><text${apart}>a</text><text${apart}>b</text></g>`,
  );
});
