import * as z from 'zod';
import type { ErrorDetail } from './domain/errors.ts';
import { DATABASE_ADDRESS, shownAddress } from './things/database-address.ts';
import { type Networks, readNetworks } from './things/networks.ts';
import { read } from './things/read.ts';

export const DEFAULT_DATABASE = 'file:./trade-disputes.db';

const databaseAddress = (right: string) =>
  z
    .string()
    // What is wrong is shown and logged.
    .transform((text) => (DATABASE_ADDRESS.test(text) ? text : shownAddress(text)))
    .pipe(z.string().regex(DATABASE_ADDRESS, right));

/** From the least that is said to the most. */
export const LOG_LEVELS = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a port number from 0 to 65535')
    .default(3000),
  HOST: z.string().min(1, 'must be an address or a host name').default('127.0.0.1'),
  DATABASE_URL: databaseAddress('must be file:./trade-disputes.db or postgres://user@host/name').default(DEFAULT_DATABASE),
  TRUST_PROXY: z.string().regex(/^\d$/, 'must be how many proxies stand in front, from 0 to 9').transform(Number).default(0),
  READ_DATABASE_URL: databaseAddress('must be file:PATH or postgres://user@host/name').optional(),
  TRUST_CLOCK: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address of the site, such as https://example.org', abort: true })
    .refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text), 'must be the address of the site alone, such as https://example.org')
    .transform((text) => new URL(text).origin)
    .optional(),
  WATCH_NETWORKS: z
    .string()
    .transform((text, ctx): Networks => {
      try {
        return readNetworks(
          text
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean),
        );
      } catch (error) {
        const message = `must be a comma list of addresses and networks, such as 10.1.2.3,192.168.7.0/24: "${(error as Error).message}" is neither`;
        ctx.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    })
    .default(readNetworks([])),
  BUNDLED_DISPUTES: z.enum(['all', 'none'], 'must be all or none').default('all'),
  LOG_LEVEL: z.enum(LOG_LEVELS, 'must be silent, error, info or debug').default('info'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database_url: string;
  /** So many proxies stand in front: whom the outermost heard, by X-Forwarded-For, is the client. */
  readonly trust_proxy: number;
  /** A copy that follows the database, of which the server asks what it shows. */
  readonly read_database_url: string | undefined;
  /** The clock is right though the last entry is more than a year old. */
  readonly trust_clock: boolean;
  /** Where this server is reached by others; addresses in messages to watches begin so. */
  readonly public_url: string | undefined;
  /** Addresses that are not the internet's to which watches may have messages sent. */
  readonly watch_networks: Networks;
  /** What a database is filled with by itself; `none` leaves it to those who record, with the register of economies alone. */
  readonly bundled_disputes: 'all' | 'none';
  readonly log_level: LogLevel;
}

/** Reads the configuration from the environment, once. Throws `invalid` that names every variable that is wrong: the tracker does not start on a guess. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const says = (problems: readonly ErrorDetail[]): string => problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  const given = read(Environment, environment, { says });
  const { PORT, HOST, DATABASE_URL, READ_DATABASE_URL, TRUST_CLOCK, TRUST_PROXY, PUBLIC_URL, WATCH_NETWORKS } = given;
  const { BUNDLED_DISPUTES, LOG_LEVEL } = given;
  return Object.freeze({
    port: PORT,
    host: HOST,
    database_url: DATABASE_URL,
    read_database_url: READ_DATABASE_URL,
    trust_clock: TRUST_CLOCK === 'yes',
    trust_proxy: TRUST_PROXY,
    public_url: PUBLIC_URL,
    watch_networks: WATCH_NETWORKS,
    bundled_disputes: BUNDLED_DISPUTES,
    log_level: LOG_LEVEL,
  });
}
