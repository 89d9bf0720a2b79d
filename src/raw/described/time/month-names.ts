/** Names of months and their short forms: English, French, German, Spanish, Italian, Portuguese, Dutch. None is of two months. */
const MONTHS: readonly string[] = [
  'jan january janv janvier januar jän jänner ene enero gen gennaio janeiro januari',
  'feb february fev fevr fevrier fév févr février februar febrero febbraio fevereiro februari',
  'mar march mars mär märz maerz mrz marzo março marco mrt maart',
  'apr april avr avril abr abril aprile',
  'may mai mayo mag maggio maio mei',
  'jun june juin juni junio giu giugno junho',
  'jul july juil juillet juli julio lug luglio julho',
  'aug august aoû août aout ago agosto augustus',
  'sep sept september septembre septiembre set settembre setembro',
  'oct october octobre okt oktober octubre ott ottobre out outubro',
  'nov november novembre noviembre novembro',
  'dec december déc décembre decembre dez dezember dic diciembre dicembre dezembro',
];
const MONTH_OF = new Map(MONTHS.flatMap((names, i) => names.split(' ').map((name) => [name, i + 1] as const)));

const SHORT = 3;
const LOWER = 32;
/** Names of three letters, as they are nearly always. */
const MONTH_OF_SHORT = new Map(
  [...MONTH_OF]
    .filter(([name]) => /^[a-z]{3}$/.test(name))
    .map(([name, month]) => [keyOf(Buffer.from(name), 0), month]),
);

function keyOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! | LOWER) << 16) | ((bytes[at + 1]! | LOWER) << 8) | (bytes[at + 2]! | LOWER);
}

/** The month, from 1, whose name is `bytes[start, end)`, in UTF-8; undefined where it is none. */
export function monthOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start === SHORT) return MONTH_OF_SHORT.get(keyOf(bytes, start)) ?? monthOfText(bytes, start, end);
  return monthOfText(bytes, start, end);
}

function monthOfText(bytes: Uint8Array, start: number, end: number): number | undefined {
  const name = Buffer.from(bytes.subarray(start, end)).toString('utf8').normalize('NFC').toLowerCase();
  return MONTH_OF.get(name);
}
