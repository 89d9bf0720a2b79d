/** `mm = a·r² + b·r + c` with `r = tips × tipMm`, and 0 for 0 tips. */
export interface Curve {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly tipMm: number;
}
