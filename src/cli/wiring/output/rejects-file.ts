import fs from 'node:fs';
import { PluvioError, systemReason } from '../../../domain/errors.js';
import type { Reject, RejectReason } from '../../../domain/readings/reading.js';
import { QUARANTINE_HEADER, quarantineRow } from '../../../formats/csv/quarantine-csv.js';

/** Counts the lines that cannot be used, and keeps them in a file where one is asked for. */
export class RejectsFile {
  readonly reasons = new Map<RejectReason, number>();
  total = 0;
  private fd: number | undefined;

  constructor(private readonly file: string | undefined) {
    if (file === undefined) return;
    this.fd = this.guard(() => fs.openSync(file, 'w'));
    this.write(QUARANTINE_HEADER);
  }

  add(reject: Reject): void {
    this.total++;
    this.reasons.set(reject.reason, (this.reasons.get(reject.reason) ?? 0) + 1);
    if (this.fd !== undefined) this.write(quarantineRow(reject).row);
  }

  reasonsText(): string {
    return [...this.reasons].map(([reason, lines]) => `${lines} × ${reason}`).join(', ');
  }

  close(): void {
    if (this.fd !== undefined) fs.closeSync(this.fd);
    this.fd = undefined;
  }

  private write(text: string): void {
    this.guard(() => fs.writeSync(this.fd!, text));
  }

  private guard<T>(use: () => T): T {
    try {
      return use();
    } catch (cause) {
      const isLost = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      const why = isLost ? 'its folder is not there' : systemReason(cause);
      throw new PluvioError('DISK', `Cannot write ${this.file!}: ${why}`, { file: this.file!, cause });
    }
  }
}
