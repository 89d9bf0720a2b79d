/** After so much silence the system looks whether the other side is still there, which also reminds routers on the way. */
export const KEEP_ALIVE_MS = 60_000;
