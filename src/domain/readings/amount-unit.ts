/** What amounts count: bucket tips, or thousandths of a millimetre. */
export type AmountUnit = 'tip' | '0.001 mm';
