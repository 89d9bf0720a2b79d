import { historyOfRows } from '../../domain/history/rows-used.js';
import { givenInterval } from '../../domain/manifest.js';
import { yearFileName } from '../../domain/paths.js';
import type { FormatReader } from '../format.js';
import { parseManifest } from '../manifest/manifest-json.js';
import { cannotRead, inOrder, type OpenedSeries } from '../opened.js';
import type { StoredFile } from '../stored-file.js';
import { readSeries } from './read-series.js';
import { SERIES_HEADER } from './series-csv.js';

/** Series of a gauge's year; their manifest says whose they are and how they were calibrated. */
export const csvReader: FormatReader = { beginning: Buffer.from(SERIES_HEADER), open: openSeries };

function openSeries(file: StoredFile): OpenedSeries {
  const [, gauge, year] = /^(.*)_(?:concatenated|treated)_(\d{4})\.csv$/.exec(file.name) ?? [];
  if (gauge === undefined)
    throw cannotRead(file.path, 'its name is not that of a year’s series, <gauge>_concatenated_<year>.csv');
  const beside = (kind: 'concatenated' | 'manifest'): StoredFile => {
    const name = yearFileName(gauge, Number(year), kind);
    const found = file.beside(name);
    if (!found) throw cannotRead(file.path, `${name} is not beside it: tips and calibration are told there`);
    return found;
  };
  const [series, manifest] = [beside('concatenated'), beside('manifest')];
  const { calibration, interval, tables } = parseManifest(manifest.bytes(), manifest.path);
  const history = tables && historyOfRows(tables);
  const curve = calibration ?? history?.curves.at(-1);
  if (!curve) throw cannotRead(file.path, `${manifest.name} does not say its calibration`);
  return {
    kind: 'series',
    gauge,
    year: Number(year),
    curve,
    history,
    intervalS: givenInterval(interval),
    readings: () => inOrder(readSeries(series.pieces(), series.path), Number(year), series.path),
  };
}
