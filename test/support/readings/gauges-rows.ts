/** A gauges table with the rows of some gauges alone: with a table, all of its gauges are wanted. */
export function rowsOfGauges(gaugesCsv: string, names: readonly string[] = ['Hydropolis', 'Polytech']): string {
  const [header, ...rows] = gaugesCsv.split('\n');
  return [header, ...rows.filter((row) => names.includes(row.split(',')[0]!)), ''].join('\n');
}
