import type { Diagram } from '../../../src/report/space-time/diagram.js';

const at = (step: number) => ({ step, order: 10 * step, at: step });

/** Two nodes, three steps, one message that arrives and one that is lost, one crash. */
export const sampleDiagram: Diagram = {
  title: 'two nodes',
  subtitle: 'by hand',
  outcome: { kind: 'bad', title: 'rejected at event 3', because: 'it is not possible there', step: 2 },
  lanes: ['n1', 'n2'],
  steps: [
    { lane: 0, action: 'Prepare', args: 'n1', state: 'prepared' },
    { lane: 1, action: 'Prepare', args: 'n2', state: 'prepared' },
    { lane: 1, action: 'Commit', args: 'n2', state: 'committed' },
  ].map(({ lane, action, args, state }, index) => ({
    lane,
    order: 10 * index,
    at: index,
    action,
    args: [{ name: 'i', value: args }],
    changes: { kind: 'partial', vars: { rmState: { [args]: state } } },
    line: index + 1,
  })),
  messages: [
    { from: 0, to: 1, sent: at(0), received: at(1), label: 'Prepare', body: { type: 'Prepare' } },
    { from: 0, to: 1, sent: at(0), received: null, lost: 'partition', label: 'Prepare' },
  ],
  spans: [
    {
      lanes: [0],
      kind: 'down',
      label: 'crash',
      from: { step: null, order: 11, at: 1.2 },
      to: { step: null, order: 19, at: 1.8 },
    },
  ],
  moments: [],
};
