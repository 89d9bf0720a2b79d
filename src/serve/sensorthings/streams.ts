/** What is observed, and the series of it that every gauge has. */

export interface ObservedKind {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly description: string;
}

/** What is observed; definitions are a CF standard name, and quantity kinds of QUDT. */
export const OBSERVED: readonly ObservedKind[] = [
  {
    id: 'tips',
    name: 'Tips',
    definition: 'http://qudt.org/vocab/quantitykind/Count',
    description: 'What the gauge counted in the interval that ends at the stamp, as it was received',
  },
  {
    id: 'rain',
    name: 'Rain',
    definition: 'http://vocab.nerc.ac.uk/standard_name/thickness_of_rainfall_amount/',
    description: 'Depth of rain, by the calibration of the gauge',
  },
  {
    id: 'battery',
    name: 'Battery voltage',
    definition: 'http://qudt.org/vocab/quantitykind/Voltage',
    description: 'Voltage of the battery of the logger',
  },
];

export type StreamName = 'tips' | 'mm' | 'battery' | 'cumulative';

export interface StreamKind {
  readonly name: StreamName;
  /** Id of what is observed. */
  readonly observed: string;
  readonly title: string;
  readonly description: string;
  readonly observationType: string;
  readonly unit: Unit;
  /** Whether the logger tells it of itself, or the bucket. */
  readonly isOfLogger: boolean;
}

interface Unit {
  readonly name: string;
  readonly symbol: string;
  readonly definition: string;
}

const TYPE = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_';
const TIP: Unit = { name: 'tip', symbol: '1', definition: 'http://qudt.org/vocab/unit/NUM' };
const MM: Unit = { name: 'millimetre', symbol: 'mm', definition: 'http://qudt.org/vocab/unit/MilliM' };
const VOLT: Unit = { name: 'volt', symbol: 'V', definition: 'http://qudt.org/vocab/unit/V' };
/** What the amounts of loggers count that tell rain instead of tips. */
export const THOUSANDTH: Unit = {
  name: 'thousandth of a millimetre',
  symbol: 'um',
  definition: 'http://qudt.org/vocab/unit/MicroM',
};

export const STREAMS: readonly StreamKind[] = [
  {
    name: 'tips',
    observed: 'tips',
    title: 'tips',
    description: 'Tips of every reading, as received',
    observationType: `${TYPE}CountObservation`,
    unit: TIP,
    isOfLogger: false,
  },
  {
    name: 'mm',
    observed: 'rain',
    title: 'rain',
    description: 'Rain of every reading, calibrated',
    observationType: `${TYPE}Measurement`,
    unit: MM,
    isOfLogger: false,
  },
  {
    name: 'battery',
    observed: 'battery',
    title: 'battery',
    description: 'Battery voltage of every reading that tells it',
    observationType: `${TYPE}Measurement`,
    unit: VOLT,
    isOfLogger: true,
  },
  {
    name: 'cumulative',
    observed: 'rain',
    title: 'cumulative rain of the year',
    description:
      'Rain observed since the beginning of the UTC year; resultQuality says how much of that time was observed',
    observationType: `${TYPE}Measurement`,
    unit: MM,
    isOfLogger: false,
  },
];
