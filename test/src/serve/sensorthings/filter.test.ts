import test from 'ava';
import fc from 'fast-check';
import { Lasting } from '../support/lasting.js';
import { END_S } from '../support/published.js';
import { iso, startService, type FileReading, type Service } from './support/service.js';

/** `request-data/filter`, `built-in-filter-operations` (table 23) and `built-in-query-functions` (table 24) of OGC 18-088. */

const lasting = new Lasting();
const state: { service?: Service; readings?: FileReading[] } = {};

test.serial.before(async (t) => {
  state.service = await startService(lasting.of(t));
  state.readings = state.service.readings('Hydropolis');
});

test.after.always(() => lasting.end());

const FROM_S = END_S - 10_000;

/** Stamps of a datastream's observations, of the last 10,000 seconds, that a filter keeps. */
async function kept(kind: string, filter: string): Promise<number[]> {
  const within = `phenomenonTime gt ${iso(FROM_S)} and (${filter})`;
  const { value } = await state.service!.get(
    `Datastreams('Hydropolis:${kind}')/Observations?$select=id&$top=1000&$filter=${within}`,
  );
  return value.map((one) => Number(String(one['@iot.id']).split(':')[2]));
}

const wanted = (keeps: (reading: FileReading) => boolean): number[] =>
  state.readings!.filter((reading) => reading.timeS > FROM_S && keeps(reading)).map(({ timeS }) => timeS);

const utc = (timeS: number): Date => new Date(timeS * 1000);

/** Filters of observations: what each is, in the words of the standard's tables, and what it keeps. */
const OPERATORS: readonly (readonly [filter: string, keeps: (reading: FileReading) => boolean])[] = [
  ['result eq 1', ({ tips }) => tips === 1],
  ['result ne 1', ({ tips }) => tips !== 1],
  ['result gt 1', ({ tips }) => tips > 1],
  ['result ge 1', ({ tips }) => tips >= 1],
  ['result lt 1.5', ({ tips }) => tips < 1.5],
  ['result le 0', ({ tips }) => tips <= 0],
  ["result le 1 and FeatureOfInterest/id eq 'Hydropolis'", ({ tips }) => tips <= 1],
  ['result gt 1 or result le 0', ({ tips }) => tips > 1 || tips <= 0],
  ['not result gt 0', ({ tips }) => tips <= 0],
  ['not (result eq 0 or result eq 1)', ({ tips }) => tips > 1],
  ['result add 5 gt 6', ({ tips }) => tips > 1],
  ['result sub 5 gt -4', ({ tips }) => tips > 1],
  ['result mul 2 gt 2', ({ tips }) => tips > 1],
  ['result div 2 gt 0.5', ({ tips }) => tips > 1],
  ['result mod 2 eq 0', ({ tips }) => tips % 2 === 0],
  ['(result sub 1) mul 2 gt 1', ({ tips }) => (tips - 1) * 2 > 1],
  ['result add 1 mul 2 eq 4', ({ tips }) => tips + 2 === 4],
  ['result gt 0 or result eq 0 and result gt 5', ({ tips }) => tips > 0],
  ['1 lt result', ({ tips }) => tips > 1],
  ['result eq null', () => false],
  ['result div 0 eq 1', () => false],
  ['true', () => true],
];

for (const [filter, keeps] of OPERATORS)
  test(`built-in-filter-operations: ${filter}`, async (t) => {
    t.deepEqual(await kept('tips', filter), wanted(keeps));
  });

