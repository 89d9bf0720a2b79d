/**
 * Ends the process now. A thread that waits for a name server cannot be stopped, and `process.exit` waits for it: then the
 * process ends by SIGINT, which a shell counts as 130 too.
 */
export function leave(code: number): void {
  if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) {
    process.removeAllListeners('SIGINT');
    process.kill(process.pid, 'SIGINT');
  }
  process.exit(code);
}
