import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import { lookOnce, openAlerts, type Alerts, type Observe } from '../../../src/cli/alerts/open-alerts.js';
import { observer } from '../../../src/cli/alerts/observe.js';
import { logOf } from '../../../src/cli/wiring/options/shared.js';
import { processHost, type Host } from '../../../src/cli/host/host.js';
import { NO_JOURNAL } from '../../../src/domain/run/journal.js';
import { plainGauge } from '../../../src/domain/network.js';
import { readStatus } from '../../../src/pipeline/status/status.js';
import { openFolderStore } from '../../../src/stores/folder/store.js';
import { PLUVIO, pluvio, tempFolder } from '../../support/pluvio.js';
import { END_S, published } from '../serve/support/published.js';
import { header, mailbox } from './support/smtp.js';

const RULES = '[[rule]]\nkind = "silent"\nfor = "10m"\n[[rule]]\nkind = "run_failed"\n';
const mailTo = (port: number): string =>
  `[mail]\nserver = "smtp://127.0.0.1:${port}"\nfrom = "p@x.org"\nto = ["h@x.org"]\n`;

interface Clock {
  s: number;
}

function hostAt(clock: Clock): Host {
  return { ...processHost(), nowS: () => clock.s, stderr: new Writable({ write: (_p, _e, done) => done() }) };
}

function alertsIn(
  folder: string,
  rules: string,
  clock: Clock,
): { alerts: Alerts; look: (observe: Observe) => Promise<void> } {
  const file = path.join(folder, 'alerts.toml');
  writeFileSync(file, rules);
  const host = hostAt(clock);
  const log = logOf(host, 'test');
  const alerts = openAlerts({ file, out: path.join(folder, 'out'), log, host });
  return { alerts, look: (observe) => lookOnce(alerts, observe, log, host.nowS) };
}

/** Gauges that are silent, or not. */
const seeing =
  (clock: Clock, ...silent: readonly string[]): Observe =>
  () =>
    Promise.resolve({
      nowS: clock.s,
      gauges: silent.map((name) => ({
        name,
        lastS: clock.s - 7200,
        batteryV: undefined,
        series: undefined,
        sinceS: 0,
      })),
      run: undefined,
      freeBytes: undefined,
      leftFiles: undefined,
    });

test('a mail server that goes away and comes back loses no message, and gets none twice', async (t) => {
  const clock = { s: END_S };
  const folder = tempFolder(t);
  const first = await mailbox();
  const { alerts, look } = alertsIn(folder, mailTo(first.port) + RULES, clock);
  await look(seeing(clock, 'A'));
  t.deepEqual(
    first.mails.map((mail) => header(mail, 'Subject')),
    ['pluvio: A has been silent for 2 h, since 2026-03-01 10:00:00'],
  );
  await first.close();
  const names = ['A'];
  for (const name of ['B', 'C', 'D']) {
    clock.s += 60;
    names.push(name);
    await look(seeing(clock, ...names));
  }
  t.is(alerts.read().outbox.length, 3);
  const second = await mailbox(first.port);
  t.teardown(() => second.close());
  clock.s += 3600;
  await look(seeing(clock, ...names));
  t.deepEqual(
    second.mails.map((mail) => /: ([BCD]) has/.exec(header(mail, 'Subject')!)?.[1]),
    ['B', 'C', 'D'],
  );
  t.deepEqual(
    second.mails.map((mail) => header(mail, 'X-Pluvio-Repeated')),
    [undefined, undefined, undefined],
  );
  t.deepEqual(alerts.read().outbox, []);
});

