import type { Curve } from '../../domain/history/curve.js';
import { formatDateTime } from '../../domain/time/time.js';
import type { PublishedGauge, Snapshot } from '../read/catalogue.js';
import type { Entity, SetName } from './model.js';
import { keyOf } from './model.js';
import { OBSERVED, STREAMS, THOUSANDTH, type StreamKind, type StreamName } from './streams.js';

/** A gauge's series of something: what observations are of. */
export interface Stream {
  readonly id: string;
  readonly gauge: PublishedGauge;
  readonly name: StreamName;
}

/** What a link leads to: entities, or the observations of streams. */
export type Related = readonly Entity[] | { readonly streams: readonly Stream[] };

export function isStreams(related: Related): related is { readonly streams: readonly Stream[] } {
  return 'streams' in related;
}

/** `2024-01-15T06:30:00Z`. */
export function isoOf(timeS: number): string {
  return `${formatDateTime(timeS).replace(' ', 'T')}Z`;
}

type Values = Readonly<Record<string, unknown>>;

class Described implements Entity {
  constructor(
    readonly set: SetName,
    readonly id: string,
    readonly gauge: string,
    private readonly values: Values,
  ) {}

  value(property: string): unknown {
    return Object.hasOwn(this.values, property) ? this.values[property] : undefined;
  }
}

/** What stands between a gauge's name and what else an id tells. */
const SEPARATOR = ':';
const LOGGER = `${SEPARATOR}logger`;

/** Everything that is published at one moment but the observations, as entities. */
export class Network {
  private readonly sets = new Map<SetName, ReadonlyMap<string, Entity>>();
  private readonly streams = new Map<string, Stream>();

  constructor(snapshot: Snapshot) {
    const gauges = [...snapshot.gauges.values()];
    const put = (set: SetName, entities: readonly Entity[]): void => {
      this.sets.set(set, new Map(entities.map((entity) => [entity.id, entity])));
    };
    for (const gauge of gauges)
      for (const { name } of STREAMS) {
        const id = gauge.name + SEPARATOR + name;
        this.streams.set(id, { id, gauge, name });
      }
    const placed = gauges.filter(({ place }) => place.lon !== undefined && place.lat !== undefined);
    put('Things', gauges.map(thing));
    put('Locations', placed.map(location));
    put('HistoricalLocations', placed.filter(({ firstS }) => firstS !== undefined).map(historicalLocation));
    put(
      'Datastreams',
      gauges.flatMap((gauge) => STREAMS.map((kind) => datastream(gauge, kind))),
    );
    put(
      'Sensors',
      gauges.flatMap((gauge) => [bucket(gauge), logger(gauge)]),
    );
    put(
      'ObservedProperties',
      OBSERVED.map(({ id, ...values }) => new Described('ObservedProperties', id, '', values)),
    );
    put('FeaturesOfInterest', gauges.map(feature));
  }

  /** All of a set. */
  all(set: SetName): Related {
    if (set === 'Observations') return { streams: [...this.streams.values()] };
    return [...this.sets.get(set)!.values()];
  }

  find(set: SetName, id: string): Entity | undefined {
    return this.sets.get(set)?.get(id);
  }

  /** The stream and the stamp that an observation's id tells. */
  observation(id: string): { stream: Stream; timeS: number } | undefined {
    const at = id.lastIndexOf(SEPARATOR);
    const stream = this.streams.get(id.slice(0, Math.max(0, at)));
    return stream && /^\d{1,10}$/.test(id.slice(at + 1)) ? { stream, timeS: Number(id.slice(at + 1)) } : undefined;
  }

  /** What a link of an entity leads to; at most one where the link is one of one. */
  related({ set, id, gauge }: Entity, link: string): Related {
    const own = (of: SetName): Entity[] => [this.find(of, gauge)].filter((entity) => entity !== undefined);
    switch (link) {
      case 'Thing':
      case 'Things':
        return own('Things');
      case 'Locations':
        return own('Locations');
      case 'HistoricalLocations':
        return own('HistoricalLocations');
      case 'FeatureOfInterest':
        return own('FeaturesOfInterest');
      case 'Observations':
        return {
          streams: [...this.streams.values()].filter((one) =>
            set === 'Datastreams' ? one.id === id : one.gauge.name === gauge,
          ),
        };
      case 'Datastream':
        return [this.find('Datastreams', id.slice(0, id.lastIndexOf(SEPARATOR)))!];
      case 'Datastreams':
        return this.datastreams({ set, id, gauge });
      case 'Sensor':
        return [this.find('Sensors', kindOf(id).isOfLogger ? gauge + LOGGER : gauge)!];
      default:
        return [this.find('ObservedProperties', kindOf(id).observed)!];
    }
  }

