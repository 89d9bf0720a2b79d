import { connect } from 'node:net';
import test from 'ava';
import { startServer } from '../../support/ftp-server.js';
import { portOf, RawControl, readData } from '../../support/raw-control.js';

test('pipelined commands are answered in order', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 3000; i++) server.files.put(`/f${i}`, 'x'.repeat(i));
  const control = await RawControl.login(t, server);
  control.send(Array.from({ length: 3000 }, (_, i) => `SIZE f${i}\r\n`).join(''));
  const expected = Array.from({ length: 3000 }, (_, i) => `213 ${i}`);
  t.deepEqual(await control.replies(3000), expected);
});

test('a pipelined command waits until the transfer before it is done', async (t) => {
  const server = await startServer(t);
  server.files.put('/a', 'one');
  server.files.put('/b', 'two');
  const control = await RawControl.login(t, server);
  control.send('EPSV\r\nRETR a\r\nDELE a\r\nEPSV\r\nRETR b\r\nRETR a\r\n');
  t.is(await readData(portOf(await control.reply())), 'one');
  t.deepEqual(
    (await control.replies(3)).map((line) => line.slice(0, 3)),
    ['150', '226', '250'],
  );
  t.is(await readData(portOf(await control.reply())), 'two');
  t.deepEqual(
    (await control.replies(3)).map((line) => line.slice(0, 3)),
    ['150', '226', '550'],
  );
});

test('a data connection for a refused transfer is never taken for the next one', async (t) => {
  const server = await startServer(t);
  server.files.put('/b', 'two');
  const control = await RawControl.login(t, server);
  control.send('EPSV\r\nRETR missing\r\nEPSV\r\nRETR b\r\n');
  const [first, refusal, second] = await control.replies(3);
  t.regex(refusal!, /^550 /);
  t.is(await readData(portOf(first!)).catch(() => ''), '');
  t.is(await readData(portOf(second!)), 'two');
});

test('chunk boundaries in commands do not matter', async (t) => {
  const server = await startServer(t);
  const control = await RawControl.login(t, server);
  const bytes = Buffer.from('MKD été\r\nCWD été\nPWD\r\n');
  for (const byte of bytes) {
    control.send(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.deepEqual(await control.replies(3), [
    '257 "/été" created.',
    '250 Directory changed.',
    '257 "/été" is the current directory.',
  ]);
});

test('ABOR, with telnet’s signals before it, breaks off a transfer', async (t) => {
  const server = await startServer(t);
  const control = await RawControl.login(t, server);
  const port = portOf(await control.command('EPSV'));
  control.send('STOR slow\r\n');
  const data = connect(port, '127.0.0.1').on('error', () => undefined);
  data.write('partial');
  t.regex(await control.reply(), /^150 /);
  control.send(Uint8Array.of(0xff, 0xf4, 0xff, 0xf2));
  control.send('ABOR\r\n');
  t.deepEqual(
    (await control.replies(2)).map((line) => line.slice(0, 3)),
    ['426', '226'],
  );
  t.regex(await control.command('NOOP'), /^200 /);
});

test('with pipelining off, what comes too early is lost', async (t) => {
  const server = await startServer(t, { features: { pipelining: false } });
  const control = await RawControl.login(t, server);
  control.send('NOOP\r\nPWD\r\nPWD\r\n');
  t.regex(await control.reply(), /^200 /);
  t.regex(await control.command('SYST'), /^215 /);
  t.is(server.stats.commands['PWD'], undefined);
});

test('an overlong command line ends the connection', async (t) => {
  const server = await startServer(t);
  const control = await RawControl.login(t, server);
  control.send('x'.repeat(20_000));
  t.regex(await control.reply(), /^500 /);
  t.is(await control.reply(), '');
});
