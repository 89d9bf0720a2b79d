/** A reply; 4xx and 5xx are replies too. `text` has the code in front and one character per byte. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}
