import { createTransport } from 'nodemailer';
import { messageOf } from '../../domain/errors.js';
import { NotSent, type Send } from '../deliver.js';
import type { MailSettings } from '../rules.js';

const TIMEOUT_MS = 20_000;
/** What fails before a message is handed over. A connection that closes may do so after. */
const BEFORE_DATA = ['EDNS', 'EAUTH', 'ETLS', 'EENVELOPE'];

/** By mail; where there is a password, only over TLS, also by STARTTLS. */
export function mailSender({ server, user, from, to }: MailSettings, password: string | undefined): Send {
  const transport = createTransport({
    url: server,
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password }, requireTLS: true }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ id, subject, text, isRepeated }) => {
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: `${isRepeated ? '[repeated] ' : ''}${subject}`,
        text: `${isRepeated ? 'This message may have come before.\n\n' : ''}${text}\n`,
        messageId: `<${id.replace(/[^\w.-]/g, '_')}@pluvio.invalid>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...(isRepeated && { 'X-Pluvio-Repeated': 'yes' }) },
      });
    } catch (error) {
      const {
        code = '',
        responseCode = 0,
        syscall,
      } = error as { code?: string; responseCode?: number; syscall?: string };
      // A server that answered with a refusal has not taken it.
      if (responseCode >= 400 || syscall === 'connect' || BEFORE_DATA.includes(code))
        throw new NotSent(messageOf(error), { cause: error });
      throw error;
    }
  };
}
