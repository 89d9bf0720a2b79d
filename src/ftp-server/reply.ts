/** What the server answers on the control connection (RFC 959, 4.2). The last line closes a reply of several lines. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

export function reply(code: number, ...lines: string[]): Reply {
  return { code, lines };
}

/** The reply as bytes of the control connection: `code-first`, further lines as they are, `code last`. */
export function formatReply({ code, lines }: Reply): string {
  const last = `${code} ${lines.at(-1) ?? ''}\r\n`;
  if (lines.length < 2) return last;
  return `${code}-${lines.slice(0, -1).join('\r\n')}\r\n${last}`;
}

/** A refusal on its way to the client: thrown by a backend or a command, sent as a reply. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The reply that tells a client of a failure: a `Refusal`'s own, 452 for a full disk, 550 for the rest. */
export function replyTo(failure: unknown): Reply {
  if (failure instanceof Refusal) return reply(failure.code, failure.message);
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : 'unknown error';
  return DISK_FULL.has(code) ? reply(452, 'Insufficient storage space.') : reply(550, `Failed: ${code}.`);
}
