/** A reply; 4xx and 5xx are replies too. `text` has the code in front and one character per byte. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/** Whether the server does not know a command, or does not carry it out at all. */
export function isUnknownCommand({ code }: Reply): boolean {
  return code === 500 || code === 502 || code === 504 || code === 202;
}
