import test from 'ava';
import { Lasting } from '../support/lasting.js';
import { END_S } from '../support/published.js';
import { startService, type Collection, type Json, type Service } from './support/service.js';

/** The requirements of OGC 18-088 about reading, one by one, under their names. */

const lasting = new Lasting();
const state: { service?: Service } = {};

test.serial.before(async (t) => {
  state.service = await startService(lasting.of(t));
});

test.after.always(() => lasting.end());

const get = <Body = Collection>(below: string): Promise<Body> => state.service!.get<Body>(below);
/** What an absolute address of the service leads to. */
const follow = <Body = Json>(link: unknown): Promise<Body> => {
  const { url } = state.service!.server;
  return state.service!.server.json<Body>(String(link).slice(url.length));
};
const of = (key: string) => (entity: Json) => entity[key];

test('request-data/status-code: 404 for what is not there, 405 for writing', async (t) => {
  for (const below of [
    'Nothing',
    "Things('Nobody')",
    'Things(1)',
    "Things('Polytech')/Nothing",
    "Things('Polytech')/name/more",
    "Datastreams('Polytech:mm')/Thing('Polytech')",
    "Datastreams('Polytech:mm')/Observations('Polytech:tips:1772366400')",
    "Observations('Polytech:mm:5')",
    "Observations('')",
    "Things('Polytech')/$value",
  ])
    t.is((await state.service!.status(below)).status, 404, below);
  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'])
    t.is((await fetch(`${state.service!.server.url}/v1.1/Things`, { method })).status, 405);
});

test('request-data/query-status-code: 501 for options of OData that are not there, 400 for what is none', async (t) => {
  for (const below of ['Things?$search=rain', 'Things?$apply=x', 'Things?$resultFormat=dataArray'])
    t.is((await state.service!.status(below)).status, 501, below);
  for (const below of [
    'Things?$fliter=true',
    'Things?top=1',
    'Things?$top=1&$top=2',
    "Things('Polytech')?$top=1",
    'Things/$ref?$x=1',
  ])
    t.is((await state.service!.status(below)).status, 400, below);
});

test('request-data/order: filter, count, order, skip, top, then expand and select', async (t) => {
  const wet = state.service!.readings('Hydropolis').filter(({ mm }) => mm > 0);
  const page = await get(
    "Datastreams('Hydropolis:mm')/Observations?$top=3&$skip=2&$select=result&$orderby=result desc,phenomenonTime&$expand=Datastream($select=name)&$count=true&$filter=result gt 0",
  );
  const sorted = [...wet].sort((a, b) => b.mm - a.mm || a.timeS - b.timeS).slice(2, 5);
  t.is(page['@iot.count'], wet.length);
  t.deepEqual(
    page.value,
    sorted.map(({ mm }) => ({ result: mm, Datastream: { name: 'Hydropolis: rain' } })),
  );
});

test('request-data/expand: one, several, through slashes, within each other, with options of their own', async (t) => {
  const { value } = await get(
    "Things?$filter=name eq 'Polytech'&$expand=Locations,Datastreams/ObservedProperty,Datastreams($skip=1;$top=2;$count=true;$select=id;$expand=Observations($filter=result gt 0;$orderby=phenomenonTime desc;$top=2;$count=true))",
  );
  const [thing] = value as [Record<string, Json[]>];
  t.is(thing['Locations']![0]!['name'], 'Polytech');
  t.is((value[0] as Json)['Datastreams@iot.count'], 4);
  t.regex(thing['Datastreams@iot.nextLink'] as unknown as string, /Things\('Polytech'\)\/Datastreams\?.*\$skip=3/);
  t.deepEqual(thing['Datastreams']!.map(of('@iot.id')), ['Polytech:mm', 'Polytech:battery']);
  t.deepEqual(
    thing['Datastreams']!.map((one) => (one['ObservedProperty'] as Json)['@iot.id']),
    ['rain', 'battery'],
  );
  const [rain] = thing['Datastreams']!;
  const wet = state.service!.readings('Polytech').filter(({ mm, timeS }) => mm > 0 && timeS <= END_S);
  t.is(rain!['Observations@iot.count'] as number, wet.length);
  t.is((rain!['Observations'] as Json[]).length, 2);
  const next = await follow<Collection>(rain!['Observations@iot.nextLink']);
  t.true(next.value.every(({ result }) => (result as number) > 0));
  const [observation] = (await get('Observations?$expand=Datastream/Thing/Locations,FeatureOfInterest&$top=1')).value;
  const datastream = observation!['Datastream'] as { Thing: Json };
  t.is(datastream.Thing['@iot.id'], (observation!['FeatureOfInterest'] as Json)['@iot.id']);
  for (const below of [
    'Things?$expand=Observations',
    'Things?$expand=Datastreams($top=x)',
    'Things?$expand=Datastreams(',
    'Things?$expand=Datastreams($select=name;$select=id)',
  ])
    t.is((await state.service!.status(below)).status, 400, below);
});

test('request-data/select: the properties and links that are named, and no others', async (t) => {
  t.deepEqual(
    (await get("Datastreams('Polytech:mm')/Observations?$select=result,resultTime&$top=1")).value.map(Object.keys),
    [['result', 'resultTime']],
  );
  t.deepEqual(Object.keys((await get('Things?$select=id,Datastreams&$top=1')).value[0]!), [
    '@iot.id',
    '@iot.selfLink',
    'Datastreams@iot.navigationLink',
  ]);
  t.deepEqual((await get("Datastreams('Polytech:mm')?$select=unitOfMeasurement/symbol,name")) as unknown, {
    name: 'Polytech: rain',
    unitOfMeasurement: { name: 'millimetre', symbol: 'mm', definition: 'http://qudt.org/vocab/unit/MilliM' },
  });
  t.is((await state.service!.status('Things?$select=result')).status, 400);
});

