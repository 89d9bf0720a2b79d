import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { WANTED } from '../job.js';
import { seriesPath, tripletsPath } from './output-paths.js';

/**
 * `node duckdb.js <dumps> <out>`: the job in DuckDB, in memory, on all threads. Its best form found: columns given and
 * detection off, the two-character delimiter (no blanks to trim), the table sorted once, then plain COPYs over two
 * connections.
 */
const COLUMNS = "{'label':'VARCHAR','time_s':'BIGINT','tips':'INTEGER','wind':'DOUBLE','battery':'DECIMAL(6,3)'}";
const RAIN_MM = 'round(0.0008 * (0.2 * tips) ** 2 + 1.0761 * (0.2 * tips), 6)';
const COPIES_AT_ONCE = 2;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const csvTo = (path: string, header: boolean): string => `TO ${quoted(path)} (FORMAT csv, HEADER ${header})`;
const inYear = (year: number): string =>
  `time_s >= epoch(TIMESTAMP '${year}-01-01') AND time_s < epoch(TIMESTAMP '${year + 1}-01-01')`;

function loadSql(dumps: string): string {
  const wanted = WANTED.map(quoted).join(', ');
  return `CREATE TABLE readings AS
    SELECT label, time_s, any_value(tips) AS tips, any_value(wind) AS wind, any_value(battery) AS battery
    FROM read_csv(${quoted(`${dumps}/**/*.txt`)}, auto_detect = false, header = false, delim = ', ', quote = '',
      escape = '', columns = ${COLUMNS})
    WHERE label IN (${wanted}) GROUP BY label, time_s ORDER BY label, time_s`;
}

function seriesSql(gauge: string, year: number, rain: string, path: string): string {
  return `COPY (SELECT make_timestamp(time_s * 1000000) AS "Datetime_TU", time_s AS "Timestamp", label AS "Station",
      ${rain} AS "Rain", wind AS "Wind", battery AS "Battery"
    FROM readings WHERE label = ${quoted(gauge)} AND ${inYear(year)}) ${csvTo(path, true)}`;
}

function tripletsSql(year: number, path: string): string {
  const column = `list_position([${WANTED.map(quoted).join(', ')}], label)`;
  return `COPY (SELECT (time_s - epoch(TIMESTAMP '${year}-01-01'))::BIGINT // 60 + 1 AS minute, ${column} AS gauge,
      round(sum(${RAIN_MM}), 6) AS mm
    FROM readings WHERE tips > 0 AND ${inYear(year)} GROUP BY minute, gauge ORDER BY gauge, minute) ${csvTo(path, false)}`;
}

async function gaugeYears(connection: DuckDBConnection): Promise<{ gauge: string; year: number }[]> {
  const sql = 'SELECT DISTINCT label, year(make_timestamp(time_s * 1000000))::INTEGER FROM readings ORDER BY ALL';
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map(([gauge, year]) => ({ gauge: String(gauge), year: Number(year) }));
}

async function run(dumps: string, out: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(loadSql(dumps));
  const units = await gaugeYears(connection);
  const copies = [
    ...units.flatMap(({ gauge, year }) => [
      seriesSql(gauge, year, 'tips', seriesPath(out, gauge, year, 'concatenated')),
      seriesSql(gauge, year, RAIN_MM, seriesPath(out, gauge, year, 'treated')),
    ]),
    ...[...new Set(units.map(({ year }) => year))].map((year) => tripletsSql(year, tripletsPath(out, year))),
  ].values();
  const copyAll = async (): Promise<void> => {
    const own = await instance.connect();
    for (const sql of copies) await own.run(sql);
  };
  await Promise.all(Array.from({ length: COPIES_AT_ONCE }, copyAll));
}

await run(process.argv[2]!, process.argv[3]!);
