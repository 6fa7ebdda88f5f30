import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { TrackerError } from '../src/domain/errors.ts';
import { isPermitted } from '../src/things/networks.ts';

describe('the settings', () => {
  it('say where webhooks may go besides the internet, and where links lead', () => {
    const { watch_networks, public_url } = readConfig({ WATCH_NETWORKS: '10.1.2.3, 192.168.7.0/24', PUBLIC_URL: 'https://example.org/' });
    expect(['10.1.2.3', '192.168.7.9', '10.1.2.4'].map((one) => isPermitted(one, watch_networks))).toEqual([true, true, false]);
    expect(public_url).toBe('https://example.org');
    expect(isPermitted('127.0.0.1', readConfig({}).watch_networks)).toBe(false);
    expect(readConfig({ WATCH_NETWORKS: '' }).public_url).toBeUndefined();
  });

  it('say whether a database is filled with the bundled disputes: it is, unless told not to', () => {
    expect(readConfig({}).bundled_disputes).toBe('all');
    expect(readConfig({ BUNDLED_DISPUTES: 'none' }).bundled_disputes).toBe('none');
  });

  it.each([
    ['mysql://ann:s3cret@host/name', '"mysql://***@host/name"'],
    ['postgres:/ann:s3c@ret@host/name', '"postgres:/***@host/name"'],
    ['ann:s3cret@host', '"ann:***@host"'],
    ['postgress://host/name?password=s3cret&x=1', '"postgress://host/name?password=***&x=1"'],
    [`mysql://ann:s3cret@${'h'.repeat(200)}`, '"mysql://***@hhh'],
  ])('name a database that is none without its password: %s', (address, shown) => {
    for (const variable of ['DATABASE_URL', 'READ_DATABASE_URL'])
      try {
        readConfig({ [variable]: address });
        expect.unreachable();
      } catch (error) {
        expect(String(error)).toContain(`${variable} ${shown}`);
        expect(JSON.stringify((error as TrackerError).details)).not.toContain('s3c');
      }
    expect(readConfig({ DATABASE_URL: 'postgres://ann:s3cret@host/name' }).database_url).toBe('postgres://ann:s3cret@host/name');
  });

  it.each([
    [{ BUNDLED_DISPUTES: 'no' }, 'BUNDLED_DISPUTES "no" must be all or none'],
    [
      { WATCH_NETWORKS: '10.1.2.3, inside' },
      'WATCH_NETWORKS "10.1.2.3, inside" must be a comma list of addresses and networks, such as 10.1.2.3,192.168.7.0/24: "inside" is neither',
    ],
    [{ PUBLIC_URL: 'example.org' }, 'PUBLIC_URL "example.org" must be the address of the site'],
    [{ PUBLIC_URL: 'https://example.org/tracker' }, 'PUBLIC_URL "https://example.org/tracker" must be the address of the site alone'],
  ])('%j is refused', (environment, words) => {
    expect(() => readConfig(environment)).toThrow(words);
  });

  it('are refused once, though two things are wrong with an address', () => {
    expect(() => readConfig({ PUBLIC_URL: 'ftp://x' })).toThrow(
      /^PUBLIC_URL "ftp:\/\/x" must be the address of the site, such as https:\/\/example.org$/,
    );
  });
});
