import test from 'ava';
import { assertEnd } from './support/checks.js';
import { tellFigure } from './support/extent.js';
import { expectedAfter, type Fault } from './support/run-fault.js';
import { network, openScene, troublesIn } from './support/scene.js';
import { answer, cut, each, once, refuse } from './support/strikes.js';

const COPY_FAULTS: readonly Fault[] = [
  { what: 'a download ends early, 226', faults: once('RETR', /\/base\//, cut(20, 'end', 226)) },
  { what: 'a download is reset', faults: once('RETR', /\/base\//, cut(0, 'reset', 226)) },
  { what: 'a download never gets its 226', faults: once('RETR', /\/base\//, { kind: 'silence' }) },
  { what: 'an upload ends early, 226', faults: once('STOR', /\/raw\//, cut(20, 'end', 226)) },
  { what: 'an upload is reset', faults: once('STOR', /\/raw\//, cut(20, 'reset')) },
  { what: 'an upload never gets its 226', faults: once('STOR', /\/raw\//, { kind: 'silence' }) },
  { what: 'a rename is answered with 451', faults: once('RNTO', /\/raw\//, answer(451)) },
  { what: 'every upload is refused', faults: each('STOR', /\/raw\//, refuse(550, 'Permission denied.')), code: 4 },
  { what: 'the disk is full', faults: each('STOR', /\/raw\//, refuse(452, 'No space.')), code: 4, says: /make room/ },
  { what: 'every download is refused', faults: each('RETR', /\/base\//, refuse(550, 'Denied.')), code: 4 },
];

for (const fault of COPY_FAULTS)
  test.serial(`copy, and update after it, lose nothing: ${fault.what}`, async (t) => {
    t.timeout(30_000);
    const expected = await expectedAfter(t, 'init');
    const scene = await openScene(t);
    scene.put('/base', network.history);
    scene.faults = fault.faults();
    const first = await scene.run(['copy']);
    t.is(first.code, fault.code ?? 0, troublesIn(first.stderr));
    if (fault.says) t.regex(first.stderr, fault.says);
    scene.faults = undefined;
    const sent = new Map(network.history.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('latin1')]));
    for (const [path, text] of scene.under('/raw'))
      if (!path.endsWith('.pluvio-tmp')) t.true(text === sent.get(path), path);
    t.is((await scene.run(['copy'])).code, 0);
    t.is(scene.under('/raw').size, network.history.length);
    t.is(scene.under('/base').size, network.history.length, 'what is copied stays');
    t.is((await scene.run(['update'])).code, 0);
    await assertEnd(t, scene, expected, fault.what);
  });

test.after(() =>
  tellFigure('faults in copy', COPY_FAULTS.length, 'nothing half copied, same bytes after the next round'),
);
