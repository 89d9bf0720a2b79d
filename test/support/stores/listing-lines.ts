/** An entry as tests put it into a listing. */
export interface Listed {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isFolder: boolean;
}

/** A form of listing, written: one line an entry. */
export interface WrittenForm {
  readonly line: (entry: Listed) => string;
  readonly heading?: string;
  readonly end?: string;
  /** What the form makes of a name; the name itself unless given. */
  readonly nameOf?: (name: string) => string;
  /** The line does not tell bytes. */
  readonly isUnsized?: true;
}

const letter = ({ isFolder }: Listed): string => (isFolder ? 'd' : '-');
const size = ({ sizeBytes }: Listed, width = 10): string => String(sizeBytes).padStart(width);
const thousands = ({ sizeBytes }: Listed, mark: string): string =>
  String(sizeBytes)
    .replace(/\B(?=(?:\d{3})+$)/g, mark)
    .padStart(14);

/** A line of `ls -l` with a part of its own. */
const unix =
  ({ rights = 'rw-r--r--', owners = '1 ftp ftp', date = 'Mar 01 00:04' } = {}) =>
  (entry: Listed): string =>
    `${letter(entry)}${rights} ${owners} ${size(entry)} ${date} ${entry.name}`;

const dos =
  (date: string, shown: (entry: Listed) => string = (entry) => size(entry, 14)) =>
  (entry: Listed): string =>
    `${date}       ${entry.isFolder ? '<DIR>         ' : shown(entry)} ${entry.name}`;

