/** Listens to what is new on the server; connects again by itself. */
export function listen({
  onReading,
  onState,
}: {
  readonly onReading: () => void;
  readonly onState: (isLive: boolean) => void;
}): void {
  const source = new EventSource('api/v1/live');
  let isFirst = true;
  let known = '';
  source.addEventListener('reading', (event) => {
    const key = (event as MessageEvent<string>).lastEventId;
    // The first message tells what is there already.
    if (!isFirst && key !== known) onReading();
    isFirst = false;
    known = key;
  });
  source.addEventListener('open', () => onState(true));
  source.addEventListener('error', () => onState(false));
}
