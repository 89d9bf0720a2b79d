/** Where a store is: a folder, or a place on an FTP server; credentials come from the environment alone. */
export type StoreAddress =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 'ftp';
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      readonly path: string;
    };

export const FTP_PORT = 21;

/**
 * Reads `--from` and `--to`: a folder, `ftp://host[:port]/path` or `ftps://…` (explicit TLS). Gives what is wrong instead,
 * where something is; a user or password in it is, because command lines are seen by everybody.
 */
export function parseAddress(text: string): StoreAddress | { readonly problem: string } {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text === '' ? { problem: 'it is empty' } : { kind: 'folder', path: text };
  if (scheme !== 'ftp' && scheme !== 'ftps')
    return { problem: `"${scheme}://" is not understood; use a folder, ftp:// or ftps://` };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    const shown = text.replace(/\/\/.*@/, '//***@');
    return { problem: `"${shown}" is no address; expected a folder, ftp://host[:port]/path or ftps://…` };
  }
  if (url.username !== '' || url.password !== '')
    return { problem: 'it holds a user or password; set FTP_USERNAME and FTP_PASSWORD instead' };
  if (url.hostname === '') return { problem: 'the host is missing; expected ftp://host[:port]/path' };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    kind: 'ftp',
    host,
    port: url.port === '' ? FTP_PORT : Number(url.port),
    secure: scheme === 'ftps',
    path: decodeURIComponent(url.pathname) || '/',
  };
}

/** An address as messages show it. */
export function formatAddress(address: StoreAddress): string {
  if (address.kind === 'folder') return address.path;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const port = address.port === FTP_PORT ? '' : `:${address.port}`;
  return `${address.secure ? 'ftps' : 'ftp'}://${host}${port}${address.path}`;
}
