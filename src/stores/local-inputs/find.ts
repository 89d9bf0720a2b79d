import fs from 'node:fs';
import path from 'node:path';
import { PluvioError, systemReason } from '../../domain/errors.js';
import { inReceivedOrder } from '../../domain/raw-name.js';
import type { Source } from '../../domain/reading.js';

/** A local file to be read as raw data. */
export interface InputFile {
  /** As the operating system knows it. */
  readonly file: string;
  readonly source: Source;
  /** Whether it is a file proper, not a pipe or a device: then a reading that is cut short has reached its end. */
  readonly isRegular: boolean;
}

/**
 * The files behind the arguments of a command, in the order in which they count as received. A folder stands for the
 * files in it and in its folders; the folder a file lies in names its gauge, if `isGaugeFolder` knows it. Throws INPUT
 * for an argument that is not there, naming all of them.
 */
export function findInputs(args: readonly string[], isGaugeFolder: (name: string) => boolean): InputFile[] {
  const found: InputFile[] = [];
  const problems: string[] = [];
  for (const arg of args) {
    try {
      const stat = fs.statSync(arg);
      const files = stat.isDirectory() ? filesIn(arg, isGaugeFolder) : undefined;
      if (files?.length === 0) problems.push(`${arg}: there is no file in it, nor in the folders in it`);
      else if (files) found.push(...files);
      else found.push(inputFile(arg, stat.isFile(), isGaugeFolder));
    } catch (error) {
      problems.push(`${arg}: ${systemReason(error)}`);
    }
  }
  if (problems.length > 0) throw new PluvioError('INPUT', `Cannot read ${problems.join('; ')}`, { file: args[0]! });
  return inReceivedOrder(found, ({ source }) => source.name);
}

/** The files of a folder and of the folders in it, not deeper: gauge folders hold files. */
function filesIn(folder: string, isGaugeFolder: (name: string) => boolean): InputFile[] {
  const files: InputFile[] = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isFile()) files.push(inputFile(name, true, isGaugeFolder));
    else if (entry.isDirectory()) {
      for (const inner of fs.readdirSync(name, { withFileTypes: true })) {
        if (!inner.isFile()) continue;
        const source = { name: `${entry.name}/${inner.name}`, folder: entry.name };
        files.push({ file: `${name}${path.sep}${inner.name}`, source, isRegular: true });
      }
    }
  }
  return files;
}

function inputFile(file: string, isRegular: boolean, isGaugeFolder: (name: string) => boolean): InputFile {
  const parent = path.basename(path.dirname(path.resolve(file)));
  const base = path.basename(file);
  const source = isGaugeFolder(parent)
    ? { name: `${parent}/${base}`, folder: parent }
    : { name: base, folder: undefined };
  return { file, source, isRegular };
}
