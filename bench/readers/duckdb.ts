import { DuckDBInstance } from '@duckdb/node-api';
import { tellFound } from './found.js';

/**
 * `node duckdb.js <kind> <file> <threads>`: DuckDB's reader. Its best form found: columns and forms of time given, detection off, no
 * quotes looked for where there are none, columns that are not asked for left unread by the projection.
 */
const [kind, path, threads] = process.argv.slice(2) as [string, string, string];
const FORMS: Readonly<Record<string, string>> = {
  toa5: `skip = 4, nullstr = 'NAN', quote = '"', timestampformat = '%Y-%m-%d %H:%M:%S',
    columns = {'t': 'TIMESTAMP', 'record': 'BIGINT', 'battery': 'DOUBLE', 'air': 'DOUBLE', 'rain': 'DOUBLE'}`,
  'iso-csv': `skip = 1, quote = '', timestampformat = '%Y-%m-%dT%H:%M:%SZ',
    columns = {'t': 'TIMESTAMP', 'rain': 'BIGINT', 'battery': 'DOUBLE'}`,
};
const tips = kind === 'toa5' ? 'round(rain / 0.2)' : 'rain';
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const result = await connection.runAndReadAll(
  `SELECT count(*)::DOUBLE, sum(epoch(t))::DOUBLE, sum(${tips})::DOUBLE, sum(battery)
   FROM read_csv('${path.replaceAll("'", "''")}', auto_detect = false, header = false, delim = ',', ${FORMS[kind]!})`,
);
const [row] = result.getRows() as [number[]];
tellFound({ rows: row[0]!, stampsS: row[1]!, tips: row[2]!, battery: row[3]! });