const HOUR_AGO = iso(END_S - 3600);
const TIMES: typeof OPERATORS = [
  [`phenomenonTime gt ${HOUR_AGO}`, ({ timeS }) => timeS > END_S - 3600],
  [`resultTime ge ${HOUR_AGO}`, ({ timeS }) => timeS >= END_S - 3600],
  [`resultTime lt ${HOUR_AGO}`, ({ timeS }) => timeS < END_S - 3600],
  [`resultTime le ${HOUR_AGO}`, ({ timeS }) => timeS <= END_S - 3600],
  [`resultTime eq ${HOUR_AGO}`, ({ timeS }) => timeS === END_S - 3600],
  [`resultTime ne ${HOUR_AGO}`, ({ timeS }) => timeS !== END_S - 3600],
  [`${HOUR_AGO} lt resultTime`, ({ timeS }) => timeS > END_S - 3600],
  ['resultTime gt 2026-03-01T12:00:00+01:00', ({ timeS }) => timeS > END_S - 3600],
  ['resultTime gt 2026-03-01T10:59:59.5Z', ({ timeS }) => timeS >= END_S - 3600],
  [
    'resultTime gt 2026-03-01T10:59:59.5Z and resultTime lt 2026-03-01T11:00:00.5Z',
    ({ timeS }) => timeS === END_S - 3600,
  ],
  [`resultTime gt ${HOUR_AGO}/${iso(END_S - 1800)}`, ({ timeS }) => timeS > END_S - 1800],
  [`resultTime lt ${HOUR_AGO}/${iso(END_S - 1800)}`, ({ timeS }) => timeS < END_S - 3600],
  ['resultTime gt 2026-03-01', () => true],
  ['resultTime lt 2026-03-01', () => false],
  // The server's clock is two minutes on.
  ["resultTime gt now() sub duration'PT1H'", ({ timeS }) => timeS > END_S - 3480],
  ["now() sub resultTime lt duration'PT10M'", ({ timeS }) => timeS > END_S - 480],
  ['year(resultTime) eq 2026', () => true],
  ['month(resultTime) eq 3', () => true],
  ['day(resultTime) eq 1', () => true],
  ['hour(resultTime) eq 11', ({ timeS }) => utc(timeS).getUTCHours() === 11],
  ['minute(resultTime) lt 5', ({ timeS }) => utc(timeS).getUTCMinutes() < 5],
  ['second(resultTime) eq 0', () => true],
  ['fractionalseconds(resultTime) eq 0', () => true],
  ['date(resultTime) eq 2026-03-01', () => true],
  ['date(resultTime) ne date(validTime)', () => true],
  ['time(resultTime) ge 11:00:00', ({ timeS }) => timeS >= END_S - 3600],
  ['time(resultTime) ge 11:00', ({ timeS }) => timeS >= END_S - 3600],
  ['totaloffsetminutes(resultTime) eq 0', () => true],
  ['resultTime le now()', () => true],
  ['resultTime gt mindatetime() and resultTime lt maxdatetime()', () => true],
  ['resultTime eq mindatetime()', () => false],
];

for (const [filter, keeps] of TIMES)
  test(`built-in-query-functions, times: ${filter}`, async (t) => {
    t.deepEqual(await kept('mm', filter), wanted(keeps));
  });

const MATHS: typeof OPERATORS = [
  ['round(result) eq 13', ({ volts }) => Math.round(volts) === 13],
  ['floor(result mul 10) eq 126', ({ volts }) => Math.floor(volts * 10) === 126],
  ['ceiling(result mul 10) eq 126', ({ volts }) => Math.ceil(volts * 10) === 126],
  ['round(0.5 sub 1) eq -1', () => true],
];

for (const [filter, keeps] of MATHS)
  test(`built-in-query-functions, numbers: ${filter}`, async (t) => {
    t.deepEqual(await kept('battery', filter), wanted(keeps));
  });

