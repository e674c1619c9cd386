/** What people's bench files do on a bad day: throw, or never end. */
import { benchmark, goal } from '../../src/measure/declare.js';

const one = { title: 'One', operation: 'operation', parameters: { n: [1, 2] } } as const;
const fine = () => ({ operations: 1, run: () => 1 });

export const hanging = benchmark({
  ...{ ...one, name: 'hanging' },
  subjects: {
    spin: () => ({
      operations: 1,
      run: () => {
        for (;;);
      },
    }),
    fine,
  },
});
export const throwing = benchmark({
  ...{ ...one, name: 'throwing' },
  subjects: {
    boom: () => {
      throw new Error('boom');
    },
  },
});
export const sound = benchmark({ ...one, name: 'sound', subjects: { fine } });
export const hopeless = goal({
  ...{ name: 'hopeless', of: hanging, at: { n: 1 }, subject: 'spin', against: 'fine' },
  ...{ atLeast: 0.5, source: 'nobody' },
});
export const modest = goal({
  ...{ name: 'modest', of: sound, at: { n: 1 }, subject: 'fine', against: 'fine' },
  ...{ atLeast: 0.001, source: 'anybody' },
});
