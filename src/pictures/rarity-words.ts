import { LEAST_Y, MOST_Y, rarityText, type Rarity } from '../analyses/idf/return-period.js';
import type { Language } from './words.js';

/** `between 2 and 8 years`, `entre 2 et 8 ans`. */
export function rarityWords(rarity: Rarity, language: Language): string {
  if (language === 'en') return rarityText(rarity);
  const { lowY, highY } = rarity;
  if (lowY >= MOST_Y) return `plus de ${MOST_Y} ans`;
  if (highY <= LEAST_Y) return `moins d’un an`;
  const [low, high] = [lowY, highY].map((years) =>
    String(years < 10 ? Math.round(years * 10) / 10 : Math.round(years)).replace('.', ','),
  );
  return `entre ${low!} et ${highY >= MOST_Y ? `plus de ${MOST_Y}` : high!} ans`;
}
