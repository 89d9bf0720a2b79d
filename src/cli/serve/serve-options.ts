import { PluvioError } from '../../domain/errors.js';
import type { PageSettings } from '../../serve/app.js';
import { parseDuration } from '../../domain/time/duration.js';
import type { RunOptions } from '../wiring/options/shared.js';

/** Options of `pluvio serve`, as the command line gives them. */
export interface ServeCommandOptions extends RunOptions {
  readonly port: string;
  readonly host: string;
  readonly basePath?: string | undefined;
  readonly poll?: string | undefined;
  readonly cache: string;
  readonly rate: string;
  readonly title?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly tiles?: string | undefined;
  readonly tilesAttribution?: string | undefined;
  readonly silentAfter: string;
  /** A file of rules. */
  readonly alerts?: string | undefined;
}

/** The same, checked. */
export interface ReadServeOptions {
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
  readonly pollMs: number | undefined;
  readonly cacheBytes: number;
  readonly requestsPerS: number;
  readonly silentAfterS: number;
  readonly pageSettings: PageSettings;
}

/** Checks the options; throws USAGE with all that is wrong. */
export function readServeOptions(options: ServeCommandOptions): ReadServeOptions {
  const problems: string[] = [];
  const whole = (name: string, text: string, most: number): number => {
    if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
    problems.push(`--${name}: "${text}" is not a whole number from 0 to ${most}`);
    return 0;
  };
  const durationMs = (name: string, text: string): number => {
    const ms = parseDuration(text);
    if (ms === undefined) problems.push(`--${name}: "${text}" is not a duration; expected one like 30s, 5m or 2h`);
    return ms ?? 0;
  };
  const { title = 'pluvio', tiles, tilesAttribution, timeZone } = options;
  const read: ReadServeOptions = {
    host: options.host,
    port: whole('port', options.port, 65_535),
    basePath: basePathOf(options.basePath, problems),
    pollMs: options.poll === undefined ? undefined : durationMs('poll', options.poll),
    cacheBytes: whole('cache', options.cache, 100_000) * 1_000_000,
    requestsPerS: whole('rate', options.rate, 100_000),
    silentAfterS: durationMs('silent-after', options.silentAfter) / 1000,
    pageSettings: { title, tiles, tilesAttribution, timeZone },
  };
  if (tiles !== undefined && !/^https?:\/\/[\w.{}:-]+\/[^\s;,'"]*\{z\}[^\s;,'"]*$/.test(tiles))
    problems.push(`--tiles: "${tiles}" is no address of tiles; expected one like https://host/{z}/{x}/{y}.png`);
  if (tiles !== undefined && tilesAttribution === undefined)
    problems.push('--tiles: say whom the tiles are from, with --tiles-attribution');
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problems.push(`--time-zone: "${timeZone}" is no time zone; expected one like Europe/Paris`);
  if (problems.length > 0) throw new PluvioError('USAGE', problems.join('\n'));
  return read;
}

/** `/rain` of `/rain`, `rain/` and the like; '' of none. */
function basePathOf(text: string | undefined, problems: string[]): string {
  const inner = (text ?? '').replace(/^\/+|\/+$/g, '');
  if (inner === '') return '';
  if (!/^[\w.~-]+(\/[\w.~-]+)*$/.test(inner) || inner.split('/').some((part) => /^\.+$/.test(part)))
    problems.push(`--base-path: "${text ?? ''}" is no path; expected one like /rain`);
  return `/${inner}`;
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
