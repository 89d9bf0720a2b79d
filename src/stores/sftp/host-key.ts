import { readFileSync } from 'node:fs';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { PluvioError, systemReason } from '../../domain/errors.js';
import { fingerprintOf, judgeKey, linesOf, readKnownHosts, typeOfKey, type KnownHost } from './known-hosts.js';
import { serverText, SSH_PORT, type SftpSettings } from './options.js';

/** Every kind of host key that is asked for, in the order of preference; RSA keys sign in more than one way. */
const ALGORITHMS: readonly (readonly [type: string, algorithms: readonly ServerHostKeyAlgorithm[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
];

/** Judges the key of one server; undefined where any key is taken. */
export class HostKeyCheck {
  /** Why the key was refused. */
  problem: PluvioError | undefined;
  private readonly lines: readonly KnownHost[];

  /** Reads the files of known hosts; one that is not there knows none. Throws CONFIG where one cannot be read. */
  constructor(
    private readonly settings: SftpSettings,
    private readonly files: readonly string[],
  ) {
    const { host, port } = settings;
    this.lines = linesOf(
      files.flatMap((file) => readKnownHosts(textOf(file), file)),
      host,
      port,
    );
  }

  /** The kinds of key to ask for, those that are known first: a server has several, and shows the first one asked for. */
  get algorithms(): ServerHostKeyAlgorithm[] {
    const isKnown = ([type]: (typeof ALGORITHMS)[number]): boolean => this.lines.some((line) => line.type === type);
    const sorted = [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((one) => !isKnown(one))];
    return sorted.flatMap(([, algorithms]) => algorithms);
  }

  /** Whether a key may be trusted; where not, `problem` says why. */
  accepts(key: Buffer): boolean {
    const judgement = judgeKey(this.lines, key);
    if (judgement.is === 'known') return true;
    const shown = `${typeOfKey(key)} ${fingerprintOf(key)}`;
    this.problem = new PluvioError('STORE_UNREACHABLE', this.refusal(shown, judgement), { transient: false });
    return false;
  }

  private refusal(shown: string, judgement: Exclude<ReturnType<typeof judgeKey>, { is: 'known' }>): string {
    const { host, port, advice } = this.settings;
    const cannot = `Cannot connect to ${serverText(this.settings)}`;
    const scan = `ssh-keyscan ${port === SSH_PORT ? '' : `-p ${port} `}${host} >> ${this.files[0] ?? 'known_hosts'}`;
    if (judgement.is === 'unknown') return `${cannot}: its host key ${shown} is not known; ${advice.hostKey}: ${scan}`;
    const { file, line } = judgement.by;
    if (judgement.is === 'revoked') return `${cannot}: its host key ${shown} is revoked by ${file}:${line}`;
    const name = port === SSH_PORT ? host : `"[${host}]:${port}"`;
    return (
      `${cannot}: its host key is ${shown}, and ${file}:${line} has another one: somebody may be in between; where the server ` +
      `was set up anew, ssh-keygen -R ${name} -f ${file}, then ${scan}`
    );
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new PluvioError('CONFIG', `Cannot read the known hosts in ${file}: ${systemReason(error)}`, {
      file,
      cause: error,
    });
  }
}
