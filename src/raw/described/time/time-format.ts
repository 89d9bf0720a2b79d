/** What a directive of a format reads. */
export type Slot = 'year' | 'year2' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'hour12' | 'minute' | 'second' | 'epoch';

/** A part of a compiled format. */
export type FormatItem =
  | { readonly kind: 'literal'; readonly byte: number }
  | { readonly kind: 'blank' }
  | { readonly kind: 'digits'; readonly slot: Slot; readonly least: number; readonly most: number }
  | { readonly kind: 'fraction'; readonly isOptional: boolean }
  | { readonly kind: 'month' }
  | { readonly kind: 'weekday' }
  | { readonly kind: 'half' }
  | { readonly kind: 'offset' };

export interface CompiledFormat {
  readonly items: readonly FormatItem[];
  /** What is wrong with the format. */
  readonly problem?: string;
}

const DIGITS: Readonly<Record<string, readonly [Slot, number, number]>> = {
  Y: ['year', 4, 4],
  y: ['year2', 2, 2],
  m: ['month', 1, 2],
  d: ['day', 1, 2],
  e: ['day', 1, 2],
  j: ['dayOfYear', 1, 3],
  H: ['hour', 1, 2],
  k: ['hour', 1, 2],
  I: ['hour12', 1, 2],
  l: ['hour12', 1, 2],
  M: ['minute', 1, 2],
  S: ['second', 1, 2],
  s: ['epoch', 1, 12],
};
const SHORT: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  F: '%Y-%m-%d',
  R: '%H:%M',
  D: '%m/%d/%y',
  r: '%I:%M:%S %p',
};
const KNOWN = '%Y %y %m %d %e %j %b %B %a %A %H %k %I %l %p %M %S %f %z %s %F %T %R %D %r %%';

/** Compiles a form of time as strptime has it; digits that follow digits have their full width. */
export function compileFormat(format: string): CompiledFormat {
  const items: FormatItem[] = [];
  const text = format.replace(/%([TFRDr])/g, (_, short: string) => SHORT[short]!);
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign !== '%') {
      addLiteral(items, sign);
      continue;
    }
    const directive = text[++at] ?? '';
    if (directive === '%') addLiteral(items, '%');
    else if (DIGITS[directive]) {
      const [slot, least, most] = DIGITS[directive];
      items.push({ kind: 'digits', slot, least, most });
    } else if (directive === 'f') items.push({ kind: 'fraction', isOptional: false });
    else if (directive === 'b' || directive === 'B') items.push({ kind: 'month' });
    else if (directive === 'a' || directive === 'A') items.push({ kind: 'weekday' });
    else if (directive === 'p') items.push({ kind: 'half' });
    else if (directive === 'z') items.push({ kind: 'offset' });
    else return { items, problem: `"%${directive}" of "${format}" is not known; known are ${KNOWN}` };
  }
  const problem = whatIsMissing(items);
  const whole = withFullWidths(items);
  return problem === undefined ? { items: whole } : { items: whole, problem: `"${format}" ${problem}` };
}

function addLiteral(items: FormatItem[], sign: string): void {
  if (sign === ' ') items.push({ kind: 'blank' });
  else for (const byte of Buffer.from(sign)) items.push({ kind: 'literal', byte });
}

function whatIsMissing(items: readonly FormatItem[]): string | undefined {
  const slots = new Set<Slot | FormatItem['kind']>(
    items.map((item) => (item.kind === 'digits' ? item.slot : item.kind)),
  );
  const has = (...any: (Slot | FormatItem['kind'])[]): boolean => any.some((slot) => slots.has(slot));
  if (has('epoch')) return undefined;
  if (!has('year', 'year2')) return 'has no year';
  if (!has('dayOfYear') && !(has('month') && has('day'))) return 'has no day';
  if (has('hour12') !== has('half')) return 'has %I without %p, or %p without %I';
  if (has('minute') && !has('hour', 'hour12')) return 'has minutes without hours';
  if (has('second') && !has('minute')) return 'has seconds without minutes';
  return undefined;
}

const DOT = 46;
const COMMA = 44;

/** Digits before digits, or before a fraction, have no end of their own; seconds may have a fraction where nothing says so. */
function withFullWidths(items: readonly FormatItem[]): FormatItem[] {
  return items.flatMap((item, i): FormatItem[] => {
    if (item.kind !== 'digits') return [item];
    const next = items[i + 1];
    const isTight = next?.kind === 'digits' || next?.kind === 'fraction';
    const digits = isTight && item.slot !== 'epoch' ? { ...item, least: item.most } : item;
    const isPoint = next?.kind === 'literal' && (next.byte === DOT || next.byte === COMMA);
    const mayHaveFraction = item.slot === 'second' && !isTight && !isPoint;
    return mayHaveFraction ? [digits, { kind: 'fraction', isOptional: true }] : [digits];
  });
}
