import { Writable } from 'node:stream';
import test from 'ava';
import { openLog, type LogOptions } from '../../../src/log/log.js';

function logged(options: Partial<LogOptions>): string {
  let text = '';
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      text += piece.toString();
      done();
    },
  });
  const log = openLog({ level: 'info', format: 'pretty', stream, runId: '0123abcd', ...options });
  log.debug('unseen');
  log.info({ setting: { password: 'hush' }, login: { user: 'u', password: 'hush' } }, 'begun');
  log.warn('careful');
  log.error('broken');
  return text;
}

test('openLog writes plain lines for people, marked where they matter', (t) => {
  t.is(logged({}), 'begun\nwarning: careful\nerror: broken\n');
  t.is(logged({ color: true }), 'begun\n\u001b[33mwarning: \u001b[0mcareful\n\u001b[31merror: \u001b[0mbroken\n');
});

test('openLog writes JSON with the run, and never a password', (t) => {
  const text = logged({ format: 'json' });
  t.false(text.includes('hush'));
  const lines = text.trim().split('\n');
  t.is(lines.length, 3);
  for (const line of lines) t.is((JSON.parse(line) as { run: string }).run, '0123abcd');
});

test('openLog keeps below its level still', (t) => {
  t.is(logged({ level: 'error' }), 'error: broken\n');
  t.is(logged({ level: 'silent' }), '');
});
