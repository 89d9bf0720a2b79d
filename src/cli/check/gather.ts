import {
  describeStore,
  problemText,
  readSettings,
  type Options,
  type Problem,
  type Route,
  type Settings,
} from '../../config/settings.js';
import { pickEnvironment, VARIABLES, type Environment, type VariableName } from '../../config/variables.js';
import { DEFAULT_GAUGES, foldersOf, type Gauge } from '../../domain/network.js';
import type { ChooseForm } from '../../domain/readings/raw-form.js';
import { openForms, type FormOptions } from '../wiring/network/forms.js';
import { readPasswordFile, type Host } from '../host/host.js';
import { loadTables, wantedOf } from '../wiring/network/tables.js';
import type { WantedGauges } from '../wiring/network/wanted-gauges.js';
import { otherwiseSpeltHere } from './folder-spelling.js';
import { historyRows, type HistoryRow } from './history-table.js';
import { localProblems } from './local-problems.js';
import type { StoreToTry } from './store-to-try.js';

/** A setting as `check` shows it. */
export interface SettingRow {
  readonly setting: string;
  readonly value: string;
  readonly from: string;
}

export interface CheckResult {
  readonly settings: Settings;
  readonly rows: readonly SettingRow[];
  readonly wanted: Omit<WantedGauges, 'problems'>;
  /** Of gauges that have one, in the order of the configuration. */
  readonly history: readonly HistoryRow[];
  /** Tells the form of raw files; undefined: all are of the network's own line. */
  readonly forms: ChooseForm | undefined;
  readonly stores: readonly StoreToTry[];
  readonly problems: string[];
  /** What is not wrong, but may not be meant so. */
  readonly warnings: string[];
}

/** Settings of every route that the options and the environment speak of, with everything that is wrong with them. */
export async function gatherSettings(
  options: Options & FormOptions & { uncalibrated?: true },
  host: Host,
): Promise<CheckResult> {
  const env = pickEnvironment(host.env);
  const problems = new Set<string>();
  const note = (found: readonly Problem[]): void => {
    for (const problem of found) problems.add(problemText(problem));
  };
  const read = (route: Route): Settings => {
    const result = readSettings(options, env, route, readPasswordFile);
    note(result.problems);
    return result.settings;
  };
  const copies = env.FTP_BASE_DIR !== undefined;
  const publishes = (options.from ?? env.FTP_SOURCE_DIR ?? env.FTP_TARGET_DIR ?? options.to) !== undefined;
  const base = copies ? read('base-to-source').source : undefined;
  const settings = read(publishes ? 'source-to-target' : 'none');
  const found: Problem[] = [];
  const tables = loadTables(settings, found);
  const forms = await openForms(options, settings, found);
  const wanted = wantedOf(settings, tables, found, { allowUncalibrated: options.uncalibrated ?? false, forms });
  note(found);
  const store = (what: string, setting: typeof base, holdsRaw: boolean): StoreToTry[] =>
    setting ? [{ what, setting: setting.value, holdsRaw }] : [];
  const stores = [
    ...store('copy from', base, true),
    ...store('raw files', settings.source, true),
    ...store('publish to', settings.target, false),
  ];
  note(localProblems(settings, stores));
  const folders = [...new Set(wanted.gauges.flatMap(foldersOf))];
  return {
    settings,
    rows: [
      storeRow('copy from', base, host),
      ...settingRows(settings, tables.gauges, host),
      ...userRows(stores, env, host),
      ...secretRows(env, host),
    ],
    wanted,
    history: wanted.gauges.flatMap((gauge) =>
      historyRows(gauge, wanted.curves.get(gauge.name) ?? [], tables.interventions),
    ),
    forms: forms.chooserFor(wanted.gauges, wanted.others),
    stores,
    problems: [...problems],
    warnings: [...wanted.warnings, ...stores.flatMap((one) => otherwiseSpeltHere(one, folders))],
  };
}

function storeRow(setting: string, value: Settings['source'], host: Host): SettingRow {
  return { setting, value: describeStore(value) ?? 'not set', from: value ? origin(value.from, host) : '' };
}

interface Row {
  readonly value: string | number | undefined;
  readonly from: string;
}

