import { PluvioError } from '../domain/errors.js';

const LINE = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;

/**
 * Reads a file of settings, the part of dotenv that systemd's EnvironmentFile understands too: `NAME=value` a line, quotes
 * around a value (single or double) taken off, blank lines and lines of `#` ignored, `export` allowed, nothing expanded.
 * Throws CONFIG, naming every line that is not of that form; values never stand in the message.
 */
export function parseEnvFile(text: string, file: string): Map<string, string> {
  const values = new Map<string, string>();
  const bad: number[] = [];
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const match = LINE.exec(line);
    if (match) values.set(match[1]!, unquoted(match[2]!));
    else bad.push(i + 1);
  });
  if (bad.length > 0) {
    const which = bad.length === 1 ? `line ${bad[0]!} is` : `lines ${bad.join(', ')} are`;
    throw new PluvioError('CONFIG', `Cannot read ${file}: ${which} not NAME=value`, { file, line: bad[0]! });
  }
  return values;
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return quoted ? quoted[2]! : value.replace(/\s+#.*$/, '');
}
