/** Unix seconds of `YYYYMMDDHHMMSS[.sss]` in UTC (RFC 3659, 2.3); undefined for other text. */
export function secondsOf(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000;
}
