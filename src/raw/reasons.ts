import { CLOCK_REASONS, READING_REASONS, type RejectReason } from '../domain/readings/reasons.js';
import { DESCRIBED_REASONS } from './described/reasons.js';
import { NETWORK_REASONS } from './network-line/reasons.js';

/** Every reason for which a line could not be used, with what it means. */
export const REJECT_REASONS: Readonly<Record<RejectReason, string>> = {
  ...NETWORK_REASONS,
  ...CLOCK_REASONS,
  ...DESCRIBED_REASONS,
  ...READING_REASONS,
};
