import { fit } from '../described/described-form.js';
import { fieldsOfLine } from '../described/scan/line-reader.js';
import type { Description } from '../description/description.js';
import { builtInDescription, ownDescription, RAW_FORMATS } from '../registry.js';
import { amountsOf } from './amounts.js';
import { linesOfHead } from './head-text.js';
import { LEAST_FIT, NO_DEPTH, NO_ZONE, type Proposal } from './proposal.js';
import { isSteady } from './steps.js';
import { zoneSaid } from './zones.js';

/** Formats whose times are those of one zone, or say theirs. */
const WITH_ZONE = ['hoboware', 'pluvio-csv', 'meteo-france-6min'];
/** Lines that the head of a file has at most. */
const HEAD_LINES = 30;
const MOST_MONTHS = 12;
/** A line of TOA5 that is no reading: what it is of, names, units, processing. */
const TOA5_HEAD = 4;

/** The built-in format that a file has, or that with what has to be changed; undefined where it has none. */
export function builtInOf(head: Uint8Array): Proposal | undefined {
  const lines = linesOfHead(head);
  for (const { name, summary } of RAW_FORMATS) {
    const description = builtInDescription(name);
    if (!description) continue;
    const said = zoneAbove(description, lines);
    const toml = said === undefined ? `base = "${name}"\n` : `base = "${name}"\ntime = { zone = "${said.zone}" }\n`;
    const isPlain = fit(description, head) >= LEAST_FIT;
    if (!isPlain && (name !== 'hoboware' || said === undefined || fit(ownOf(toml), head) < LEAST_FIT)) continue;
    const doubts = said?.doubt === undefined ? [] : [said.doubt];
    if (said === undefined && !WITH_ZONE.includes(name) && !/[\dT:]Z\b/.test(lines.slice(0, HEAD_LINES).join('\n')))
      doubts.push(NO_ZONE);
    if (description.value.unit === 'tips' && name !== 'pluvio-csv') doubts.push(NO_DEPTH);
    else if (name !== 'pluvio-csv')
      doubts.push(`amounts are taken for ${description.value.unit}: a row of units may lie`);
    if (name === 'toa5-events') {
      const named = rainOfToa5(lines, doubts);
      if (named) return named;
      doubts.push('no column of rain was found: every line is taken for one tip');
      if (isSteady(description, head))
        doubts.push(
          'the lines come at a steady step, so that they are hardly tips: with base = "toa5", value = { column = … } names the rain',
        );
    }
    const order = orderDoubt(name, lines);
    if (order !== undefined) doubts.push(order);
    if (name === 'toa5' && !isSteady(description, head)) return eventsOfToa5(doubts);
    return {
      builtIn: said === undefined ? name : undefined,
      toml,
      reasons: [
        `it has the columns of ${name}: ${summary}`,
        ...(said === undefined ? [] : ['the lines above the readings say the zone']),
      ],
      doubts,
    };
  }
  return undefined;
}

function ownOf(toml: string): Description {
  return ownDescription(toml, 'proposal.toml');
}

/** The zone that lines above the readings say, where the built-in format does not read it there. */
function zoneAbove({ name, time, header }: Description, lines: readonly string[]): ReturnType<typeof zoneSaid> {
  if (header.by !== 'name' || name === 'pluvio-csv' || name === 'meteo-france-6min') return undefined;
  const first = lines.findIndex((line) => /\d{1,2}:\d\d/.test(line));
  const above = lines.slice(0, Math.max(0, first)).slice(-HEAD_LINES);
  const names = fieldsOfLine(above.at(-1) ?? '', ',') ?? [];
  const isTime = (text: string): boolean =>
    time.columns.some((ref) => typeof ref === 'object' && ref.some((one) => typeof one === 'object' && one.test(text)));
  const said = zoneSaid(above, names.find(isTime) ?? '');
  return name === 'hoboware' && said?.zone === 'header' ? undefined : said;
}

/** That days and months could be changed over, where no day is over 12; undefined where they cannot. */
function orderDoubt(name: string, lines: readonly string[]): string | undefined {
  const taken = { hoboware: ['month/day', 1, '%d/%m/%y'], semicolon: ['day/month', 0, '%m/%d/%Y'] } as const;
  if (!(name === 'hoboware' || name === 'semicolon')) return undefined;
  const [order, dayAt, other] = taken[name];
  const dates = lines.flatMap((line) => /(?<!\d)(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}\b/.exec(line) ?? []);
  const days = dates.filter((_, i) => i % 3 === 1 + dayAt).map(Number);
  if (days.length === 0 || days.some((day) => day > MOST_MONTHS)) return undefined;
  return `days and months could be changed over: dates are taken for ${order}; if they are not, time = { format = "${other} %H:%M:%S" }`;
}

/** A table of TOA5 whose rain the built-in format passes over, because its name says that it is no depth in an interval. */
function rainOfToa5(lines: readonly string[], doubts: readonly string[]): Proposal | undefined {
  const [names, ...rows] = lines.slice(1).map((line) => fieldsOfLine(line, ',') ?? []);
  const values = rows.slice(TOA5_HEAD - 2);
  const amounts = amountsOf({ rows: values, names, decimal: '.', times: [0, 1] });
  if (!amounts || !amounts.isNamed) return undefined;
  const column = JSON.stringify(names![amounts.column]);
  return {
    builtIn: undefined,
    toml: `base = "toa5"\nvalue = { column = ${column}, ${amounts.kind} }\n`,
    reasons: [
      'it is a table of TOA5, whose rain has a name that says that it is no depth of mm in an interval',
      `column ${column} has the rain: ${amounts.kind}`,
      ...amounts.reasons,
    ],
    doubts: [...doubts.filter((doubt) => doubt !== NO_DEPTH || amounts.isTips), ...amounts.doubts],
  };
}

/** A table of events whose lines have amounts. */
function eventsOfToa5(doubts: readonly string[]): Proposal {
  return {
    builtIn: undefined,
    toml: 'base = "toa5"\nidentity = { column = "RECORD" }\n',
    reasons: [
      'it has the columns of toa5, the built-in format of TOA5 files',
      'its lines come at no steady step: lines of one time and different RECORD are different tips',
    ],
    doubts: [...doubts, 'if the amounts are tips of one depth, give it: value = { tip_mm = 0.2 }'],
  };
}
