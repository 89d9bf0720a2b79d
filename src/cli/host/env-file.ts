import { parseEnvFile } from '../../config/env-file.js';
import { VARIABLES } from '../../config/variables.js';
import { PluvioError, systemReason } from '../../domain/errors.js';
import { othersCanRead, readText, type EnvFile, type Host } from './host.js';

const SECRETS = VARIABLES.filter((variable) => 'secret' in variable).map(({ name }): string => name);

/**
 * The environment with what a file of settings adds: what is set in both is as in the environment. Throws CONFIG where the
 * file cannot be read, or holds a password and others can read it.
 */
export function withEnvFile(
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): { env: Readonly<Record<string, string | undefined>>; envFile: EnvFile } {
  const values = parseEnvFile(textOf(file), file);
  const secret = SECRETS.find((name) => (values.get(name) ?? '') !== '');
  if (secret !== undefined && othersCanRead(file))
    throw new PluvioError('CONFIG', `Cannot use ${file}: it holds ${secret} and others can read it; chmod 600 it`, {
      file,
    });
  const names = new Set([...values.keys()].filter((name) => (env[name] ?? '') === ''));
  const added = Object.fromEntries([...values].filter(([name]) => names.has(name)));
  return { env: { ...env, ...added }, envFile: { file, names } };
}

/** The environment of a command as it is now: what its file of settings says may have changed since. */
export function currentEnv({ env, globals: { envFile } }: Pick<Host, 'env' | 'globals'>): Host['env'] {
  if (!envFile) return env;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !envFile.names.has(name)));
  return withEnvFile(own, envFile.file).env;
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch (cause) {
    throw new PluvioError('CONFIG', `Cannot read the settings file ${file}: ${systemReason(cause)}`, {
      file,
      cause,
    });
  }
}
