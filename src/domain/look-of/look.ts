/** What a file looks like, for somebody who wonders why nothing of it can be used. */
export interface Look {
  /** `readings`: the network's own lines; `table`: readings in another form, perhaps. */
  readonly kind: 'empty' | 'readings' | 'table' | 'ours' | 'document' | 'binary' | 'utf-16' | 'text';
  /** Such as "CSV with a header, ISO times, millimetres". */
  readonly text: string;
}
