import test, { type ExecutionContext } from 'ava';
import type { FtpHabits, FtpServerOptions } from '../../../fixtures/ftp-server/index.js';
import { factLine, facts, unixLine } from '../../../fixtures/ftp-server/backends/listing.js';
import { reply } from '../../../fixtures/ftp-server/reply.js';
import { assertEnd, withoutBooks } from '../support/checks.js';
import { tellFigure } from '../support/extent.js';
import type { NetworkFile } from '../../../fixtures/networks/network.js';
import { openScene, troublesIn, type Scene } from '../support/scene.js';

interface Habit {
  readonly habits: FtpHabits;
  readonly features?: FtpServerOptions['features'];
  readonly env?: Readonly<Record<string, string>>;
  /** What the log says of it. */
  readonly says?: RegExp;
}

/** The reply to some commands instead of the usual one, where that says yes. */
function answers(verbs: RegExp, code: number, ...lines: string[]): FtpHabits {
  return { answer: (verb, usual) => (verbs.test(verb) && usual.code < 400 ? reply(code, ...lines) : usual) };
}

/** 2024-05-01 00:00:00 UTC. */
const START_S = 1_714_521_600;
const DEEP = 'May';

/** Files of three minutes each, in the gauges' folders and one below. */
function filesFrom(startS: number): NetworkFile[] {
  return ['Hydropolis', 'Polytech', `Hydropolis/${DEEP}`].flatMap((folder, i) =>
    Array.from({ length: 4 }, (_, nth) => {
      const gauge = folder.split('/')[0]!;
      const fromS = startS + 3600 * i + 180 * nth;
      const lines = [0, 1, 2].map((tips) => `${gauge}, ${fromS + 60 * tips}, ${tips}, 0.5, 12.2\n`);
      return { path: `${folder}/R_${fromS}.txt`, bytes: Buffer.from(lines.join('')), modifiedS: fromS + 300 };
    }),
  );
}

const EARLY = filesFrom(START_S);
const LATER = filesFrom(START_S + 21_600);

const FILE_VERBS = ['RETR', 'STOR', 'APPE', 'SIZE', 'MDTM', 'MLST', 'DELE', 'RNFR', 'RNTO', 'MKD'];

function namesOnly(code: number, ...verbs: string[]): FtpHabits {
  return { namesOnly: { verbs, code } };
}

/** Silences of a scene are 25 times as short as they are said to be. */
function fewLogins(code: number): FtpHabits {
  return { mostLogins: { logins: 5, withinMs: 950, reply: reply(code, 'Too many logins, try again in 25 s.') } };
}

const OLD = { mlsd: false };
const SHOWN_SLASH = { listLines: linesWithSlash };

function linesWithSlash(entries: Parameters<NonNullable<FtpHabits['listLines']>>[0], nowS: number): string[] {
  return entries.map((entry) => `${unixLine(entry, nowS)}${entry.kind === 'folder' ? '/' : ''}`);
}

