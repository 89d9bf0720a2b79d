import { TYPES } from './model.js';

const SPEC = 'http://www.opengis.net/spec/iot_sensing/1.1/req';

/** Requirements of OGC 18-088 that are met here: all that are about reading, but MQTT, batches and data arrays. */
export const CONFORMANCE: readonly string[] = [
  'datamodel/entity-control-information/common-control-information',
  ...[
    'thing',
    'location',
    'historical-location',
    'datastream',
    'sensor',
    'observed-property',
    'observation',
    'feature-of-interest',
  ].flatMap((type) => [`datamodel/${type}/properties`, `datamodel/${type}/relations`]),
  'resource-path/resource-path-to-entities',
  'request-data/status-code',
  'request-data/query-status-code',
  'request-data/order',
  'request-data/expand',
  'request-data/select',
  'request-data/orderby',
  'request-data/top',
  'request-data/skip',
  'request-data/count',
  'request-data/filter',
  'request-data/built-in-filter-operations',
  'request-data/built-in-query-functions',
  'request-data/pagination',
].map((name) => `${SPEC}/${name}`);

/** The root document: where the sets are, and what is conformed to. */
export function rootDocument(root: string) {
  return {
    value: Object.keys(TYPES).map((name) => ({ name, url: `${root}/${name}` })),
    serverSettings: { conformance: CONFORMANCE },
  };
}
