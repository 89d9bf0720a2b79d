const MOST_STEPS = 1000;
/** Differences of values, relative, and of variables at which it is there. */
const CLOSE = 1e-9;
const CLOSE_VARIABLE = 1e-5;

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * The least of a function of a few variables near `start`, by the simplex of Nelder and Mead (1965); ∞ marks what is not
 * allowed. By hand because the packages on npm for it have not been kept for years, and it is the same every time.
 */
export function minimize(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
): Vertex {
  const vertex = (at: readonly number[]): Vertex => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [start, ...start.map((_, k) => start.map((x, i) => (i === k ? x + steps[k]! : x)))].map(vertex);
  const n = start.length;
  for (let step = 0; step < MOST_STEPS; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    if (Math.abs(worst.value - best.value) <= CLOSE * (Math.abs(best.value) + CLOSE) && isSmall(simplex)) break;
    const center = start.map((_, i) => simplex.slice(0, n).reduce((sum, { at }) => sum + at[i]! / n, 0));
    const along = (factor: number): Vertex => vertex(center.map((c, i) => c + factor * (worst.at[i]! - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) simplex[n] = reflected;
    else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[n] = contracted;
      else
        for (let k = 1; k <= n; k++)
          simplex[k] = vertex(simplex[k]!.at.map((x, i) => best.at[i]! + 0.5 * (x - best.at[i]!)));
    }
  }
  return simplex.sort((a, b) => a.value - b.value)[0]!;
}

function isSmall(simplex: readonly Vertex[]): boolean {
  const [first, ...others] = simplex;
  return others.every(({ at }) =>
    at.every((x, i) => Math.abs(x - first!.at[i]!) <= CLOSE_VARIABLE * (1 + Math.abs(x))),
  );
}
