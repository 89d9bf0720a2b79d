import type { CurveSince } from '../../calibration/gauge-history.js';
import type { Intervention } from '../../config/interventions-table.js';
import type { Gauge } from '../../domain/network.js';
import { formatDateTime } from '../../domain/time/time.js';

/** What is true of a gauge from a moment on, or was done to it. */
export interface HistoryRow {
  readonly gauge: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC; null: from the beginning. */
  readonly from: string | null;
  /** null: still. */
  readonly until: string | null;
  /** What the tables say then; null of an intervention. */
  readonly state: {
    readonly folder: string;
    readonly tipMm: number;
    /** null: uncalibrated. */
    readonly calibration: { readonly a: number; readonly b: number; readonly c: number } | null;
    readonly intervalS: number | null;
    readonly model: string | null;
    readonly serial: string | null;
  } | null;
  readonly intervention: { readonly kind: string; readonly who: string; readonly note: string } | null;
}

/** The history of a gauge, in the order of time; [] where one state holds for all time and nothing was done. */
export function historyRows(
  { name, folders = [] }: Gauge,
  curves: readonly CurveSince[],
  interventions: readonly Intervention[],
): HistoryRow[] {
  const own = interventions.filter(({ gauge }) => gauge === name);
  const isPlain = curves.length === 1 && curves[0]!.fromS === -Infinity;
  const ends = folders.filter(({ untilS, isShared }) => isShared && untilS < Infinity);
  if (isPlain && own.length + ends.length === 0) return [];
  const states = curves.map(({ fromS, gauge, row }, i) => ({
    atS: fromS,
    row: {
      gauge: name,
      ...range(fromS, curves[i + 1]?.fromS ?? Infinity),
      state: {
        folder: gauge.folder,
        tipMm: gauge.tipMm,
        calibration: row ? { a: row.a, b: row.b, c: row.c } : null,
        intervalS: gauge.intervalS ?? null,
        model: gauge.model ?? null,
        serial: gauge.serial ?? null,
      },
      intervention: null,
    },
  }));
  const done = own.map(({ startS, endS, kind, who, note }) => ({
    atS: startS,
    row: { gauge: name, ...range(startS, endS), state: null, intervention: { kind, who, note } },
  }));
  const lost = ends.map(({ folder, untilS }) => ({
    atS: untilS,
    row: {
      gauge: name,
      ...range(untilS, Infinity),
      state: null,
      intervention: { kind: `its folder ${folder} is another gauge’s`, who: '', note: '' },
    },
  }));
  return [...states, ...done, ...lost].sort((a, b) => a.atS - b.atS).map(({ row }) => row);
}

function range(fromS: number, untilS: number): Pick<HistoryRow, 'from' | 'until'> {
  const at = (timeS: number): string | null => (Number.isFinite(timeS) ? formatDateTime(timeS) : null);
  return { from: at(fromS), until: at(untilS) };
}

export const HISTORY_HEAD = ['gauge', 'from (UTC)', 'until', 'folder', 'tip mm', 'a', 'b', 'c', 'interval s', 'what'];

/** The cells of a row under `HISTORY_HEAD`. */
export function historyCells({ gauge, from, until, state, intervention }: HistoryRow): string[] {
  const when = [gauge, from ?? 'the beginning', until ?? (intervention ? 'still' : '')];
  if (!state) {
    const { kind, who, note } = intervention!;
    return [...when, '', '', '', '', '', '', [kind, who, note].filter((text) => text !== '').join(', ')];
  }
  const { folder, tipMm, calibration, intervalS, model, serial } = state;
  const curve = calibration ? [calibration.a, calibration.b, calibration.c].map(String) : ['none', '', ''];
  const device = [model, serial && `no. ${serial}`].filter(Boolean).join(' ');
  return [...when, folder, String(tipMm), ...curve, intervalS === null ? '' : String(intervalS), device];
}
