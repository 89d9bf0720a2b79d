/**
 * Called with the name of each step that changes what others see, when it is done. Throws LOCKED where the output folder is
 * another run's by now, so that nothing more is changed; a test can stop a run there.
 */
export type Checkpoint = (step: string) => void;

/** Where nothing is to be guarded. */
export const NO_CHECKPOINT: Checkpoint = () => undefined;
