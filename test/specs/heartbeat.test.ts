/** The bounded models of detection by heartbeats: alone, and with crashes and a world that becomes stable. */
import { testCounts, testMutants } from './mutant.js';

testCounts('detector', 'MCHeartbeat', [576, 3841, 9]);
testCounts('detector', 'MCHeartbeatCrash', [1352, 6267, 12]);

testMutants('detector', 'Heartbeat', [
  {
    name: 'a heartbeat from nobody',
    from: "suspected' = [suspected EXCEPT ![i] = @ \\ {j}]",
    to: "suspected' = [suspected EXCEPT ![i] = (@ \\ {j}) \\cup {0}]",
    violates: 'TypeOK',
  },
  {
    name: 'heard before it was sent',
    from: 'heard[i][j] < n /\\ n <= beat[j]',
    to: 'heard[i][j] < n',
    violates: 'HeardWasSent',
  },
  {
    name: 'a suspicion outlasts a heartbeat',
    from: "suspected' = [suspected EXCEPT ![i] = @ \\ {j}]",
    to: "suspected' = suspected",
    violates: 'SuspectedIsSilent',
  },
  {
    name: 'who hears nothing of itself suspects itself',
    from: 'Suspect(i, j) ==\n  /\\ i # j\n',
    to: 'Suspect(i, j) ==\n',
    violates: 'NobodySuspectsItself',
  },
]);

testMutants('detector', 'HeartbeatCrash', [
  {
    name: 'a crash leaves nonsense behind',
    from: "/\\ crashed' = crashed \\cup {j}\n  /\\ UNCHANGED <<vars, stable>>",
    to: "/\\ crashed' = crashed \\cup {j}\n  /\\ suspected' = [suspected EXCEPT ![j] = {0}]\n  /\\ UNCHANGED <<beat, heard, since, stable>>",
    violates: 'TypeOK',
  },
  {
    name: 'nobody has to suspect anybody',
    from: 'Fairness == \\A i, j \\in Member : WF_crashVars(j \\in crashed /\\ SuspectInTime(i, j))',
    to: 'Fairness == TRUE',
    violates: 'StrongCompleteness',
  },
  {
    name: 'the living are suspected in a stable world',
    from: '  /\\ stable => j \\in crashed\n',
    to: '',
    violates: 'Accuracy',
  },
]);
