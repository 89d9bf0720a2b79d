export { createFtpServer, type FtpServer } from './server.js';
export type { FtpFeatures, FtpServerOptions, FtpServerStats } from './options.js';
export type { FtpBackend, FtpEntry, FtpSink, FtpStat } from './backend.js';
export { createFolderBackend } from './folder-backend.js';
export { createMemoryBackend, type MemoryBackend } from './memory-backend.js';
export { faultFunction, type FaultAction, type FaultCall, type FaultFunction, type FaultRule } from './faults.js';
