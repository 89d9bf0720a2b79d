import type { ClientState, CommandTable } from './client-state.js';
import { Refusal, reply } from './reply.js';

/** Login, protection of the connections, and the commands that only say or set something. */
export const sessionCommands: CommandTable = {
  USER: {
    argument: 'text',
    open: true,
    run(client, { argument }) {
      client.userName = argument;
      client.loggedIn = false;
      return reply(331, 'Please specify the password.');
    },
  },
  PASS: {
    argument: 'text',
    open: true,
    run(client, { argument }) {
      const { user, password } = client.settings;
      if (client.userName === user && argument === password) client.countLogin();
      client.loggedIn = client.userName === user && argument === password;
      return client.loggedIn ? reply(230, 'Login successful.') : reply(530, 'Login incorrect.');
    },
  },
  AUTH: {
    argument: 'text',
    open: true,
    run(client, { argument }) {
      if (!client.tls.offered || client.tls.active) return reply(503, 'TLS is not available now.');
      if (!/^(TLS|TLS-C|SSL)$/i.test(argument)) return reply(504, 'AUTH type not supported.');
      client.startTls(reply(234, 'Proceed with negotiation.'));
      return undefined;
    },
  },
  PBSZ: {
    argument: 'text',
    open: true,
    run: (client) => (client.tls.active ? reply(200, 'PBSZ set to 0.') : reply(503, 'AUTH TLS comes first.')),
  },
  PROT: {
    argument: 'text',
    open: true,
    run(client, { argument }) {
      if (!client.tls.active) return reply(503, 'AUTH TLS comes first.');
      if (!/^[CP]$/i.test(argument)) return reply(536, 'Only C and P are supported.');
      client.protectData = argument.toUpperCase() === 'P';
      return reply(200, `PROT now ${client.protectData ? 'Private' : 'Clear'}.`);
    },
  },
  FEAT: { argument: 'none', open: true, run: (client) => reply(211, 'Features:', ...featureLines(client), 'End') },
  OPTS: {
    argument: 'text',
    open: true,
    run(client, { argument }) {
      if (/^UTF-?8( ON)?$/i.test(argument)) return reply(200, 'Always in UTF8 mode.');
      if (/^MLST\b/i.test(argument) && client.settings.features.mlsd) return reply(200, 'MLST OPTS type;size;modify;');
      return reply(501, 'Option not understood.');
    },
  },
  SYST: { argument: 'none', open: true, run: () => reply(215, 'UNIX Type: L8') },
  NOOP: { argument: 'none', open: true, run: () => reply(200, 'NOOP ok.') },
  QUIT: { argument: 'none', open: true, run: () => reply(221, 'Goodbye.') },
  TYPE: {
    argument: 'text',
    run: (_client, { argument }) =>
      /^(A( N)?|I|L ?8)$/i.test(argument) ? reply(200, `Type set to ${argument}.`) : reply(504, 'Unknown type.'),
  },
  MODE: {
    argument: 'text',
    run: (_client, { argument }) => (/^S$/i.test(argument) ? reply(200, 'Mode set to S.') : reply(504, 'Only S.')),
  },
  STRU: {
    argument: 'text',
    run: (_client, { argument }) => (/^F$/i.test(argument) ? reply(200, 'Structure set to F.') : reply(504, 'Only F.')),
  },
  REST: {
    argument: 'text',
    run(client, { argument }) {
      if (!/^\d{1,15}$/.test(argument)) throw new Refusal(501, 'REST needs a position in bytes.');
      client.restartBytes = Number(argument);
      return reply(350, `Restart position accepted (${argument}).`);
    },
  },
  // The transfer it aborts was broken off, and answered, when the line arrived.
  ABOR: { argument: 'none', run: () => reply(226, 'ABOR successful.') },
};

function featureLines({ settings: { features, habits }, tls }: ClientState): string[] {
  const lines: [boolean, string][] = [
    [tls.offered, ' AUTH TLS'],
    [features.epsv, ' EPSV'],
    [features.mdtm, ' MDTM'],
    [features.mdtm, ' MFMT'],
    [features.mlsd, ` MLST ${habits.facts ?? 'type*;size*;modify*;'}`],
    [true, ' PASV'],
    [tls.offered, ' PBSZ'],
    [tls.offered, ' PROT'],
    [true, ' REST STREAM'],
    [features.size, ' SIZE'],
    [true, ' UTF8'],
  ];
  return lines.filter(([on]) => on).map(([, line]) => line);
}
