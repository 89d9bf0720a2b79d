import type { Bytes } from '../bytes.js';

/** Thrift's compact protocol ("Thrift Compact protocol encoding"), as far as Parquet's structures need it. */
export type Value =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'i32' | 'i64'; readonly value: number }
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'list'; readonly value: readonly Value[] }
  | { readonly type: 'struct'; readonly value: Fields };
/** Fields by their number, ascending; undefined ones are left out. */
export type Fields = Readonly<Record<number, Value | undefined>>;

export const bool = (value: boolean): Value => ({ type: 'bool', value });
export const i32 = (value: number): Value => ({ type: 'i32', value });
export const i64 = (value: number): Value => ({ type: 'i64', value });
export const text = (value: string): Value => ({ type: 'binary', value: Buffer.from(value) });
export const binary = (value: Uint8Array): Value => ({ type: 'binary', value });
export const list = (value: readonly Value[]): Value => ({ type: 'list', value });
export const struct = (value: Fields): Value => ({ type: 'struct', value });

const TYPE_CODES = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
const SHORT_LIST = 15;

/** Writes a structure and its end. */
export function writeStruct(fields: Fields, into: Bytes): void {
  let last = 0;
  for (const [key, field] of Object.entries(fields)) {
    if (!field) continue;
    const id = Number(key);
    into.byte(((id - last) << 4) | codeOf(field));
    last = id;
    if (field.type !== 'bool') writeValue(field, into);
  }
  into.byte(0);
}

/** A truth is told by the type of its field. */
function codeOf(value: Value): number {
  if (value.type === 'bool') return value.value ? 1 : 2;
  return TYPE_CODES[value.type];
}

function writeValue(field: Value, into: Bytes): void {
  switch (field.type) {
    case 'bool':
      into.byte(field.value ? 1 : 2);
      break;
    case 'i32':
    case 'i64':
      into.zigzag(field.value);
      break;
    case 'binary':
      into.varint(field.value.length);
      into.append(field.value);
      break;
    case 'struct':
      writeStruct(field.value, into);
      break;
    case 'list': {
      const { length } = field.value;
      const code = length === 0 ? TYPE_CODES.struct : codeOf(field.value[0]!);
      if (length < SHORT_LIST) into.byte((length << 4) | code);
      else {
        into.byte(0xf0 | code);
        into.varint(length);
      }
      for (const item of field.value) writeValue(item, into);
    }
  }
}
