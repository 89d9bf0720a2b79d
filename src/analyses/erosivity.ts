/** Kinetic energy of a millimetre of rain as a function of its intensity i (mm/h), in MJ ha⁻¹ mm⁻¹. */
export const ENERGY_FORMULAS = {
  /** `0.29·[1 − 0.72·exp(−0.082·i)]`: McGregor et al. (1995), of RUSLE2. */
  mcgregor: (i: number): number => 0.29 * (1 - 0.72 * Math.exp(-0.082 * i)),
  /** `0.29·[1 − 0.72·exp(−0.05·i)]`: Brown and Foster (1987), of RUSLE. */
  'brown-foster': (i: number): number => 0.29 * (1 - 0.72 * Math.exp(-0.05 * i)),
  /** `0.119 + 0.0873·log₁₀ i`, at most 0.283: Wischmeier and Smith (1978), of the USLE. */
  wischmeier: (i: number): number => Math.min(0.283, Math.max(0, 0.119 + 0.0873 * Math.log10(i))),
} as const;
export type EnergyFormula = keyof typeof ENERGY_FORMULAS;

/** Intensities are those of 5 minutes: one tip in a minute would be a shower. */
const STEP_S = 300;

export interface WetReading {
  readonly timeS: number;
  readonly rainMm: number;
  /** Seconds of which the reading counts the rain. */
  readonly intervalS: number;
}

/**
 * `E = Σ e(i)·P` in MJ ha⁻¹: P the rain of steps of 5 minutes of the clock, `(…:00, …:05]`, or of a reading that counts
 * longer, i its intensity.
 */
export function energyOf(readings: Iterable<WetReading>, formula: EnergyFormula): number {
  const unit = ENERGY_FORMULAS[formula];
  let energy = 0;
  let stepEndS = -Infinity;
  let stepMm = 0;
  const closeStep = (): void => {
    if (stepMm > 0) energy += unit((stepMm * 3600) / STEP_S) * stepMm;
    stepMm = 0;
  };
  for (const { timeS, rainMm, intervalS } of readings) {
    if (intervalS > STEP_S) {
      energy += unit((rainMm * 3600) / intervalS) * rainMm;
      continue;
    }
    const endS = Math.ceil(timeS / STEP_S) * STEP_S;
    if (endS !== stepEndS) closeStep();
    stepEndS = endS;
    stepMm += rainMm;
  }
  closeStep();
  return energy;
}