test('request-data/orderby: by properties, links, functions, up and down, what is not known first', async (t) => {
  const names = (await get('Things')).value.map(of('name')) as string[];
  t.deepEqual((await get('Things?$orderby=name desc')).value.map(of('name')), [...names].sort().reverse());
  t.deepEqual(
    (await get('Things?$orderby=length(name),name desc')).value.map(of('name')),
    [...names]
      .sort()
      .reverse()
      .sort((a, b) => a.length - b.length),
  );
  const { value } = await get(
    "Observations?$orderby=Datastreams/id desc, phenomenonTime&$expand=Datastream&$filter=FeatureOfInterest/id eq 'Hydropolis' and phenomenonTime lt 2026-02-27T13:00:00Z&$top=200",
  );
  const keys = value.map((one) => `${String((one['Datastream'] as Json)['@iot.id'])} ${String(one['phenomenonTime'])}`);
  const [ups, downs] = [
    keys.filter((key) => key.startsWith('Hydropolis:tips')),
    [...new Set(keys.map((key) => key.split(' ')[0]))],
  ];
  t.deepEqual(ups, [...ups].sort());
  t.deepEqual(downs, ['Hydropolis:tips', 'Hydropolis:mm', 'Hydropolis:cumulative', 'Hydropolis:battery']);
  t.is((await state.service!.status('Things?$orderby=Locations/name')).status, 400);
  t.is((await state.service!.status('Things?$orderby=name upwards')).status, 400);
});

test('request-data/orderby by time over all datastreams: the same as sorting all of them', async (t) => {
  const query =
    "FeaturesOfInterest('RueMistral')/Observations?$select=id,phenomenonTime&$filter=phenomenonTime ge 2026-03-01T11:00:00Z&$top=10000";
  const all = (await get(query)).value;
  const times = all.map(of('phenomenonTime')) as string[];
  t.true(all.length > 200);
  t.deepEqual((await get(`${query}&$orderby=phenomenonTime`)).value.map(of('phenomenonTime')), [...times].sort());
  t.deepEqual(
    (await get(`${query}&$orderby=phenomenonTime desc`)).value.map(of('phenomenonTime')),
    [...times].sort().reverse(),
  );
});

test('request-data/top and request-data/skip: no more than asked for, 10,000 at most; skip before top', async (t) => {
  const names = (await get('Things')).value.map(of('name'));
  t.deepEqual((await get('Things?$top=3')).value.map(of('name')), names.slice(0, 3));
  t.deepEqual((await get('Things?$top=0')).value, []);
  t.deepEqual((await get('Things?$skip=3&$top=2')).value.map(of('name')), names.slice(3, 5));
  t.deepEqual((await get('Things?$skip=100')).value, []);
  t.is((await get('Observations?$top=100000&$select=result')).value.length, 10_000);
  for (const below of ['Things?$top=-1', 'Things?$top=1.5', 'Things?$skip=x', 'Things?$top='])
    t.is((await state.service!.status(below)).status, 400, below);
});

test('request-data/count: of all that the filter keeps, whatever top and skip say; true or false alone', async (t) => {
  t.is((await get('Things?$count=true&$top=1&$skip=1'))['@iot.count'], 8);
  t.false('@iot.count' in (await get('Things?$count=false')));
  t.is((await get("Things?$count=true&$filter=name eq 'Nobody'"))['@iot.count'], 0);
  const readings = state.service!.readings('Hydropolis');
  for (const [filter, wanted] of [
    ['result ge 0', readings.length],
    [
      'phenomenonTime gt 2026-02-28T00:00:00Z',
      readings.filter(({ timeS }) => timeS > Date.UTC(2026, 1, 28) / 1000).length,
    ],
    [
      'result gt 0 or phenomenonTime le 2026-02-28T00:00:00Z',
      readings.filter(({ timeS, tips }) => tips > 0 || timeS <= Date.UTC(2026, 1, 28) / 1000).length,
    ],
  ] as const)
    t.is(
      (await get(`Datastreams('Hydropolis:tips')/Observations?$count=true&$top=1&$filter=${filter}`))['@iot.count'],
      wanted,
      filter,
    );
  t.is((await state.service!.status('Things?$count=yes')).status, 400);
});

test('request-data/pagination: nextLinks lead through everything once, in order; the last page has none', async (t) => {
  const wet = state.service!.readings('Hydropolis').filter(({ mm }) => mm > 0);
  for (const more of ['', '&$orderby=phenomenonTime', '&$orderby=result']) {
    const found: unknown[] = [];
    let page = await get(`Datastreams('Hydropolis:mm')/Observations?$filter=result gt 0&$top=37${more}`);
    for (;;) {
      found.push(...page.value.map(of('result')));
      if (page['@iot.nextLink'] === undefined) break;
      t.is(page.value.length, 37);
      page = await follow<Collection>(page['@iot.nextLink']);
    }
    const wanted = wet.map(({ mm }) => mm);
    t.deepEqual(found, more.includes('result') ? [...wanted].sort((a, b) => a - b) : wanted, more);
  }
  // Without $top a page has 100.
  t.is((await get("Datastreams('Hydropolis:mm')/Observations")).value.length, 100);
});

test('an answer has an ETag that changes with the publication, and 304', async (t) => {
  const { server } = state.service!;
  const first = await server.get("/v1.1/Things('Polytech')");
  const etag = first.headers.get('etag')!;
  t.is((await server.get("/v1.1/Things('Polytech')", { 'if-none-match': etag })).status, 304);
  t.is((await server.get("/v1.1/Things('Hydropolis')", { 'if-none-match': etag })).status, 200);
});
