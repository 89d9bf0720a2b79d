/** What tells trouble with one file from trouble with the server. */
export interface Witness {
  /** Files that came whole. */
  filesRead: number;
  /** Files that failed alone since one came. */
  loneInRow: number;
}

/** Takes note of a file that came whole. */
export function noteRead({ witness }: { readonly witness: Witness }): void {
  witness.filesRead++;
  witness.loneInRow = 0;
}
