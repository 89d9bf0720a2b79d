import fs from 'node:fs';
import path from 'node:path';
import { PluvioError, systemReason } from '../../domain/errors.js';
import { nearestGaugeFolder, sourcePlace, type IsGaugeFolder } from '../../domain/listed/gauge-folder.js';
import { notReadText, NotReadList } from '../../domain/look-of/not-read.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import type { Source } from '../../domain/readings/reading.js';
import { diskTree } from './disk-tree.js';
import { walkTree } from '../../raw/content/walk.js';

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
 * files in it and in all folders in it; the nearest folder above a file that `isGaugeFolder` knows names its gauge: see
 * `sourcePlace`. What is found in a folder and is not to be read (`isOutput` among it) joins `notRead`. Throws INPUT for an argument that is not
 * there, or has no file in it, and for a folder that cannot be listed, naming all of them.
 */
export function findInputs(
  args: readonly string[],
  isGaugeFolder: IsGaugeFolder,
  notRead = new NotReadList(),
  isOutput: (path: string) => boolean = () => false,
): InputFile[] {
  const found: InputFile[] = [];
  const problems: string[] = [];
  const roots = realFolders(args);
  for (const arg of args) {
    const isFolder = roots.get(arg);
    try {
      if (isFolder === undefined) found.push(inputFile(arg, isGaugeFolder));
      else filesIn(arg, isFolder, { roots: [...roots.values()], isGaugeFolder, isOutput, notRead, found, problems });
    } catch (error) {
      problems.push(`${arg}: ${systemReason(error)}`);
    }
  }
  if (problems.length > 0) throw new PluvioError('INPUT', `Cannot read ${problems.join('; ')}`, { file: args[0]! });
  return inReceivedOrder(found, ({ source }) => source.name);
}

/** The arguments that are folders, and where these really are. */
function realFolders(args: readonly string[]): Map<string, string> {
  const roots = new Map<string, string>();
  for (const arg of args)
    if (fs.statSync(arg, { throwIfNoEntry: false })?.isDirectory()) roots.set(arg, fs.realpathSync.native(arg));
  return roots;
}

interface FindParts {
  readonly roots: readonly string[];
  readonly isGaugeFolder: IsGaugeFolder;
  readonly isOutput: (path: string) => boolean;
  readonly notRead: NotReadList;
  readonly found: InputFile[];
  readonly problems: string[];
}

function filesIn(
  arg: string,
  place: string,
  { roots, isGaugeFolder, isOutput, notRead, found, problems }: FindParts,
): void {
  const [files, troubles] = [found.length, problems.length];
  const passedOver = new NotReadList();
  const shown = path.join(arg, '.', path.sep);
  walkTree(
    diskTree(roots),
    { place, above: namesAbove(arg), shown },
    {
      isGaugeFolder,
      isOutput,
      notRead: passedOver,
      take: (file, source) => found.push({ file, source, isRegular: true }),
      onProblem: (folder, error) => problems.push(`${folder}: ${systemReason(error)}`),
    },
  );
  notRead.addAll(passedOver);
  if (found.length > files || problems.length > troubles) return;
  const why = passedOver.groups.map((group) => `; ${notReadText(group)}`);
  problems.push(`${arg}: there is no file to be read in it, nor in the folders in it${why.join('')}`);
}

/**
 * The names that lead to a path as it was given, its own among them, and before them that of the folder that they start
 * from: folders further up say nothing about what was meant.
 */
function namesAbove(given: string): string[] {
  const names = path
    .resolve(given)
    .split(path.sep)
    .filter((name) => name !== '');
  if (path.isAbsolute(given)) return names;
  const own = path
    .normalize(given)
    .split(path.sep)
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  return names.slice(-own.length - 1);
}

function inputFile(file: string, isGaugeFolder: IsGaugeFolder): InputFile {
  const isRegular = fs.statSync(file).isFile();
  const above = namesAbove(file).slice(0, -1);
  const { folder, prefix } = sourcePlace(above, above.length, nearestGaugeFolder(above, isGaugeFolder));
  return { file, source: { name: prefix + path.basename(file), folder }, isRegular };
}
