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
  HTML: [
    'HTMLFill("%a% %b% %a%", <<<<"%a%", "1">>, <<"%b%", "2">>>>) = "1 2 %a%"',
    'HTMLScript(<<>>) = "<script>\\n\\n</script>"',
    'HTMLStyleSheet(<<>>) = "<style type=\\"text/css\\">\\n" \\o HTMLDefaultStyle \\o "\\n\\n</style>"',
    'HTMLClass(".c", <<HTMLAttribute("color", "red")>>) = ".c {\\ncolor: red;\\n}"',
    `HTMLCircle("i", <<"q">>, HTMLSize("1px", "2px"), <<>>)
       = "<div id=\\"i\\" class=\\"default_box default_circle q\\" style=\\"width: 1px; height: 2px;\\">\\n\\n</div>"`,
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

test('ShiViz says of each state of a trace who moved, and what the clocks are', () => {
  const body = `EXTENDS ShiViz, TLC, Naturals, Sequences
VARIABLE x
Found == LET at(p, q) == [pc |-> "left" :> p @@ "right" :> q]
         IN <<at("a", "a"), at("b", "a"), at("b", "a"), at("b", "b")>>
Init == x = 1
Next == x < 6 /\\ x' = x + 1
Position == _TEPosition = IF x < 4 THEN x ELSE 4
Mover == Host = <<"--", "left", "left", "right", "right", "right">>[x]
Clocks == Clock = <<"{\\"left\\":0,\\"right\\":0}", "{\\"left\\":1,\\"right\\":0}", "{\\"left\\":2,\\"right\\":0}">>[x]
`;
  const configuration = 'INIT Init NEXT Next CHECK_DEADLOCK FALSE CONSTANT _TETrace <- Found INVARIANTS Position Mover';
  assert.equal(explore(body, configuration).result.verdict, 'ok');
  const clocks = `${configuration} Clocks CONSTRAINT Few`;
  assert.equal(explore(`${body}Few == x < 3`, clocks).result.verdict, 'ok');
});
