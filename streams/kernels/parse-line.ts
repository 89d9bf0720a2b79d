import type { RejectReason } from '../../src/domain/reading.js';

/** Bytes of a line that are still looked at. */
export const MAX_LINE_BYTES = 65_536;
/** What the quarantine keeps of a line that is longer. */
export const OVERLONG_TEXT_BYTES = 256;

const WHOLE = /^\d+$/;
const COUNT = /^\d+(?:\.0*)?$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MISSING = /^(?:na|nan)?$/i;

/** One line, understood: a reading, or why it is none. `stampS` of a reject is there where the stamp was readable. */
export type ParsedLine =
  | { label: string; stampS: number; tips: number; wind: number; battery: number; reason?: undefined }
  | { label: string; reason: RejectReason };

export interface LineRules {
  /** Whether the folder already names the gauge, so that the label may be empty. */
  readonly gaugeKnown: boolean;
  readonly notBeforeS: number;
  readonly notAfterS: number;
}

/**
 * The careful parser: any line, without its line end. Every rule of the line grammar stands here, in the order in
 * which the reasons are given; the hot loop only takes lines for which this would give the same reading.
 */
export function parseLine(text: string, rules: LineRules): ParsedLine {
  const fields = text.split(',').map(trimBlanks);
  const label = labelOf(text);
  const reject = (reason: RejectReason): ParsedLine => ({ label, reason });
  if (fields.length < 3) return reject('too-few-fields');
  if (fields.length > 5) return reject('too-many-fields');
  const [, stampText, tipsText, windText, batteryText] = fields as [string, string, string, string?, string?];
  if (label === '' && !rules.gaugeKnown) return reject('no-label');
  if (!WHOLE.test(stampText)) return reject('stamp-not-a-number');
  if (tipsText === '') return reject('tips-missing');
  const tips = COUNT.test(tipsText) ? Number(tipsText) : Infinity;
  if (tips > 0xffffffff) return reject('tips-not-a-count');
  const wind = parseMeasure(windText);
  if (wind === undefined) return reject('wind-not-a-number');
  const battery = parseMeasure(batteryText);
  if (battery === undefined) return reject('battery-not-a-number');
  const stampS = Number(stampText);
  if (stampS < rules.notBeforeS) return reject('clock-before-start');
  if (stampS > rules.notAfterS) return reject('clock-ahead');
  return { label, stampS, tips, wind, battery };
}

/** A decimal; NaN where it is missing; undefined where it is neither. -0 is 0. */
function parseMeasure(text: string | undefined): number | undefined {
  if (text === undefined || MISSING.test(text)) return NaN;
  const number = DECIMAL.test(text) ? Number(text) : Infinity;
  return Number.isFinite(number) ? number + 0 : undefined;
}

/** The label a line carries: what stands before its first comma; '' without a comma. */
export function labelOf(text: string): string {
  return trimBlanks(text.slice(0, Math.max(0, text.indexOf(','))));
}

function trimBlanks(field: string): string {
  return field.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** Whether a line holds nothing but blanks; such lines are no lines at all. */
export function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, or latin1 where the bytes are not UTF-8: nothing is replaced, nothing lost. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}
