import test from 'ava';
import { PluvioError } from '../../../../src/domain/errors.js';
import { BUILT_IN } from '../../../../src/raw/built-in/descriptions.js';
import { builtInDescription, ownDescription } from '../../../../src/raw/registry.js';

const GOOD = 'time = { column = "t", format = "%Y-%m-%d %H:%M" }\nvalue = { column = "r", kind = "mm" }\n';

function wrong(text: string): PluvioError {
  try {
    ownDescription(text, 'my.toml');
  } catch (error) {
    if (error instanceof PluvioError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with: ${text}`);
}

test('read description: every built-in one is right, of at most 15 lines', (t) => {
  for (const { name, toml } of BUILT_IN) {
    t.is(builtInDescription(name)?.name, name);
    t.true(toml.trim().split('\n').length <= 15);
  }
});

test('read description: a mistake is told with file, line and key', (t) => {
  const mistakes: readonly (readonly [text: string, line: number | undefined, says: RegExp])[] = [
    [`${GOOD}foo = 1`, 3, /foo: there is no such key/],
    [GOOD.replace('mm', 'mmm'), 2, /value\.kind: "mmm" is none of/],
    [GOOD.replace('%H', '%Q'), 1, /time\.format: "%Q" of .* is not known/],
    [GOOD.replace('%m-', ''), 1, /has no day/],
    [`decimal = ","\n${GOOD}`, 1, /decimal: is the delimiter too/],
    [`delimiter = ";;"\n${GOOD}`, 1, /delimiter: ";;" is no delimiter/],
    [`${GOOD}stamp = "start"`, 3, /stamp: "start" asks for interval/],
    [`${GOOD}interval = "soon"`, 3, /interval: "soon" is no interval/],
    [`${GOOD}header = "none"`, undefined, /columns are numbers from 1/],
    [GOOD.replace(' }', ', zone = "Mars/Olympus" }'), 1, /time\.zone: "Mars\/Olympus" is no zone/],
    [`${GOOD}battery = "/(/"`, 3, /battery: .* is no regular expression/],
    [`base = "toa6"\n${GOOD}`, 1, /base: "toa6" is no built-in format/],
    [`${GOOD}gauge = { column = "a", file = "b" }`, 3, /gauge: needs one of/],
    ['delimiter = ";"', undefined, /time: is missing.*value: is missing/],
    ['delimiter = \n', 1, /this is no TOML/],
  ];
  for (const [text, line, says] of mistakes) {
    const error = wrong(text);
    t.is(error.code, 'FORMAT');
    t.regex(error.message, says);
    t.regex(error.message, /my\.toml/);
    if (line !== undefined) t.is(error.line, line, text);
  }
});

test('read description: all mistakes are told at once', (t) => {
  const { message } = wrong('foo = 1\nbar = 2\ntime = 3\nvalue = { kind = "x" }');
  for (const part of ['foo:', 'bar:', 'time:', 'value.kind:']) t.true(message.includes(part), part);
});

test('read description: what a base has is changed key by key', (t) => {
  const { time, value, begin } = ownDescription(
    'base = "toa5"\ntime = { zone = "+01:00" }\nvalue = { tip_mm = 0.2 }',
    'x.toml',
  );
  t.deepEqual([time.zone, time.columns, begin, value.tipMm, value.unit], [3600, [['TIMESTAMP']], '"TOA5"', 0.2, 'mm']);
});
