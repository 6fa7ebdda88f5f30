/** What names a database. */
export const DATABASE_ADDRESS = /^(?:file:.+|postgres(?:ql)?:\/\/.+)$/;

/**
 * The address of a database as it may be shown and logged: without its password. What is no address may hold one all the same, so nothing is shown
 * of it that stands before the host.
 */
export function shownAddress(address: string): string {
  if (address.startsWith('file:')) return address;
  const secret = DATABASE_ADDRESS.test(address) ? /^(\w+:\/\/[^@/?#:]*:).*(?=@)/s : /^(\w+:\/*)?.*(?=@)/s;
  return address.replace(secret, '$1***').replace(/([?&]password=)[^&#]*/g, '$1***');
}
