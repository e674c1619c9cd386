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
