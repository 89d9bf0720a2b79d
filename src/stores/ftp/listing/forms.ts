import { as400Form } from './forms/as400.js';
import { dosForm } from './forms/dos.js';
import { eplfForm } from './forms/eplf.js';
import type { ListingForm } from './line.js';
import { machineForm } from './forms/machine.js';
import { mvsForm } from './forms/mvs.js';
import { netwareForm } from './forms/netware.js';
import { os2Form } from './forms/os2.js';
import { unixForm } from './forms/unix.js';
import { vmsForm } from './forms/vms.js';

/** What MLSD gives; and servers whose MLSD is their LIST. */
export const MACHINE_FORMS: readonly ListingForm[] = [machineForm, unixForm, dosForm];

/** MLSD's lines in a LIST: without facts, a line is none. */
const factsForm: ListingForm = {
  ...machineForm,
  parse: (line) => (line.startsWith(' ') ? undefined : machineForm.parse(line)),
};

/** Every form that a LIST may have; where two understand as many lines, the first one is it. */
export const LISTING_FORMS: readonly ListingForm[] = [
  unixForm,
  dosForm,
  eplfForm,
  netwareForm,
  vmsForm,
  as400Form,
  os2Form,
  mvsForm,
  factsForm,
];
