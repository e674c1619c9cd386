import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSeed } from '../../src/core/random.js';
import { drawSchedule } from '../../src/sim/draw.js';
import { simulate } from '../../src/sim/simulation.js';
import { systems } from '../../src/sim/systems/registry.js';

for (const system of systems) {
  test(`${system.name}: a recorded run is the same run, and its messages add up`, () => {
    for (let seed = 0n; seed < 4n; seed += 1n) {
      const schedule = drawSchedule(system, seed);
      const plain = simulate(system, schedule, null);
      const run = simulate(system, schedule, null, true);
      assert.equal(plain.happenings, null);
      assert.equal(run.hash, plain.hash, formatSeed(seed));
      const happenings = run.happenings ?? [];
      const sent = new Map<number, number>();
      let ended = 0;
      let dropped = 0;
      for (const [index, happening] of happenings.entries()) {
        if (index > 0) assert.ok(happening.at >= happenings[index - 1]!.at, 'in the order of time');
        if (happening.kind === 'sent') sent.set(happening.message, happening.at);
        if (happening.kind !== 'received' && happening.kind !== 'lost') continue;
        assert.ok(sent.has(happening.message), 'nothing arrives that was not sent');
        sent.delete(happening.message);
        ended += 1;
        if (happening.kind === 'lost' && happening.because !== 'the receiver is down') dropped += 1;
      }
      assert.equal(ended, run.counts.delivered + run.counts.lost);
      assert.equal(dropped, run.counts.lost);
      assert.equal(happenings.filter(({ kind }) => kind === 'step').length, run.trace.length);
      assert.equal(happenings.filter(({ kind }) => kind === 'healed').length, 1);
    }
  });
}