/** The forms of listing that servers were seen to give. */
export const FORMS: Readonly<Record<string, WrittenForm>> = {
  unix: { line: unix(), heading: 'total 8\r\n' },
  'unix with a year': { line: unix({ date: 'Mar 01  2024' }) },
  'a date ahead': { line: unix({ date: 'Dec 31  2037' }) },
  'no group': { line: unix({ owners: '1 ftp' }) },
  'no owner, no links': { line: unix({ owners: '' }) },
  'numeric owners': { line: unix({ owners: '1 1000 1000' }) },
  'owners with blanks': { line: unix({ owners: '1 EXAMPLE\\Domain Users EXAMPLE\\Domain Users' }) },
  inode: { line: (entry) => `  1234 ${unix()(entry)}` },
  'inode and blocks': { line: (entry) => `  1234    8 ${unix()(entry)}` },
  SELinux: { line: unix({ rights: 'rw-r--r--.' }) },
  'access list': { line: unix({ rights: 'rw-rw-r--+' }) },
  'extended attributes': { line: unix({ rights: 'rw-r--r--@' }) },
  'sticky and setuid': { line: unix({ rights: 'rwsr-Sr-t' }) },
  'long ISO': { line: unix({ date: '2024-03-01 00:04' }) },
  'full ISO': { line: unix({ date: '2024-03-01 00:04:05.000000000 +0000' }) },
  'short ISO': { line: unix({ date: '03-01 00:04' }) },
  'short ISO, old': { line: unix({ date: '2023-03-01 ' }) },
  'ISO with a T': { line: unix({ date: '2024-03-01T00:04' }) },
  seconds: { line: unix({ date: 'Mar 01 00:04:05' }) },
  'seconds and year': { line: unix({ date: 'Mar  1 00:04:05 2024' }) },
  'full time': { line: unix({ date: 'Fri Mar  1 00:04:05 2024' }) },
  'half of the day': { line: unix({ date: 'Mar 01 12:04 AM' }) },
  'day first': { line: unix({ date: '01 Mar 00:04' }) },
  'numbers with strokes': { line: unix({ date: '01/03/2024 00:04' }) },
  'numbers with dots': { line: unix({ date: '01.03.2024 00:04' }) },
  'thousands in ls': {
    line: (entry) => `${letter(entry)}rw-r--r-- 1 ftp ftp ${thousands(entry, ',')} Mar 01 00:04 ${entry.name}`,
  },
  NetPresenz: {
    line: (entry) =>
      entry.isFolder
        ? `drwxrwxr-x               folder        2 May 10  1996 ${entry.name}`
        : `-------r--         326  1391972  ${size(entry, 7)} Nov 22  1995 ${entry.name}`,
  },
  NetWare: { line: (entry) => `${letter(entry)} [RWCEAFMS] ftp ${size(entry, 18)} Mar 01 00:04 ${entry.name}` },
  'NetWare, close': {
    line: (entry) => `${letter(entry)}[R----F--] supervisor ${size(entry, 6)} Jan 16 18:53 ${entry.name}`,
  },
  IIS: { line: dos('03-01-24  12:04AM') },
  'IIS, 24 h and four digits': { line: dos('03-01-2024  00:04') },
  'DOS, year first': { line: dos('2024-03-01  00:04') },
  'DOS with seconds': { line: dos('03/01/2024  00:04:05') },
  'DOS, day first': { line: dos('01.03.2024  00:04') },
  'DOS with commas': { line: dos('03-01-24  12:04AM', (entry) => thousands(entry, ',')) },
  'DOS with full stops': { line: dos('01.03.2024  00:04', (entry) => thousands(entry, '.')) },
  'DOS with apostrophes': { line: dos('01.03.2024  00:04', (entry) => thousands(entry, "'")) },
  'DOS with no-break spaces': { line: dos('01/03/2024  00:04', (entry) => thousands(entry, '\u00a0')) },
  'DOS with narrow spaces': { line: dos('01/03/2024  00:04', (entry) => thousands(entry, '\u202f')) },
  'DOS in Chinese': { line: dos('2024/03/01  上午 12:04') },
  'dir of Windows': {
    heading: ' Volume in drive C has no label.\r\n Directory of C:\\ftp\r\n\r\n',
    line: dos('03/01/2024  12:04 AM', (entry) => thousands(entry, ',')),
    end: '               2 File(s)          2,227 bytes\r\n               1 Dir(s)  1,000,000 bytes free\r\n',
  },
  EPLF: {
    line: ({ name, sizeBytes, isFolder }) =>
      `+i8388621.29609,m1709251440,${isFolder ? '/' : `r,s${sizeBytes}`},\t${name}`,
  },
  VMS: {
    heading: '\r\nDirectory DISK$USER:[FTP]\r\n\r\n',
    line: ({ name, isFolder }) =>
      `${name.toUpperCase()}${isFolder ? '.DIR' : ''};1              5/8  1-MAR-2024 00:04:05  [LOGGER,FTP]  (RWED,RWED,RE,)`,
    end: '\r\nTotal of 3 files, 15/24 blocks.\r\n',
    nameOf: (name) => name.toUpperCase(),
    isUnsized: true,
  },
  'VMS, wrapped': {
    line: ({ name, isFolder }) =>
      `${name.replaceAll(' ', '_').toUpperCase()}${isFolder ? '.DIR' : ''};1\r\n                 5/8  1-MAR-2024 00:04:05  [LOGGER,FTP]  (RWED,RWED,RE,)`,
    nameOf: (name) => name.replaceAll(' ', '_').toUpperCase(),
    isUnsized: true,
  },
  'IBM i': {
    line: ({ name, sizeBytes, isFolder }) =>
      `FTPUSER  ${String(sizeBytes).padStart(12)} 03/01/24 00:04:05 ${isFolder ? '*DIR ' : '*STMF'}      ${name}${isFolder ? '/' : ''}`,
  },
  'z/OS': {
    heading: 'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\n',
    line: ({ name, isFolder }) =>
      ` MVSVOL 3390   2024/03/01  1    1  FB      80  8000  ${isFolder ? 'PO' : 'PS'}  ${name}`,
    isUnsized: true,
  },
  'OS/2': {
    line: ({ name, sizeBytes, isFolder }) =>
      `${String(sizeBytes).padStart(18)}           ${isFolder ? 'DIR' : 'A  '}   04-23-103   10:57  ${name}`,
  },
  'MLSD in a LIST': {
    line: ({ name, sizeBytes, isFolder }) =>
      `type=${isFolder ? 'dir' : 'file'};size=${sizeBytes};modify=20240301000405; ${name}`,
  },
};

/** Dates as `ls` writes them in many languages, with times and years, day first and month first. */
export const LANGUAGES: readonly string[] = [
  '1 Mär 00:04',
  ' 1. Mär 00:04',
  '1 févr. 00:04',
  'févr. 01 00:04',
  'août  1 00:04',
  'août  1  2023',
  ' 1 déc.  2023',
  '3月 1日 00:04',
  '3月  1  2024',
  '3月  1 00:04',
  '3月 1日 2024年',
  '3월  1 00:04',
  ' 3월  1일 00:04',
  'мар  1 00:04',
  ' 1 мар 00:04',
  'июн 30  2023',
  'sij  1 00:04',
  'ožu  1 00:04',
  'Μάρ  1 00:04',
  'mar  1 00:04',
  '1 de març 00:04',
  '1 març 00:04',
  'maalis  1 00.04',
  'mrt  1 00:04',
  '2024 márc   1 00:04',
  'márc   1 00:04',
  'أغسطس  1 00:04',
  'มี.ค.  1 00:04',
  'Th03 01 00:04',
  '1 mar 00:04',
  'feb  29  2024',
];