const HABITS: Readonly<Record<string, Habit>> = {
  'writes facts in mixed case': {
    habits: {
      factLine: (entry) => {
        const shown = facts(entry).replace(/type=(\w+);size=(\d+);modify/, 'Type=$1;SIZE=$2;Modify');
        return `${shown.replace(/=(file|dir);/, (word) => word.toUpperCase())} ${entry.name}`;
      },
    },
  },
  'ends names of folders with a slash, in facts': {
    habits: { factLine: (entry) => `${factLine(entry, 0)}${entry.kind === 'folder' ? '/' : ''}` },
  },
  'ends names of folders with a slash': { habits: SHOWN_SLASH, features: OLD },
  'says 200 to CWD': { habits: answers(/^CWD$/, 200, 'OK') },
  'says 200 to DELE, RNTO and MKD': { habits: answers(/^(DELE|RNTO|MKD)$/, 200, 'Command okay.') },
  'says 200 at the end of transfers': { habits: answers(/^(RETR|STOR|LIST|MLSD)$/, 200, 'Command okay.') },
  'says 250 to RNFR': { habits: answers(/^RNFR$/, 250, 'Go on.') },
  'sends a mark before the replies to renaming and deleting': {
    habits: { mark: (verb) => (/^(RNTO|DELE|RNFR)$/.test(verb) ? reply(110, 'MARK 1 = 1') : undefined) },
  },
  'says 521 to MKD of a folder that is there': {
    habits: {
      answer: (verb, usual) => (verb === 'MKD' && usual.code >= 400 ? reply(521, 'Directory exists.') : usual),
    },
  },
  'adds words to SIZE': {
    habits: {
      answer: (verb, usual) => (verb === 'SIZE' && usual.code === 213 ? reply(213, `${usual.lines[0]!} bytes`) : usual),
    },
  },
  'says PWD without quotes': { habits: answers(/^PWD$/, 257, '/ is current.'), env: { FTP_BASE_DIR: 'base' } },
  'has no TYPE': { habits: { answer: (verb, usual) => (verb === 'TYPE' ? reply(504, 'Always binary.') : usual) } },
  'knows neither FEAT nor OPTS': {
    habits: { answer: (verb, usual) => (/^(FEAT|OPTS)$/.test(verb) ? reply(500, 'Unknown command.') : usual) },
  },
  'greets with many odd lines': {
    habits: {
      greeting:
        '220-Welcome\r\n\r\n  220 files\r\n421 is no code here\r\n230-\r\n220-- news\r\n220 Gauges\r\n220 ready\r\n',
    },
  },
  'greets once more': { habits: { mark: (verb) => (verb === 'USER' ? reply(220, 'Ready.') : undefined) } },
  'ends a connection after 25 commands': { habits: { mostCommands: 25 } },
  'ends a connection after 10 commands': { habits: { mostCommands: 10 } },
  'ends a connection after 10 commands, without MLSD': { habits: { mostCommands: 10 }, features: OLD },
  'says 421 after 12 commands': { habits: { mostCommands: 12, farewell: reply(421, 'Too many commands.') } },
  'takes no paths to read, rename and delete': { habits: namesOnly(550, 'RETR', 'DELE', 'RNFR', 'RNTO') },
  'takes no paths to read': { habits: namesOnly(501, 'RETR') },
  'takes no paths of files at all': { habits: namesOnly(553, ...FILE_VERBS) },
  'takes no paths of files at all, without MLSD': { habits: namesOnly(550, ...FILE_VERBS), features: OLD },
  'takes no paths, and ends a connection after 12 commands': {
    habits: { ...namesOnly(550, ...FILE_VERBS), mostCommands: 12 },
  },
  'takes five logins in a while, saying 421': { habits: fewLogins(421), says: /takes no login for \d+ s/ },
  'takes five logins in a while, saying 530': { habits: fewLogins(530), says: /takes no login for \d+ s/ },
  'tells the end of data before it comes': { habits: { endsEarly: true } },
};

let usual: Promise<ReadonlyMap<string, string>> | undefined;

/** What is published where the server has no habit at all. */
function published(t: ExecutionContext): Promise<ReadonlyMap<string, string>> {
  return (usual ??= openScene(t).then(async (scene) => {
    await work(t, scene, {});
    const files = scene.under('/published');
    for (const { path, bytes } of [...EARLY, ...LATER]) {
      const gauge = path.split('/')[0]!;
      const series = files.get(`${gauge}/2024/${gauge}_concatenated_2024.csv`);
      for (const [, stamp] of bytes.toString().matchAll(/, (\d{10}),/g)) t.true(series?.includes(`,${stamp},`), stamp);
    }
    return files;
  }));
}

for (const [what, { habits, features, env = {}, says }] of Object.entries(HABITS))
  test.serial(`copy, init and update with a server that ${what}`, async (t) => {
    t.timeout(60_000);
    const scene = await openScene(t, { habits, ...(features ? { features } : {}) });
    const told = await work(t, scene, env);
    if (says) t.regex(told, says);
    await assertEnd(t, scene, await published(t), what, withoutBooks);
  });

/** Copies and publishes the early files, then the later ones; gives what was logged. */
async function work(t: ExecutionContext, scene: Scene, env: Readonly<Record<string, string>>): Promise<string> {
  let told = '';
  for (const [files, command] of [
    [EARLY, 'init'],
    [LATER, 'update'],
  ] as const) {
    scene.put('/base', files);
    for (const args of [['copy'], [command]]) {
      const { code, stderr } = await scene.run(args, env);
      t.is(code, 0, `${args[0]!}: ${troublesIn(stderr)}`);
      told += stderr;
    }
  }
  return told;
}

test.serial('copy where logins are refused for long ends with 4, and says why', async (t) => {
  const habits = { mostLogins: { logins: 1, withinMs: 1e9, reply: reply(421, 'Too many logins, try again in 1 h.') } };
  const scene = await openScene(t, { habits });
  scene.put('/base', EARLY);
  const { code, stderr } = await scene.run(['copy']);
  t.is(code, 4);
  t.regex(
    stderr,
    /lets nobody log in for 360\d s, as there were too many logins \(421 Too many logins, try again in 1 h\)/,
  );
});

test.after(() => tellFigure('habits of servers', Object.keys(HABITS).length, 'every reading published'));
