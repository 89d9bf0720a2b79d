import { CLIENTS_AFAR } from './clients.js';
import { fetchRace, type FetchCase } from './fetch-race.js';
import { farSide } from './slow-link.js';

/** Runs a fetch race over the slow link that `delayed_link.py` has set up; the case as JSON in, result as JSON on stdout. */
const fetchCase = JSON.parse(process.argv[2]!) as FetchCase;
const progress = (line: string): void => {
  process.stderr.write(`  ${line}\n`);
};
process.stdout.write(JSON.stringify(await fetchRace({ ...fetchCase, ...farSide(), clients: CLIENTS_AFAR, progress })));
