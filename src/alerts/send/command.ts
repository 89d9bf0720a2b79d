import { spawn } from 'node:child_process';
import { NotSent, type Send } from '../deliver.js';

const TIMEOUT_MS = 30_000;

/** By a program: the text comes on stdin, the rest in the environment; any exit code but 0 is a failure. No shell reads anything. */
export function commandSender([program, ...args]: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Send {
  return ({ id, kind, subject, text, isRepeated }) =>
    new Promise((resolve, reject) => {
      const child = spawn(program!, args, {
        env: {
          PATH: env.PATH,
          HOME: env.HOME,
          PLUVIO_ALERT_ID: id,
          PLUVIO_ALERT_KIND: kind,
          PLUVIO_ALERT_SUBJECT: subject,
          PLUVIO_ALERT_REPEATED: isRepeated ? 'yes' : 'no',
        },
        stdio: ['pipe', 'ignore', 'ignore'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
      child.on('error', (error) => reject(new NotSent(`${program!} cannot be started: ${error.message}`)));
      child.on('close', (code, signal) => {
        if (code === 0) resolve();
        else if (code === null) reject(new Error(`${program!} was ended by ${signal ?? 'a signal'}`));
        else reject(new NotSent(`${program!} ended with ${code}`));
      });
      // A program that does not read is none to be failed for.
      child.stdin.on('error', () => undefined);
      child.stdin.end(`${text}\n`);
    });
}
