import test from 'ava';
import fc from 'fast-check';
import { RequestProblem } from '../../../../src/serve/http/problem.js';
import { Condition } from '../../../../src/serve/sensorthings/filter/condition.js';
import { parseExpression } from '../../../../src/serve/sensorthings/filter/parse.js';
import { readOptions } from '../../../../src/serve/sensorthings/options.js';
import { startService } from './support/service.js';

const nested = (open: string, inner: string, close: string, depth: number): string =>
  open.repeat(depth) + inner + close.repeat(depth);

test('hostile queries are refused with a word, and nothing of them is a bug', async (t) => {
  const { server, status } = await startService(t);
  const filters = [
    '',
    ' ',
    '()',
    '(',
    ')',
    'result',
    'result gt',
    'gt 1',
    'result gt 1 1',
    'result gt 1)',
    "result eq 'a'",
    'result and true',
    'nothing eq 1',
    'Datastream eq 1',
    'Datastream/',
    '/id',
    'result/x eq 1',
    "'",
    "name eq 'x",
    'f(1)',
    'constructor(1)',
    '__proto__ eq 1',
    'toString eq 1',
    'length(result) eq 1',
    'round()',
    'round(1,2,3)',
    'now(1)',
    'phenomenonTime eq 2024-13-01T00:00:00Z',
    'phenomenonTime eq 2024-02-30T00:00:00Z',
    'phenomenonTime gt 1',
    "phenomenonTime gt '2024-01-01T00:00:00Z'",
    "duration'x' eq 1",
    "geography'POINT(1)' eq 1",
    "st_within(result, geography'POINT(1 1)')",
    "geo.distance(geography'POINT(1 1)', geography'CIRCLE(1)') gt 1",
    'result gt 1;drop',
    'result gt 1 -- x',
    'result gt \u0000',
    'phenomenonTime add phenomenonTime gt 1',
    'not',
    'result in (1,2)',
    'result has 1',
    nested('(', 'true', ')', 400),
    nested('not ', 'true', '', 400),
    nested('floor(', 'result', ')', 300),
    `${'1 add '.repeat(300)}result`,
    '$it/result gt 1',
  ];
  for (const filter of filters) {
    const answer = await status(`Observations?$top=1&$filter=${encodeURIComponent(filter)}`);
    t.is(answer.status, 400, filter.slice(0, 60));
    t.true(answer.message.length > 10, filter.slice(0, 60));
  }
  const others = [
    'Observations?$orderby=',
    'Observations?$orderby=result sideways',
    'Observations?$orderby=result,',
    'Things?$expand=',
    'Things?$expand=Things',
    'Things?$expand=Datastreams(((',
    'Things?$expand=Datastreams($nothing=1)',
    "Things?$expand=Datastreams($filter=name eq 'a)",
    `Things?$expand=${'Datastreams/Thing/'.repeat(10)}Datastreams`,
    'Things?$select=',
    'Things?$select=__proto__',
    'Things?$top=99999999999999999999',
    'Things?%24filter=%FF',
    'Things/'.repeat(30),
    "Things('%FF')",
    "Things('..%2F..%2Fetc%2Fpasswd')",
    "Things('a'')",
    "Observations('Polytech:mm:99999999999999')",
    "Observations('::')",
    "Datastreams('__proto__')",
    '__proto__',
    'constructor',
    "Things('Polytech')/constructor",
    "Things('Polytech')/properties/__proto__",
    "Things('Polytech')/properties/constructor/$value",
  ];
  for (const below of others) {
    const answer = await status(below);
    t.true(answer.status >= 400 && answer.status < 500, `${below}: ${answer.status}`);
    t.true(answer.message.length > 5, below);
  }
  // What every observation would have to be looked at for again and again is refused too.
  const product = await status(
    'Observations?$filter=Datastream/Thing/Datastreams/Observations/result gt 1000000&$count=true',
  );
  t.is(product.status, 400);
  t.regex(product.message, /observations would have to be looked at/);
  const many = await status('Things?$expand=Datastreams($expand=Observations($top=10000))');
  t.is(many.status, 400);
  t.regex(many.message, /entities in one answer/);
  t.deepEqual(server.bugs, []);
});

test('any text is a filter and options, or refused: nothing else is thrown', (t) => {
  const word = fc.constantFrom(
    'result',
    'phenomenonTime',
    'Datastream',
    'FeatureOfInterest',
    '/',
    'id',
    'feature',
    '(',
    ')',
    ',',
    'and',
    'or',
    'not',
    'eq',
    'gt',
    'add',
    'div',
    "'a'",
    '1',
    '-2.5',
    'null',
    'true',
    '2024-01-01T00:00:00Z',
    '2024-01-01',
    "geography'POINT(1 2)'",
    "duration'PT1H'",
    'now()',
    'year(',
    'st_within(',
    'concat(',
    '$filter=',
    '$top=',
    ';',
    '$expand',
    '@iot.id',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
  );
  let read = 0;
  const tries = (run: () => unknown): void => {
    try {
      run();
      read++;
    } catch (error) {
      if (!(error instanceof RequestProblem) || (error.status !== 400 && error.status !== 501)) throw error;
    }
  };
  fc.assert(
    fc.property(text, fc.constantFrom('$filter', '$orderby', '$expand', '$select', '$top', '$count'), (value, name) => {
      tries(() => new Condition('Observations', parseExpression(value), 0));
      tries(() => readOptions('Observations', true, new URLSearchParams([[name, value]]), 0));
    }),
    { numRuns: 3000 },
  );
  t.true(read > 20);
});
