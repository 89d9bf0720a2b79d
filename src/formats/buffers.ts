/**
 * Buffers of formats, each made when it is first asked for. Whoever writes many files hands the same ones in again, because tens of
 * megabytes would wait to be collected otherwise; two writes that wait for something never share them.
 */
export class Buffers {
  private readonly made = new Map<() => unknown, unknown>();

  of<T>(make: () => T): T {
    const known = this.made.get(make) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.made.set(make, made);
    return made;
  }
}
