import { fixtureNetwork, type NetworkFile } from '../../../fixtures/networks/network.js';
import { rowsOfGauges } from '../../support/readings/gauges-rows.js';
import { between, utc } from '../../../fixtures/utc.js';
import type { TimeRange } from '../../../src/domain/time/time.js';

/** Hours of the fixture network in which something happens: a clock reset, New Year, a contradiction, a cut line. */
const HOURS: readonly TimeRange[] = [
  between('2023-12-31 12:50', '2023-12-31 13:30'),
  between('2023-12-31 23:30', '2024-01-01 00:40'),
  between('2024-01-01 15:25', '2024-01-01 15:45'),
];

/** A file of lines that cannot be used. */
function malformed(name: string, modifiedS: number): NetworkFile {
  const lines = ['Hydropolis, 17040666OO, 0, 0, 12.2', 'Hydropolis', 'Hydropolis, 1704066602, many, 0, "12.2"'];
  return { path: `Hydropolis/${name}`, bytes: Buffer.from(`${lines.join('\n')}\n`), modifiedS };
}

export interface SmallNetwork {
  readonly history: readonly NetworkFile[];
  readonly later: readonly NetworkFile[];
  readonly calibCsv: string;
  readonly gaugesCsv: string;
}

/** The two wanted gauges of the fixture network in a few eventful hours: two years, every reason for a quarantine row. */
export function smallNetwork(): SmallNetwork {
  const { history, later, calibCsv, gaugesCsv } = fixtureNetwork();
  const isWanted = ({ path }: NetworkFile): boolean => /^(Hydropolis|Polytech)\//.test(path);
  const inHours = ({ modifiedS }: NetworkFile): boolean =>
    HOURS.some(({ startS, endS }) => startS <= modifiedS && modifiedS < endS);
  return {
    history: [
      ...history.filter((file) => isWanted(file) && inHours(file)),
      malformed('Hydropol_311223_235002.txt', utc('2023-12-31 23:55')),
    ],
    later: [...later.filter(isWanted), malformed('Hydropolis_020124_010701.txt', utc('2024-01-02 01:12'))],
    calibCsv,
    gaugesCsv: rowsOfGauges(gaugesCsv),
  };
}
