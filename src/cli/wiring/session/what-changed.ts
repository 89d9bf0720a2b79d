import { formatAddress } from '../../../config/address.js';
import type { Setting, StoreSetting } from '../../../config/settings.js';
import type { Gauge, WantedGauge } from '../../../domain/network.js';
import type { RunSettings } from '../options/shared.js';
import type { RawForms } from '../network/forms.js';

/** What rounds work with, as it was read. */
export interface ReadAll {
  readonly settings: RunSettings;
  readonly gauges: readonly WantedGauge[];
  readonly forms: RawForms;
  /** Those of the gauges table that are not wanted. */
  readonly others: readonly Gauge[];
  readonly notBeforeS: number;
  /** What is strange about the tables, and no mistake. */
  readonly warnings: readonly string[];
  /** The certificate authority's own text. */
  readonly authority: string | undefined;
}

/** What differs between two readings, a phrase each, without secrets; none where nothing does. */
export function whatChanged(before: ReadAll, now: ReadAll): string[] {
  const { settings: old } = before;
  const { settings } = now;
  const changes = [
    ...storeChanges('where files are copied from', old.base, settings.base),
    ...storeChanges('where raw files lie', old.source, settings.source),
    ...storeChanges('where is published', old.target, settings.target),
  ];
  const plain = {
    temp: 'LOCAL_TEMP_DIR',
    connections: 'connections',
    active: 'FTP_ACTIVE',
    knownHosts: 'FTP_KNOWN_HOSTS_FILE',
    checksHostKey: 'FTP_CHECK_HOST_KEY',
    settleS: 'seconds to settle',
    maxMmPerMin: 'mm a minute',
  };
  for (const [key, name] of Object.entries(plain) as [keyof typeof plain, string][])
    if (old[key].value !== settings[key].value)
      changes.push(`${name}: ${String(settings[key].value)} instead of ${String(old[key].value)}`);
  if (before.authority !== now.authority) changes.push('the certificate authority');
  if (before.forms.words() !== now.forms.words()) changes.push('what formats of raw files say');
  if (JSON.stringify(before.others) !== JSON.stringify(now.others)) changes.push('gauges that are not wanted');
  return [...changes, ...gaugeChanges(before.gauges, now.gauges)];
}

function storeChanges(
  what: string,
  before: Setting<StoreSetting> | undefined,
  now: Setting<StoreSetting> | undefined,
): string[] {
  const [old, name] = [before, now].map((store) => (store ? formatAddress(store.value.address) : 'nothing'));
  if (old !== name) return [`${what}: ${name} instead of ${old}`];
  if (before?.value.login.user !== now?.value.login.user) return [`the user of ${name}`];
  const keyOf = (store: typeof now): string => JSON.stringify(store?.value.login.key);
  if (keyOf(before) !== keyOf(now)) return [`the key of ${name}`];
  return before?.value.login.password === now?.value.login.password ? [] : [`the password of ${name}`];
}

function gaugeChanges(before: readonly WantedGauge[], now: readonly WantedGauge[]): string[] {
  const changes: string[] = [];
  for (const { name } of before) if (!now.some((gauge) => gauge.name === name)) changes.push(`${name} is gone`);
  for (const gauge of now) {
    const old = before.find(({ name }) => name === gauge.name);
    if (!old) changes.push(`${gauge.name} is new`);
    else if (JSON.stringify(old) !== JSON.stringify(gauge))
      changes.push(`${gauge.name}: ${differingFields(old, gauge)}`);
  }
  const order = (gauges: readonly WantedGauge[]): string => gauges.map(({ name }) => name).join('\n');
  if (changes.length === 0 && order(before) !== order(now)) changes.push('the order of the gauges');
  return changes;
}

const FIELDS: Partial<Record<keyof WantedGauge, string>> = {
  curve: 'calibration',
  tipMm: 'tip_mm',
  intervalS: 'interval_s',
  maxMmPerMin: 'max_mm_min',
  history: 'dates of its calibration or interval, or interventions',
  rows: 'its rows in the gauges table',
};

function differingFields(old: WantedGauge, gauge: WantedGauge): string {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(gauge)])] as (keyof WantedGauge)[];
  const differing = keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(gauge[key]));
  return differing.map((key) => FIELDS[key] ?? key).join(', ');
}

/** Whether the stores have to be opened anew. */
export function needsOtherStores(before: ReadAll, now: ReadAll): boolean {
  const what = ({ settings, authority }: ReadAll): string => {
    const { base, source, target, connections, active, knownHosts, checksHostKey } = settings;
    const all = [base, source, target, connections, active, knownHosts, checksHostKey];
    return JSON.stringify([...all.map((setting) => setting?.value), authority]);
  };
  return what(before) !== what(now);
}
