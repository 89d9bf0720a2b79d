import { coverage } from './coverage.js';
import { cumulative } from './cumulative.js';
import type { Endpoint } from './shared/endpoint.js';
import { events } from './events.js';
import { gauges } from './gauges.js';
import { idf } from './idf.js';
import { series } from './series.js';
import { status } from './status.js';
import { totals } from './totals.js';

/** Every address that answers a question, in the order of the documentation. */
export const ENDPOINTS: readonly Endpoint[] = [gauges, series, cumulative, totals, events, coverage, status, idf];
