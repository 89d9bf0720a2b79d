/** Takes bytes in order. They are the writer's again when the call returns: a sink that keeps them copies them. */
export type ByteSink = (bytes: Uint8Array) => void;
