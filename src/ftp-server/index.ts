export { createFtpServer, type FtpServer } from './server.js';
export type { FtpServerOptions } from './options.js';
export type { FtpHabits } from './habits.js';
export type { FtpBackend } from './backend.js';
export { createFolderBackend } from './folder-backend.js';
export { createMemoryBackend, type MemoryBackend } from './memory-backend.js';
export { faultFunction, type FaultAction, type FaultCall, type FaultFunction, type FaultRule } from './faults.js';
