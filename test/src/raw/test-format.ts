import { ReadingColumns } from '../../../src/domain/readings/reading-columns.js';
import type { RawParser, StampRules } from '../../../src/domain/readings/raw-form.js';
import type { ReadingBatch, Source } from '../../../src/domain/readings/reading.js';
import type { RawFormat } from '../../../src/raw/raw-format.js';

const MARK = '#tips';
const LINE = /^(\w+) \+(\d+) (\d+)$/;

/** A format as small as one can be: `#tips <day, Unix seconds>`, then `label +seconds tips`, a line a reading. */
export const TEST_FORMAT: RawFormat = {
  name: 'day-tips',
  summary: 'seconds of a day and tips',
  form: () => ({
    name: 'day-tips',
    unit: 'tip',
    tipMm: undefined,
    recognizes: (head) => Buffer.from(head).toString('latin1').startsWith(MARK),
    open: (rules) => dayTipsParser(rules),
  }),
};

/** Takes a source whole, however it is cut. */
function dayTipsParser({ notBeforeS, notAfterS }: StampRules): RawParser {
  let pieces: Uint8Array[] = [];
  return ({ source, bytes, end }) => {
    pieces.push(Uint8Array.from(bytes));
    if (!end) return [];
    const whole = Buffer.concat(pieces);
    pieces = [];
    return [batchOf(source, whole, (timeS) => timeS >= notBeforeS && timeS <= notAfterS)];
  };
}

function batchOf(source: Source, bytes: Buffer, isCredible: (timeS: number) => boolean): ReadingBatch {
  const gathered = new ReadingColumns();
  const labels: string[] = [];
  const [head = '', ...lines] = bytes.toString('latin1').split('\n');
  const dayS = Number(head.slice(MARK.length));
  let offset = head.length + 1;
  lines.forEach((text, i) => {
    const [, label, second, tips] = LINE.exec(text) ?? [];
    const timeS = dayS + Number(second);
    const refuse = (reason: 'too-few-fields' | 'clock-ahead'): void => {
      gathered.rejects.push({ source, line: i + 2, reason, text, label: label ?? '', afterS: undefined });
    };
    if (label === undefined) {
      if (text !== '') refuse('too-few-fields');
    } else if (!isCredible(timeS)) refuse('clock-ahead');
    else {
      if (!labels.includes(label)) labels.push(label);
      const { columns, count } = gathered;
      columns.timeS[count] = timeS;
      columns.tips[count] = Number(tips);
      columns.wind[count] = 0;
      columns.battery[count] = NaN;
      columns.label[count] = labels.indexOf(label);
      columns.offset[count] = offset;
      gathered.count++;
    }
    offset += text.length + 1;
  });
  return gathered.take({ source, later: undefined, bytes, firstLine: 1 }, labels);
}
