import { messageOf } from '../../domain/errors.js';
import { NotSent, type Send } from '../deliver.js';

const TIMEOUT_MS = 20_000;

/** By a POST of JSON; any answer but 2xx is a failure. */
export function webhookSender(url: string, name: string): Send {
  return async ({ id, kind, subject, text, incidents, createdS, isRepeated }) => {
    const body = { id, network: name, kind, subject, text, incidents, created: createdS, repeated: isRepeated };
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      const why = cause ? messageOf(cause) : messageOf(error);
      if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(cause?.code ?? ''))
        throw new NotSent(why, { cause: error });
      throw new Error(why, { cause: error });
    }
    await response.body?.cancel();
    if (!response.ok) throw new NotSent(`the answer was ${response.status}`);
  };
}

/** Asks for an address that watches whether the alerter lives. Throws where the answer is not 2xx. */
export async function ping(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the answer was ${response.status}`);
}
