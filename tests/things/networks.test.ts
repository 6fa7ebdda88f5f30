import { describe, expect, it } from 'vitest';
import { isPermitted, readNetworks } from '../../src/things/networks.ts';

const NONE = readNetworks([]);

describe('where anybody may have something sent', () => {
  it.each([
    ...['127.0.0.1', '127.8.8.8', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1', '64:ff9b::7f00:1'],
    // An IPv4 address in another dress.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:127.0.0.1'],
    // No address at all.
    ...['localhost', ''],
  ])('%s: not', (address) => {
    expect(isPermitted(address, NONE)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '192.167.1.1', '11.0.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
    '%s: yes',
    (address) => {
      expect(isPermitted(address, NONE)).toBe(true);
    },
  );

  it('what is allowed besides is allowed, and no more than that', () => {
    const allowed = readNetworks(['127.0.0.1', '10.1.2.0/24', 'fd00::/8']);
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '10.1.2.9', 'fd12::1'])
      expect(isPermitted(address, allowed)).toBe(true);
    for (const address of ['127.0.0.2', '10.1.3.1', '169.254.169.254', 'fe80::1']) expect(isPermitted(address, allowed)).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0', 'example.org', '10.0.0.0/8/8', '::1/129', '10.0.0.0/', '10.0.0.0/x'])('%s is refused', (text) => {
    expect(() => readNetworks(['127.0.0.1', text])).toThrow(new RangeError(text));
  });
});
