import { join } from 'node:path';
import { overSlowLink } from '../../../bench/ftp/slow-link.js';
import { messageOf } from '../../../src/domain/errors.js';
import { testUnless } from '../../support/needs.js';

const RTT_MS = 30;
/** What a busy machine may add. */
const SLACK_MS = 30;
const BOTH_WAYS = join(import.meta.dirname, 'both-ways.js');

/** Why there is no slow link here. */
const why = await overSlowLink(RTT_MS, ['true']).then(() => undefined, messageOf);

testUnless(why)('overSlowLink: each side connects to the other, a round trip away', async (t) => {
  const measured = await overSlowLink(RTT_MS, [process.execPath, BOTH_WAYS]);
  const [thereMs, backMs] = JSON.parse(measured) as [number, number];
  t.true(thereMs >= RTT_MS && thereMs < RTT_MS + SLACK_MS, `there: ${thereMs} ms`);
  t.true(backMs >= RTT_MS && backMs < RTT_MS + SLACK_MS, `back: ${backMs} ms`);
});
