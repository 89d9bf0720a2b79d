import type { Asked, Traffic } from '../ftp/watched-server.js';
import { measure } from '../measure/measure.js';
import { median } from '../measure/median.js';
import type { Figure, Row } from '../results.js';
import { publishGauge, type PublishedGauge } from '../update/published-gauge.js';
import { runUpdate } from '../update/running.js';
import { yearsTitle } from './end-to-end.js';
import type { Section } from './section.js';

const NEW_FILES = 10;
const WALL: Figure = { name: 'wallS', title: 'wall s', decimals: 3 };
const TO_ONE_YEAR: Figure = { name: 'ratioToOneYear', title: '÷ 1 year', decimals: 2 };
const YEARS: Figure = { name: 'yearsTouched', title: 'years touched', decimals: 0 };
const COMMANDS: Figure = { name: 'commands', title: 'FTP commands', decimals: 0 };
const MOVED: Figure = { name: 'movedMb', title: 'MB moved', decimals: 1 };

/** New files against a published history: what it costs, and that it does not grow with the history. */
export const update: Section = {
  name: 'update',
  title: `Update with ${NEW_FILES} new five-line files`,
  async run({ quick, years, rounds, progress }) {
    const rows: Row[] = [];
    for (const count of years ?? [1, 20]) {
      const gauge = await publishGauge(count, quick ? 60 : 1);
      try {
        rows.push(
          ...(await measureGauge(gauge, `${yearsTitle(count)} published`, rounds ?? (quick ? 1 : 3), progress)),
        );
      } finally {
        await gauge.stop();
      }
    }
    return {
      method: `One gauge; the last year is whole, by the minute${quick ? ', those before it by the hour' : ''}: its two series of 29 MB are the bulk of the work. Source and target are the project's own FTP server on loopback, in another process; a year counts as touched when one of its files was read, written, renamed or deleted there. A round is one of a running "update --every", from its first command to its last.`,
      figures: [WALL, TO_ONE_YEAR, YEARS, COMMANDS, MOVED],
      plotted: WALL.name,
      rows: rows.map((row) => ({ ...row, figures: { ...row.figures, ...ratioToFirst(row, rows) } })),
      skipped: [],
    };
  },
};

async function measureGauge(
  gauge: PublishedGauge,
  title: string,
  rounds: number,
  progress: (line: string) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  const add = async (who: string, once: () => Promise<Cost>): Promise<void> => {
    const costs: Cost[] = [];
    for (let round = 0; round < rounds; round++) costs.push(await once());
    rows.push(rowOf(title, who, costs));
    progress(`${title}: ${who} ${rows.at(-1)!.figures[WALL.name]!.toFixed(3)} s`);
  };
  const command =
    (files: number, ...options: string[]) =>
    async (): Promise<Cost> => {
      gauge.send(files);
      gauge.server.traffic();
      const { wallS } = await measure(gauge.update(...options));
      return costOf(wallS, gauge.server.traffic());
    };
  await add('the command', command(NEW_FILES));
  await add('the command, --publish append', command(NEW_FILES, '--publish', 'append'));
  await add('the command, nothing new', command(0));
  const running = runUpdate(gauge.update('--every', '1s', '--json'));
  try {
    await running.roundOf(0);
    await add('a round', async () => {
      gauge.server.traffic();
      gauge.send(NEW_FILES);
      await running.roundOf(NEW_FILES);
      const traffic = gauge.server.traffic();
      return costOf((traffic.asked.at(-1)!.atMs - traffic.asked[0]!.atMs) / 1000, traffic);
    });
  } finally {
    await running.stop();
  }
  return rows;
}

type Cost = Readonly<Record<string, number>>;

function costOf(wallS: number, { asked, movedBytes }: Traffic): Cost {
  return {
    [WALL.name]: wallS,
    [YEARS.name]: yearsTouched(asked).size,
    [COMMANDS.name]: asked.length,
    [MOVED.name]: movedBytes / 1e6,
  };
}

/** Years of which a file was read or changed; looking at sizes does not count. */
export function yearsTouched(asked: readonly Asked[]): Set<string> {
  const touching = asked.filter(({ verb }) => /^(RETR|STOR|APPE|RNFR|RNTO|DELE|MKD)$/.test(verb));
  return new Set(touching.flatMap(({ path }) => /^\/published\/[^/]+\/(\d{4})\//.exec(path)?.[1] ?? []));
}

function rowOf(title: string, who: string, costs: readonly Cost[]): Row {
  const names = Object.keys(costs[0]!);
  return {
    case: title,
    who,
    figures: Object.fromEntries(names.map((name) => [name, median(costs.map((cost) => cost[name]!))])),
  };
}

function ratioToFirst({ who, figures }: Row, rows: readonly Row[]): Cost {
  const first = rows.find((row) => row.who === who)!;
  return first.figures === figures ? {} : { [TO_ONE_YEAR.name]: figures[WALL.name]! / first.figures[WALL.name]! };
}
