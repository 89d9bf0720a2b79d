/** The entity types of OGC SensorThings API 1.1, part 1 (OGC 18-088, section 8.2), and how they are linked. */

export type SetName =
  | 'Things'
  | 'Locations'
  | 'HistoricalLocations'
  | 'Datastreams'
  | 'Sensors'
  | 'ObservedProperties'
  | 'Observations'
  | 'FeaturesOfInterest';

/** What a property holds: `any` is JSON whose parts are reached by a path. */
export type PropertyKind = 'text' | 'number' | 'time' | 'place' | 'any';

export interface Link {
  readonly to: SetName;
  readonly isMany: boolean;
}

export interface EntityType {
  readonly properties: Readonly<Record<string, PropertyKind>>;
  readonly links: Readonly<Record<string, Link>>;
}

/** One entity. */
export interface Entity {
  readonly set: SetName;
  readonly id: string;
  /** The gauge that it is of; '' for one of the whole network. */
  readonly gauge: string;
  /** A property's value as the answer has it, undefined where it is not known. */
  readonly value: (property: string) => unknown;
}

const one = (to: SetName): Link => ({ to, isMany: false });
const many = (to: SetName): Link => ({ to, isMany: true });
const described = { name: 'text', description: 'text' } as const;

/** All types, in the order of the root document. */
export const TYPES: Readonly<Record<SetName, EntityType>> = {
  Things: {
    properties: { ...described, properties: 'any' },
    links: {
      Locations: many('Locations'),
      HistoricalLocations: many('HistoricalLocations'),
      Datastreams: many('Datastreams'),
    },
  },
  Locations: {
    properties: { ...described, encodingType: 'text', location: 'place', properties: 'any' },
    links: { Things: many('Things'), HistoricalLocations: many('HistoricalLocations') },
  },
  HistoricalLocations: {
    properties: { time: 'time' },
    links: { Thing: one('Things'), Locations: many('Locations') },
  },
  Datastreams: {
    properties: {
      ...described,
      observationType: 'text',
      unitOfMeasurement: 'any',
      phenomenonTime: 'time',
      resultTime: 'time',
      properties: 'any',
    },
    links: {
      Thing: one('Things'),
      Sensor: one('Sensors'),
      ObservedProperty: one('ObservedProperties'),
      Observations: many('Observations'),
    },
  },
  Sensors: {
    properties: { ...described, encodingType: 'text', metadata: 'any', properties: 'any' },
    links: { Datastreams: many('Datastreams') },
  },
  ObservedProperties: {
    properties: { name: 'text', definition: 'text', description: 'text', properties: 'any' },
    links: { Datastreams: many('Datastreams') },
  },
  Observations: {
    properties: {
      phenomenonTime: 'time',
      result: 'number',
      resultTime: 'time',
      resultQuality: 'any',
      validTime: 'time',
      parameters: 'any',
    },
    links: { Datastream: one('Datastreams'), FeatureOfInterest: one('FeaturesOfInterest') },
  },
  FeaturesOfInterest: {
    properties: { ...described, encodingType: 'text', feature: 'place', properties: 'any' },
    links: { Observations: many('Observations') },
  },
};

export function isSetName(name: string): name is SetName {
  return Object.hasOwn(TYPES, name);
}

/** The link of that name, where the type has one. */
export function linkOf(set: SetName, name: string): Link | undefined {
  return Object.hasOwn(TYPES[set].links, name) ? TYPES[set].links[name] : undefined;
}

export function propertyOf(set: SetName, name: string): PropertyKind | undefined {
  return Object.hasOwn(TYPES[set].properties, name) ? TYPES[set].properties[name] : undefined;
}

/** An id as an address has it: text in quotes, of which those within are doubled. */
export function keyOf(id: string): string {
  return `('${encodeURIComponent(id.replaceAll("'", "''")).replaceAll('%3A', ':')}')`;
}
