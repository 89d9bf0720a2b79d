import test from 'ava';
import { FormBook } from '../../../src/cli/wiring/network/forms/form-book.js';
import { plainGauge } from '../../../src/domain/network.js';
import type { Source, SourceChunk } from '../../../src/domain/readings/reading.js';
import { uncalibrated } from '../../../src/calibration/curve.js';
import { writeSeries } from '../../../src/formats/csv/series-csv.js';
import { runPipeline } from '../../../src/pipeline/run/run-pipeline.js';
import { CODED, RAW_FORMATS } from '../../../src/raw/formats-list.js';
import { rawFormat } from '../../../src/raw/registry.js';
import { TEST_FORMAT } from './test-format.js';

const DAY_S = 1_704_067_200;
const GAUGES = ['Lez', 'Mosson'].map((name) => ({ ...plainGauge(name), curve: uncalibrated(0.2) }));
const OWN = `#tips ${DAY_S}\nLez +60 3\nLez +120 0\nnonsense\nLez +180 1\n`;
const NETWORK = `Lez, ${DAY_S + 60}, 3, 0\nLez, ${DAY_S + 120}, 0, 0\nnonsense\nLez, ${DAY_S + 180}, 1, 0\n`;

/** The series as published, and every line that could not be used, of files of one folder in pieces of `size` bytes. */
async function published(files: readonly string[], formats: readonly string[], size: number) {
  const problems: unknown[] = [];
  const book = new FormBook(formats, undefined, problems as [], [...CODED, TEST_FORMAT]);
  const forms = book.chooserFor(GAUGES);
  const made = { raw: '', treated: '', rejects: [] as string[], problems };
  const onReject = (
    gauge: string | undefined,
    { source, line, reason, text }: { source: Source; line: number; reason: string; text: string },
  ): void => void made.rejects.push(`${gauge}: ${source.name}:${line} ${reason}: ${text}`);
  const books = await runPipeline(pieces(files, size), {
    gauges: GAUGES,
    forms,
    onReject,
    onYear: (year) =>
      writeSeries(
        year,
        (page) => (made.raw += Buffer.from(page).toString()),
        (page) => (made.treated += Buffer.from(page).toString()),
      ),
  });
  return { ...made, kept: books.total.kept, linesRead: books.total.linesRead };
}

async function* pieces(files: readonly string[], size: number): AsyncGenerator<SourceChunk> {
  await Promise.resolve();
  for (const [i, text] of files.entries()) {
    const source = { name: `Lez/${i}.txt`, folder: 'Lez' };
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size)
      yield { source, bytes: bytes.subarray(at, at + size), end: at + size >= bytes.length };
  }
}

test('a raw format of its own takes the way of any other: from its bytes to the same published bytes', async (t) => {
  const ours = await published([OWN], ['day-tips'], 1000);
  const theirs = await published([NETWORK], ['network'], 1000);
  t.deepEqual(ours.problems, []);
  t.is(ours.raw, theirs.raw);
  t.is(ours.treated, theirs.treated);
  t.regex(ours.treated, /^2024-01-01 00:01:00,1704067260,Lez,0\.6,0,na$/m);
  t.deepEqual(ours.rejects, ['Lez: Lez/0.txt:4 too-few-fields: nonsense']);
  t.deepEqual([ours.kept, ours.linesRead], [3, 4]);
  for (const size of [7, 20]) t.deepEqual(await published([OWN], ['day-tips'], size), ours);
});

test('files of several formats in one folder are told apart by how they begin', async (t) => {
  const later = NETWORK.replaceAll(String(DAY_S).slice(0, 6), '170408');
  const both = await published([OWN, later], ['network', 'day-tips'], 1000);
  t.deepEqual(both.problems, []);
  t.is(both.kept, 6);
  t.deepEqual(both.rejects.length, 2);
});

test('the registry knows every format by its name, and no other', (t) => {
  for (const { name } of RAW_FORMATS) t.is(rawFormat(name)?.form().name, name);
  t.is(new Set(RAW_FORMATS.map(({ name }) => name)).size, RAW_FORMATS.length);
  t.is(rawFormat('day-tips'), undefined);
  t.is(rawFormat('day-tips', [TEST_FORMAT]), TEST_FORMAT);
});