  private datastreams({ set, id, gauge }: Pick<Entity, 'set' | 'id' | 'gauge'>): Entity[] {
    const all = [...this.sets.get('Datastreams')!.values()];
    if (set === 'ObservedProperties') return all.filter((one) => kindOf(one.id).observed === id);
    const isOfLogger = id === gauge + LOGGER;
    return all.filter((one) => one.gauge === gauge && (set === 'Things' || kindOf(one.id).isOfLogger === isOfLogger));
  }
}

/** The kind of a datastream, or of an observation, by its id. */
function kindOf(datastream: string): StreamKind {
  return STREAMS.find(({ name }) => datastream.endsWith(SEPARATOR + name))!;
}

const known = new WeakMap<Snapshot, Network>();

/** The entities of a snapshot, made once. */
export function networkOf(snapshot: Snapshot): Network {
  const network = known.get(snapshot) ?? new Network(snapshot);
  known.set(snapshot, network);
  return network;
}

/** The curve of its last readings. */
function latestCalibration({ years }: PublishedGauge): Curve | null {
  const manifest = years.at(-1)?.manifest;
  return manifest?.calibration ?? manifest?.tables?.calibration.at(-1) ?? null;
}

function thing(gauge: PublishedGauge): Entity {
  const { name, years, firstS, lastS } = gauge;
  return new Described('Things', name, name, {
    name,
    description: `Rain gauge ${name}`,
    properties: {
      years: years.map(({ year }) => year),
      firstReading: firstS === undefined ? null : isoOf(firstS),
      lastReading: lastS === undefined ? null : isoOf(lastS),
      calibration: latestCalibration(gauge),
    },
  });
}

const GEOJSON = 'application/geo+json';

/** A point of RFC 7946: longitude first. */
function pointOf({ place: { lon, lat } }: PublishedGauge) {
  return lon === undefined || lat === undefined ? undefined : { type: 'Point', coordinates: [lon, lat] };
}

function location(gauge: PublishedGauge): Entity {
  return new Described('Locations', gauge.name, gauge.name, {
    name: gauge.name,
    description: `Where the rain gauge ${gauge.name} stands`,
    encodingType: GEOJSON,
    location: pointOf(gauge),
  });
}

function historicalLocation({ name, firstS }: PublishedGauge): Entity {
  return new Described('HistoricalLocations', name, name, { time: isoOf(firstS!) });
}

function feature(gauge: PublishedGauge): Entity {
  return new Described('FeaturesOfInterest', gauge.name, gauge.name, {
    name: gauge.name,
    description: `The rain at ${gauge.name}`,
    encodingType: GEOJSON,
    // Whose place nobody wrote down has no geometry.
    feature: pointOf(gauge) ?? { type: 'Feature', geometry: null, properties: {} },
  });
}

function datastream(gauge: PublishedGauge, kind: StreamKind): Entity {
  const { name, firstS, lastS, years } = gauge;
  const time = firstS === undefined || lastS === undefined ? undefined : `${isoOf(firstS)}/${isoOf(lastS)}`;
  const last = years.at(-1)?.manifest;
  return new Described('Datastreams', name + SEPARATOR + kind.name, name, {
    name: `${name}: ${kind.title}`,
    description: kind.description,
    observationType: kind.observationType,
    unitOfMeasurement: kind.name === 'tips' && last?.unit !== undefined ? THOUSANDTH : kind.unit,
    phenomenonTime: time,
    resultTime: time,
    properties: { kind: kind.name, interval_s: last?.interval?.usualS ?? null },
  });
}

function bucket(gauge: PublishedGauge): Entity {
  const { name } = gauge;
  return new Described('Sensors', name, name, {
    name: `Rain gauge ${name}`,
    description: 'Tipping-bucket rain gauge',
    encodingType: 'text/html',
    metadata: '<p>A bucket tips for every so much rain; the calibration makes millimetres of tips.</p>',
    properties: { calibration: latestCalibration(gauge) },
  });
}

function logger({ name }: PublishedGauge): Entity {
  return new Described('Sensors', name + LOGGER, name, {
    name: `Logger ${name}`,
    description: 'Data logger of the gauge, which measures its own battery',
    encodingType: 'text/html',
    metadata: '<p>Stores the tips of an interval with its end as the stamp, UTC, and the voltage of its battery.</p>',
  });
}

/** `Things('Polytech')`, below the root of the service. */
export function addressOf({ set, id }: Pick<Entity, 'set' | 'id'>): string {
  return set + keyOf(id);
}
