import type { Fault } from './run-fault.js';
import { all, answer, atNth, cut, each, once, refuse, type Strike } from './strikes.js';

const LISTING = /^(MLSD|LIST)$/;

/** A connection that breaks now and then, whatever it is doing. */
const nowAndThen: Strike = () => {
  let seen = 0;
  return () => (++seen % 400 === 0 ? { kind: 'disconnect' } : undefined);
};

/** What the server can do wrong once, or a few times: the run heals it by itself. */
export const HEALED: readonly Fault[] = [
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
  { what: 'list is reset', faults: once(LISTING, /raw\/Hydropolis/, cut(40, 'reset')) },
  { what: 'list never ends', faults: once(LISTING, /raw/, { kind: 'silence' }) },
  {
    what: 'list is cut by the server',
    faults: once(LISTING, /raw\/Hydropolis/, { kind: 'short-listing', entries: 7 }),
  },
  {
    what: 'list holds hostile names',
    faults: each(LISTING, /raw\/Hydropolis/, {
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
    faults: all(
      each('EPSV', /./, refuse(500, 'Unknown command.')),
      each('PASV', /./, { kind: 'wrong-address', host: '192.0.2.1' }),
    ),
  },
];

/** What does not go away by itself: exit 4, everything kept, and the next run without it ends the same. */
export const LASTING: readonly Fault[] = [
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
  { what: 'every list is refused', faults: each(LISTING, /raw/, refuse(550, 'Permission denied.')), code: 4 },
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

const APPEND = ['--publish', 'append'];

/** What can go wrong with an append: the whole file is sent instead. */
export const APPENDING: readonly Fault[] = [
  { what: 'append ends early, 226', faults: once('APPE', /concatenated/, cut(50, 'end', 226)), args: APPEND },
  { what: 'append is reset', faults: once('APPE', /treated/, cut(50, 'reset')), args: APPEND },
  { what: 'append never gets its 226', faults: once('APPE', /concatenated/, { kind: 'silence' }), args: APPEND },
  { what: 'append meets a full disk', faults: once('APPE', /concatenated/, refuse(452, 'No space.')), args: APPEND },
  { what: 'append is not allowed', faults: each('APPE', /./, refuse(550, 'Permission denied.')), args: APPEND },
  { what: 'renaming away is refused', faults: each('RNTO', /growing$/, refuse(553, 'Not allowed.')), args: APPEND },
  { what: 'renaming away gets no answer', faults: once('RNTO', /growing$/, { kind: 'silence' }), args: APPEND },
  { what: 'renaming back is refused once', faults: once('RNTO', /concatenated/, refuse(553, 'Busy.')), args: APPEND },
  { what: 'renaming back is cut off', faults: once('RNTO', /treated_\d+\.csv$/, { kind: 'disconnect' }), args: APPEND },
  {
    what: 'read-back of an append ends early, 226',
    faults: once('RETR', /growing$/, cut(100, 'end', 226)),
    args: APPEND,
  },
];

/** What can go wrong between the look at a raw file and its deletion. */
export const LEAVING: readonly Fault[] = [
  { what: 'raw files may not be renamed', faults: each('RNFR', /\/raw\//, refuse(550, 'Permission denied.')) },
  { what: 'a raw file may not be renamed', faults: atNth('RNTO', /leaving/, 3, refuse(553, 'Not allowed.')) },
  { what: 'renaming a raw file gets no answer', faults: atNth('RNTO', /leaving/, 3, { kind: 'silence' }) },
  { what: 'renaming a raw file is cut off', faults: atNth('RNFR', /\/raw\//, 3, { kind: 'disconnect' }) },
  { what: 'renaming a raw file is done, and refused in words', faults: atNth('RNTO', /leaving/, 3, answer(451)) },
  { what: 'the delete of a renamed file is cut off', faults: atNth('DELE', /leaving/, 3, { kind: 'disconnect' }) },
];
