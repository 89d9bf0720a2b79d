import { Gauge, type Registry } from 'prom-client';
import { linesSetAside } from '../../pipeline/status/quarantined.js';
import type { GaugeStatus, Status } from '../../pipeline/status/status.js';
import type { Catalogue } from '../read/catalogue.js';

export interface GaugeMetricsParts {
  readonly registry: Registry;
  readonly catalogue: Catalogue;
  readonly readStatus: () => Promise<Status>;
  readonly nowS: () => number;
}

/** The ends of series and the quarantine are read again after so long, or when a publication changed. */
const KEPT_S = 60;

/** Registers what is told of every gauge: last reading, silence, battery, quarantined lines, files that fail. */
export function registerGauges({ registry, catalogue, readStatus, nowS }: GaugeMetricsParts): void {
  const registers = [registry];
  const perGauge = (name: string, help: string, values: () => Promise<Iterable<readonly [string, number]>>): void => {
    new Gauge({
      name,
      help,
      labelNames: ['gauge'],
      registers,
      async collect() {
        this.reset();
        for (const [gauge, value] of await values()) this.set({ gauge }, value);
      },
    });
  };
  const lasts = (valueOf: (lastS: number) => number) => () =>
    Promise.resolve(
      [...catalogue.current.gauges.values()].flatMap(({ name, lastS }): [string, number][] =>
        lastS === undefined ? [] : [[name, valueOf(lastS)]],
      ),
    );
  perGauge(
    'pluvio_last_reading_timestamp_seconds',
    'Stamp of the last published reading',
    lasts((lastS) => lastS),
  );
  perGauge(
    'pluvio_silence_seconds',
    'Time since the last published reading',
    lasts((lastS) => nowS() - lastS),
  );
  const status = keptStatus(catalogue, readStatus, nowS);
  const told = (valueOf: (gauge: GaugeStatus) => number | undefined) => async () =>
    (await status()).flatMap((gauge): [string, number][] => {
      const value = valueOf(gauge);
      return value === undefined ? [] : [[gauge.gauge, value]];
    });
  perGauge(
    'pluvio_battery_volts',
    'The last voltage of the logger’s battery',
    told(({ battery }) => battery?.lastV),
  );
  perGauge(
    'pluvio_quarantined_lines',
    'Lines in the quarantine',
    told(({ quarantined }) => linesSetAside(quarantined)),
  );
  perGauge(
    'pluvio_failing_files',
    'Files and folders of the gauge that failed in the last run',
    told(({ failing }) => failing.length),
  );
  new Gauge({
    name: 'pluvio_gauges',
    help: 'Gauges that are published',
    registers,
    collect() {
      this.set(catalogue.current.gauges.size);
    },
  });
}

/** How the gauges are doing, kept for a while; what cannot be read now is told when it can. */
function keptStatus(
  catalogue: Catalogue,
  readStatus: () => Promise<Status>,
  nowS: () => number,
): () => Promise<readonly GaugeStatus[]> {
  let kept:
    { readonly key: string; readonly atS: number; readonly gauges: Promise<readonly GaugeStatus[]> } | undefined;
  return () => {
    const { key } = catalogue.current;
    if (kept?.key !== key || Math.abs(nowS() - kept.atS) >= KEPT_S) {
      const gauges = readStatus().then(
        (status) => status.gauges,
        () => [],
      );
      kept = { key, atS: nowS(), gauges };
    }
    return kept.gauges;
  };
}
