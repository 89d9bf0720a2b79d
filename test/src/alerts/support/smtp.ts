import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mailbox {
  readonly port: number;
  /** Everything that was taken, as it came. */
  readonly mails: string[];
  readonly close: () => Promise<void>;
}

/** Whom a server believes, and by which certificate it speaks TLS after STARTTLS. */
export interface Secured {
  readonly user: string;
  readonly password: string;
  readonly key: string;
  readonly cert: string;
}

/** A mail server on this machine that takes mail by STARTTLS, of who knows the password; sessions tell how they were. */
export async function securedMailbox({
  user,
  password,
  key,
  cert,
}: Secured): Promise<Mailbox & { readonly secure: boolean[] }> {
  const mails: string[] = [];
  const secure: boolean[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authOptional: false,
    onAuth: ({ username, password: given }, session, done) => {
      secure.push(session.secure);
      if (username === user && given === password) done(null, { user });
      else done(new Error('Authentication credentials invalid'));
    },
    onData: (stream, _session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        mails.push(Buffer.concat(pieces).toString());
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    secure,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A mail server on this machine; `onMail` is called when a mail is in, before the client is told so. */
export async function mailbox(port = 0, onMail: () => void = () => undefined): Promise<Mailbox> {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        mails.push(Buffer.concat(pieces).toString());
        onMail();
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A header of a mail. */
export function header(mail: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(mail)?.[1]?.replaceAll(/\r\n[ \t]/g, ' ');
}
