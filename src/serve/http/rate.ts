/** Clients that are remembered at the same time. */
const MOST_CLIENTS = 10_000;

interface Bucket {
  left: number;
  atMs: number;
}

/** How many requests a client may make: so many a second in the long run, four seconds' worth of them at once. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /** `perS` 0 lets everything pass. */
  constructor(
    private readonly perS: number,
    private readonly nowMs: () => number,
  ) {}

  /** Whether one more request of a client is taken. */
  take(client: string): boolean {
    if (this.perS === 0) return true;
    const nowMs = this.nowMs();
    const most = this.perS * 4;
    const bucket = this.buckets.get(client) ?? { left: most, atMs: nowMs };
    bucket.left = Math.min(most, bucket.left + ((nowMs - bucket.atMs) / 1000) * this.perS);
    bucket.atMs = nowMs;
    this.buckets.delete(client);
    this.buckets.set(client, bucket);
    if (this.buckets.size > MOST_CLIENTS) this.buckets.delete(this.buckets.keys().next().value!);
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }
}

/**
 * Who asks: the address of the connection; behind a proxy on this machine the last address that the proxy added, as the
 * others may be anything.
 */
export function clientOf(address: string | undefined, forwarded: string | undefined): string {
  const isLocal = address === undefined || /^(::1|(::ffff:)?127\.)/.test(address);
  const last = forwarded?.split(',').at(-1)?.trim().slice(0, 64);
  return isLocal && last ? last : (address ?? 'local');
}
