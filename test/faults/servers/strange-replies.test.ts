import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { relayTo } from '../../support/servers/relay.js';
import { undone } from '../support/checks.js';
import { network, openScene, type Scene } from '../support/scene.js';

/** What a server says instead of a chunk of replies; `nth` is 0 at the greeting. */
type Say = (replies: Buffer, nth: number) => Buffer | string;

const IAC = 255;
const NEGOTIATION = [IAC, 253, 1, IAC, 251, 3];
const NOP = [IAC, 241];

const HABITS: Readonly<Record<string, Say>> = {
  'greets with 120 first': (replies, nth) =>
    nth === 0 ? `120 Ready in 1 minute.\r\n${replies.toString('latin1')}` : replies,
  'marks the thousands of SIZE': (replies) =>
    replies.toString('latin1').replace(/^213 (\d+)(\d{3})\r$/gm, '213 $1,$2\r'),
  'sends bytes of telnet before each reply': (replies, nth) =>
    Buffer.concat([Buffer.from(nth === 0 ? NEGOTIATION : NOP), replies]),
};

async function strange(t: ExecutionContext, scene: Scene, say: Say): Promise<string> {
  const port = await relayTo(t, scene.port, (client: Socket, upstream: Socket) => {
    let nth = 0;
    client.pipe(upstream);
    upstream.on('data', (replies: Buffer) => client.write(Buffer.from(say(replies, nth++) as string, 'latin1')));
  });
  return String(port);
}

for (const [what, say] of Object.entries(HABITS))
  test(`a server that ${what} is understood`, async (t) => {
    t.timeout(60_000);
    const scene = await openScene(t);
    const env = { FTP_PORT: await strange(t, scene, say) };
    scene.put('/base', network.history);
    for (const args of [['copy'], ['update']]) {
      const { code, stderr } = await scene.run(args, env);
      t.is(code, 0, stderr.slice(-2000));
    }
    t.deepEqual(undone(scene), []);
    t.deepEqual([...scene.under('/published')].sort(), [...(await scene.local())].sort());
  });
