import test from 'ava';
import { runFault, type Fault } from './support/run-fault.js';
import { answer, atNth, cut, each, once, refuse, type Strike } from './support/strikes.js';
import { tellFigure } from './support/extent.js';

/** A connection that breaks now and then, whatever it is doing. */
const nowAndThen: Strike = () => {
  let seen = 0;
  return () => (++seen % 400 === 0 ? { kind: 'disconnect' } : undefined);
};

/** What the server can do wrong once, or a few times: the run heals it by itself. */
const HEALED: readonly Fault[] = [
  { what: 'download ends early, 226', faults: once('RETR', /\/raw\//, cut(30, 'end', 226)) },
  { what: 'download is reset before the first byte, 226', faults: once('RETR', /\/raw\//, cut(0, 'reset', 226)) },
  { what: 'download is reset', faults: once('RETR', /\/raw\//, cut(20, 'reset')) },
  { what: 'download never gets its 226', faults: once('RETR', /\/raw\//, { kind: 'silence' }) },
  { what: 'read-back ends early, 226', faults: once('RETR', /pluvio-tmp$/, cut(100, 'end', 226)) },
  { what: 'upload is reset', faults: once('STOR', /concatenated/, cut(500, 'reset')) },
  { what: 'upload is reset before the first byte', faults: once('STOR', /treated/, cut(0, 'reset')) },
  { what: 'upload ends early, 226', faults: once('STOR', /concatenated/, cut(500, 'end', 226)) },
  { what: 'upload of a manifest ends early, 226', faults: once('STOR', /manifest/, cut(10, 'end', 226)) },
  { what: 'upload never gets its 226', faults: once('STOR', /sparse/, { kind: 'silence' }) },
  {
    what: 'upload meets a full disk once',
    faults: once('STOR', /treated/, refuse(452, 'Insufficient storage space.')),
  },
  { what: 'list is reset', faults: once('MLSD', /raw\/Hydropolis/, cut(40, 'reset')) },
  { what: 'list never ends', faults: once('MLSD', /raw/, { kind: 'silence' }) },
  { what: 'list is cut by the server', faults: once('MLSD', /raw\/Hydropolis/, { kind: 'short-listing', entries: 7 }) },
  {
    what: 'list holds hostile names',
    faults: each('MLSD', /raw\/Hydropolis/, {
      kind: 'extra-names',
      names: ['../../etc/passwd', '/etc/passwd', '..', 'a/b.txt', 'evil\u0007.txt', 'C:\\x'],
    }),
    says: /a listed name is not safe/,
  },
  { what: 'rename gets no answer', faults: once('RNTO', /concatenated/, { kind: 'silence' }) },
  { what: 'rename is cut off', faults: once('RNTO', /manifest/, { kind: 'disconnect' }) },
  { what: 'rename is done, and refused in words', faults: once('RNTO', /treated/, answer(451)) },
  { what: 'rename over an existing file is never allowed', faults: each('RNTO', /./, { kind: 'no-overwrite' }) },
  { what: 'delete is cut off', faults: atNth('DELE', /\/raw\//, 3, { kind: 'disconnect' }) },
  { what: 'delete gets no answer', faults: once('DELE', /\/raw\//, { kind: 'silence' }) },
  { what: 'the control connection breaks now and then', faults: nowAndThen },
  { what: 'a half-open control connection', faults: once('SIZE', /./, { kind: 'silence' }) },
  { what: '421 in the middle of the work', faults: once('RETR', /\/raw\//, refuse(421, 'Idle for too long.')) },
  { what: '421 too many at the login', faults: atNth('USER', /./, 2, refuse(421, 'Too many connections.')) },
  { what: '530 too many at the login', faults: atNth('PASS', /./, 3, refuse(530, 'Too many users.')) },
  {
    what: 'PASV gives a wrong address',
    faults: each('PASV', /./, { kind: 'wrong-address', host: '192.0.2.1' }),
    server: { features: { epsv: false } },
  },
];

/** What does not go away by itself: exit 4, everything kept, and the next run without it ends the same. */
const LASTING: readonly Fault[] = [
  {
    what: 'every download is refused',
    faults: each('RETR', /\/raw\//, refuse(550, 'Permission denied.')),
    code: 4,
    says: /Permission denied/,
  },
  { what: 'every download is a network failure', faults: each('RETR', /\/raw\//, cut(10, 'reset')), code: 4 },
  {
    what: 'every upload ends early, 226',
    faults: each('STOR', /concatenated/, cut(500, 'end', 226)),
    code: 4,
    says: /bytes/,
  },
  {
    what: 'the disk of the target is full',
    faults: each('STOR', /./, refuse(452, 'No space.')),
    code: 4,
    says: /make room on the server/,
  },
  {
    what: 'the quota of the target is used up',
    faults: each('STOR', /sparse/, refuse(552, 'Quota exceeded.')),
    code: 4,
    says: /make room on the server/,
  },
  {
    what: 'the target refuses everything',
    faults:
      () =>
      ({ verb }) =>
        /^(STOR|APPE|MKD|RNFR|RNTO|DELE)$/.test(verb) ? refuse(550, 'Permission denied.') : undefined,
    code: 4,
    says: /check the rights/,
  },
  { what: 'every list is refused', faults: each(/MLSD|LIST/, /raw/, refuse(550, 'Permission denied.')), code: 4 },
  {
    what: 'renames are refused',
    faults: each('RNTO', /published/, refuse(553, 'Not allowed.')),
    code: 4,
    says: /Not allowed/,
  },
  {
    what: 'deletes are refused',
    faults: each('DELE', /\/raw\//, refuse(550, 'Permission denied.')),
    code: 4,
    says: /could not be deleted/,
  },
  {
    what: 'some deletes are refused',
    faults: each('DELE', /\/raw\/Polytech/, refuse(550, 'Denied.')),
    code: 4,
    says: /could not be deleted/,
  },
  {
    what: 'a delete is answered, not done',
    faults: each('DELE', /\/raw\//, refuse(250, 'Done.')),
    code: 4,
    says: /could not be deleted/,
  },
  {
    what: 'the login is refused',
    faults: each('PASS', /./, refuse(530, 'Login incorrect.')),
    code: 4,
    says: /check user and password/,
  },
  {
    what: '421 for everyone',
    faults: each('USER', /./, refuse(421, 'Too many connections.')),
    code: 4,
    says: /no more connections/,
  },
];

for (const fault of HEALED)
  for (const command of ['init', 'update'])
    test.serial(`${command} heals by itself: ${fault.what}`, (t) => {
      t.timeout(30_000);
      return runFault(t, fault, command);
    });

for (const fault of LASTING)
  for (const command of ['init', 'update'])
    test.serial(`${command} ends with 4 and keeps everything: ${fault.what}`, (t) => {
      t.timeout(30_000);
      return runFault(t, fault, command);
    });

test.after(() => {
  tellFigure('faults of a server, healed by themselves', 2 * HEALED.length, 'exit 0, same bytes');
  tellFigure('faults of a server that last', 2 * LASTING.length, 'exit 4, nothing lost, same bytes afterwards');
});
