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
/** One subject is stopped before it has done its work, after a hundredth of a second. */
export const cut = benchmark({
  ...{ ...one, name: 'cut' },
  mostRounds: 1,
  subjects: {
    fine,
    endless: () => ({
      operations: 1,
      run() {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        return 1;
      },
      stopped: () => true,
    }),
  },
});
const [against, at] = ['endless', { n: 1 }] as const;
export const bounded = [
  goal({ name: 'bounded', of: cut, at, subject: 'fine', against, atLeast: 10, source: 'anybody' }),
  goal({ name: 'perhaps', of: cut, at, subject: 'fine', against, atLeast: 1e12, source: 'nobody' }),
];
export const modest = goal({
  ...{ name: 'modest', of: sound, at: { n: 1 }, subject: 'fine', against: 'fine' },
  ...{ atLeast: 0.001, source: 'anybody' },
});
