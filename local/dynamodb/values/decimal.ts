/**
 * DynamoDB numbers: exact decimals of up to 38 significant digits.
 * Source: DynamoDB Developer Guide, "Supported data types", Number: positive range 1E-130 to 9.9999999999999999999999999999999999999E+125.
 *
 * D1. Canonical text has no exponent, no leading or trailing zeros and no minus before zero, so equal numbers are equal text.
 */

export const MAX_DIGITS = 38;
/** Exponents in scientific notation, d.ddd × 10^e. */
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

interface Decimal {
  readonly negative: boolean;
  /** Significant digits without leading or trailing zeros; empty for zero. */
  readonly digits: string;
  /** The power of ten of the first digit. */
  readonly exponent: number;
}

export type ParsedNumber = { readonly kind: 'number'; readonly text: string } | NumberFault;
export type NumberFault = { readonly kind: 'malformed' | 'overflow' | 'underflow' | 'tooPrecise' };

/** Up to 15 digits are exact in a double; such integers are already canonical. */
const SMALL_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const NUMBER = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/;

/** Any lawful spelling to its canonical text. */
export function parseNumber(text: string): ParsedNumber {
  if (SMALL_INTEGER.test(text)) return { kind: 'number', text };
  const decimal = read(text);
  return decimal === undefined ? { kind: 'malformed' } : toCanonical(decimal);
}

/** -1, 0 or 1; both canonical. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (SMALL_INTEGER.test(a) && SMALL_INTEGER.test(b)) return Number(a) < Number(b) ? -1 : 1;
  const left = numberKey(a);
  return left < numberKey(b) ? -1 : 1;
}

export function addNumbers(a: string, b: string): ParsedNumber {
  if (SMALL_INTEGER.test(a) && SMALL_INTEGER.test(b)) return { kind: 'number', text: String(Number(a) + Number(b)) };
  const left = canonical(a);
  const right = canonical(b);
  const scale = Math.min(lastPower(left), lastPower(right));
  return toCanonical(fromScaled(scaled(left, scale) + scaled(right, scale), scale));
}

export function subtractNumbers(a: string, b: string): ParsedNumber {
  return addNumbers(a, b.startsWith('-') ? b.slice(1) : b === '0' ? b : `-${b}`);
}

/**
 * ASCII text in the order of the numbers: sign, exponent in three digits, significant digits. For negative numbers
 * exponent and digits are complemented, and `~` closes them so that a longer one sorts below its own beginning.
 */
export function numberKey(text: string): string {
  const { negative, digits, exponent } = canonical(text);
  if (digits === '') return '1';
  if (!negative) return `2${exponent + 500}${digits}`;
  let complement = '';
  for (const digit of digits) complement += 9 - Number(digit);
  return `0${499 - exponent}${complement}~`;
}

/** Significant digits of a canonical number, and the parity of its exponent: what its stored size depends on. */
export function significance(text: string): {
  readonly digits: number;
  readonly exponent: number;
  readonly negative: boolean;
} {
  const { negative, digits, exponent } = canonical(text);
  return { digits: digits.length, exponent, negative };
}

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 };

function read(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  if (all === '') return undefined;
  const first = all.search(/[1-9]/);
  if (first < 0) return ZERO;
  return {
    negative: sign === '-',
    digits: all.slice(first).replace(/0+$/, ''),
    exponent: whole.length - 1 - first + Number(power),
  };
}

function canonical(text: string): Decimal {
  return read(text) ?? ZERO;
}

function toCanonical(decimal: Decimal): ParsedNumber {
  if (decimal.digits === '') return { kind: 'number', text: '0' };
  if (decimal.exponent > MAX_EXPONENT) return { kind: 'overflow' };
  if (decimal.exponent < MIN_EXPONENT) return { kind: 'underflow' };
  if (decimal.digits.length > MAX_DIGITS) return { kind: 'tooPrecise' };
  return { kind: 'number', text: print(decimal) };
}

function print({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** The power of ten of the last significant digit. */
const lastPower = (decimal: Decimal) => decimal.exponent - decimal.digits.length + 1;

function scaled(decimal: Decimal, scale: number): bigint {
  if (decimal.digits === '') return 0n;
  const magnitude = BigInt(decimal.digits.padEnd(decimal.exponent - scale + 1, '0'));
  return decimal.negative ? -magnitude : magnitude;
}

function fromScaled(value: bigint, scale: number): Decimal {
  if (value === 0n) return ZERO;
  const text = (value < 0n ? -value : value).toString();
  return { negative: value < 0n, digits: text.replace(/0+$/, ''), exponent: text.length - 1 + scale };
}
