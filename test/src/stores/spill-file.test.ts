import test from 'ava';
import { openSpillFile } from '../../../src/stores/spill-file.js';

test('spills one after the other share the memory of one, and each reads what it was given', (t) => {
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 64; i++) {
    const spill = openSpillFile('/nonexistent', 'test');
    const positions = [i, i + 1].map((byte) => spill.append(Buffer.alloc(1000, byte)));
    for (const [k, position] of positions.entries()) {
      const into = Buffer.alloc(1000);
      spill.read(position, into);
      t.true(into.every((byte) => byte === i + k));
    }
    spill.close();
    // A second time changes nothing: its memory may be another's by now.
    spill.close();
  }
  t.true(process.memoryUsage().arrayBuffers - before < 16_000_000);
});

test('two spills at once have a memory each, also after one was closed twice', (t) => {
  const gone = openSpillFile('/nonexistent', 'test');
  gone.close();
  gone.close();
  const [one, other] = [openSpillFile('/nonexistent', 'test'), openSpillFile('/nonexistent', 'test')];
  const [at, atOther] = [one.append(Buffer.from('one')), other.append(Buffer.from('two'))];
  const into = Buffer.alloc(3);
  one.read(at, into);
  t.is(into.toString(), 'one');
  other.read(atOther, into);
  t.is(into.toString(), 'two');
  one.close();
  other.close();
});
