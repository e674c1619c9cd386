#!/usr/bin/env node
/** `nines`: starts the program. */
import { start } from './commands/start.js';

await start('nines', () => import('./commands/program.js'));
