import { rmSync, writeFileSync } from 'node:fs';
import { median } from '../measure/median.js';
import { publishYear, serveBytes, servePluvio, type Served } from '../serve/served.js';
import type { Figure, Row } from '../results.js';
import type { Section } from './section.js';

const MS: Figure = { name: 'ms', title: 'ms', decimals: 1 };
const PER_S: Figure = { name: 'perS', title: 'a second', decimals: 0 };
const PER_CPU_S: Figure = { name: 'perCpuS', title: 'a CPU second of the server', decimals: 0 };
const RESIDENT: Figure = { name: 'residentMb', title: 'MB at the end', decimals: 0 };
const GROWN: Figure = { name: 'grownMb', title: 'MB more than after a tenth', decimals: 1 };
/** Requests under way at the same time. */
const AT_ONCE = 16;
const PAGE = 10_000;

/** What `pluvio serve` takes for an answer. */
export const serveSection: Section = {
  name: 'serve',
  title: 'Answers of the server',
  async run({ quick, rounds = quick ? 3 : 15, progress }) {
    const { gauge, out } = await publishYear();
    const rows: Row[] = [];
    const server = await servePluvio(gauge, out);
    try {
      for (const format of ['json', 'csv']) {
        const ms = await yearMs(server, format, rounds);
        rows.push({ case: `a year of minutes as ${format.toUpperCase()}`, who: 'pluvio', figures: { ms } });
        progress(`a year as ${format}: ${ms.toFixed(1)} ms`);
      }
      const requests = quick ? 5_000 : 100_000;
      const cached = `${requests.toLocaleString('en')} requests for a kept answer`;
      const path = '/api/v1/cumulative';
      rows.push({ case: cached, who: 'pluvio', figures: await manyOf(server, path, requests) });
      const body = `${out}.json`;
      writeFileSync(body, await server.get(path));
      const bare = await serveBytes(gauge, body);
      rows.push({ case: cached, who: 'node:http alone', figures: await manyOf(bare, path, requests) });
      await bare.stop();
      rmSync(body);
      for (const encoding of ['identity', 'gzip'])
        rows.push({
          case: `SensorThings, pages of ${PAGE.toLocaleString('en')} observations, ${encoding}`,
          who: 'pluvio',
          figures: await paged(server, encoding, quick ? 100_000 : 500_000),
        });
    } finally {
      await server.stop();
      rmSync(out, { recursive: true });
    }
    return {
      method: `A server of one gauge's year of minutes, asked over loopback by this process, which has a core of its own where there are two. The year is in memory, and each answer of it is made anew; ${AT_ONCE} requests at a time; observations are read by their next links, one page after another. CPU seconds are those of the server: what one core gives.`,
      figures: [MS, PER_S, PER_CPU_S, RESIDENT, GROWN],
      plotted: PER_CPU_S.name,
      rows,
      skipped: ['other SensorThings servers: FROST and istSOS need PostgreSQL, and Java or containers'],
    };
  },
};

/** Median of answers with all minutes of the year, each with another end, so that none was made before. */
async function yearMs(server: Served, format: string, rounds: number): Promise<number> {
  const { gauges } = JSON.parse((await server.get('/api/v1/gauges')).toString()) as {
    gauges: { last_reading: number }[];
  };
  const endS = gauges[0]!.last_reading;
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const startMs = performance.now();
    await server.get(`/api/v1/series?gauge=${server.gauge}&last=365d&to=${endS - round}&step=1m&format=${format}`);
    if (round > 0) took.push(performance.now() - startMs);
  }
  return median(took);
}

async function manyOf(server: Served, path: string, requests: number): Promise<Row['figures']> {
  const ask = async (count: number): Promise<void> => {
    let left = count;
    const asking = async (): Promise<void> => {
      while (left-- > 0) await server.get(path);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, asking));
  };
  await ask(requests / 10);
  const beforeMb = server.residentMb();
  const rate = await rated(server, requests, () => ask(requests));
  const residentMb = server.residentMb();
  return { ...rate, residentMb, grownMb: residentMb - beforeMb };
}

async function paged(server: Served, encoding: string, most: number): Promise<Row['figures']> {
  const first = `/v1.1/Datastreams('${server.gauge}:mm')/Observations?$top=${PAGE}`;
  await server.get(first, { 'accept-encoding': encoding });
  let count = 0;
  const rate = await rated(server, most, async () => {
    while (count < most) {
      await server.get(`${first}&$skip=${count}`, { 'accept-encoding': encoding });
      count += PAGE;
    }
  });
  return { ...rate, residentMb: server.residentMb() };
}

async function rated(
  server: Served,
  count: number,
  work: () => Promise<void>,
): Promise<{ perS: number; perCpuS: number }> {
  const [startMs, startCpuS] = [performance.now(), server.cpuS()];
  await work();
  const cpuS = server.cpuS() - startCpuS;
  return { perS: (1000 * count) / (performance.now() - startMs), perCpuS: cpuS > 0 ? count / cpuS : 0 };
}
