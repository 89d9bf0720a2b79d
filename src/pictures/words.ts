/** What pictures say, in each language. */
const WORDS = {
  en: {
    rain: 'rain',
    per: (step: string) => `mm per ${step}`,
    cumulative: 'cumulative rain, mm',
    observed: (percent: string) => `observed: ${percent} %`,
    missing: 'not observed',
    total: (mm: string) => `${mm} mm`,
    unknown: 'not known',
    years: (count: number) => `${count} usable years`,
    returnPeriod: 'return period, years',
    intensity: 'intensity, mm/h',
    duration: 'duration',
    maxima: 'annual maxima',
    lastEvent: (date: string) => `last event, ${date}`,
    allDurations: 'one GEV for all durations',
    short: 'short record: SMEV of all events',
    monthTotal: (mm: string) => `month: ${mm}`,
    coverage: 'bar: observed part of the day',
    until: (from: string, to: string) => `${from} to ${to} UTC`,
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    months: 'January February March April May June July August September October November December'.split(' '),
    wmo: 'not known: too many days missing',
    at: (depth: string, window: string, text: string) => `${depth} mm in ${window}: return period ${text}`,
    north: 'north ↑',
    decimal: '.',
  },
  fr: {
    rain: 'pluie',
    per: (step: string) => `mm par ${step}`,
    cumulative: 'cumul de pluie, mm',
    observed: (percent: string) => `observé : ${percent} %`,
    missing: 'non observé',
    total: (mm: string) => `${mm} mm`,
    unknown: 'inconnu',
    years: (count: number) => `${count} années utilisables`,
    returnPeriod: 'période de retour, ans',
    intensity: 'intensité, mm/h',
    duration: 'durée',
    maxima: 'maxima annuels',
    lastEvent: (date: string) => `dernier événement, ${date}`,
    allDurations: 'une GEV pour toutes les durées',
    short: 'série courte : SMEV de tous les événements',
    monthTotal: (mm: string) => `mois : ${mm}`,
    coverage: 'barre : part observée du jour',
    until: (from: string, to: string) => `du ${from} au ${to} UTC`,
    days: ['lun', 'mar', 'mer', 'jeu', 'ven', 'sam', 'dim'],
    months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
    wmo: 'inconnu : trop de jours manquants',
    at: (depth: string, window: string, text: string) => `${depth} mm en ${window} : période de retour ${text}`,
    north: 'nord ↑',
    decimal: ',',
  },
} as const;

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = (typeof WORDS)[Language];

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** A number with so many decimals at most, as the language writes it. */
export function numberText(value: number, decimals: number, { decimal }: Pick<Words, 'decimal'>): string {
  return String(Math.round(value * 10 ** decimals) / 10 ** decimals).replace('.', decimal);
}

/** A part as a whole percentage, down, so that 100 says that nothing is missing. */
export function percentText(part: number): string {
  return String(Math.floor(part * 100 + 1e-9));
}
