/** What a thread has to wait for before it ends. */
import { Session } from 'node:inspector';

/**
 * Returns when V8 has finished what it compiles for this thread in the background. For a thread that was busy and is about to
 * end: Node 20 forgets a thread's isolate before V8 has stopped compiling for it, and a compilation that allocates meanwhile
 * ends the whole process (`NodePlatform::ForIsolate ... Assertion failed: (data.first) != nullptr`, about once in fifty runs of
 * the tests). To set a breakpoint V8 must wait for its compilations; no other call of Node's does.
 */
export function finishCompiling(): void {
  const session = new Session();
  session.connect();
  try {
    session.post('Debugger.enable');
    session.post('Runtime.evaluate', { expression: '(function () {})' }, (_, evaluated) => {
      const objectId = evaluated?.result.objectId;
      if (objectId !== undefined) session.post('Debugger.setBreakpointOnFunctionCall' as string, { objectId });
    });
  } finally {
    session.disconnect();
  }
}
