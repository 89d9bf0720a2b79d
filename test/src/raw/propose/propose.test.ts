import test from 'ava';
import { propose } from '../../../../src/raw/propose/propose.js';
import { read } from '../../../support/readings/described.js';

const proposed = (text: string) => propose(Buffer.from(text));

test('propose: a built-in format is recognised, and what it takes for granted is said', (t) => {
  const toa5 = proposed(
    '"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n"2024-01-01 00:01:00",0,0.2\n',
  );
  t.is(toa5?.builtIn, 'toa5');
  t.true(toa5!.doubts.some((doubt) => doubt.includes('zone')));
  const hobo = proposed(
    '"Plot Title: x"\n"#","Date Time, GMT+01:00","Event, units (LGR S/N: 1)"\n1,01/13/17 01:00:00 AM,0\n2,01/13/17 01:02:00 AM,1\n',
  );
  t.is(hobo?.builtIn, 'hoboware');
  t.true(hobo!.doubts.every((doubt) => doubt.includes('depth of a tip')));
});

test('propose: a table of its own gets a description that reads it', (t) => {
  const lines = Array.from(
    { length: 20 },
    (_, i) => `${i},2024/01/01 00:${String(i).padStart(2, '0')},12.1,${Math.floor(i / 3)}`,
  );
  const text = ['exported by hand', 'n,When,Volt,Bucket count', ...lines, ''].join('\n');
  const proposal = proposed(text)!;
  const { readings, rejects } = read(proposal.toml, text);
  t.is(proposal.builtIn, undefined);
  t.deepEqual(rejects, []);
  t.is(readings.length, 20);
  t.is(
    readings.reduce((sum, row) => sum + row[1], 0),
    6,
  );
  t.true(
    proposal.doubts.some((doubt) => doubt.includes('only rises')),
    'a counter is told',
  );
});

test('propose: days and months that could be changed over are told', (t) => {
  const text = 'Date;Pluie_X tips\n01/02/2024 00:01;1\n01/02/2024 00:02;0\n01/02/2024 00:03;2\n';
  const proposal = proposed(text.replace('Date', 'Quand'));
  t.true(
    proposal!.doubts.some((doubt) => doubt.includes('another order')),
    proposal!.toml,
  );
});

test('propose: text without times, or without numbers, gets nothing', (t) => {
  t.is(proposed('hello\nworld\n'), undefined);
  t.is(proposed('a,b\n1,2\n3,4\n'), undefined);
  t.is(proposed('time,word\n2024-01-01 00:00,x\n2024-01-01 00:01,y\n'), undefined);
  t.is(proposed(''), undefined);
});
