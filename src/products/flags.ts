import type { TableProduct } from './product.js';

export const FLAGS_HEADER = ['Start', 'End', 'Test', 'Level', 'Value', 'Limit'] as const;

/** A table of what quality tests say of a gauge's year, which looks at its neighbours too; the network has none of its own. */
export const flags = {
  name: 'flags' as const,
  holds: 'what quality tests say: −1 not judged, 0 passed, 1 doubtful, 2 suspect, 3 wrong',
  // prettier-ignore
  looks: [
    { kind: 'flags', holds: 'what quality tests say', header: FLAGS_HEADER.join(), span: ['Start', 'End'], counts: ['Test', 'Level'] },
  ],
} satisfies TableProduct;
