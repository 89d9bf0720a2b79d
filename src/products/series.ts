/** The series of a gauge's year, which all else is made from; their names are those of their files. */
export const SERIES_PRODUCTS = [
  { name: 'concatenated', holds: 'readings as received: Rain is tips' },
  { name: 'treated', holds: 'the same readings: Rain is calibrated mm' },
] as const;

export type SeriesName = (typeof SERIES_PRODUCTS)[number]['name'];

export const SERIES_NAMES: readonly SeriesName[] = SERIES_PRODUCTS.map(({ name }) => name);
