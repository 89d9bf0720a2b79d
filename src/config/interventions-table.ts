import { bareName } from '../domain/names.js';
import { formatDateTime } from '../domain/time/time.js';
import { UNKNOWN_KINDS, type UnknownKind } from '../domain/history/rain-history.js';
import { dateField } from '../tables/date-field.js';
import { readTable, type TableRow } from '../tables/read-table.js';
import { shown, type TableForm, type TableProblems } from '../tables/table-problems.js';

/** What somebody did to a gauge, or found: `missing`, `test-tips` and `clogged` make its rain unknown, the others are remembered. */
export const INTERVENTION_KINDS = [...UNKNOWN_KINDS, 'replaced', 'moved', 'note'] as const;
export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** A row of the table of interventions. */
export interface Intervention {
  /** As the table has it: any name of the gauge. */
  readonly gauge: string;
  /** Unix seconds, half-open; ∞: it lasts still. */
  readonly startS: number;
  readonly endS: number;
  readonly kind: InterventionKind;
  readonly who: string;
  readonly note: string;
  /** 1-based line in the file. */
  readonly line: number;
}

const FORM: TableForm = {
  code: 'INTERVENTIONS',
  what: 'the table of interventions',
  expected: 'gauge,from,to,kind,who,note',
  required: [['gauge'], ['from'], ['to'], ['kind']],
  known: ['gauge', 'from', 'to', 'kind', 'who', 'note'],
  mayBeEmpty: true,
};

/** Whether what fell is not known in the time of an intervention. */
export function isUnknown<I extends { readonly kind: InterventionKind }>(
  intervention: I,
): intervention is I & { readonly kind: UnknownKind } {
  return (UNKNOWN_KINDS as readonly string[]).includes(intervention.kind);
}

/**
 * Reads a table of interventions: CSV with a header, `gauge,from,to,kind[,who][,note]`, other columns ignored; dates as `dateField` has them,
 * an empty `to` means still. Throws INTERVENTIONS with file and every mistake: of form (see `readTable`), an empty name, no date, an
 * end that is not after the beginning, an unknown kind, two of one kind that overlap at one gauge. `gaugeOf` tells which gauge a name
 * means, undefined where none of the network; default: names are taken as they are.
 */
export function readInterventions(
  text: string,
  file: string,
  gaugeOf: (name: string) => string | undefined = (name) => name,
): Intervention[] {
  const { rows, problems } = readTable(text, file, FORM);
  const read = rows.map((row) => ({ ...interventionOf(row, problems), gauge: namedIn(row, gaugeOf, problems) }));
  noteOverlaps(read, problems);
  problems.throwAny();
  return read.sort((a, b) => a.startS - b.startS || a.line - b.line);
}

function namedIn(
  { field, line }: TableRow,
  gaugeOf: (name: string) => string | undefined,
  problems: TableProblems,
): string {
  const name = bareName(field('gauge'));
  if (name === '') problems.add(line, 'the name is empty', 'gauge');
  const gauge = name === '' ? name : gaugeOf(name);
  if (gauge === undefined) problems.add(line, `${shown(name)} is no gauge of the network`, 'gauge');
  return gauge ?? name;
}

function interventionOf({ field, line }: TableRow, problems: TableProblems): Omit<Intervention, 'gauge'> {
  const moment = (column: 'from' | 'to', otherwise: number | undefined): number => {
    const text = field(column);
    const found = text === '' ? otherwise : dateField(text);
    if (typeof found === 'number') return found;
    problems.add(line, found?.problem ?? 'the date is missing: when did it begin?', column);
    return NaN;
  };
  const startS = moment('from', undefined);
  const endS = moment('to', Infinity);
  if (endS <= startS) {
    const [to, from] = [endS, startS].map(formatDateTime);
    problems.add(
      line,
      `it ends ${endS === startS ? 'when' : 'before'} it begins: to ${to!}, from ${from!} (UTC)`,
      'to',
    );
  }
  const kind = field('kind').toLowerCase() as InterventionKind;
  if (!INTERVENTION_KINDS.includes(kind))
    problems.add(line, `${shown(field('kind'))} is not one of ${INTERVENTION_KINDS.join(', ')}`, 'kind');
  return { startS, endS, kind, who: field('who'), note: field('note'), line };
}

/** Notes periods of one kind that overlap: one of them, most often an end that was forgotten, is not as it is meant. */
function noteOverlaps(all: readonly Intervention[], problems: TableProblems): void {
  const last = new Map<string, Intervention>();
  for (const one of [...all].filter(isUnknown).sort((a, b) => a.startS - b.startS)) {
    const key = `${one.gauge}\n${one.kind}`;
    const before = last.get(key);
    if (before && one.startS < before.endS) {
      const until = before.endS === Infinity ? 'has no end' : `ends ${formatDateTime(before.endS)} (UTC)`;
      problems.add(one.line, `it overlaps line ${before.line}, which is ${one.kind} too and ${until}`, 'from');
    }
    if (!before || one.endS > before.endS) last.set(key, one);
  }
}
