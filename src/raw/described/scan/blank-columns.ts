/** Where a field stands in a line. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Columns that blanks separate. A field that is missing leaves nothing but blanks there, and those behind it would be taken for others: what a
 * shorter line has is told by where it stands below a whole one.
 */
export class BlankColumns {
  private whole: readonly Place[] = [];

  begin(): void {
    this.whole = [];
  }

  /** Notes a line that has as many fields as any, or more. */
  note(text: string): void {
    this.whole = placesOf(text);
  }

  /** Whether fields of a shorter line, in columns that are read, do not stand below those of a whole line. */
  isShifted(text: string, roles: Uint8Array): boolean {
    const { whole } = this;
    // With one blank between all fields there is no place where one could be missing.
    if (!/\S {2,}\S/.test(text)) return false;
    return placesOf(text).some(
      (place, i) => (roles[i] ?? 0) !== 0 && whole.some((other, k) => meets(place, other) !== (k === i)),
    );
  }
}

function placesOf(text: string): Place[] {
  return [...text.matchAll(/[^ ]+/g)].map(({ index, 0: field }) => ({ start: index, end: index + field.length }));
}

function meets(one: Place, other: Place): boolean {
  return one.start < other.end && other.start < one.end;
}
