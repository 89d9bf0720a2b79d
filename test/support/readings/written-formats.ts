import { formatDateTime } from '../../../src/domain/time/time.js';

/** A reading, as it is sent. */
export interface Sent {
  readonly timeS: number;
  readonly tips: number;
}

const european = (timeS: number): string => {
  const [, y, m, d, clock] = /^(\d+)-(\d+)-(\d+) (.*)$/.exec(formatDateTime(timeS))!;
  return `${d}/${m}/${y} ${clock}`;
};
export const rows = (sent: readonly Sent[], row: (one: Sent, i: number) => string): string =>
  sent.map((one, i) => `${row(one, i)}\n`).join('');
const american12 = (timeS: number): string => {
  const [, y, m, d, h, rest] = /^\d\d(\d+)-(\d+)-(\d+) (\d+):(.*)$/.exec(formatDateTime(timeS))!;
  return `${m}/${d}/${y} ${String(Number(h) % 12 || 12).padStart(2, '0')}:${rest} ${Number(h) < 12 ? 'AM' : 'PM'}`;
};
/** The states of a counter that begins anew where `falls` says so, which is where it counts no less than it had. */
function states(sent: readonly Sent[], falls: (state: number, i: number) => boolean): number[] {
  let state = 0;
  return sent.map(({ tips }, i) => (state = falls(state, i) && tips < state ? tips : state + tips));
}
const mm = (tips: number): string => String(Number((tips * 0.2).toFixed(1)));

/** How the same readings are written in each format, and what describes it. */
export const WRITTEN: Readonly<
  Record<string, { readonly toml: string; readonly write: (sent: readonly Sent[]) => string }>
> = {
  toa5: {
    toml: 'base = "toa5"\nvalue = { tip_mm = 0.2 }',
    write: (sent) =>
      `"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n${rows(sent, ({ timeS, tips }, i) => `"${formatDateTime(timeS)}",${i},${mm(tips)}`)}`,
  },
  iso: {
    toml: 'base = "iso-csv"',
    write: (sent) =>
      `time,tips\n${rows(sent, ({ timeS, tips }) => `${formatDateTime(timeS).replace(' ', 'T')}Z,${tips}`)}`,
  },
  semicolon: {
    toml: 'base = "semicolon"\nvalue = { tip_mm = 0.2 }',
    write: (sent) =>
      `Date;Pluie mm\r\n${rows(sent, ({ timeS, tips }) => `${european(timeS)};${mm(tips).replace('.', ',')}`)}`,
  },
  counter: {
    toml: 'header = "none"\ntime = { column = 1, format = "unix ms" }\nvalue = { column = 2, kind = "counter", wrap = 128, first = "rain" }',
    write: (sent) => {
      let state = 0;
      return rows(sent, ({ timeS, tips }) => `${timeS}000,${(state = (state + tips) % 128)}`);
    },
  },
  'a counter that resets': {
    toml: 'header = "none"\ntime = { column = 1, format = "unix s" }\nvalue = { column = 2, kind = "counter", unit = "mm", tip_mm = 0.2, reset = "zero", first = "rain" }',
    write: (sent) => {
      const counted = states(sent, (state, i) => state > 30 || i % 1440 === 0);
      return rows(sent, ({ timeS }, i) => `${timeS},${mm(counted[i]!)}`);
    },
  },
  'a counter with a glitch': {
    toml: 'header = "none"\ntime = { column = 1, format = "unix s" }\nvalue = { column = 2, kind = "counter", reset = "zero", glitch = 2, first = "rain" }',
    write: (sent) => {
      const counted = states(sent, () => false);
      // Between two lines, one or two that stand lower, of times that no reading has.
      const glitches = (i: number, timeS: number): string =>
        i % 700 === 300 && counted[i]! > 3 && sent[i + 1]!.timeS > timeS + 2
          ? `\n${timeS + 1},${counted[i]! - 2}${i % 1400 === 300 ? '' : `\n${timeS + 2},1`}`
          : '';
      return rows(sent, ({ timeS }, i) => `${timeS},${counted[i]!}${glitches(i, timeS)}`);
    },
  },
  hoboware: {
    toml: 'base = "hoboware"\nvalue = { first = "rain" }\nidentity = "stamp"',
    write: (sent) => {
      const counted = states(sent, () => false);
      return `\ufeff"Plot Title: G"\r\n"#","Date Time, GMT-07:00","Event, units (LGR S/N: 1, SEN S/N: 1)","Temp, °C (LGR S/N: 1)","End Of File (LGR S/N: 1)"\r\n${rows(
        sent,
        ({ timeS }, i) =>
          `${i},${american12(timeS - 7 * 3600)},${counted[i]!},,${i % 9 ? '' : `\r\n${i},${american12(timeS - 7 * 3600)},,3.2,Logged`}\r`,
      )}`;
    },
  },
  'meteo-france-6min': {
    // The times of this network have seconds, which this format has not: those of its own have none.
    toml: 'base = "meteo-france-6min"\ntime = { format = "%Y%m%d%H%M%S" }\nvalue = { tip_mm = 0.2 }',
    write: (sent) =>
      `NUM_POSTE;AAAAMMJJHHMN;RR6;QRR6\n${rows(
        sent,
        ({ timeS, tips }, i) =>
          `34172001;${formatDateTime(timeS).replace(/\D/g, '')};${i % 2 ? mm(tips) : mm(tips).replace('.', ',')};1`,
      )}`,
  },
  'inches, the start of an interval': {
    toml: 'header = "name"\ntime = { column = "t", format = "%Y-%m-%d %H:%M:%S", zone = "-05:00" }\nvalue = { column = "rain_in", kind = "inch", tip_mm = 0.2 }\nstamp = "start"\ninterval = "5m"',
    write: (sent) =>
      `t,rain_in\n${rows(sent, ({ timeS, tips }) => `${formatDateTime(timeS - 5 * 3600 - 300)},${((tips * 0.2) / 25.4).toFixed(4)}`)}`,
  },
  'days of a spreadsheet': {
    toml: 'delimiter = ";"\ndecimal = ","\nheader = "none"\ntime = { column = 1, format = "excel" }\nvalue = { column = 2, kind = "tips" }',
    write: (sent) =>
      rows(sent, ({ timeS, tips }) => `${(25_569 + timeS / 86_400).toFixed(7).replace('.', ',')};${tips}`),
  },
  paris: {
    toml: 'header = "none"\nencoding = "utf-16le"\ntime = { columns = [1, 2], format = "%d.%m.%Y %H:%M:%S", zone = "Europe/Paris" }\nvalue = { column = 3, kind = "tips" }',
    write: (sent) =>
      `\ufeff${rows(
        sent,
        ({ timeS, tips }) =>
          `${european(timeS + 3600)
            .replaceAll('/', '.')
            .replace(' ', ',')},${tips}`,
      )}`,
  },
  'pluvio-csv': {
    toml: 'base = "pluvio-csv"',
    write: (sent) => `gauge,time,tips,wind,battery\n${rows(sent, ({ timeS, tips }) => `G,${timeS},${tips},na,na`)}`,
  },
};
