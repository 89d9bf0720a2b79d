import { RequestProblem } from '../../http/problem.js';
import { tokensOf, type Token } from './tokens.js';
import type { Comparison, Value, ValueType } from './values.js';

export type Operator = Comparison | 'and' | 'or' | 'add' | 'sub' | 'mul' | 'div' | 'mod';

/** An expression as it is written. */
export type Expression =
  | { readonly kind: 'literal'; readonly type: ValueType; readonly value: Value }
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'binary'; readonly op: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression };

const COMPARISONS: readonly string[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];
const SUMS: readonly string[] = ['add', 'sub'];
const PRODUCTS: readonly string[] = ['mul', 'div', 'mod'];
/** Words that stand for a value. */
const WORDS: Readonly<Record<string, { type: ValueType; value: Value }>> = {
  true: { type: 'boolean', value: true },
  false: { type: 'boolean', value: false },
  null: { type: 'null', value: null },
};
/** Parentheses, functions and negations within each other. */
const DEEPEST = 40;

/**
 * Reads an expression of OData 4 as SensorThings uses it (OGC 18-088, 9.3.3.5; tables 21 to 24), weakest first: or, and, not,
 * comparison, sum, product. Written here because it is one page: parsers of all of OData are ten times that, bring a data model of
 * their own, and do not know the places and intervals of SensorThings. Throws 400 with what is wrong.
 */
export function parseExpression(text: string): Expression {
  const reader = new Reader(tokensOf(text));
  const expression = reader.either();
  reader.end();
  return expression;
}

/** Reads `a asc,b desc`. */
export function parseOrder(text: string): { readonly expression: Expression; readonly isDescending: boolean }[] {
  const reader = new Reader(tokensOf(text));
  const keys = [];
  do {
    const expression = reader.either();
    const isDescending = reader.takeWord(['desc']) !== undefined;
    if (!isDescending) reader.takeWord(['asc']);
    keys.push({ expression, isDescending });
  } while (reader.takeSign(','));
  reader.end();
  return keys;
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  either(): Expression {
    return this.chain(['or'], () => this.both());
  }

  end(): void {
    if (this.at < this.tokens.length) throw new RequestProblem(400, `"${this.here()}" is one too many`);
  }

  takeSign(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at++;
    return true;
  }

  takeWord(words: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' || !words.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  private both(): Expression {
    return this.chain(['and'], () => this.negation());
  }

  private negation(): Expression {
    if (!this.takeWord(['not'])) return this.comparison();
    return this.deeper(() => ({ kind: 'not', of: this.negation() }));
  }

  private comparison(): Expression {
    const left = this.sum();
    const op = this.takeWord(COMPARISONS);
    return op === undefined ? left : { kind: 'binary', op: op as Operator, left, right: this.sum() };
  }

  private sum(): Expression {
    return this.chain(SUMS, () => this.chain(PRODUCTS, () => this.single()));
  }

  /** Operands with operators of one strength between them, from the left. */
  private chain(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (let op = this.takeWord(operators); op !== undefined; op = this.takeWord(operators))
      left = { kind: 'binary', op: op as Operator, left, right: operand() };
    return left;
  }

  private single(): Expression {
    if (this.takeSign('(')) {
      const inner = this.deeper(() => this.either());
      this.expectSign(')');
      return inner;
    }
    const token = this.tokens[this.at];
    if (!token || token.kind === 'sign') throw new RequestProblem(400, `A value is missing before "${this.here()}"`);
    this.at++;
    if (token.kind === 'literal') return { kind: 'literal', type: token.type, value: token.value };
    const word = Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
    if (word) return { kind: 'literal', ...word };
    return this.takeSign('(') ? this.call(token.text) : this.path(token.text);
  }

  private call(name: string): Expression {
    const args: Expression[] = [];
    if (this.takeSign(')')) return { kind: 'call', name, args };
    do args.push(this.deeper(() => this.either()));
    while (this.takeSign(','));
    this.expectSign(')');
    return { kind: 'call', name, args };
  }

  private path(first: string): Expression {
    const path = [first];
    while (this.takeSign('/')) {
      const token = this.tokens[this.at];
      if (token?.kind !== 'name') throw new RequestProblem(400, `A name is missing after "${path.join('/')}/"`);
      path.push(token.text);
      this.at++;
    }
    return { kind: 'path', path };
  }

  private expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw new RequestProblem(400, `"${sign}" is missing before "${this.here()}"`);
  }

  private deeper<Result>(read: () => Result): Result {
    if (++this.depth > DEEPEST) throw new RequestProblem(400, `More than ${DEEPEST} levels within each other`);
    const result = read();
    this.depth--;
    return result;
  }

  private here(): string {
    return this.tokens[this.at]?.text.slice(0, 40) ?? 'the end';
  }
}
