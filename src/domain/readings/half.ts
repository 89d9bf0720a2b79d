/** A reading that stands by a last line without an end: it may be half of a line. */
export interface HalfReading {
  /** Unix seconds. */
  readonly stampS: number;
  /** What the line says behind label and stamp, field by field as written; not there where the values tell it. */
  readonly fields?: readonly string[] | undefined;
}
