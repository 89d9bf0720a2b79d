import test from 'ava';
import * as pluvio from '../../src/index.js';

test('the package exports what docs/library.md speaks of, and nothing by accident', (t) => {
  t.deepEqual(Object.keys(pluvio).sort(), [
    'ERROR_CODES',
    'PluvioError',
    'REJECT_REASONS',
    'bucket',
    'calibrate',
    'chain',
    'collect',
    'column',
    'expand',
    'filter',
    'finish',
    'flow',
    'indexGauges',
    'memorySpill',
    'parse',
    'pipeline',
    'plainGauge',
    'readCalibration',
    'readGauges',
    'runCommandLine',
    'runPipeline',
    'triplets',
    'uncalibrated',
    'writeMatrixMarket',
    'writeSeries',
  ]);
});
