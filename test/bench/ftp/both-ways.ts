import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { connectMs } from '../../../bench/ftp/connect-ms.js';
import { farSide } from '../../../bench/ftp/slow-link.js';

/** `both-ways.js`, over the slow link: prints as JSON the ms of a connection to the far side, and of one from there. */
const PORT = 2121;

const [, script, side] = process.argv;
if (side === 'far') await answerCalls();
else process.stdout.write(JSON.stringify(await callBothWays(script!)));

/** Whoever calls is called back, and told how long that took. */
async function answerCalls(): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    void connectMs(`${socket.remoteAddress!}:${PORT}`).then((ms) => socket.end(String(ms)));
  });
  await once(server.listen(PORT, '0.0.0.0'), 'listening');
  process.stdout.write('listening');
}

async function callBothWays(script: string): Promise<[thereMs: number, backMs: number]> {
  const { host, namespace } = farSide();
  const here = createServer().listen(PORT, '0.0.0.0');
  const far = spawn('nsenter', [`--net=${namespace}`, process.execPath, script, 'far']);
  try {
    await once(far.stdout, 'data');
    const thereMs = await connectMs(`${host}:${PORT}`);
    return [thereMs, Number(await text(connect(PORT, host)))];
  } finally {
    far.kill();
    here.close();
  }
}
