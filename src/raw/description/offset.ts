const MOST_HOURS = 14;

/** Seconds east of UTC of `UTC`, `Z`, `+01:00`, `-0700`, `UTC+1`; undefined where the text is none of these. */
export function offsetOf(text: string): number | undefined {
  if (/^(?:utc|gmt|z)$/i.test(text)) return 0;
  const match = /^(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?::?(\d\d))?$/i.exec(text);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
  if (hours > MOST_HOURS || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}
