/** Tries to open the folder it is given, and prints what it is told. */
import { LogError } from '../../src/log/error.js';
import { Log } from '../../src/log/log.js';

try {
  await Log.open(process.argv[2] as string).close();
  console.log(JSON.stringify({ code: 'opened' }));
} catch (error) {
  if (!(error instanceof LogError)) throw error;
  console.log(JSON.stringify({ code: error.code, owner: error.owner }));
}
