import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PluvioError } from '../../../domain/errors.js';
import { csv } from '../../../formats/csv/write.js';
import type { StoredFile } from '../../../formats/stored-file.js';
import { convert, type ConvertOptions } from '../../../pipeline/convert/convert.js';
import { openOutputFolder } from '../../../stores/output-folder.js';
import type { Host } from '../../host/host.js';
import { writeOut } from '../../host/output.js';

const LF = 10;

/**
 * Writes what is converted to stdout: of CSV the treated series, one after another under one header; of another format
 * its only file. It is made in a temporary folder, because formats say at their beginning what is known at their end.
 * Throws USAGE where several files would be made, or a terminal would get bytes that are no text.
 */
export async function convertToStdout(
  inputs: readonly StoredFile[],
  wanted: Omit<ConvertOptions, 'out'>,
  host: Host,
): Promise<void> {
  const [format] = wanted.formats;
  if (format && format !== csv && format.name !== 'mtx' && host.stdout.isTTY)
    throw new PluvioError('USAGE', `--out -: ${format.name} is no text for a terminal; send it on with | or >`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-convert-'));
  try {
    const made = await convert(inputs, { ...wanted, out: openOutputFolder(folder, { durable: false }) });
    const files = format === csv ? made.filter((file) => /_treated_\d{4}\.csv$/.test(file)) : onlyOne(made);
    for (const [i, file] of files.entries()) await writeFile(path.join(folder, file), i > 0, host);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Where a format has files of gauges and one of the network, the network's is all of them. */
function onlyOne(made: readonly string[]): readonly string[] {
  const network = made.filter((file) => file.startsWith('network/'));
  const files = network.length > 0 ? network : made;
  if (files.length === 1) return files;
  throw new PluvioError(
    'USAGE',
    `--out -: this makes ${files.length} files, and stdout takes one; choose with --gauge and --day, --month, or name a folder`,
  );
}

async function writeFile(file: string, isNext: boolean, host: Host): Promise<void> {
  let isHeader = isNext;
  for await (const piece of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    const from = isHeader ? piece.indexOf(LF) + 1 : 0;
    isHeader = false;
    await writeOut(host, piece.subarray(from));
  }
}
