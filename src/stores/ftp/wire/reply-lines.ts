import type { Socket } from 'node:net';
import type { FTPContext } from '../basic-ftp.js';

const MAX_LINE_CHARACTERS = 65_536;
/** Telnet commands in front of a reply (RFC 854: IAC and one byte, or two of a negotiation); in UTF-8 their bytes are replaced. */
const TELNET = /(^|\n)(?:\u00ff(?:[\u00fb-\u00fe][^\r\n]|[\u00f0-\u00fa])|\ufffd{1,2}[^\r\n\d]?)+(?=\d{3}[ -])/g;
/** "Ready in so many minutes" (RFC 959): the greeting is still to come. */
const NOT_READY = /^120[ -][^\n]*\n/gm;
/** Further lines of a greeting whose last line, as it seemed, has come. */
const GREETING = /^220(?:[ -][^\n]*)?\r?\n/gm;
/** The last line of a reply. */
const LAST_LINE = /^\d{3}(?: .*)?\r?$/m;

const joined = new WeakSet<Socket>();

/**
 * basic-ftp takes every chunk for whole lines. Where many replies are under way a chunk may end within one, and
 * `213 12` + `345` would be read as 12 bytes: only whole lines are let through, without what telnet adds to them, from the
 * greeting on, and no second greeting.
 */
export function readReplyLines({ socket }: FTPContext): void {
  if (joined.has(socket)) return;
  joined.add(socket);
  const listeners = socket.listeners('data') as ((lines: string) => void)[];
  let rest = '';
  let stage: 'new' | 'greeted' | 'at work' = socket.bytesRead > 0 ? 'at work' : 'new';
  socket.removeAllListeners('data');
  socket.on('data', (chunk: string) => {
    rest += chunk;
    const end = rest.lastIndexOf('\n') + 1;
    if (end === 0 && rest.length > MAX_LINE_CHARACTERS) socket.destroy(new Error('Endless reply'));
    if (end === 0) return;
    let lines = rest.slice(0, end);
    rest = rest.slice(end);
    if (lines.includes('\u00ff') || lines.includes('\ufffd')) lines = lines.replace(TELNET, '$1');
    if (stage === 'new') {
      lines = lines.replace(NOT_READY, '');
      if (LAST_LINE.test(lines)) stage = 'greeted';
    } else if (stage === 'greeted') {
      lines = lines.replace(GREETING, '');
      if (lines.trim() !== '') stage = 'at work';
    }
    if (lines !== '') for (const listener of listeners) listener(lines);
  });
}
