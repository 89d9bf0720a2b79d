import { fetchRace, type FetchRaceOptions } from './fetch-race.js';

/** Runs a fetch race behind the slow link that `delayed_link.py` has set up; options as JSON in, result as JSON on stdout. */
const options = JSON.parse(process.argv[2]!) as Omit<FetchRaceOptions, 'host' | 'progress'>;
const progress = (line: string): void => {
  process.stderr.write(`  ${line}\n`);
};
const host = process.env['BENCH_FTP_HOST'] ?? '127.0.0.1';
process.stdout.write(JSON.stringify(await fetchRace({ ...options, host, progress })));
