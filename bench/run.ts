import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CONTESTANTS, entrants } from './contestants.js';
import { describeMachine } from './machine.js';
import type { BenchResults, SectionResult } from './results.js';
import { SECTIONS } from './sections/index.js';
import type { BenchContext, Section } from './sections/section.js';
import { cellsOf, textTable } from './table.js';

const USAGE = `npm run bench -- [options]: all of it takes about 45 minutes on two cores
  --quick          smaller cases, about a minute in all
  --json FILE      write the results, for bench:compare, bench:plot and bench:report
  --years 1,10,40  years of history for the sections that have one
  --rounds N       rounds of each case
  --only A,B       sections: ${SECTIONS.map(({ name }) => name).join(', ')}
  --who A,B        contestants: ${CONTESTANTS.map(({ name }) => name).join(', ')}
Data and outputs lie in PLUVIO_BENCH_DIR, or in a folder beside other temporary files.`;

interface Options {
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly years: readonly number[] | undefined;
  readonly rounds: number | undefined;
  readonly only: readonly string[] | undefined;
  readonly who: readonly string[] | undefined;
}

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      years: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      who: { type: 'string' },
    },
  });
  return {
    quick: values.quick,
    json: values.json,
    years: values.years?.split(',').map(wholeNumber),
    rounds: values.rounds === undefined ? undefined : wholeNumber(values.rounds),
    only: knownNames(values.only, SECTIONS),
    who: knownNames(values.who, CONTESTANTS),
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${text}" is not a whole number above 0`);
  return value;
}

function knownNames(list: string | undefined, known: readonly { name: string }[]): string[] | undefined {
  const names = list?.split(',');
  const unknown = names?.find((name) => known.every((each) => each.name !== name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${known.map(({ name }) => name).join(', ')}`);
  return names;
}

/** The command that measures the same again; where it wrote its JSON does not matter. */
function commandOf({ quick, years, rounds, only, who }: Options): string {
  const given = Object.entries({ years, rounds, only, who }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${String(value)}`],
  );
  return ['npm run bench', ...(quick || given.length > 0 ? ['--'] : []), ...(quick ? ['--quick'] : []), ...given].join(
    ' ',
  );
}

async function runSection(section: Section, context: BenchContext): Promise<SectionResult> {
  process.stderr.write(`\n${section.title}\n`);
  const result = { name: section.name, title: section.title, ...(await section.run(context)) };
  process.stdout.write(`\n${section.title}\n${textTable(cellsOf(result))}\n`);
  for (const line of result.skipped) process.stdout.write(`SKIPPED: ${line}\n`);
  return result;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const options = parseOptions(args);
  const { present, versions, skipped } = entrants(
    CONTESTANTS.filter(({ name }) => options.who?.includes(name) ?? true),
  );
  for (const line of skipped) process.stdout.write(`SKIPPED: ${line}\n`);
  const context: BenchContext = {
    contestants: present,
    quick: options.quick,
    years: options.years,
    rounds: options.rounds,
    progress: (line) => process.stderr.write(`  ${line}\n`),
  };
  const startedAt = new Date().toISOString();
  const sections: SectionResult[] = [];
  for (const section of SECTIONS) {
    if (options.only?.includes(section.name) ?? true) sections.push(await runSection(section, context));
  }
  const results: BenchResults = {
    format: 1,
    startedAt,
    command: commandOf(options),
    machine: describeMachine(),
    versions,
    skipped,
    sections,
  };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
