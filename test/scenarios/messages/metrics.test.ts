import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import test from 'ava';
import { published } from '../../src/serve/support/published.js';
import { pluvio } from '../../support/pluvio.js';
import { updating } from '../../support/updating.js';

/** Values by metric and labels. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('update --every --metrics-port: what rounds did, gauges, health that ends when rounds stop', async (t) => {
  const { folder, out } = await published(t, 1);
  const { url, sleep, end } = await updating(t, folder);
  const told = async (): Promise<Map<string, number>> => valuesOf(await (await fetch(url)).text());
  const health = url.replace('/metrics', '/healthz');
  let values = await told();
  for (let i = 0; i < 200 && values.get('pluvio_rounds_total{result="done"}') === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    values = await told();
  }
  t.is(values.get('pluvio_rounds_total{result="done"}'), 1);
  t.is(values.get('pluvio_rounds_total{result="failed"}'), 0);
  t.is(values.get('pluvio_round_seconds_count'), 1);
  t.true(Math.abs(values.get('pluvio_last_round_timestamp_seconds')! - Date.now() / 1000) < 30);
  t.is(values.get('pluvio_gauges'), 7);
  t.is(values.get('pluvio_left_files'), 0);
  const rows = readFileSync(path.join(out, 'Lez', '2026', 'Lez_concatenated_2026.csv'), 'utf8')
    .trim()
    .split('\n');
  const [, timeS, , , , volts] = rows.at(-1)!.split(',').map(Number);
  t.is(values.get('pluvio_last_reading_timestamp_seconds{gauge="Lez"}'), timeS);
  t.is(values.get('pluvio_battery_volts{gauge="Lez"}'), volts);
  t.is(values.get('pluvio_quarantined_lines{gauge="Lez"}'), 0);
  t.is((await fetch(health)).status, 200);
  t.is((await fetch(url.replace('/metrics', '/other'))).status, 404);
  t.is((await fetch(url, { method: 'POST' })).status, 405);
  // Four hours without a round, where one is due each hour.
  sleep(4 * 3_600_000);
  t.is((await fetch(health)).status, 503);
  t.is(await end(), 0);
  await t.throwsAsync(fetch(health));
});

test('--metrics-port: what is no port, a port that is taken, and one round are errors; so are alerts of unknown gauges', async (t) => {
  const { folder } = await published(t, 1);
  const taken = createServer().listen(0, '127.0.0.1');
  t.teardown(() => taken.close());
  await once(taken, 'listening');
  const port = String((taken.address() as AddressInfo).port);
  writeFileSync(
    path.join(folder, 'alerts.toml'),
    '[webhook]\nurl = "http://127.0.0.1:9/"\n[[rule]]\nkind = "silent"\nfor = "1h"\ngauges = ["Politech"]\n',
  );
  const tries: [string[], RegExp][] = [
    [
      ['--every', '1h', '--alerts', 'alerts.toml'],
      /alerts\.toml, line 6: rule 1, gauges: "Politech" is no gauge of the table; there are /,
    ],
    [['--every', '1h', '--metrics-port', 'web'], /--metrics-port: "web" is no port; expected one like 9464/],
    [
      ['--every', '1h', '--metrics-port', port],
      /--metrics-port: cannot listen on 127\.0\.0\.1, port \d+: another program has it/,
    ],
    [['--metrics-port', port], /--metrics-port goes with --every or --cron/],
  ];
  const common = [
    '--log-format',
    'pretty',
    'update',
    '--from',
    'raw',
    '--out',
    'out',
    '--gauges',
    'gauges.csv',
    '--calib',
    'calib.csv',
  ];
  for (const [args, message] of tries) {
    const { code, stderr } = await pluvio([...common, ...args], { cwd: folder });
    t.is(code, 2);
    t.regex(stderr, message);
  }
});
