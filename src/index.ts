export { collect, finish, pipeline } from '../streams/index.js';
export { bucket } from '../streams/bucket.js';
export { memorySpill } from '../streams/kernels/spill.js';
export * from './domain/reading.js';
export { PluvioError, ERROR_CODES, type ErrorCode } from './domain/errors.js';
