import { saysMissing } from '../failure.js';
import type { Reply } from '../wire/reply.js';

/** How servers that refuse to list an empty folder say so. */
const NOTHING =
  /no (?:such )?(?:files?|entr|match|data|director)|no files|not found|empty|nothing|can(?:no|')t find|not exist|n't exist/i;

/** How servers that have listed nothing say that they could not. */
const FAILED =
  /unable to|fail(?:ed|ure)|denied|not permitted|forbidden|can(?:no|')t (?:open|read|list|access)|could(?: no|n')t (?:open|read|list|access)|no permission/i;

/** Whether a listing that was refused, after the folder was entered, is the one of an empty folder. */
export function saysEmpty(reply: Reply): boolean {
  return saysMissing(reply) && NOTHING.test(reply.text) && !FAILED.test(reply.text);
}

/** Whether the reply to a listing that brought nothing says that the folder could not be read. */
export function saysUnreadable({ text }: Reply): boolean {
  return FAILED.test(text);
}
