import { invalid } from '../errors.ts';
import { Fraction } from './fraction.ts';

/** The currencies of ISO 4217 that are in use, by the number of decimals of their minor unit. Metals, funds and test codes are no money. */
const BY_DECIMALS: readonly [number, string][] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP
     DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
     LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
     SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG
     YER ZAR ZMW ZWG`,
  ],
];
const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  BY_DECIMALS.flatMap(([decimals, codes]) => codes.split(/\s+/).map((code): [string, number] => [code, decimals])),
);

/** Three capital letters that ISO 4217 gives to a currency in use. */
export const isCurrency = (code: string): boolean => MINOR_UNITS.has(code);

/** Says what is wrong with a currency's code, or null. */
function currencyProblem(code: string): string | null {
  if (isCurrency(code)) return null;
  if (isCurrency(code.toUpperCase())) return `"${code}" is not a currency: write capitals, ${code.toUpperCase()}`;
  return `"${code}" is not a currency: write three capital letters of ISO 4217, such as EUR`;
}

/** Reads the code of a currency. Throws `invalid` (`currency`), naming the text and the right form. */
export function parseCurrency(code: string): string {
  const problem = currencyProblem(code);
  if (problem) throw invalid('currency', problem);
  return code;
}

/** The same in capitals or not: `eur` is EUR. */
export function readCurrency(text: string): string {
  const code = text.trim().toUpperCase();
  if (!isCurrency(code)) throw invalid('currency', `"${text}" is not a currency: write three letters of ISO 4217, such as EUR`);
  return code;
}

/**
 * The sum as people pay it: rounded once, halves up, to the minor unit of its currency, with exactly that many decimals
 * (`1395.40` GBP, `1395` JPY, `1395.405` KWD). Throws `invalid` for an unknown currency.
 */
export function roundToMinor(amount: Fraction, currency: string): string {
  return amount.toFixed(MINOR_UNITS.get(parseCurrency(currency)) ?? 2);
}

/** An exchange rate: 1 `from` is `rate` `to`. It serves both ways. */
export interface FxRate {
  from: string;
  to: string;
  /** A decimal number above zero, as it was written. */
  rate: string;
}

/** Reads an exchange rate such as `EUR:USD=1.08` (1 EUR is 1.08 USD). Throws `invalid` (`fx`), naming the text and the right form. */
export function parseFx(text: string): FxRate {
  const form = 'write FROM:TO=RATE, such as EUR:USD=1.08 for 1 EUR = 1.08 USD';
  const parts = /^\s*([A-Za-z]+)\s*:\s*([A-Za-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!parts) throw invalid('fx', `"${text}" is not an exchange rate: ${form}`);
  const [from, to, rate] = parts.slice(1).map((part) => part.toUpperCase()) as [string, string, string];
  const problem = currencyProblem(from) ?? currencyProblem(to);
  if (problem) throw invalid('fx', `"${text}" is not an exchange rate: ${problem}`);
  if (from === to) throw invalid('fx', `"${text}" is not an exchange rate: both currencies are ${from}; ${form}`);
  if (Fraction.of(rate).isZero()) throw invalid('fx', `"${text}" is not an exchange rate: the rate must be above 0; ${form}`);
  return { from, to, rate };
}

const isOfPair = (one: FxRate, from: string, to: string): boolean =>
  (one.from === from && one.to === to) || (one.from === to && one.to === from);

/** Checks that no pair of currencies has more than one rate, in whichever direction. Throws `invalid` (`fx`). */
export function checkFx(fx: readonly FxRate[]): void {
  for (const [index, { from, to }] of fx.entries())
    if (fx.slice(0, index).some((one) => isOfPair(one, from, to)))
      throw invalid('fx', `the exchange rate between ${from} and ${to} is given twice: give one, it serves both ways`);
}

/**
 * An amount in another currency, exactly, by the rate between the two or its inverse; null if no such rate is given. Rates are
 * not chained, and of a pair there is one (`checkFx`).
 */
export function convert(amount: Fraction, from: string, to: string, fx: readonly FxRate[]): Fraction | null {
  if (from === to) return amount;
  const found = fx.find((one) => isOfPair(one, from, to));
  if (!found) return null;
  const rate = Fraction.of(found.rate, 'fx');
  return found.from === from ? amount.times(rate) : amount.over(rate);
}
