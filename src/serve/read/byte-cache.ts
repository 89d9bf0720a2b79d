/** What is kept, and how much memory it takes. */
interface Kept {
  readonly value: unknown;
  readonly sizeBytes: number;
}

/**
 * Keeps what was made within a bound of memory: what was not asked for the longest goes first. One larger than half of
 * the bound is not kept, so that it cannot push out all others.
 */
export class ByteCache {
  private readonly kept = new Map<string, Kept>();
  private usedBytes = 0;
  hits = 0;
  misses = 0;

  constructor(private readonly mostBytes: number) {}

  get sizeBytes(): number {
    return this.usedBytes;
  }

  get(key: string): unknown {
    const found = this.kept.get(key);
    if (!found) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  set(key: string, value: unknown, sizeBytes: number): void {
    this.delete(key);
    if (sizeBytes > this.mostBytes / 2) return;
    this.kept.set(key, { value, sizeBytes });
    this.usedBytes += sizeBytes;
    for (const oldest of this.kept.keys()) {
      if (this.usedBytes <= this.mostBytes) break;
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    this.usedBytes -= this.kept.get(key)?.sizeBytes ?? 0;
    this.kept.delete(key);
  }
}
