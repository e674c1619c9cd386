/** The bounded models of SWIM, and what happens to their properties when the protocol is broken. */
import { testCounts, testMutants } from './mutant.js';

testCounts('detector', 'MCSwim', [2429, 29_612, 13]);
testCounts('detector', 'MCSwimCrash', [589, 1141, 15]);
testCounts('detector', 'MCSwimCrashLarge', [77_617, 311_265, 24]);

testMutants('detector', 'Swim', [
  {
    name: 'a failure is confirmed as something else',
    from: '/\\ Believe(i, j, view[i][j].incarnation, "dead")',
    to: '/\\ Believe(i, j, view[i][j].incarnation, "failed")',
    violates: 'TypeOK',
  },
  {
    name: 'a suspicion begins an incarnation',
    from: '/\\ Believe(i, j, view[i][j].incarnation, "suspect")',
    to: '/\\ Believe(i, j, (view[i][j].incarnation + 1) % 3, "suspect")',
    violates: 'OwnIncarnation',
  },
  {
    name: 'a member believes what is said of itself',
    from: '/\\ Started(i) /\\ i # j\n  /\\ Update(j, n, s) \\in told',
    to: '/\\ Started(i)\n  /\\ Update(j, n, s) \\in told',
    violates: 'KnowsItself',
  },
  {
    name: 'who does not answer is dead',
    from: '/\\ view[i][j].status = "suspect"\n',
    to: '/\\ i # j\n',
    violates: 'SuspectedFirst',
  },
  {
    name: 'the last word holds',
    from: '/\\ Overrides(Update(j, n, s), view[i][j])',
    to: '/\\ TRUE',
    violates: 'Monotonic',
  },
]);

testMutants(
  'detector',
  'SwimCrash',
  [
    {
      name: 'nobody looks for the crashed',
      from: '/\\ i \\notin crashed /\\ j \\in crashed\n',
      to: '/\\ FALSE\n',
      violates: 'Completeness',
    },
    {
      name: 'a crash raises the incarnation',
      from: "/\\ crashed' = crashed \\cup {i}\n  /\\ UNCHANGED vars",
      to: "/\\ crashed' = crashed \\cup {i}\n  /\\ incarnation' = [incarnation EXCEPT ![i] = 9]\n  /\\ UNCHANGED <<view, told>>",
      violates: 'TypeOK',
    },
  ],
  'MCSwimCrash',
);
