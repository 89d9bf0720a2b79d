import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { PIECE_BYTES } from '../../../../../src/domain/storage/store.js';
import { makeCertificate } from '../../../../support/servers/certificate.js';
import type { StoreUnderTest } from '../../../../support/stores/store-conformance.js';
import { putFile } from '../../../../support/stores/store-fixture.js';
import { realServer, startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless, whyNoCommand } from '../../../../support/needs.js';
import { whyNot } from '../../../../support/servers/real-servers.js';

/** Silence that the store bears; the consumer is silent for longer. */
const TIMEOUT_MS = 1500;
const HELD_MS = 2500;
/** One is in our kernel's buffers, and all is said about it, before it is taken; the other fits in no buffers. */
const SIZES = { small: 100_000, large: 30_000_000 };

/** Reads a file, with a long rest after the first piece; `resting` looks at what is going on then. */
async function readAtLeisure(
  t: ExecutionContext,
  { store, root }: StoreUnderTest,
  sizeBytes: number,
  resting: () => void = () => undefined,
): Promise<void> {
  const content = randomBytes(sizeBytes);
  let seenBytes = 0;
  for await (const piece of store.read(putFile(root, 'G/big.csv', content))) {
    if (seenBytes === 0) {
      await sleep(HELD_MS);
      resting();
    }
    const expected = content.subarray(seenBytes, seenBytes + piece.length);
    if (piece.length > PIECE_BYTES || !expected.equals(piece)) t.fail(`another piece at byte ${seenBytes}`);
    seenBytes += piece.length;
  }
  t.is(seenBytes, sizeBytes);
}

for (const [size, sizeBytes] of Object.entries(SIZES))
  test(`read waits for a consumer that takes its time over a ${size} file`, async (t) => {
    const under = await startEmbedded(t, {}, { timeoutMs: TIMEOUT_MS });
    await readAtLeisure(t, under, sizeBytes, () => {
      const { downloads } = under.server.stats.transfers;
      t.is(downloads, size === 'small' ? 1 : 0, 'whether the server could send it all');
    });
    t.deepEqual(under.events, []);
  });

testUnless(whyNoCommand('openssl', ['version']))(
  'read waits for a consumer that takes its time under TLS',
  async (t) => {
    const certificate = await makeCertificate(t);
    const tls = { secure: true, ca: certificate.cert, timeoutMs: TIMEOUT_MS };
    const under = await startEmbedded(t, { tls: certificate }, tls);
    await readAtLeisure(t, under, SIZES.large, () => t.is(under.server.stats.transfers.downloads, 0));
    t.deepEqual(under.events, []);
  },
);

testUnless(whyNot('vsftpd'))(
  'read waits for a consumer that takes its time where the server connects to us',
  async (t) => {
    const server = await realServer(t, 'vsftpd', { extra: ['pasv_enable=NO'] });
    const under = storeOn(t, server, { active: true, timeoutMs: TIMEOUT_MS });
    await readAtLeisure(t, under, SIZES.large);
    t.deepEqual(under.events, []);
  },
);

test('two files read at once on two connections do not get into one another', async (t) => {
  const under = await startEmbedded(t);
  const contents = ['a', 'b'].map((letter) => letter.repeat(3_000_000));
  const texts = await Promise.all(
    contents.map(async (content, i) => {
      let text = '';
      for await (const piece of under.store.read(putFile(under.root, `G/${i}`, content))) {
        await sleep(1);
        text += Buffer.from(piece).toString();
      }
      return text;
    }),
  );
  t.true(texts.every((text, i) => text === contents[i]));
});
