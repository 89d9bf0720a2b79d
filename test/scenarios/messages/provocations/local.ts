import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../../../../src/stores/lock/lock.js';
import { pluvio } from '../../../support/pluvio.js';
import { LINE, type Provocation } from './provocation.js';

const RUN = ['run', '--uncalibrated', '--out', 'out'];
const MANIFEST = 'out/Hydropolis/2024/Hydropolis_manifest_2024.json';
const CALIB = 'pluvio,a,b,c\nHydropolis,0,1,0\nPolytech,0,1,0\n';

/** Errors of the command line, the settings, the tables and this machine's files. */
export const LOCAL: readonly Provocation[] = [
  {
    code: 'USAGE',
    when: 'a command is mistyped',
    args: ['pars'],
    exit: 2,
    message: "unknown command 'pars'; did you mean parse? (see pluvio --help)",
  },
  {
    code: 'USAGE',
    when: 'an option has a value that is none of its choices',
    args: ['run', '--emit', 'something'],
    exit: 2,
    message: '--emit: "something" is none of concatenated, treated, triplets (see pluvio run --help)',
  },
  {
    code: 'USAGE',
    when: 'a duration is none',
    args: ['update', '--every', '0', '--from', '.', '--uncalibrated'],
    exit: 2,
    message: '--every: "0" is not a duration; expected one like 90s, 5m or 1h',
  },
  {
    code: 'USAGE',
    when: 'a cron pattern is none',
    args: ['update', '--cron', 'a b'],
    exit: 2,
    message: '--cron: "a b" is no cron pattern; expected five fields, such as "*/5 * * * *"',
  },
  {
    code: 'USAGE',
    when: 'several matrices could be meant',
    args: ['run', '--emit', 'triplets', '--uncalibrated', 'raw.txt'],
    files: { 'raw.txt': `${LINE}Hydropolis, 1672531200, 1, 0, 12\n` },
    exit: 2,
    message: 'Cannot make one matrix: there are readings of 2023, 2024; choose with --year, such as --year 2024',
  },
  {
    code: 'CONFIG',
    when: 'several settings are wrong',
    args: ['run', '--not-before', 'yesterday', '--gauge', 'A,..', '--year', 'x'],
    exit: 2,
    message: `Cannot start, 4 settings are wrong:
  - --not-before: "yesterday" is not a date; expected YYYY-MM-DD
  - no calibration for A: give --calib FILE or set CALIB_FILE, or say --uncalibrated
  - the gauge ".." is no name for a folder
  - --year: "x" is not a year; expected 1970 to 2105`,
  },
  {
    code: 'CONFIG',
    when: 'a file of settings is none',
    args: ['check', '--settings', 'bad.env'],
    files: { 'bad.env': 'FTP_SERVER=a\nthis is none\n' },
    exit: 2,
    message: 'Cannot read bad.env: line 2 is not NAME=value',
  },
  {
    code: 'CONFIG',
    when: 'a file of settings is not there',
    args: ['--settings', 'absent.env', 'check'],
    exit: 2,
    message: 'Cannot read the settings file absent.env: it is not there',
  },
  {
    code: 'CONFIG',
    when: 'others can read a password',
    args: ['check', '--settings', 'open.env'],
    files: { 'open.env': 'FTP_PASSWORD=hush\n' },
    exit: 2,
    message: 'Cannot use open.env: it holds FTP_PASSWORD and others can read it; chmod 600 it',
  },
  {
    code: 'CONFIG',
    when: 'an address holds a login, which is not shown',
    args: ['init', '--uncalibrated', '--from', 'ftp://user:hush@ftp.example.org:99999/x'],
    exit: 2,
    message: 'Cannot start: --from: it holds a user or password; set FTP_USERNAME and FTP_PASSWORD instead',
  },
  {
    code: 'CONFIG',
    when: 'a port is none',
    args: ['init', '--uncalibrated', '--from', 'ftp://ftp.example.org:99999/x'],
    exit: 2,
    message: 'Cannot start: --from: "99999" is not a port; expected 1 to 65535',
  },
  {
    code: 'CONFIG',
    when: 'an authority is none',
    args: ['init', '--uncalibrated', '--from', 'ftps://ftp.example.org/x', '--ca', 'ca.txt'],
    files: { 'ca.txt': 'no certificate\n' },
    exit: 2,
    message:
      'Cannot use the certificate authority ca.txt: it holds no certificate; expected PEM, "-----BEGIN CERTIFICATE-----" (--ca or FTP_CA_FILE)',
  },
  {
    code: 'CALIBRATION',
    when: 'a column is missing',
    args: ['run', '--calib', 'calib.csv', 'raw.txt'],
    files: { 'calib.csv': 'pluvio,a,c\nHydropolis,0,0\n', 'raw.txt': LINE },
    exit: 2,
    message: 'Cannot read calibration: column "b" is missing in calib.csv; expected pluvio,a,b,c',
  },
  {
    code: 'CALIBRATION',
    when: 'values are no numbers and gauges stand twice',
    args: ['run', '--calib', 'calib.csv', 'raw.txt'],
    files: { 'calib.csv': 'pluvio,a,b,c\nA,NaN,1,0\nB,0,1,\nA,0,1,0\n', 'raw.txt': LINE },
    exit: 2,
    message:
      'Cannot read calibration: calib.csv, line 2, column "a": "NaN" is not a number; line 3, column "c": "" is not a number; line 4: "A" was given before, at line 2; mend it and run again',
  },
  {
    code: 'CALIBRATION',
    when: 'a gauge of a pipe has no row',
    args: ['calibrate', '--calib', 'calib.csv', 'readings.csv'],
    files: { 'calib.csv': CALIB, 'readings.csv': 'gauge,time,tips,wind,battery\nElsewhere,1704067200,1,0,12\n' },
    exit: 2,
    message: 'Cannot calibrate "Elsewhere": calib.csv has no row for it; add one, or say --uncalibrated',
  },
  {
    code: 'GAUGES',
    when: 'a tip depth is none and coordinates are nowhere',
    args: ['parse', '--gauges', 'gauges.csv', 'raw.txt'],
    files: { 'gauges.csv': 'gauge,lon,lat,tip_mm\nHydropolis,200,91,much\n', 'raw.txt': LINE },
    exit: 2,
    message:
      'Cannot read the gauges table: gauges.csv, line 2, column "lon": 200 is not between -180 and 180 degrees; line 2, column "lat": 91 is not between -90 and 90 degrees; line 2, column "tip_mm": "much" is not a number; mend it and run again',
  },
  {
    code: 'GAUGES',
    when: 'the table is empty',
    args: ['parse', '--gauges', 'gauges.csv', 'raw.txt'],
    files: { 'gauges.csv': '', 'raw.txt': LINE },
    exit: 2,
    message: 'Cannot read the gauges table: gauges.csv is empty; expected gauge,folder,aliases,lon,lat,tip_mm',
  },
  {
    code: 'INTERVENTIONS',
    when: 'an intervention is of nobody, without a date, and ends before it begins',
    args: ['run', '--uncalibrated', '--gauge', 'Hydropolis', '--interventions', 'interventions.csv', 'raw.txt'],
    files: {
      'interventions.csv':
        'gauge,from,to,kind,who,note\nParis,2024-01-01,,missing,,\nHydropolis,1/2/24,,note,,\nHydropolis,2024-01-02,2024-01-01,repaired,,\n',
      'raw.txt': LINE,
    },
    exit: 2,
    message:
      'Cannot read the table of interventions: interventions.csv, line 2, column "gauge": "Paris" is no gauge of the network; line 3, column "from": "1/2/24" is not a date: 2024-03-01, 2024-03-01 10:00 in UTC, or with its zone, 2024-03-01T10:00+01:00; line 4, column "to": it ends before it begins: to 2024-01-01 00:00:00, from 2024-01-02 00:00:00 (UTC); line 4, column "kind": "repaired" is not one of missing, test-tips, clogged, replaced, moved, note; mend it and run again',
  },
  {
    code: 'INPUT',
    when: 'files are not there',
    args: ['parse', 'absent.txt', 'gone.txt'],
    exit: 2,
    message: 'Cannot read absent.txt: it is not there; gone.txt: it is not there',
  },
  {
    code: 'INPUT',
    when: 'a folder holds no file',
    args: ['run', '--uncalibrated', '.'],
    exit: 2,
    message: 'Cannot read .: there is no file to be read in it, nor in the folders in it',
  },
  {
    code: 'INPUT',
    when: 'raw lines go to a filter of readings',
    args: ['calibrate', '--uncalibrated', 'raw.txt'],
    files: { 'raw.txt': LINE },
    exit: 2,
    message:
      'Cannot read raw.txt, line 1: "Hydropolis, 1704067200, 1, 0, 12" is not the header "gauge,time,tips,wind,battery"; raw logger files go through pluvio parse first',
  },
  {
    code: 'DISK',
    when: 'a file cannot be written',
    args: ['parse', '--rejects', 'absent/rejects.csv', 'raw.txt'],
    files: { 'raw.txt': LINE },
    exit: 4,
    message: 'Cannot write absent/rejects.csv: its folder is not there',
  },
  {
    code: 'DISK',
    when: 'the output folder is a file',
    args: ['init', '--uncalibrated', '--from', '.', '--out', 'file'],
    files: { file: '' },
    exit: 4,
    message: 'Cannot write to file/.pluvio: a part of its path is no folder',
  },
  {
    code: 'LOCKED',
    when: 'another run is at work',
    args: [...RUN, 'raw.txt'],
    files: { 'raw.txt': LINE },
    arrange: async (t, cwd) => {
      const lock = await takeLock(join(cwd, 'out', '.pluvio', 'lock'), '0123abcd');
      t.teardown(() => lock.release());
      return {};
    },
    exit: 5,
    message: 'Another run is at work in this output folder (run ID, process PID on HOST); wait for it to end',
  },
  {
    code: 'STORE_NAME',
    when: 'a gauge’s folder leads out of the source',
    args: ['init', '--uncalibrated', '--from', 'raw'],
    arrange: (_t, cwd) => {
      mkdirSync(join(cwd, 'raw'));
      symlinkSync(os.tmpdir(), join(cwd, 'raw', 'Hydropolis'));
      return {};
    },
    exit: 4,
    message:
      'Hydropolis: left for the next run: Cannot use the folder Hydropolis: it is a link that leads out of HERE/raw',
  },
  {
    code: 'FORMAT',
    when: 'a description has a key that there is none of',
    args: ['parse', 'raw.txt', '--gauge', 'Hydropolis', '--format', 'my.toml'],
    files: { 'raw.txt': LINE, 'my.toml': 'base = "toa5"\ncolour = "red"\n' },
    exit: 2,
    message:
      'Cannot read the description of a format: my.toml: line 2: colour: there is no such key; the keys are name, encoding, delimiter, decimal, header, begin, skip, units, comment, rows, gauge, time, value, null, battery, wind, identity, stamp, interval, ignore; see pluvio help formats',
  },
  {
    code: 'UNIT',
    when: 'a year of tips is to be gone on with in millimetres',
    args: [...RUN, '--gauge', 'Hydropolis', '--format', 'mm.toml', 'raw'],
    files: {
      'raw.txt': LINE,
      'mm.toml': 'base = "iso-csv"\nvalue = { column = "mm", kind = "mm" }\n',
    },
    arrange: async (_t, cwd) => {
      await pluvio([...RUN, '--gauge', 'Hydropolis', 'raw.txt'], { cwd });
      mkdirSync(join(cwd, 'raw', 'Hydropolis'), { recursive: true });
      writeFileSync(
        join(cwd, 'raw/Hydropolis/more.csv'),
        'time,mm\n2024-01-01T00:05:00Z,0.2\n2024-01-01T00:06:00Z,0.4\n',
      );
      return {};
    },
    exit: 4,
    message:
      'Hydropolis 2024 waits: Hydropolis 2024 is published in counts of tips, and its raw files now give thousandths of a mm: give its format what it was published with (tip_mm in its description), or publish it elsewhere',
  },
  {
    code: 'DAMAGED',
    when: 'a published series was changed by another hand',
    args: [...RUN, 'raw.txt'],
    files: { 'raw.txt': LINE },
    arrange: async (_t, cwd) => {
      await pluvio([...RUN, 'raw.txt'], { cwd });
      appendFileSync(join(cwd, MANIFEST.replace('manifest_2024.json', 'concatenated_2024.csv')), 'more\n');
      return {};
    },
    exit: 4,
    message:
      'Hydropolis 2024 waits: Cannot build on out/Hydropolis/2024/Hydropolis_concatenated_2024.csv: it matches no manifest and was set aside as Hydropolis/2024/Hydropolis_concatenated_2024.csv.damaged-HASH; restore it as its manifest says, or move the manifest away to publish the year anew',
  },
  {
    code: 'ACCOUNTING',
    when: 'a year would have fewer readings than its manifest says',
    args: [...RUN, 'more.txt'],
    files: { 'raw.txt': LINE, 'more.txt': LINE.replace('200', '260') },
    arrange: async (_t, cwd) => {
      await pluvio([...RUN, 'raw.txt'], { cwd });
      const manifest = join(cwd, MANIFEST);
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"readings": 1,', '"readings": 99,'));
      return {};
    },
    exit: 1,
    message: `Hydropolis 2024 would lose readings: 2 instead of 99; nothing was published
  Please report it with the command line, what --debug adds, and this:
  pluvio VERSION, run ID`,
  },
];
