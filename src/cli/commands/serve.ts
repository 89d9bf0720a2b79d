import { Command } from 'commander';
import type { Host } from '../host/host.js';
import { gaugesOption } from '../wiring/options/options.js';
import type { ServeCommandOptions } from '../serve/serve-options.js';

/** `pluvio serve`: the page, the API and metrics over what is published. Takes no lock and writes nothing. */
export function serveCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('serve')
    .option('--out <folder>', 'the output folder to serve (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--from <store>', 'instead: what is published elsewhere, a folder or ftp://host/path')
    .addOption(gaugesOption())
    .option('--port <n>', 'port to listen on; 0: a free one', '8080')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--base-path <path>', 'where a proxy puts the page, as /rain')
    .option('--poll <duration>', 'how often the publication is looked at (default: 1s a folder, 60s a server)')
    .option('--cache <mb>', 'memory for years and answers, MB', '200')
    .option('--rate <n>', 'requests a second that one client may make; 0: any number', '50')
    .option('--title <text>', 'title of the page')
    .option('--time-zone <zone>', 'zone of local times, as Europe/Paris (default: the browser’s)')
    .option('--tiles <url>', 'map tiles, https://host/{z}/{x}/{y}.png (default: the embedded map)')
    .option('--tiles-attribution <text>', 'whom the tiles are from')
    .option('--silent-after <duration>', 'a gauge without a reading for longer is silent', '30m')
    .option('--alerts <file>', 'rules of alerts, TOML: look after them too (docs/alerts.md)')
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the server, PEM [env: FTP_CA_FILE]')
    .action(async (options: ServeCommandOptions) => {
      // A web server is brought in only for the command that is one.
      const { runServer } = await import('../serve/run-server.js');
      exit(await runServer(options, host));
    });
}
