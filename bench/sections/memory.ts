import { PLUVIO, pluvio, type Contestant } from '../contestants.js';
import { historyDumps } from '../data/dumps.js';
import { FILE_ORDERS, monthFiles, type FileOrder } from '../data/month-files.js';
import { startWatchedServer } from '../ftp/watched-server.js';
import { race, type RaceOptions, type RaceResult } from '../race.js';
import { PEAK, WALL, type Figure, type Row } from '../results.js';
import { yearsTitle } from './end-to-end.js';
import type { BenchContext, Section } from './section.js';

const TO_SHORTEST: Figure = { name: 'ratioToShortest', title: '÷ the shortest', decimals: 2 };
const QUICK_ORDERS: readonly FileOrder[] = ['by time', 'shuffled'];

/** What a run is called, without its length, so that lengths can be compared. */
interface Run {
  readonly what: string;
  readonly years: number;
  readonly result: RaceResult;
}

/** Peak memory by length of history, by the order in which files come, from a folder and from a server. */
export const memory: Section = {
  name: 'memory',
  title: 'Peak memory by length of history',
  async run(context) {
    const runs: Run[] = [];
    for (const years of context.years ?? (context.quick ? [1, 2] : [1, 10, 40])) {
      for await (const run of runsOf(years, context)) runs.push(run);
    }
    return {
      method:
        "The sum of the kernel's high-water marks (VmHWM in /proc) over the process and its descendants, at its highest, sampled every 10 ms. Four gauges, two kept: a file per gauge and year, where everyone runs; a file per gauge and month in several orders; all gauges' lines mixed by time in a file per year; and the same from an FTP server on loopback.",
      figures: [PEAK, TO_SHORTEST, WALL],
      plotted: PEAK.name,
      rows: runs.flatMap((run) => run.result.rows.map((row) => withRatio(row, run, runs))),
      skipped: runs.flatMap(({ result }) => result.skipped),
    };
  },
};

async function* runsOf(years: number, context: BenchContext): AsyncGenerator<Run> {
  const title = yearsTitle(years);
  const options = { ...context, rounds: context.rounds ?? 1 };
  const run = async (what: string, more: Pick<RaceOptions, 'contestants' | 'dumps'>): Promise<Run> => ({
    what,
    years,
    result: await race({ ...options, ...more, case: `${title}, ${what}` }),
  });
  const own = context.contestants.filter(({ name }) => name === PLUVIO.name);
  if (!context.quick)
    yield await run('a file a year', { contestants: context.contestants, dumps: historyDumps(years) });
  if (own.length === 0) return;
  for (const order of context.quick ? QUICK_ORDERS : FILE_ORDERS)
    yield await run(`months ${order}`, { contestants: own, dumps: monthFiles(years, order) });
  if (!context.quick) yield await run('gauges mixed', { contestants: own, dumps: historyDumps(years, 'interleaved') });
  for (const order of context.quick ? (['by time'] as const) : QUICK_ORDERS) {
    const dumps = monthFiles(years, order);
    const server = await startWatchedServer(dumps.folder);
    try {
      yield await run(`months ${order}, FTP`, { contestants: [fetching(server.address, server.login)], dumps });
    } finally {
      await server.stop();
    }
  }
}

/** Pluvio, taking the same files from a server. */
function fetching(address: string, login: Readonly<Record<string, string>>): Contestant {
  return {
    ...PLUVIO,
    command: (_, out) => pluvio(['init', '--from', `ftp://${address}/`, '--keep-raw', '--out', out], login),
  };
}

/** With the peak as a multiple of that of the shortest history. */
function withRatio(row: Row, { what }: Run, runs: readonly Run[]): Row {
  const alike = runs.filter((run) => run.what === what).sort((a, b) => a.years - b.years);
  const shortest = alike[0]!.result.rows.find(({ who }) => who === row.who);
  const [mine, other] = [row, shortest].map((each) => each?.figures[PEAK.name]);
  if (shortest === row || mine === undefined || other === undefined) return row;
  return { ...row, figures: { ...row.figures, [TO_SHORTEST.name]: mine / other } };
}
