/** Operators of the community modules that are compiled from our own definitions, or native beside one: what TLC makes of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model.js';

const facts: Readonly<Record<string, readonly string[]>> = {
  SequencesExt: [
    // The element comes first, so that it folds; TLC: FoldFunction(Snoc, <<>>, s) = s.
    'Snoc(3, <<1, 2>>) = <<1, 2, 3>>',
    'FoldFunction(Snoc, <<>>, <<3, 1>>) = <<3, 1>>',
    'FlattenSeq("") = ""',
    'FlattenSeq(<<"a", "b">>) = "ab"',
    'ReplaceFirstSubSeq("x", "b", "abb") = "axb"',
    'ReplaceFirstSubSeq("$1", "", "ab") = "$1ab"',
    'ReplaceFirstSubSeq(<<9>>, <<>>, <<1>>) = <<9, 1>>',
    'ReplaceFirstSubSeq(<<>>, <<1, 1>>, <<2, 1, 1, 1>>) = <<2, 1>>',
    'ReplaceFirstSubSeq(<<9>>, <<3>>, <<1, 2>>) = <<1, 2>>',
    'ReplaceAllSubSeqs("-", "bb", "abbbb") = "a--"',
    'ReplaceAllSubSeqs("-", "", "ab") = "-a-b"',
    'ReplaceAllSubSeqs(<<9>>, <<>>, <<1, 2>>) = <<9, 1, 9, 2>>',
    'ReplaceAllSubSeqs(<<9>>, <<1, 1>>, <<1, 1, 1, 2>>) = <<9, 1, 2>>',
    'ReplaceAllSubSeqs(<<9>>, <<>>, <<>>) = <<9>>',
  ],
  Combinatorics: ['factorial[5] = 120', 'DOMAIN factorial = Nat', 'choose(5, 2) = 10'],
  SVG: [
    `SVGElemToString(SVGElem("text", [x_y |-> "1"], <<>>, "<<a>>")) = "<text x-y='1'>&lt;&lt;a&gt;&gt;</text>"`,
    'SVGElemToString(Group(<<Group(<<>>, <<>>)>>, <<>>)) = "<g><g></g></g>"',
    'NodeOfRingNetwork(10, 10, 5, 1, 4) = [x |-> 10, y |-> 15]',
    // Cut towards zero, where \\div goes down.
    'PointOnLine([x |-> 0, y |-> 0], [x |-> -3, y |-> 3], 2) = [x |-> -1, y |-> 1]',
  ],
  GraphViz: [
    `DotDiGraph([node |-> {"a", "b"}, edge |-> {<<"b", "a", "e">>}], LAMBDA n : n, LAMBDA e : e[3])
       = "digraph MyGraph {1[label=\\"a\\"];2[label=\\"b\\"];2->1[label=\\"e\\"];}"`,
  ],
};

for (const [module, assumptions] of Object.entries(facts)) {
  test(`${module} agrees with the community module`, () => {
    const told = (claims: readonly string[]) => {
      const body = claims.map((claim) => `ASSUME ${claim}`).join('\n');
      return explore(`EXTENDS Naturals, Integers, FiniteSets, Sequences, ${module}\n${body}`, '').result.violation;
    };
    assert.equal(told(assumptions), null);
    const last = assumptions.at(-1)!;
    assert.equal(told([...assumptions.slice(0, -1), `~(${last})`])?.kind, 'assumption');
  });
}
