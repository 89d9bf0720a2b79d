/** C0 and C1 controls, DEL, separators of any system, and what stands for bytes that could not be decoded. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f/\\\ufffd]/;

/** Whether a name from a listing can be one segment of a path: nothing that leads elsewhere or splits a command. */
export function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !UNSAFE.test(name);
}
