import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const DOCUMENT = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'formats.md');
/** The day that the examples compute. */
const DAY = '2024-05-12';

/** Debian's interpreters, which have its packages; others come later in the path. */
const INTERPRETERS: Record<string, readonly [command: string, ...options: string[]]> = {
  python: ['/usr/bin/python3', '-c'],
  r: ['Rscript', '-e'],
};

export interface Example {
  readonly language: string;
  readonly format: string;
  readonly code: string;
}

/** The examples of `docs/formats.md`. */
export function examples(): Example[] {
  const text = fs.readFileSync(DOCUMENT, 'utf8');
  return [...text.matchAll(/^```(python|r|sql) (\w+)\n(.*?)^```/gms)].map(([, language, format, code]) => ({
    language: language!,
    format: format!,
    code: code!,
  }));
}

/** An example for another day. */
export function onDay({ code }: Example, day: string): string {
  return code.replaceAll(DAY, day);
}

/** Runs code in a folder; gives what it prints, or why it cannot run here. */
export async function runCode(
  language: string,
  code: string,
  cwd: string,
): Promise<{ printed: string } | { absent: string }> {
  const [command, ...options] = INTERPRETERS[language]!;
  try {
    const { stdout } = await promisify(execFile)(command, [...options, code], { cwd, timeout: 60_000 });
    return { printed: stdout.trim() };
  } catch (error) {
    const { code: reason, stderr = '' } = error as { code?: unknown; stderr?: string };
    const missing = /No module named '[\w.]+'|there is no package called .\w+.|Unable to find a usable engine/.exec(
      stderr,
    );
    if (reason === 'ENOENT') return { absent: `${command} is not there` };
    if (missing) return { absent: missing[0] };
    throw new Error(`${language} failed: ${stderr}`, { cause: error });
  }
}
