export * from './domain/reading.js';
export { PluvioError, ERROR_CODES, type ErrorCode } from './domain/errors.js';
