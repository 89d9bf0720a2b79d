import test from 'ava';
import { CONFORMANCE } from '../../../../src/serve/sensorthings/root.js';
import { TYPES } from '../../../../src/serve/sensorthings/model.js';
import { Lasting } from '../support/lasting.js';
import { END_S } from '../support/published.js';
import { iso, startService, type Collection, type Json, type Service } from './support/service.js';

/** The requirements of OGC 18-088 about reading, one by one, under their names. */

const lasting = new Lasting();
const state: { service?: Service } = {};
const SETS = Object.keys(TYPES);

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

test('root document: the sets, and what is conformed to', async (t) => {
  const { value, serverSettings } = await get<{
    value: { name: string; url: string }[];
    serverSettings: { conformance: string[] };
  }>('');
  t.deepEqual(
    value.map(({ name }) => name),
    SETS,
  );
  for (const { url } of value) t.true(Array.isArray((await follow<Collection>(url)).value));
  t.deepEqual(serverSettings.conformance, [...CONFORMANCE]);
  t.true(serverSettings.conformance.every((uri) => uri.startsWith('http://www.opengis.net/spec/iot_sensing/1.1/req/')));
});

test('datamodel/entity-control-information/common-control-information: id, selfLink, navigationLinks lead where they say', async (t) => {
  for (const set of SETS) {
    const [entity] = (await get(`${set}?$top=1`)).value;
    const again = await follow(entity!['@iot.selfLink']);
    t.deepEqual(again, entity!, set);
    t.truthy(entity!['@iot.id']);
    const links = Object.keys(entity!).filter((key) => key.endsWith('@iot.navigationLink'));
    t.deepEqual(
      links.map((key) => key.split('@')[0]).sort(),
      Object.keys(TYPES[set as keyof typeof TYPES].links).sort(),
    );
    for (const key of links) t.truthy(await follow(entity![key]), `${set}: ${key}`);
  }
});

/** Mandatory properties, tables 2 to 17. */
const MANDATORY: Readonly<Record<string, readonly string[]>> = {
  Things: ['name', 'description'],
  Locations: ['name', 'description', 'encodingType', 'location'],
  HistoricalLocations: ['time'],
  Datastreams: ['name', 'description', 'unitOfMeasurement', 'observationType'],
  Sensors: ['name', 'description', 'encodingType', 'metadata'],
  ObservedProperties: ['name', 'definition', 'description'],
  Observations: ['phenomenonTime', 'result', 'resultTime'],
  FeaturesOfInterest: ['name', 'description', 'encodingType', 'feature'],
};

for (const [set, names] of Object.entries(MANDATORY))
  test(`datamodel/${set} properties: every entity has those that are mandatory`, async (t) => {
    const { value } = await get(set);
    t.true(value.length > 0);
    for (const entity of value) for (const name of names) t.not(entity[name], undefined, name);
  });

test('datamodel/*/relations: links of one and of many agree with each other, there and back', async (t) => {
  const ids = async (below: string): Promise<unknown[]> => (await get(below)).value.map(of('@iot.id'));
  const id = async (below: string): Promise<unknown> => (await get<Json>(below))['@iot.id'];
  const gauge = "('Polytech')";
  t.deepEqual(await ids(`Things${gauge}/Locations`), ['Polytech']);
  t.deepEqual(await ids(`Locations${gauge}/Things`), ['Polytech']);
  t.deepEqual(await ids(`Things${gauge}/HistoricalLocations`), ['Polytech']);
  t.deepEqual(await ids(`Locations${gauge}/HistoricalLocations`), ['Polytech']);
  t.is(await id(`HistoricalLocations${gauge}/Thing`), 'Polytech');
  t.deepEqual(await ids(`HistoricalLocations${gauge}/Locations`), ['Polytech']);
  const streams = ['tips', 'mm', 'battery', 'cumulative'].map((kind) => `Polytech:${kind}`);
  t.deepEqual(await ids(`Things${gauge}/Datastreams`), streams);
  const sensors = { tips: 'Polytech', mm: 'Polytech', battery: 'Polytech:logger', cumulative: 'Polytech' };
  const observed = { tips: 'tips', mm: 'rain', battery: 'battery', cumulative: 'rain' };
  for (const kind of ['tips', 'mm', 'battery', 'cumulative'] as const) {
    const stream = `Datastreams('Polytech:${kind}')`;
    t.is(await id(`${stream}/Thing`), 'Polytech');
    t.is(await id(`${stream}/Sensor`), sensors[kind]);
    t.is(await id(`${stream}/ObservedProperty`), observed[kind]);
    t.true((await ids(`Sensors('${sensors[kind]}')/Datastreams`)).includes(`Polytech:${kind}`));
    t.true((await ids(`ObservedProperties('${observed[kind]}')/Datastreams`)).includes(`Polytech:${kind}`));
    const [first] = await ids(`${stream}/Observations?$top=1`);
    t.is(await id(`Observations('${String(first)}')/Datastream`), `Polytech:${kind}`);
    t.is(await id(`Observations('${String(first)}')/FeatureOfInterest`), 'Polytech');
  }
  const ofFeature = await get(`FeaturesOfInterest${gauge}/Observations?$count=true&$top=1`);
  const total = await Promise.all(streams.map((name) => get(`Datastreams('${name}')/Observations?$count=true&$top=0`)));
  t.is(
    ofFeature['@iot.count'],
    total.reduce((sum, one) => sum + one['@iot.count']!, 0),
  );
});

