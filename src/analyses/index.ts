/** An analysis: a pure function over a gauge's series. */
export interface Analysis {
  readonly name: string;
  /** What it gives, for help and documentation. */
  readonly gives: string;
  /** The command that computes it of series; without one, it is published alone. */
  readonly command?: string;
}

/** Every analysis, in the order of help; each has a file, or a folder, of its name. */
export const ANALYSES: readonly Analysis[] = [
  { name: 'coverage', gives: 'the runs in which readings came at a steady interval, so that dry and missing differ' },
  {
    name: 'cumulative',
    gives: 'rain of windows of 5 minutes to 72 hours that end at given moments',
    command: 'accumulate',
  },
  {
    name: 'totals',
    gives: 'rain of hours, days, months and years, and the greatest of windows in them',
    command: 'totals',
  },
  {
    name: 'events',
    gives: 'rain events, with intensities, erosivity, rain before them and what is missing',
    command: 'events',
  },
  { name: 'maxima', gives: 'the greatest rain of a year in windows of each length' },
  {
    name: 'idf',
    gives: 'annual maxima, GEV, GPD and SMEV, return periods with intervals, Montana coefficients',
    command: 'idf',
  },
  { name: 'quality', gives: 'what is doubtful, of a gauge alone and against its neighbours', command: 'qc' },
];
