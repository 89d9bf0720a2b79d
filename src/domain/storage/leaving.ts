/**
 * What a raw file is called between the look at it and its deletion: renamed first, it is out of the way of a logger that
 * opens its name anew, and what lies under that name afterwards is a new file. One that a run left so, because it was
 * killed or because the file had changed after all, is a raw file like any other to the next run.
 */
const LEAVING = /\.pluvio-leaving-[0-9a-f]{8}$/;

/** The name to leave under; `token`, eight hex digits, keeps it from being one that is taken. */
export function leavingPath(path: string, token: string): string {
  return `${path}.pluvio-leaving-${token}`;
}

/** Whether a run was about to delete this file. */
export function isLeaving(path: string): boolean {
  return LEAVING.test(path);
}

/** What a raw file was called when it was received. */
export function receivedPath(path: string): string {
  return path.replace(LEAVING, '');
}
