/** Attributes of the elements of a name, numbers as numbers. */
export function attributesOf(svg: string, name: string): Record<string, string | number>[] {
  return Array.from(svg.matchAll(new RegExp(`<${name}\\b([^>]*?)/?>`, 'g')), ([, text]) =>
    Object.fromEntries(
      Array.from(text!.matchAll(/([\w-]+)="([^"]*)"/g), ([, key, value]) => [
        key!,
        value !== '' && Number.isFinite(Number(value)) ? Number(value) : value!,
      ]),
    ),
  );
}
