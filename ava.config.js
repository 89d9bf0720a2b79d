import { availableParallelism } from 'node:os';

/** Reading source maps takes an eighth of the tests' time. */
const nodeArguments = process.env.PLUVIO_PLAIN_STACKS ? [] : ['--enable-source-maps'];

export default {
  files: ['dist/test/**/*.test.js'],
  nodeArguments,
  // One more than there are cores: tests of servers wait as long as they work.
  concurrency: availableParallelism() + 1,
  timeout: '2m',
  workerThreads: false,
};
