/** Modules SVG and GraphViz: a picture's text, made of records (SVG.java, GraphViz.java). */
import { integer, string, stringText } from '../atoms.js';
import { elementsOf, itemsOf, recordOf } from '../collections.js';
import { apply, domain, isFunction } from '../functions.js';
import { normalize } from '../lazy.js';
import { sequence } from '../sequences.js';
import { toText } from '../text.js';
import { STRING, type Value } from '../value.js';
import { integerArgument, type Unary, wrongArgument } from './operators.js';

export const SVG = {
  SVGElemToString: (element: Value): Value => string(elementText(element)),
  /** Node n of m on a circle around (cx, cy), cut to whole numbers. */
  NodeOfRingNetwork: (cx: Value, cy: Value, r: Value, n: Value, m: Value): Value => {
    const number = (value: Value, place: string): number => integerArgument(value, 'NodeOfRingNetwork', place);
    const angle = ((2 * Math.PI) / number(m, 'fifth')) * number(n, 'fourth');
    return point(
      number(cx, 'first') + number(r, 'third') * Math.cos(angle),
      number(cy, 'second') + number(r, 'third') * Math.sin(angle),
    );
  },
  PointOnLine: (from: Value, to: Value, segment: Value): Value => {
    const at = (value: Value, name: string, place: string): number =>
      integerArgument(field(value, name, 'PointOnLine', place), 'PointOnLine', place);
    const share = integerArgument(segment, 'PointOnLine', 'third');
    const between = (name: string): number => {
      const start = at(from, name, 'first');
      return start + (at(to, name, 'second') - start) / share;
    };
    return point(between('x'), between('y'));
  },
};

export const GraphViz = {
  /** Nodes are numbered from 1 in the order of their set; TLC names them by its fingerprints. */
  DotDiGraph: (graph: Value, nodeLabel: Unary, edgeLabel: Unary): Value => {
    const nodes = elementsOf(field(graph, 'node', 'DotDiGraph', 'first'));
    const edges = elementsOf(field(graph, 'edge', 'DotDiGraph', 'first'));
    const number = new Map(nodes.map((node, i) => [node, i + 1]));
    const end = (edge: Value, i: number): number =>
      number.get(itemsOf(sequence(edge, 'DotDiGraph', 'first'))[i] as Value) ??
      wrongArgument(edge, 'DotDiGraph', 'first', 'a graph whose edges join its nodes');
    const lines = [
      ...nodes.map((node) => `${number.get(node)}[label=${toText(nodeLabel(node))}];`),
      ...edges.map((edge) => `${end(edge, 0)}->${end(edge, 1)}[label=${toText(edgeLabel(edge))}];`),
    ];
    return string(`digraph MyGraph {${lines.join('')}}`);
  },
};

function elementText(element: Value): string {
  const part = (name: string): Value => field(element, name, 'SVGElemToString', 'only');
  const name = text(part('name'));
  const attributes = normalize(part('attrs'));
  if (!isFunction(attributes))
    wrongArgument(attributes, 'SVGElemToString', 'only', 'an element with a record of attrs');
  const written = elementsOf(domain(attributes)).map(
    (key) => ` ${text(key).replaceAll('_', '-')}='${text(apply(attributes, key))}'`,
  );
  const children = normalize(part('children'));
  if (!isFunction(children))
    wrongArgument(children, 'SVGElemToString', 'only', 'an element with a sequence of children');
  const inner = text(part('innerText')).replaceAll('<<', '&lt;&lt;').replaceAll('>>', '&gt;&gt;');
  const nested = elementsOf(domain(children)).map((key) => elementText(apply(children, key)));
  return `<${name}${written.join('')}>${inner}${nested.join('')}</${name}>`;
}

function text(value: Value): string {
  return (value & 15) === STRING
    ? stringText(value)
    : wrongArgument(value, 'SVGElemToString', 'only', 'an element whose names and texts are strings');
}

function field(record: Value, name: string, operator: string, place: string): Value {
  const key = string(name);
  const plain = normalize(record);
  return isFunction(plain) && elementsOf(domain(plain)).includes(key)
    ? apply(plain, key)
    : wrongArgument(record, operator, place, `a record with the field ${name}`);
}

const point = (x: number, y: number): Value => recordOf({ x: integer(Math.trunc(x)), y: integer(Math.trunc(y)) });
