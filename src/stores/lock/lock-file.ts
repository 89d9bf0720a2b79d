import fs from 'node:fs';

/** What a lock file says, and when that was last written, by the clock of its disk. */
export interface Seen {
  readonly text: string;
  readonly modifiedMs: number;
}

/**
 * Looks at a file; undefined where there is none. It is opened for that: a network share may answer a mere question after
 * its date from memory.
 */
export function look(file: string): Seen | undefined {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { text: fs.readFileSync(fd, 'utf8'), modifiedMs: fs.fstatSync(fd).mtimeMs };
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes a file that must not be there; false where it is. Exclusive on local disks and network shares alike. */
export function create(file: string, text: string): boolean {
  let fd: number;
  try {
    fd = fs.openSync(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    fs.writeSync(fd, text);
  } catch (error) {
    fs.unlinkSync(file);
    throw error;
  } finally {
    fs.closeSync(fd);
  }
  return true;
}

/**
 * Writes the same bytes again where they are still there, which the disk dates by its own clock: the machine's may be
 * wrong. What another run has put in their place meanwhile is another file, and not touched.
 */
export function touch(file: string, text: string): void {
  try {
    const fd = fs.openSync(file, 'r+');
    try {
      if (fs.readFileSync(fd, 'utf8') === text) fs.writeSync(fd, text, 0);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // The disk is away for a moment: the next sign may come through.
  }
}
