import { readFileSync } from 'node:fs';

/** What a module exports: its memory, functions, and globals as objects with a `value`. */
export type WasmExports = Readonly<Record<string, unknown>>;

/** The part of the standard interface that is used here; it is not in ECMAScript's own types. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: WasmExports };
}

/** Modules are compiled once; each user has an instance with memory of its own. */
const compiled = new Map<string, object>();

/**
 * A module made of `assembly/<name>.ts` beside its twin, with memory of its own. Undefined where this machine cannot have it (no
 * WebAssembly, no 128-bit words, too little address space, the file not shipped): every module has a twin in JavaScript.
 */
export function instantiate(name: string): WasmExports | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyNamespace };
  if (!WebAssembly) return undefined;
  try {
    let module = compiled.get(name);
    if (!module) {
      module = new WebAssembly.Module(readFileSync(new URL(`../../assembly/${name}.wasm`, import.meta.url)));
      compiled.set(name, module);
    }
    return new WebAssembly.Instance(module, {}).exports;
  } catch {
    return undefined;
  }
}

/** The memory of a module. */
export function memoryOf(exports: WasmExports): ArrayBuffer {
  return (exports['memory'] as { readonly buffer: ArrayBuffer }).buffer;
}

/** A global that holds a number: a place in the memory, or what a function left. */
export interface WasmGlobal {
  value: number;
}

export function globalOf(exports: WasmExports, name: string): WasmGlobal {
  return exports[name] as WasmGlobal;
}
