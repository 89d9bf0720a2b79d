import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { loggerLine } from '../../../fixtures/networks/logger.js';
import { utc } from '../../../fixtures/utc.js';
import { testUnless } from '../../support/needs.js';
import { portOf, RawControl } from '../../support/servers/raw-control.js';
import { REAL_SERVERS, startRealServer, whyNot, type RealServer } from '../../support/servers/real-servers.js';
import { tellFigure } from '../support/extent.js';
import { openRealPlace, type RealPlace } from '../support/real-place.js';

const START_S = utc('2024-03-01');
/** What has come when the upload stands still, bytes of all 60 lines. */
const HALTS = {
  'before the first byte': () => 0,
  'at the end of a line': (text: string) => text.length / 2,
  'within a line': (text: string) => text.length / 2 - 5,
};

function lines(fromS: number): string {
  return Array.from({ length: 60 }, (_, i) =>
    loggerLine('Hydropolis', { timeS: fromS + 60 * i, tips: 1, wind: 0, battery: 12.2 }),
  ).join('');
}

/** An upload as a logger makes it: its beginning sent, the data connection left open. */
async function begin(
  t: ExecutionContext,
  server: RealServer,
  path: string,
  text: string,
): Promise<{ control: RawControl; data: Socket }> {
  const control = await RawControl.open(t, server.port);
  for (const command of [`USER ${server.user}`, `PASS ${server.password}`, 'TYPE I']) await control.command(command);
  const port = portOf(await control.command('EPSV'));
  const data = connect(port, server.host);
  await once(data, 'connect');
  t.regex(await control.command(`STOR ${path}`), /^150/);
  if (text !== '') data.write(text);
  return { control, data };
}

function published(place: RealPlace): number {
  const text = place.under('/published').get('Hydropolis/2024/Hydropolis_concatenated_2024.csv') ?? '\n';
  return text.split('\n').length - 2;
}

for (const name of REAL_SERVERS)
  testUnless(whyNot(name), test.serial)(
    `uploads to ${name} that stand still and go on are published whole`,
    async (t) => {
      t.timeout(120_000);
      const server = await startRealServer(name);
      t.teardown(() => server.stop());
      const place = await openRealPlace(t, server);
      place.put('/raw', [
        { path: 'Hydropolis/old.txt', bytes: Buffer.from(lines(START_S - 3600)), modifiedS: START_S },
      ]);
      const uploads = [];
      let sent = 60;
      for (const [what, bytes] of Object.entries(HALTS)) {
        const text = lines(START_S + 60 * sent);
        const path = `Hydropolis/${what.replaceAll(' ', '_')}.txt`;
        const at = bytes(text);
        uploads.push({
          ...(await begin(t, server, join(place.env.FTP_SOURCE_DIR!, path), text.slice(0, at))),
          rest: text.slice(at),
        });
        sent += 60;
      }
      for (let round = 0; round < 2; round++) {
        const { code, stderr } = await place.run(['update'], { FTP_SETTLE: '60s' });
        // A server that locks what is being uploaded gives nothing of it.
        t.true(code === 0 || code === 4, stderr.slice(-2000));
        t.true(published(place) >= 60, 'the others are published');
        t.is([...place.under('/raw')].filter(([path]) => path !== 'Hydropolis/old.txt').length, 3);
      }
      for (const { control, data, rest } of uploads) {
        data.end(rest);
        t.regex(await control.reply(), /^226/);
      }
      const { code, stderr } = await place.run(['update'], { FTP_SETTLE: '60s' });
      t.is(code, 0, stderr.slice(-2000));
      t.is(published(place), sent);
      t.is(place.under('/raw').size, 3, 'young files stay');
      const settled = [...place.under('/raw')].map(([path, text]) => ({
        path,
        bytes: Buffer.from(text),
        modifiedS: START_S,
      }));
      place.put('/raw', settled);
      t.is((await place.run(['update'], { FTP_SETTLE: '60s' })).code, 0);
      t.is(published(place), sent);
      t.is(place.under('/raw').size, 0);
    },
  );

test.after(() => tellFigure('uploads that stand still, on three servers', 9, 'published whole'));
