/** An environment variable that pluvio reads. */
export interface Variable {
  readonly name: string;
  readonly means: string;
  readonly default?: string;
  /** Never shown, and every byte of it counts. */
  readonly secret?: true;
}

/** Every environment variable, in the order in which help and `check` show them. */
export const VARIABLES = [
  {
    name: 'FTP_SERVER',
    means: 'host of the FTP or SFTP server; host:port, ftp://host, ftps://host and sftp://host are understood too',
  },
  { name: 'FTP_PORT', means: 'its port', default: '21, 990 with implicit TLS, 22 with SFTP' },
  {
    name: 'FTP_SECURE',
    means: 'TLS: true, false, or implicit: from the first byte on, as on port 990; sftp: the server speaks SFTP',
    default: 'false',
  },
  { name: 'FTP_USERNAME', means: 'user; SFTP has no default for it', default: 'anonymous' },
  { name: 'FTP_PASSWORD', means: 'password', secret: true },
  { name: 'FTP_PASSWORD_FILE', means: 'file whose first line is the password; readable by its owner alone' },
  { name: 'FTP_KEY_FILE', means: 'private key to log in with over SFTP; readable by its owner alone' },
  { name: 'FTP_KEY_PASSPHRASE', means: 'what opens that key', secret: true },
  { name: 'FTP_KEY_PASSPHRASE_FILE', means: 'file whose first line that is; readable by its owner alone' },
  {
    name: 'FTP_KNOWN_HOSTS_FILE',
    means: 'keys of SFTP servers that are trusted, as ssh keeps them',
    default: '~/.ssh/known_hosts and that of the system',
  },
  {
    name: 'FTP_CHECK_HOST_KEY',
    means: 'whether the key of an SFTP server must be known: true, or false, which trusts whoever answers',
    default: 'true',
  },
  { name: 'FTP_BASE_DIR', means: 'folder that copy reads: one folder per gauge' },
  { name: 'FTP_SOURCE_DIR', means: 'folder that copy writes, and init and update read' },
  { name: 'FTP_TARGET_DIR', means: 'folder that init and update publish to' },
  { name: 'FTP_TARGET_SERVER', means: 'host of the target, where it is another server' },
  { name: 'FTP_TARGET_PORT', means: 'its port', default: 'as of FTP_PORT' },
  {
    name: 'FTP_TARGET_SECURE',
    means: 'TLS there, or SFTP: true, false, implicit or sftp',
    default: 'that of FTP_SECURE',
  },
  { name: 'FTP_TARGET_USERNAME', means: 'user there', default: 'that of FTP_USERNAME' },
  { name: 'FTP_TARGET_PASSWORD', means: 'password there', secret: true, default: 'that of FTP_PASSWORD' },
  { name: 'FTP_TARGET_PASSWORD_FILE', means: 'file whose first line is that password' },
  { name: 'FTP_TARGET_KEY_FILE', means: 'private key to log in with there', default: 'that of FTP_KEY_FILE' },
  { name: 'FTP_TARGET_KEY_PASSPHRASE', means: 'what opens that key', secret: true },
  { name: 'FTP_TARGET_KEY_PASSPHRASE_FILE', means: 'file whose first line that is' },
  { name: 'FTP_CA_FILE', means: 'certificate authority of the servers, PEM, where it is a private one' },
  { name: 'FTP_CONNECTIONS', means: 'connections at the same time, 1 to 32', default: '8' },
  {
    name: 'FTP_ACTIVE',
    means:
      'servers connect to us for small files and listings, a round trip less: true, false, or auto: where they can and it saves much',
    default: 'auto',
  },
  {
    name: 'FTP_SETTLE',
    means: 'a raw file younger than this is neither copied nor deleted: 60s, 5m, or 0',
    default: '60s',
  },
  { name: 'LOCAL_OUTPUT_DIR', means: 'folder for the outputs', default: './output' },
  { name: 'LOCAL_TEMP_DIR', means: 'folder for temporary files', default: 'that of the system' },
  {
    name: 'GAUGES',
    means: 'gauges wanted, separated by commas, where --gauge does not say',
    default: 'those of the gauges table',
  },
  { name: 'CALIB_FILE', means: 'calibration table: pluvio,a,b,c, and from, the date since when a row holds' },
  {
    name: 'GAUGES_FILE',
    means: 'gauges table: gauge,from,folder,aliases,lon,lat,tip_mm,interval_s,max_mm_min,format,model,serial',
  },
  { name: 'INTERVENTIONS_FILE', means: 'table of interventions: gauge,from,to,kind,who,note' },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];

/** The environment as pluvio sees it; empty values count as unset. */
export type Environment = Readonly<Partial<Record<VariableName, string>>>;

/**
 * Picks pluvio's variables from a process's environment. Blanks around a value fall away, but not those of a password, of which
 * every byte counts; the CR of a file with line ends of Windows does.
 */
export function pickEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const set: Partial<Record<VariableName, string>> = {};
  for (const variable of VARIABLES) {
    const { name } = variable;
    const value = 'secret' in variable ? env[name]?.replace(/\r$/, '') : env[name]?.trim();
    if (value !== undefined && value !== '') set[name] = value;
  }
  return set;
}
