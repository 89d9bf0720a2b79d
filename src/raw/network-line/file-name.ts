import { daysFromCivil, DAY_S } from '../../domain/time/time.js';

/** The network's loggers name files `<prefix>_DDMMYY_HHMMSS.txt` after their first reading (UTC). Years are 2000–2099. */
const RAW_NAME = /_(\d\d)(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(?:\.[^/]*)?$/;

/** Unix seconds of the time in a raw file's name; undefined where it carries none. */
export function timeInName(path: string): number | undefined {
  const match = RAW_NAME.exec(path);
  if (!match) return undefined;
  const [day, month, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (day < 1 || day > 31 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  return daysFromCivil(2000 + year, month, day) * DAY_S + hour * 3600 + minute * 60 + second;
}
