/** What a small file of ours, which is neither a series nor a matrix, says in a screen. */
export interface TableInspection {
  readonly format: 'csv' | 'json';
  readonly kind: string;
  readonly holds: string;
  /** What there is to be said, by what it is. */
  readonly facts: Readonly<Record<string, string | number>>;
}
