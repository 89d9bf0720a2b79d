/** The job that everyone does: what is kept, how it is calibrated. Peers get it through their command line or state it themselves. */

/** Everyone reads these. */
export const GAUGES = ['Hydropolis', 'Polytech', 'Garrigue', 'Lavoir'] as const;

/** Everyone keeps these: matrix columns 1 and 2. */
export const WANTED = ['Hydropolis', 'Polytech'] as const;

/** The tables pluvio is given; the peers have the same numbers in their programs. */
export const CALIBRATION_CSV = `pluvio,a,b,c\n${GAUGES.map((gauge) => `${gauge},0.0008,1.0761,0\n`).join('')}`;
export const GAUGES_CSV = `gauge,folder,aliases,lon,lat,tip_mm\n${GAUGES.map((gauge) => `${gauge},${gauge},,,,0.2\n`).join('')}`;

/** The history that ends last: N years of dumps are `LAST_YEAR - N + 1` to `LAST_YEAR`. */
export const LAST_YEAR = 2024;

/** Dumps begin long before loggers had a credible clock elsewhere: 40 years of them do. */
export const NOT_BEFORE = '1970-01-01';
