import { Writable } from 'node:stream';
import test from 'ava';
import { processHost } from '../../../../src/cli/host/host.js';
import { main } from '../../../../src/cli/program.js';
import { tempFolder } from '../../../support/pluvio.js';

test('the demo tells what each command did below it, on one stream, also where a reader is slow', async (t) => {
  let text = '';
  // A write that ends later than it was called, as those of pipes and some terminals do.
  const slow = (): Writable & { isTTY: boolean; columns: number } =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write: (piece: string, _encoding, done) => {
          text += piece;
          setTimeout(done, 1);
        },
      }),
      { isTTY: true, columns: 80 },
    );
  const [stdout, stderr] = [slow(), slow()];
  const host = { ...processHost(), env: { NO_COLOR: '1' }, stdout, stderr };
  t.is(await main(['demo', '--no-serve', '--out', tempFolder(t) + '/demo'], host), 0);
  await new Promise((resolve) => stdout.end(resolve));
  const places = [
    '$ pluvio copy',
    'gauge       listed  copied',
    '-> ',
    '$ pluvio init',
    'gauge       year  readings',
    'lines read 6,875 = ',
    '-> ',
    '$ pluvio copy',
    'gauge       listed  copied',
    '-> ',
    '$ pluvio update',
    'gauge       year  readings',
    'lines read 45 = ',
    '-> ',
    'A technician brings what Polytech measured in June 2023',
    '$ pluvio copy',
    'gauge       listed  copied',
    '$ pluvio update',
    'lines read 21,605 = ',
    '-> ',
    '20 test tips',
    '10,092',
    'Published on the server',
    'Where to look: ',
    'The page: ',
  ];
  let from = 0;
  for (const place of places) {
    const at = text.indexOf(place, from);
    t.true(at >= 0, `${place} after:\n${text.slice(0, from)}`);
    from = at + place.length;
  }
  t.true(
    text
      .split('\n')
      .filter((line) => line.startsWith('-> ') || line.startsWith('    '))
      .every((line) => line.length <= 80),
  );
  t.is(stderr.writableLength, 0);
});
