/**
 * Money: a whole number of a currency's minor units (cents), never a float.
 *
 * M1. Every amount is a safe integer: beyond 2^53 - 1 a number no longer tells neighbouring amounts apart.
 * M2. Amounts of two currencies never meet.
 */
import { InvalidRequest } from '../saga/errors';

export interface Money {
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** @throws InvalidRequest when the amount is not exact (M1) */
export function money(amount: number, currency: string): Money {
  return { amount: exact(amount, `an amount in minor units of ${currency}`), currency };
}

/** @throws InvalidRequest when the currencies differ or the sum is not exact */
export function add(one: Money, other: Money): Money {
  // M2
  if (one.currency !== other.currency) {
    throw new InvalidRequest(`${one.currency} and ${other.currency} cannot be added; use one currency`);
  }
  return money(one.amount + other.amount, one.currency);
}

/** @throws InvalidRequest when the quantity or the product is not exact */
export function times({ amount, currency }: Money, quantity: number): Money {
  return money(amount * exact(quantity, 'a quantity'), currency);
}

/** As in `10,000.01 EUR`: the digits of the amount itself, grouped; no arithmetic that could round. */
export function formatMoney({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${amount < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}

/** Currencies whose digits are remembered: each question makes a whole number format. More than ISO 4217 has. */
const MAX_CURRENCIES = 300;
const digitsByCurrency = new Map<string, number>();

/** How many decimal places the minor unit stands for: 2 for EUR, 0 for JPY, 3 for KWD. */
function minorDigits(currency: string): number {
  const known = digitsByCurrency.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  const digits = maximumFractionDigits ?? 2;
  if (digitsByCurrency.size < MAX_CURRENCIES) digitsByCurrency.set(currency, digits);
  return digits;
}

function exact(value: number, what: string): number {
  if (Number.isSafeInteger(value)) return value;
  const most = Number.MAX_SAFE_INTEGER;
  throw new InvalidRequest(`${what} must be a whole number from -${most} to ${most}; it is ${value}`);
}
