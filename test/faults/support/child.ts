import { processHost } from '../../../src/cli/host/host.js';
import { main } from '../../../src/cli/program.js';

/**
 * A pluvio that dies on cue: `node child.js <step> <nth> <command> …` is `pluvio <command> …`, killed as by `kill -9` when
 * it passes the named step for the nth time. The product itself has no such ear.
 */
const [step, nth, ...args] = process.argv.slice(2);
let left = Number(nth);

process.exitCode = await main(args, {
  ...processHost(),
  checkpoint: (passed) => {
    if (passed === step && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
