import test from 'ava';
import type { FailingStatus, Status } from '../../../../src/pipeline/status/status.js';
import { statusText } from '../../../../src/cli/text/status-text.js';

const NOTHING: Status = {
  nowS: 1_709_294_400,
  silentAfterS: 1800,
  publication: { name: 'out', error: null },
  gauges: [],
  withoutFolder: null,
  failing: [],
};

const failing = (what: string, forS: number): FailingStatus => ({
  what,
  why: '550 it is locked',
  process: 'copy',
  sinceS: NOTHING.nowS - forS,
  since: '',
  forS,
});

test('statusText tells for how long a file has failed, ten of them, and how many more do', (t) => {
  const one = statusText({ ...NOTHING, failing: [failing('a.txt', 7500)] });
  t.regex(one, /^without a folder: copy of a\.txt has failed for 2 h 5 min: 550 it is locked$/m);
  const many = statusText({ ...NOTHING, failing: Array.from({ length: 12 }, (_, i) => failing(`${i}.txt`, 60)) });
  t.is(many.match(/has failed for 1 min/g)?.length, 10);
  t.regex(many, /^without a folder: 2 more files fail; --json has them all$/m);
  t.notRegex(statusText(NOTHING), /fail/);
});
