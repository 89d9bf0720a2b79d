import type { FtpStat } from './backend.js';
import type { ClientState, CommandTable } from './client-state.js';
import { facts, formatStamp, later, parseStamp } from './listing.js';
import { Refusal, reply, type Reply } from './reply.js';
import { resolvePath, splitPath } from './virtual-path.js';

/** Folders, names, sizes and dates: what needs no data connection. */
export const fileCommands: CommandTable = {
  PWD: { argument: 'none', run: ({ cwd }) => reply(257, `"${cwd.replaceAll('"', '""')}" is the current directory.`) },
  CWD: { argument: 'path', run: (client, { path }) => changeFolder(client, path) },
  CDUP: { argument: 'none', run: (client) => changeFolder(client, splitPath(client.cwd).folder) },
  MKD: {
    argument: 'path',
    async run({ settings }, { path }) {
      await settings.backend.makeFolder(path);
      return reply(257, `"${path.replaceAll('"', '""')}" created.`);
    },
  },
  RMD: {
    argument: 'path',
    async run({ settings }, { path }) {
      await settings.backend.removeFolder(path);
      return reply(250, 'Directory removed.');
    },
  },
  DELE: {
    argument: 'path',
    async run({ settings }, { path }) {
      await settings.backend.removeFile(path);
      return reply(250, 'File deleted.');
    },
  },
  RNFR: {
    argument: 'path',
    async run(client, { path }) {
      await existing(client, path);
      client.renameFrom = path;
      return reply(350, 'Ready for RNTO.');
    },
  },
  RNTO: {
    argument: 'path',
    async run(client, { path, fault }) {
      const from = client.renameFrom;
      client.renameFrom = undefined;
      if (from === undefined) throw new Refusal(503, 'RNFR comes first.');
      if (fault?.kind === 'no-overwrite' && (await client.settings.backend.stat(path)))
        throw new Refusal(550, `${path}: File exists.`);
      await client.settings.backend.rename(from, path);
      return reply(250, 'Renamed.');
    },
  },
  SIZE: {
    argument: 'path',
    feature: 'size',
    run: async (client, { path }) => reply(213, String((await existing(client, path, 'file')).sizeBytes)),
  },
  MDTM: {
    argument: 'path',
    feature: 'mdtm',
    run: async (client, { path }) => reply(213, formatStamp((await existing(client, path, 'file')).modifiedS)),
  },
  MFMT: {
    argument: 'text',
    feature: 'mdtm',
    async run({ settings, cwd }, { argument }) {
      const [stamp = '', ...name] = argument.split(' ');
      const modifiedS = parseStamp(stamp);
      if (modifiedS === undefined || name.length === 0) throw new Refusal(501, 'MFMT needs YYYYMMDDHHMMSS and a name.');
      await settings.backend.setModified(resolvePath(cwd, name.join(' ')), modifiedS);
      return reply(213, `Modify=${stamp}; ${name.join(' ')}`);
    },
  },
  MLST: {
    argument: 'optional-path',
    feature: 'mlsd',
    async run(client, { path }) {
      const { listingAheadS = 0 } = client.settings.habits;
      return reply(250, 'Listing', ` ${facts(later(await existing(client, path), listingAheadS))} ${path}`, 'End');
    },
  },
};

async function existing({ settings }: ClientState, path: string, kind?: FtpStat['kind']): Promise<FtpStat> {
  const found = await settings.backend.stat(path);
  if (!found || (kind ?? found.kind) !== found.kind) throw new Refusal(550, `${path}: No such file or directory.`);
  return found;
}

async function changeFolder(client: ClientState, path: string): Promise<Reply> {
  await existing(client, path, 'folder');
  client.cwd = path;
  return reply(250, 'Directory changed.');
}
