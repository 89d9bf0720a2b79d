import type { Growth } from '../../../domain/storage/store.js';
import { safePath } from '../../names.js';
import { appendWhole, type AppendSteps } from '../../protocol/append-whole.js';
import type { Pool } from '../login/pool.js';
import { move } from './rename.js';
import { readSteps, sendInto } from './write.js';

/** SIZE, RNFR and RNTO, APPE, SIZE, RETR, RNFR and RNTO, SIZE: see `appendWhole`. */
export async function appendFile(pool: Pool, path: string, growth: Growth): Promise<boolean> {
  safePath(path);
  const growing = { isProven: false };
  return pool.use({ doing: 'append to', path }, (connection) => {
    const steps: AppendSteps = {
      ...readSteps(pool, connection),
      extend: (away, _fromBytes, pieces) => sendInto(connection, 'APPE', away, pieces),
      move: async (from, to) => !(await move(connection, from, to)),
    };
    return appendWhole(steps, path, growth, growing);
  });
}
