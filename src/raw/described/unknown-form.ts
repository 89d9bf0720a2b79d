import type { RawForm } from '../../domain/readings/raw-form.js';
import type { Description } from '../description/description.js';
import { DescribedParser } from './described-parser.js';

const NO_COLUMN = ['\0'];

/** No line has a column of this name. */
const NOTHING: Description = {
  ...{ name: 'unknown', delimiter: ',', decimal: '.', skip: 0, units: 0, comment: [], nulls: [] },
  ...{ identity: 'stamp', stamp: 'end', ignore: [], header: { by: 'row', row: 1 }, gauge: { by: 'folder' } },
  time: { form: { kind: 'unix', unit: 's' }, columns: [NO_COLUMN], parts: [], zone: 0 },
  value: { column: NO_COLUMN, unit: 'tips', factor: 1, isEvent: false, empty: 'missing' },
};

/** The form of files that have none of the forms they may have: every line is rejected. */
export const unknownForm: Pick<RawForm, 'open'> = {
  open: (rules) => {
    const parser = new DescribedParser(NOTHING, rules);
    return (chunk) =>
      parser.take(chunk).map((batch) => ({
        ...batch,
        rejects: batch.rejects.map((reject) =>
          reject.reason === 'no-header' ? { ...reject, reason: 'form-unknown' } : reject,
        ),
      }));
  },
};
