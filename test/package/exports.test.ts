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
    'curvesOverTime',
    'expand',
    'filter',
    'finish',
    'flow',
    'historyOf',
    'indexGauges',
    'memorySpill',
    'parse',
    'pipeline',
    'plainGauge',
    'readCalibration',
    'readGauges',
    'readInterventions',
    'runCommandLine',
    'runPipeline',
    'triplets',
    'uncalibrated',
    'writeMatrixMarket',
    'writeSeries',
  ]);
});