function settingRows(settings: Settings, table: readonly Gauge[] | undefined, host: Host): SettingRow[] {
  const { out, temp, calib, gaugesFile, interventions, gaugeNames, ca, connections, active, settleS, maxMmPerMin } =
    settings;
  const byDefault = table?.map(({ name }) => name) ?? DEFAULT_GAUGES;
  const row = (setting: string, { value, from }: Row): SettingRow => ({
    setting,
    value: value === undefined ? 'not set' : String(value),
    from: value === undefined ? '' : origin(from, host),
  });
  return [
    storeRow('raw files', settings.source, host),
    storeRow('publish to', settings.target, host),
    row('outputs', out),
    row('temporary files', { ...temp, value: temp.value ?? 'that of the system' }),
    row('calibration', calib),
    row('gauges table', gaugesFile),
    row('interventions', interventions),
    row('gauges wanted', {
      value: (gaugeNames.value ?? byDefault).join(', '),
      from: gaugeNames.value || !table ? gaugeNames.from : 'gauges table',
    }),
    row('most mm a minute', maxMmPerMin),
    row('authority of certificates', ca),
    ...sshRows(settings, pickEnvironment(host.env)).map((found) => row(...found)),
    row('connections', connections),
    row('raw files settle for', { ...settleS, value: `${settleS.value} s` }),
    ...(active.value === true ? [row('small files', { ...active, value: 'over connections from the server' })] : []),
  ];
}

/** What SFTP alone asks for, where it is used. */
function sshRows(
  { base, source, target, knownHosts, checksHostKey }: Settings,
  env: Environment,
): (readonly [string, Row])[] {
  const stores = [base, source, target].filter((store) => store?.value.address.kind === 'sftp');
  if (stores.length === 0) return [];
  const byDefault = 'where ssh keeps them';
  const known = checksHostKey.value
    ? { ...knownHosts, value: knownHosts.value ?? byDefault }
    : { ...checksHostKey, value: 'any: nobody looks whether it is the right server' };
  const keys = new Set(stores.flatMap((store) => store?.value.login.key?.file ?? []));
  const from = (file: string): string => (file === env.FTP_TARGET_KEY_FILE ? 'FTP_TARGET_KEY_FILE' : 'FTP_KEY_FILE');
  return [
    ...[...keys].map((file) => ['private key', { value: file, from: from(file) }] as const),
    ['known hosts', known],
  ];
}

/** Who logs in, where anybody does. */
function userRows(stores: readonly StoreToTry[], env: Environment, host: Host): SettingRow[] {
  const servers = stores.filter(({ setting }) => setting.address.kind !== 'folder');
  // A user in an address is shown with it.
  if (servers.every(({ setting: { address } }) => address.kind === 'sftp' && address.user !== undefined)) return [];
  const rows = [{ setting: 'user', value: env.FTP_USERNAME ?? 'anonymous', from: fromOf(env, 'FTP_USERNAME', host) }];
  const target = env.FTP_TARGET_USERNAME;
  if (target !== undefined)
    rows.push({ setting: 'user of the target', value: target, from: origin('FTP_TARGET_USERNAME', host) });
  return rows;
}

/** Whether passwords are set, and nothing else about them. */
function secretRows(env: Environment, host: Host): SettingRow[] {
  const isShown = (name: VariableName): boolean =>
    name.includes('PASSWORD') || (name.includes('PASSPHRASE') && env[name] !== undefined);
  const secret = VARIABLES.filter(({ name }) => isShown(name));
  return secret.map(({ name }) => ({
    setting: name,
    value: env[name] === undefined ? 'unset' : 'set',
    from: env[name] === undefined ? '' : origin(name, host),
  }));
}

function fromOf(env: Environment, name: 'FTP_USERNAME', host: Host): string {
  return env[name] === undefined ? 'default' : origin(name, host);
}

/** Where a value came from, the file of settings too: `A, B in pluvio.env`. */
function origin(from: string, { globals: { envFile } }: Host): string {
  const names = from.split(', ');
  const inFile = names.filter((name) => envFile?.names.has(name));
  const others = names.filter((name) => !inFile.includes(name));
  const told = inFile.length > 0 ? [`${inFile.join(', ')} in ${envFile!.file}`] : [];
  return [...(others.length > 0 ? [others.join(', ')] : []), ...told].join('; ');
}