test('kill -9 between sending and noting repeats once, marked, with the same id', async (t) => {
  const folder = tempFolder(t);
  const state: { child?: ReturnType<typeof spawn> } = {};
  const box = await mailbox(0, () => state.child?.kill('SIGKILL'));
  t.teardown(() => box.close());
  writeFileSync(path.join(folder, 'alerts.toml'), mailTo(box.port) + RULES);
  const args = ['alerts', '--rules', 'alerts.toml', '--out', 'out', '--test'];
  state.child = spawn(process.execPath, [PLUVIO, ...args], { cwd: folder, stdio: 'ignore' });
  const [, signal] = (await once(state.child, 'exit')) as [number | null, string | null];
  t.is(signal, 'SIGKILL');
  delete state.child;
  t.is(box.mails.length, 1);
  const again = await pluvio(args, { cwd: folder });
  t.is(again.code, 0, again.stderr);
  t.is(again.stdout.toString(), 'no incident is open\n');
  t.is((await pluvio(args.slice(0, -1), { cwd: folder })).code, 0);
  t.deepEqual(
    box.mails.map((mail) => header(mail, 'Subject')),
    ['pluvio: a test', '[repeated] pluvio: a test', 'pluvio: a test'],
  );
  const ids = box.mails.map((mail) => header(mail, 'Message-ID'));
  t.is(ids[0], ids[1]);
  t.not(ids[1], ids[2]);
});

test('two processes that look after the same folder tell of an incident once', async (t) => {
  const clock = { s: END_S + 1200 };
  const box = await mailbox();
  t.teardown(() => box.close());
  const { folder, out } = await published(t, 2);
  const { alerts, look } = alertsIn(
    folder,
    `${mailTo(box.port)}${RULES}[[rule]]\nkind = "rain"\nover = 0.1\nin = "1d"\n`,
    clock,
  );
  const other = alertsIn(folder, readFileSync(path.join(folder, 'alerts.toml'), 'utf8'), clock);
  const store = openFolderStore(out);
  const observe = observer({
    store,
    out,
    gauges: () => [],
    readStatus: (names) =>
      readStatus({
        ...{ gauges: names.map(plainGauge), local: store, target: undefined, source: undefined, journal: NO_JOURNAL },
        ...{ lastRun: undefined, failing: [], nowS: clock.s, silentAfterS: Infinity },
      }),
    leftFiles: () => undefined,
    nowS: () => clock.s,
  });
  const both = await Promise.allSettled([look(observe), other.look(observe)]);
  t.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await other.look(observe);
  await look(observe);
  t.is(box.mails.length, 1);
  const { incidents } = alerts.read();
  t.is(incidents.filter(({ text }) => text.includes('has been silent')).length, 8);
  t.true(incidents.some(({ text }) => / mm in 24 h, to /.test(text)));
  const shown = await pluvio(['alerts', '--rules', 'alerts.toml', '--out', 'out', '--ack', '1'], { cwd: folder });
  t.regex(shown.stdout.toString(), /^#1 .* has been silent for .*, acknowledged\)$/m);
});

test('webhook, command and ping get what they should; a ping is left out while something is unsent', async (t) => {
  const clock = { s: END_S };
  const folder = tempFolder(t);
  const state = { answer: 200 };
  const asked: { method: string | undefined; body: string }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      asked.push({ method: request.method, body });
      response.writeHead(request.method === 'GET' ? 200 : state.answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const script = `{ echo "$PLUVIO_ALERT_SUBJECT"; cat; } >> '${folder}/told.txt'`;
  const rules = `ping = "${url}"\n[webhook]\nurl = "${url}"\n[command]\nrun = ["sh", "-c", '''${script}''']\n${RULES}`;
  const { look } = alertsIn(folder, rules, clock);
  state.answer = 500;
  await look(seeing(clock, 'A'));
  t.deepEqual(
    asked.map(({ method }) => method),
    ['POST'],
  );
  state.answer = 204;
  clock.s += 60;
  await look(seeing(clock, 'A'));
  t.deepEqual(
    asked.map(({ method }) => method),
    ['POST', 'POST', 'GET'],
  );
  t.like(JSON.parse(asked[1]!.body), {
    network: 'pluvio',
    kind: 'alert',
    incidents: [1],
    repeated: false,
    created: END_S,
  });
  t.regex(
    readFileSync(path.join(folder, 'told.txt'), 'utf8'),
    /^pluvio: A has been silent[^\n]*\n#1 A has been silent[^\n]*\n$/,
  );
});