const WKT = "geography'POLYGON ((3.85 43.63, 3.87 43.63, 3.87 43.64, 3.85 43.64, 3.85 43.63))'";
const LINE = "geography'LINESTRING (3.80 43.6331, 3.8626 43.6331, 3.90 43.70)'";
const EDGE = "geography'POLYGON ((3.8626 43.60, 3.90 43.60, 3.90 43.70, 3.8626 43.70, 3.8626 43.60))'";
/** Those of them that stand far from Polytech. */
const FAR = ['Aqueduc', 'Cigale', 'Garrigue', 'PortMarianne', 'RueMistral'];
/** Filters of entities that are told apart by their names. */
const OF_ENTITIES: readonly (readonly [set: string, filter: string, names: readonly string[]])[] = [
  ['Things', "substringof('poly', name)", []],
  ['Things', "substringof('tech', name)", ['Polytech']],
  ['Things', "endswith(name,'polis')", ['Hydropolis']],
  ['Things', "startswith(name,'Port')", ['PortMarianne']],
  ['Things', 'length(name) eq 3', ['Lez']],
  ['Things', "indexof(name,'ydro') eq 1", ['Hydropolis']],
  ['Things', "substring(name,1) eq 'olytech'", ['Polytech']],
  ['Things', "substring(name,1,3) eq 'oly'", ['Polytech']],
  ['Things', "tolower(name) eq 'lez'", ['Lez']],
  ['Things', "toupper(name) eq 'LEZ'", ['Lez']],
  ['Things', "trim(concat(' ',name)) eq 'Lez'", ['Lez']],
  ['Things', "concat(concat(name,', '),description) eq 'Lez, Rain gauge Lez'", ['Lez']],
  ['Things', "name eq 'O''Neill' or id eq 'Lez'", ['Lez']],
  ['Things', "@iot.id eq 'Lez'", ['Lez']],
  ['Things', "properties/lastReading lt '2026-03-01'", ['Cigale']],
  ['Things', "properties/nothing eq null and name eq 'Lez'", ['Lez']],
  ['Things', "Locations/id eq null and startswith(name,'L')", ['Lez']],
  ['Things', "Datastreams/ObservedProperty/name eq 'Rain' and Datastreams/unitOfMeasurement/symbol eq 'V'", []],
  ['Datastreams', "unitOfMeasurement/name eq 'volt' and Thing/name eq 'Lez'", ['Lez: battery']],
  ['Datastreams', "Sensor/id eq 'Lez:logger'", ['Lez: battery']],
  ['Datastreams', `phenomenonTime lt 2026-03-01T00:00:00Z and ObservedProperty/id eq 'tips'`, ['Cigale: tips']],
  [
    'Datastreams',
    "Observations/result gt 12.5 and Observations/resultTime eq 2026-03-01T12:00:00Z and Thing/id eq 'Hydropolis'",
    ['Hydropolis: battery', 'Hydropolis: cumulative rain of the year'],
  ],
  [
    'Things',
    "Datastreams/Observations/FeatureOfInterest/id eq 'Lez' and Datastreams/Observations/resultTime ge 2026-03-01T11:59:00Z",
    ['Lez'],
  ],
  ['Locations', `geo.intersects(location, ${WKT})`, ['Hydropolis', 'Polytech']],
  ['Things', "geo.distance(Locations/location, geography'POINT (3.8626 43.6331)') lt 0.001", ['Polytech']],
  ['Things', "geo.distance(Locations/location, geography'POINT(3.8626, 43.6331)') gt 0.01", FAR],
  ['Locations', "geo.length(geography'LINESTRING (0 0, 3 4, 3 5)') eq 6 and name eq 'Polytech'", ['Polytech']],
  ['Locations', "st_equals(location, geography'POINT (3.8626 43.6331)')", ['Polytech']],
  ['Locations', `st_disjoint(location, ${WKT})`, FAR],
  ['Locations', `st_touches(location, ${EDGE})`, ['Polytech']],
  ['Locations', `st_within(location, ${WKT})`, ['Hydropolis', 'Polytech']],
  ['Locations', `st_overlaps(location, ${WKT})`, []],
  ['Locations', `st_crosses(location, ${LINE})`, []],
  ['Locations', `st_intersects(location, ${LINE})`, ['Polytech']],
  ['Locations', "st_contains(location, geography'POINT (3.8626 43.6331)')", ['Polytech']],
  ['Locations', `st_contains(${WKT}, location)`, ['Hydropolis', 'Polytech']],
  ['Locations', `st_relate(location, ${WKT}, 'T********')`, ['Hydropolis', 'Polytech']],
  ['FeaturesOfInterest', `st_within(feature, ${WKT})`, ['Hydropolis', 'Polytech']],
  ['ObservedProperties', "unitOfMeasurement/name eq 'degree Celsius'", ['400']],
];

for (const [set, filter, names] of OF_ENTITIES)
  test(`request-data/filter: ${set} where ${filter}`, async (t) => {
    const below = `${set}?$filter=${filter}`;
    // The standard's own example asks a property that only datastreams have.
    if (names[0] === '400') return t.is((await state.service!.status(below)).status, 400);
    t.deepEqual(
      (await state.service!.get(below)).value.map(({ name }) => name),
      [...names],
    );
  });

interface Term {
  readonly text: string;
  readonly keeps: (reading: FileReading) => boolean;
}

const SIGNS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
const sign = fc.constantFrom(...Object.keys(SIGNS));
const { term } = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(sign, fc.integer({ min: 0, max: 3 })).map(([op, limit]): Term => ({
      text: `result ${op} ${limit}`,
      keeps: ({ tips }) => SIGNS[op]!(tips, limit),
    })),
    fc.tuple(sign, fc.integer({ min: 0, max: 160 })).map(([op, minutes]): Term => ({
      text: `phenomenonTime ${op} ${iso(END_S - 60 * minutes)}`,
      keeps: ({ timeS }) => SIGNS[op]!(timeS, END_S - 60 * minutes),
    })),
    fc.tuple(tie('term'), fc.boolean(), tie('term')).map(([a, isAnd, b]): Term => ({
      text: `(${a.text} ${isAnd ? 'and' : 'or'} ${b.text})`,
      keeps: (reading) => (isAnd ? a.keeps(reading) && b.keeps(reading) : a.keeps(reading) || b.keeps(reading)),
    })),
    tie('term').map((inner): Term => ({ text: `not (${inner.text})`, keeps: (reading) => !inner.keeps(reading) })),
  ),
}));

test('any filter of results and times keeps what it says, whichever way it is answered', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 3 }), async (terms) => {
      const filter = terms.map(({ text }) => text).join(' and ');
      t.deepEqual(
        await kept('tips', filter),
        wanted((reading) => terms.every(({ keeps }) => keeps(reading))),
        filter,
      );
    }),
    { numRuns: 60 },
  );
});
