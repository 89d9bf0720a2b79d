import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { whyNoCommand } from '../../support/needs.js';

const DOCUMENT = path.join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'formats.md');
/** The day that the examples compute. */
const DAY = '2024-05-12';

/** Debian's interpreters, which have its packages; others come later in the path. */
export const INTERPRETERS = { python: '/usr/bin/python3', r: 'Rscript' } as const;
const FLAGS = { python: '-c', r: '-e' } as const;
/** What loads the packages of an example. */
const LOADS = { python: /^import .*$/gm, r: /library\(\w+\)/g };

export interface Example {
  readonly language: 'python' | 'r' | 'sql';
  readonly format: string;
  readonly code: string;
}

/** An example that an interpreter runs. */
export type Script = Example & { readonly language: 'python' | 'r' };

export function isScript(example: Example): example is Script {
  return example.language !== 'sql';
}

/** The examples of `docs/formats.md`. */
export function examples(): Example[] {
  const text = fs.readFileSync(DOCUMENT, 'utf8');
  return [...text.matchAll(/^```(python|r|sql) (\w+)\n(.*?)^```/gms)].map(([, language, format, code]) => ({
    language: language as Example['language'],
    format: format!,
    code: code!,
  }));
}

/** An example for another day. */
export function onDay({ code }: Example, day: string): string {
  return code.replaceAll(DAY, day);
}

/** Why an example cannot run here; undefined where it can. */
export function whyNotHere({ language, format, code }: Script): string | undefined {
  const loads = [...(code.match(LOADS[language]) ?? [])];
  if (language === 'python' && format === 'parquet') loads.push('import pandas.io.parquet as p; p.get_engine("auto")');
  return whyNoCommand(INTERPRETERS[language], [FLAGS[language], loads.join('\n')]);
}

/** Runs a script in a folder; gives what it prints. */
export async function runCode(language: Script['language'], code: string, cwd: string): Promise<string> {
  const run = promisify(execFile)(INTERPRETERS[language], [FLAGS[language], code], { cwd, timeout: 60_000 });
  return (await run).stdout.trim();
}
