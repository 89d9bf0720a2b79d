import {
  describeStore,
  readSettings,
  type Options,
  type Route,
  type Settings,
  type StoreSetting,
} from '../../config/settings.js';
import { pickEnvironment, VARIABLES, type Environment } from '../../config/variables.js';
import type { WantedGauge } from '../../domain/network.js';
import { readPasswordFile, type Host } from '../host.js';
import { loadGauges } from '../tables.js';

/** A setting as `check` shows it. */
export interface SettingRow {
  readonly setting: string;
  readonly value: string;
  readonly from: string;
}

export interface StoreToTry {
  readonly what: string;
  readonly setting: StoreSetting;
  /** Whether the gauges' folders are looked for there. */
  readonly holdsRaw: boolean;
}

export interface CheckResult {
  readonly settings: Settings;
  readonly rows: readonly SettingRow[];
  readonly gauges: readonly WantedGauge[];
  readonly stores: readonly StoreToTry[];
  readonly problems: string[];
}

/** Settings of every route that the options and the environment speak of, with everything that is wrong with them. */
export function gatherSettings(options: Options & { uncalibrated?: true }, host: Host): CheckResult {
  const env = pickEnvironment(host.env);
  const problems = new Set<string>();
  const read = (route: Route): Settings => {
    const result = readSettings(options, env, route, readPasswordFile);
    for (const problem of result.problems) problems.add(problem);
    return result.settings;
  };
  const copies = env.FTP_BASE_DIR !== undefined;
  const publishes = (options.from ?? env.FTP_SOURCE_DIR ?? env.FTP_TARGET_DIR ?? options.to) !== undefined;
  const base = copies ? read('base-to-source').source : undefined;
  const settings = read(publishes ? 'source-to-target' : 'none');
  const found: string[] = [];
  const gauges = loadGauges(settings, options.uncalibrated ?? false, found);
  for (const problem of found) problems.add(problem);
  const store = (what: string, setting: typeof base, holdsRaw: boolean): StoreToTry[] =>
    setting ? [{ what, setting: setting.value, holdsRaw }] : [];
  return {
    settings,
    rows: [storeRow('copy from', base, host), ...settingRows(settings, host), ...secretRows(env, host)],
    gauges,
    stores: [
      ...store('copy from', base, true),
      ...store('raw files', settings.source, true),
      ...store('publish to', settings.target, false),
    ],
    problems: [...problems],
  };
}

function storeRow(setting: string, value: Settings['source'], host: Host): SettingRow {
  return { setting, value: describeStore(value) ?? 'not set', from: value ? origin(value.from, host) : '' };
}

function settingRows(settings: Settings, host: Host): SettingRow[] {
  const { out, temp, calib, gaugesFile, ca, connections } = settings;
  const row = (setting: string, { value, from }: { value: string | number | undefined; from: string }): SettingRow => ({
    setting,
    value: value === undefined ? 'not set' : String(value),
    from: value === undefined ? '' : origin(from, host),
  });
  return [
    storeRow('raw files', settings.source, host),
    storeRow('publish to', settings.target, host),
    row('outputs', out),
    row('temporary files', {
      value: temp.value ?? 'that of the system',
      from: temp.value === undefined ? 'default' : temp.from,
    }),
    row('calibration', calib),
    row('gauges table', gaugesFile),
    row('authority of certificates', ca),
    row('connections', connections),
  ];
}

/** Whether passwords are set, and nothing else about them. */
function secretRows(env: Environment, host: Host): SettingRow[] {
  const secret = VARIABLES.filter(({ name }) => name.includes('PASSWORD'));
  return secret.map(({ name }) => ({
    setting: name,
    value: env[name] === undefined ? 'unset' : 'set',
    from: env[name] === undefined ? '' : origin(name, host),
  }));
}

/** Where a value came from, the file of settings too. */
function origin(from: string, { globals }: Host): string {
  return globals.envFile?.names.has(from) ? `${from} in ${globals.envFile.file}` : from;
}
