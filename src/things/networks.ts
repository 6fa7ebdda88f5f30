import { BlockList, isIP } from 'node:net';

// Which addresses of the network anybody may have things sent to: not those that only this machine or its neighbours can reach.

/** IPv4 that is not the internet's (RFC 6890): this machine, private networks, link-local with the metadata of clouds, tests, multicast. */
const PRIVATE_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
/** IPv6 that is the internet's, and what of it is not: documentation, and ways of writing IPv4 addresses (Teredo, 6to4). */
const PUBLIC_V6 = '2000::/3';
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Addresses (10.1.2.3) and networks (10.1.2.0/24, fd00::/8). */
export type Networks = BlockList;

/** Reads addresses and networks. Throws a RangeError that names one that is none. */
export function readNetworks(texts: readonly string[]): Networks {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix, ...more] = text.split('/');
    const version = isIP(address);
    const bits = prefix === undefined || /^\d{1,3}$/.test(prefix) ? Number(prefix ?? (version === 4 ? 32 : 128)) : Number.NaN;
    if (version === 0 || more.length > 0 || !(bits <= (version === 4 ? 32 : 128))) throw new RangeError(text);
    list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

let kept: Record<'privateV4' | 'publicV6' | 'notPublicV6', Networks> | undefined;
/** Read once something is to be sent, which few commands do: it takes a while. */
const internet = (): NonNullable<typeof kept> => {
  kept ??= { privateV4: readNetworks(PRIVATE_V4), publicV6: readNetworks([PUBLIC_V6]), notPublicV6: readNetworks(NOT_PUBLIC_V6) };
  return kept;
};

/** May something be sent to an IP address that somebody else named? `allowed`: those that whoever runs the server permits besides. */
export function isPermitted(address: string, allowed: Networks): boolean {
  // An IPv4 address inside of an IPv6 one is looked at as what it is.
  const mapped = /^::ffff:(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const version = isIP(plain);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (allowed.check(plain, family)) return true;
  const { privateV4, publicV6, notPublicV6 } = internet();
  return version === 4 ? !privateV4.check(plain, family) : publicV6.check(plain, family) && !notPublicV6.check(plain, family);
}