test('datamodel/location: a gauge without a place has none, and its feature has no geometry', async (t) => {
  t.deepEqual((await get("Things('Lez')/Locations")).value, []);
  t.is((await state.service!.status("Locations('Lez')")).status, 404);
  t.deepEqual((await get<Json>("FeaturesOfInterest('Lez')"))['feature'], {
    type: 'Feature',
    geometry: null,
    properties: {},
  });
  t.deepEqual((await get<Json>("Locations('Polytech')"))['location'], {
    type: 'Point',
    coordinates: [3.8626, 43.6331],
  });
});

test('datamodel/observation: results are the published readings, of each of the four datastreams', async (t) => {
  const readings = state.service!.readings('Polytech');
  let sum = 0;
  const cumulative = readings.map(({ mm }) => Math.round((sum += mm) * 1e6) / 1e6);
  const wanted = {
    tips: readings.map(({ tips }) => tips),
    mm: readings.map(({ mm }) => mm),
    battery: readings.map(({ volts }) => volts),
    cumulative,
  };
  t.true(readings.length > 2000 && sum > 10);
  for (const [kind, values] of Object.entries(wanted)) {
    const { value } = await get(`Datastreams('Polytech:${kind}')/Observations?$top=10000`);
    t.deepEqual(value.map(of('result')), values, kind);
    t.deepEqual(
      value.map(of('phenomenonTime')),
      readings.map(({ timeS }) => iso(timeS)),
      kind,
    );
  }
});

test.serial(
  'datamodel/observation, resultQuality: what is known of a reading, and how much of a sum was observed',
  async (t) => {
    const [last] = (await get("Datastreams('Garrigue:cumulative')/Observations?$orderby=phenomenonTime desc&$top=1"))
      .value;
    const { status, coverage } = last!['resultQuality'] as { status: string; coverage: number };
    const observedS = 60 * state.service!.readings('Garrigue').length;
    const yearS = Date.parse(String(last!['phenomenonTime'])) / 1000 - Date.UTC(2026, 0, 1) / 1000;
    t.is(status, 'good');
    t.is(coverage, Math.floor((observedS / yearS) * 1e4) / 1e4);
    t.deepEqual(last!['parameters'], { interval_s: 60 });
    // A last line whose end has not come.
    await state.service!.network.add('Garrigue', `Garrigue, ${END_S + 60}, 1, 0, 12.4`);
    const late = async (): Promise<Json | undefined> =>
      (await get(`Datastreams('Garrigue:tips')/Observations?$filter=phenomenonTime gt ${iso(END_S)}`)).value.at(-1);
    for (let i = 0; i < 50 && (await late()) === undefined; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const { result, resultQuality } = (await late()) ?? {};
    t.deepEqual({ result, resultQuality }, { result: 1, resultQuality: { status: 'provisional' } });
  },
);

test('resource-path/resource-path-to-entities: collections, entities, properties, values, links, paths through links', async (t) => {
  const text = async (below: string): Promise<string> => (await state.service!.server.get(`/v1.1/${below}`)).text();
  t.is((await get('Things')).value.length, 8);
  t.is((await get<Json>("Things('Polytech')"))['name'], 'Polytech');
  t.deepEqual(await get("Things('Polytech')/name"), { name: 'Polytech' } as never);
  t.is(await text("Things('Polytech')/name/$value"), 'Polytech');
  t.deepEqual(await get("Datastreams('Polytech:mm')/unitOfMeasurement/symbol"), { symbol: 'mm' } as never);
  t.deepEqual(JSON.parse(await text("Locations('Polytech')/location/$value")), {
    type: 'Point',
    coordinates: [3.8626, 43.6331],
  });
  const { value } = await get("Things('Polytech')/Datastreams/$ref");
  t.deepEqual(Object.keys(value[0]!), ['@iot.selfLink']);
  t.is((await follow(value[0]!['@iot.selfLink']))['@iot.id'], 'Polytech:tips');
  const [first] = (await get("Datastreams('Polytech:mm')/Observations?$top=1")).value;
  const through = `Things('Polytech')/Datastreams('Polytech:mm')/Observations('${String(first!['@iot.id'])}')`;
  t.deepEqual(await get<Json>(through), first!);
  t.deepEqual(await get<Json>(`${through}/resultTime`), { resultTime: first!['resultTime'] });
  t.is(
    (await get<Json>(`${through}/FeatureOfInterest/$ref`))['@iot.selfLink'],
    `${state.service!.server.url}/v1.1/FeaturesOfInterest('Polytech')`,
  );
  t.is((await state.service!.status(`${through}/validTime`)).status, 204);
});
