import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ExecutionContext } from 'ava';

const LISTEN =
  "const s=require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>console.log(s.address().port))";
/** More than its queue holds. */
const KNOCKS = 6;

/** A port of 127.0.0.1 on which connections are neither made nor refused, as behind a firewall that drops packets. */
export async function blackHole(t: ExecutionContext): Promise<number> {
  const holder = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => holder.kill('SIGKILL'));
  const [line] = (await once(holder.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  // It listens, and takes nobody in any more; what its queue does not hold is dropped.
  holder.kill('SIGSTOP');
  for (let knock = 0; knock < KNOCKS; knock++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    t.teardown(() => socket.destroy());
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  return port;
}
