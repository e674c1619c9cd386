import { benchmark, goal } from '../src/measure/declare.js';
import { drawn } from '../src/sim/rolling-hash.js';
import { Scheduler, type SimEvent } from '../src/sim/scheduler.js';
import { simulate } from '../src/sim/simulation.js';
import { echo, echoSchedule } from '../src/sim/systems/echo.js';

const inFlight = 64;

/** Virtual time in which the echo cluster delivers this many messages: each is under way for 1.5 ms in the mean. */
const durationFor = (messages: number): number => (1.5 * messages) / inFlight;

export const simulatorEcho = benchmark({
  name: 'simulator-echo',
  title: 'Messages that the simulator delivers, one core',
  operation: 'message',
  parameters: { messages: [100_000] },
  subjects: {
    /** Network, hosts, clocks and rolling hash, with a protocol that does nothing. */
    simulator({ parameters }) {
      const schedule = echoSchedule(inFlight, durationFor(parameters.messages));
      const { delivered } = simulate(echo, schedule, null).counts;
      return { operations: delivered, run: () => simulate(echo, schedule, null).counts.delivered };
    },
    /** The same messages each written as JSON and read again, as a harness over pipes has to do at least. */
    'json-per-message': ({ parameters }) => ({
      operations: parameters.messages,
      run() {
        let hops = 0;
        for (let count = 0; count < parameters.messages; count += 1) {
          const text = JSON.stringify({ src: 'n1', dest: 'n2', body: { type: 'echo', msg_id: count, echo: hops } });
          hops = (JSON.parse(text) as { body: { echo: number } }).body.echo + 1;
        }
        return hops;
      },
    }),
    /** The event queue alone: the bound that all the rest is added to. */
    queue: ({ parameters }) => ({
      operations: parameters.messages,
      run: () => queueOnly(parameters.messages),
    }),
  },
  chart: { mark: 'bars', bound: 'queue' },
});

function queueOnly(messages: number): number {
  const scheduler = new Scheduler();
  let fired = 0;
  class Ball implements SimEvent {
    fire(): void {
      fired += 1;
      if (fired + inFlight <= messages) scheduler.after(1 + drawn(1, fired, 1), new Ball());
    }
  }
  for (let index = 0; index < inFlight; index += 1) scheduler.after(1 + drawn(2, index, 1), new Ball());
  scheduler.runUntil(messages);
  return fired;
}

export const simulatorEchoGoal = goal({
  name: 'simulator-echo-against-json',
  of: simulatorEcho,
  subject: 'simulator',
  against: 'json-per-message',
  atLeast: 3,
  source:
    'a third of the cost of its own text, about 1,000,000 messages a second on one core (issue 5); Maelstrom, which is text over pipes, names 60,000 messages/s on 48 cores (its README)',
});
