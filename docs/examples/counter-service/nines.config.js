import { defineConfig } from 'nines';

export default defineConfig({
  bench: 'bench',
  specs: 'specs',
  traces: [{ spec: 'specs/Counter.tla', config: 'specs/Counter.cfg', trace: 'traces/two-clients.ndjson' }],
  // A placement of this project's own, beside nines' own ones in their charts.
  extend: ['placement/first-fit.js'],
  include: ['placement-lookup'],
  // A night on a laptop shows the goals and is not failed by them.
  gates: { threshold: 0.05, ignore: ['goals'] },
});
