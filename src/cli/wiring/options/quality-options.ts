import { Option } from 'commander';
import { QUALITY_TESTS } from '../../../analyses/quality/index.js';
import type { ExcludedLevel } from '../../../analyses/quality/judging/exclusion.js';
import type { QualitySet } from '../../../analyses/quality/judging/quality-set.js';
import type { QualityTest } from '../../../analyses/quality/judging/quality-test.js';
import type { Problem } from '../../../config/settings.js';
import { names } from './options.js';

/** What options say of flags. */
export interface QualityOptions {
  readonly quality?: readonly string[] | undefined;
  readonly exclude?: string | undefined;
}

export function qualityOptions(): Option[] {
  return [
    new Option(
      '--quality <test.setting=number>',
      'another limit of a quality test for flags, as faulty-zero.neighbours=5, separated by commas (default: as published)',
    ).argParser(names),
    new Option(
      '--exclude <level>',
      'flags, and series without rain of this level or worse, 1 to 3: <gauge>_qualified_<year>.csv (default: as published)',
    ),
  ];
}

/** What is asked for; what is wrong with it joins `problems`. */
export function readQualityOptions(
  { quality, exclude }: QualityOptions,
  problems: Problem[],
): { quality: QualitySet | undefined; exclude: ExcludedLevel | undefined } {
  return {
    quality: quality && readQualitySet('--quality', quality, problems),
    exclude: readLevel(exclude, problems),
  };
}

/** What `--exclude` says; what is wrong with it joins `problems`. */
export function readLevel(exclude: string | undefined, problems: Problem[]): ExcludedLevel | undefined {
  if (exclude === undefined) return undefined;
  const level = ([1, 2, 3] as const).find((one) => String(one) === exclude.trim());
  if (level === undefined)
    problems.push(`--exclude: "${exclude}" is no level; expected 1 (doubtful), 2 (suspect) or 3 (wrong)`);
  return level;
}

/** `test.setting=number`, each; what is wrong joins `problems`. */
export function readQualitySet(option: string, texts: readonly string[], problems: Problem[]): QualitySet {
  const found: Record<string, number> = {};
  for (const text of texts) {
    const [, name = '', key = '', number] = /^([\w-]+)\.(\w+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
    const test = testNamed(name);
    if (number === undefined) problems.push(`${option}: "${text}" is not of the form test.setting=number`);
    else if (!test) problems.push(`${option}: there is no test "${name}"`);
    else if (!Object.hasOwn(test.settings, key))
      problems.push(`${option}: ${name} has no "${key}"; its settings are ${Object.keys(test.settings).join(', ')}`);
    else found[`${name}.${key}`] = Number(number);
  }
  return found;
}

export function testNamed(name: string): QualityTest | undefined {
  return QUALITY_TESTS.find((test) => test.name === name);
}
